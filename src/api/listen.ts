import { randomUUID } from 'node:crypto';
import { createServer, type Server, STATUS_CODES } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Express } from 'express';
import { ApiError, type ProblemKind } from './http/problem.ts';

export interface Listening {
  /** Base address, without a trailing slash. */
  readonly url: string;
  /** Stops accepting requests, waits up to `graceMs` for those in progress, then closes their connections. */
  close(graceMs: number): Promise<void>;
}

/** The most connections at a time; further ones are closed at once. */
const MAX_CONNECTIONS = 2_000;
/** How long a whole request may take to arrive, in milliseconds: an import of a million rows takes minutes. JSON bodies and receipts have limits of their own. */
const REQUEST_MS = 3_600_000;
/** How long a client may take to send its headers, in milliseconds. */
const HEADERS_MS = 15_000;
/** How long a connection may be idle before it is closed, in milliseconds; a long import may be idle for a while. */
const IDLE_MS = 300_000;
/** Longer than that of common load balancers (60 s), so that they never reuse a connection that is being closed. */
const KEEP_ALIVE_MS = 65_000;

/** Serves `app`; with port 0 the system chooses a port. Rejects when the address is not available. */
export async function listen(
  app: Express,
  { host, port, maxConnections = MAX_CONNECTIONS }: { host: string; port: number; maxConnections?: number },
): Promise<Listening> {
  const server = createServer(
    {
      headersTimeout: HEADERS_MS,
      requestTimeout: REQUEST_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: 5_000,
    },
    app,
  );
  server.maxConnections = maxConnections;
  server.setTimeout(IDLE_MS);
  server.on('clientError', answerBadHttp);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return { url: `http://${name}:${address.port}`, close: (graceMs) => close(server, graceMs) };
}

async function close(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(timer);
}

const KIND_OF_ERROR: Readonly<Record<string, ProblemKind>> = {
  HPE_HEADER_OVERFLOW: 'headers-too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
};

/** Input that isn't HTTP never reaches Express, but is answered with a problem document too. */
function answerBadHttp(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const detail = 'The request could not be read as HTTP.';
  const problem = new ApiError(KIND_OF_ERROR[error.code ?? ''] ?? 'bad-request', { detail });
  const requestId = randomUUID();
  const body = JSON.stringify(problem.toDocument(requestId));
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${requestId}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
