import { once } from 'node:events';
import { connect } from 'node:net';
import { MongoClient, MongoServerError } from 'mongodb';

/** Long enough for a server at the other end of the world, short enough for somebody who mistyped its address. */
const PATIENCE_MS = 4_000;

/** Of Temporal's own clients, for an address that names none. */
const TEMPORAL_PORT = 7233;

/** What Temporal's clients accept: a name, an IPv4 or a bracketed IPv6 address, and perhaps a port. */
const TEMPORAL_ADDRESS = /^(?:\[(?<ipv6>[\da-f:.]+)\]|(?<name>[^:/@\s]+))(?::(?<port>\d+))?$/i;

/**
 * The address in TEMPORAL_ADDRESS, after a look whether something accepts connections there; null when there is none.
 *
 * @throws a line for the user when nothing does.
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
 * The connection string in MONGODB_URL, after a ping; null when there is none.
 *
 * @throws a line for the user, with the host and never the credentials, when nothing answers or we are refused.
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
      ? `The server at ${host} (MONGODB_URL) refuses us: ${cause.codeName ?? `error ${cause.code}`}.`
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
    await once(socket, 'connect', { signal: AbortSignal.timeout(PATIENCE_MS) });
  } finally {
    socket.on('error', () => {}).destroy();
  }
}

function mongoClient(url: string): MongoClient {
  try {
    return new MongoClient(url, { serverSelectionTimeoutMS: PATIENCE_MS, connectTimeoutMS: PATIENCE_MS });
  } catch {
    // Without the driver's error as a cause: it may quote the address, and with it the credentials.
    throw new Error('MONGODB_URL is not a mongodb:// or mongodb+srv:// address that the MongoDB driver understands.');
  }
}
