import { createServer as createHttpServer, type IncomingHttpHeaders } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { type Simulator, startSimulator } from '../../dev/simulator/simulator.ts';
import { fingerprintOf } from '../../src/content/fingerprint.ts';
import {
  type HttpProviderInput,
  httpProviderInput,
  type ProviderInput,
  type TwilioProviderInput,
  twilioProviderInput,
} from '../../src/domain/provider/provider.ts';
import { egressTo } from '../../src/egress/egress.ts';
import { createProvider } from '../../src/providers/createProvider.ts';
import type { LookupQuery, OutboundSms, SmsProvider } from '../../src/providers/provider.ts';

const ACCOUNT_SID = 'AC0123456789abcdef0123456789abcdef';
export const AUTH_TOKEN = 'the-auth-token';
export const SENDER = '+15005550006';

export function twilioInput(
  baseUrl: string,
  changes: Partial<Omit<TwilioProviderInput, 'settings'>> & {
    settings?: Partial<TwilioProviderInput['settings']>;
  } = {},
): TwilioProviderInput {
  const { settings, ...rest } = changes;
  const sender = settings?.messagingServiceSid === undefined ? { from: SENDER } : {};
  return twilioProviderInput.parse({
    kind: 'twilio',
    name: 'twilio',
    requestTimeoutMs: 500,
    ...rest,
    settings: { accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN, baseUrl, ...sender, ...settings },
  });
}

export const httpInput = (settings: unknown, changes: Partial<HttpProviderInput> = {}): HttpProviderInput =>
  httpProviderInput.parse({ kind: 'http', name: 'http', requestTimeoutMs: 500, ...changes, settings });

/** Permits the servers of the tests, which are on this machine. */
export const LOCAL = egressTo({ allow: ['127.0.0.0/8'] });

/** The provider, closed after the test. */
export function provider(input: ProviderInput, egress = LOCAL): SmsProvider {
  const made = createProvider(input, egress);
  onTestFinished(() => made.close());
  return made;
}

export const sms = (changes: Partial<OutboundSms> = {}): OutboundSms => ({
  reference: 'c1/1/anna',
  to: '+447700900001',
  text: 'Hello Anna',
  receiptUrl: null,
  validitySeconds: null,
  ...changes,
});

export const query = (changes: Partial<LookupQuery> = {}): LookupQuery => ({
  reference: 'c1/1/anna',
  to: '+447700900001',
  fingerprint: fingerprintOf('Hello Anna'),
  since: new Date(Date.now() - 5_000),
  claimed: async () => new Set(),
  ...changes,
});

export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface CannedAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | object;
}

/** An HTTP server that answers with `answer` and records requests. Closed after the test. */
export async function httpServer(
  answer: CannedAnswer | ((request: SeenRequest) => CannedAnswer),
): Promise<{ url: string; seen: SeenRequest[] }> {
  const seen: SeenRequest[] = [];
  const server = createHttpServer(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const request = {
      method: req.method ?? '',
      url: req.url ?? '',
      headers: req.headers,
      body: Buffer.concat(chunks).toString(),
    };
    seen.push(request);
    const { status = 200, headers = {}, body = '' } = typeof answer === 'function' ? answer(request) : answer;
    res.writeHead(status, headers);
    res.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  onTestFinished(() => server.closeAllConnections());
  return { url: `http://127.0.0.1:${await listenForTest(server)}`, seen };
}

/** A TCP server that calls `onConnection` with each connection. Closed after the test, with all its connections. */
export async function tcpServer(onConnection: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    onConnection(socket);
  });
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
  });
  return await listenForTest(server);
}

/** A port on which nothing listens. */
export async function closedPort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A simulator, closed after the test. */
export async function simulator(): Promise<Simulator> {
  const started = await startSimulator();
  onTestFinished(() => started.close());
  return started;
}

async function listenForTest(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
  });
  return (server.address() as AddressInfo).port;
}
