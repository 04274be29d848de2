import { once } from 'node:events';
import { connect } from 'node:net';
import { MongoClient, MongoServerError } from 'mongodb';

/** Long enough for a distant server, short enough for a mistyped address. */
const TIMEOUT_MS = 4_000;

/** The default port of Temporal's clients. */
const TEMPORAL_PORT = 7233;

/** Addresses that Temporal's clients accept: a name, an IPv4 or a bracketed IPv6 address, and optionally a port. */
const TEMPORAL_ADDRESS = /^(?:\[(?<ipv6>[\da-f:.]+)\]|(?<name>[^:/@\s]+))(?::(?<port>\d+))?$/i;

/**
 * The address in TEMPORAL_ADDRESS, after checking that a server accepts connections there; null when the variable is not set.
 *
 * @throws an error with a message for the user when none does.
 */
export async function givenTemporal(): Promise<string | null> {
  const address = process.env.TEMPORAL_ADDRESS;
  if (address === undefined || address === '') return null;
  const parts = TEMPORAL_ADDRESS.exec(address)?.groups;
  if (parts === undefined) throw new Error('TEMPORAL_ADDRESS is not an address of the form host:port.');
  const { ipv6, name, port = TEMPORAL_PORT } = parts;
  try {
    await acceptsConnections(ipv6 ?? name ?? '', Number(port));
  } catch (cause) {
    throw new Error(nothingAnswers(address, 'TEMPORAL_ADDRESS'), { cause });
  }
  return address;
}

/**
 * The connection string in MONGODB_URL, after a ping; null when the variable is not set.
 *
 * @throws an error with a message for the user (with the host, but not the credentials) when no server answers or the server refuses.
 */
export async function givenStore(): Promise<string | null> {
  const url = process.env.MONGODB_URL;
  if (url === undefined || url === '') return null;
  const client = mongoClient(url);
  const { srvHost, hosts } = client.options;
  const host = srvHost ?? hosts.join(',');
  try {
    await client.db('admin').command({ ping: 1 });
  } catch (cause) {
    const refused = cause instanceof MongoServerError;
    const message = refused
      ? `The server at ${host} (MONGODB_URL) refuses the connection: ${cause.codeName ?? `error ${cause.code}`}.`
      : nothingAnswers(host, 'MONGODB_URL');
    throw new Error(message, { cause });
  } finally {
    await client.close();
  }
  return url;
}

const nothingAnswers = (host: string, variable: string): string => `Nothing answers at ${host} (${variable}).`;

async function acceptsConnections(host: string, port: number): Promise<void> {
  const socket = connect({ host, port });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(TIMEOUT_MS) });
  } finally {
    socket.on('error', () => {}).destroy();
  }
}

function mongoClient(url: string): MongoClient {
  try {
    return new MongoClient(url, { serverSelectionTimeoutMS: TIMEOUT_MS, connectTimeoutMS: TIMEOUT_MS });
  } catch {
    // The driver's error is not the cause, because it may quote the address with the credentials.
    throw new Error('MONGODB_URL is not a mongodb:// or mongodb+srv:// address that the MongoDB driver understands.');
  }
}
