import { randomUUID } from 'node:crypto';
import { createServer, type Server, STATUS_CODES } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Express } from 'express';
import { ApiError, type ProblemKind } from './http/problem.ts';

export interface Listening {
  /** Base address, without a slash at the end. */
  readonly url: string;
  /** Stops taking requests, lets those under way finish for `graceMs`, then cuts them off. */
  close(graceMs: number): Promise<void>;
}

/** A client has so long to send its headers, in milliseconds. */
const HEADERS_MS = 15_000;
/** A connection on which nothing moves for so long is dropped, in milliseconds; a long import may be silent for a while. */
const SILENCE_MS = 300_000;
/** Longer than that of common load balancers (60 s), so that they never reuse a connection that is being closed. */
const KEEP_ALIVE_MS = 65_000;

/** Serves `app`; port 0 lets the system pick one. Rejects when the address can't be had. */
export async function listen(app: Express, { host, port }: { host: string; port: number }): Promise<Listening> {
  const server = createServer(
    // Whole requests have no time limit, as imports may be long: bodies have limits of their own.
    {
      headersTimeout: HEADERS_MS,
      requestTimeout: 0,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: 5_000,
    },
    app,
  );
  server.setTimeout(SILENCE_MS);
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
  const cutOff = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(cutOff);
}

const KIND_OF_ERROR: Readonly<Record<string, ProblemKind>> = {
  HPE_HEADER_OVERFLOW: 'headers-too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
};

/** What isn't HTTP never reaches Express; it gets a problem document all the same. */
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
