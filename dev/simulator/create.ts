import type { ServerResponse } from 'node:http';
import type { SimulatedMessage } from './message.ts';
import type { CreateRequest, SimulatedProvider } from './simulatedProvider.ts';

/** How one dialect words what became of a create request. */
export interface Dialect {
  /** The request itself, or the status and code for what is wrong with it. */
  read(): CreateRequest | { readonly status: number; readonly code: number };
  accepted(message: SimulatedMessage): { readonly status: number; readonly json: string };
  error(status: number, code: number): string;
  /** The message that an earlier request with the same idempotency key made. */
  repeated?(): SimulatedMessage | undefined;
  /** Told of each message that is new. */
  made?(message: SimulatedMessage): void;
}

/** Codes for errors that are none of the request's (Twilio's; the other dialect borrows them). */
const CODE_OF_STATUS: Readonly<Record<number, number>> = { 401: 20_003, 429: 20_429, 500: 20_500, 503: 20_503 };

/** Takes a create request to its end, as the provider behaves just now. Without latency, accepting and answering are one step. */
export function create(provider: SimulatedProvider, res: ServerResponse, dialect: Dialect): void {
  provider.counts.requests++;
  const verdict = provider.verdict(Date.now());
  switch (verdict.kind) {
    case 'accept':
      afterHalfTheLatency(provider, res, () => finish(provider, res, dialect, verdict.answer));
      return;
    case 'later':
      unlessDeadAfter(verdict.ms, provider, res, () => finish(provider, res, dialect, true));
      return;
    case 'hang':
      provider.counts.hung++;
      return;
    case 'cut':
      res.destroy();
      return;
    case 'error': {
      provider.counts.errors++;
      if (verdict.retryAfter !== undefined) res.setHeader('retry-after', verdict.retryAfter);
      if (verdict.closing) res.setHeader('connection', 'close');
      const code = CODE_OF_STATUS[verdict.status] ?? verdict.status;
      sendJson(res, verdict.status, dialect.error(verdict.status, code));
      return;
    }
  }
}

function finish(provider: SimulatedProvider, res: ServerResponse, dialect: Dialect, answer: boolean): void {
  const request = dialect.read();
  if ('status' in request) {
    provider.counts.refused++;
    sendJson(res, request.status, dialect.error(request.status, request.code));
    return;
  }
  const refusal = provider.refusalOf(request.to);
  if (refusal !== null) {
    provider.counts.refused++;
    sendJson(res, 400, dialect.error(400, refusal));
    return;
  }
  let message = dialect.repeated?.();
  if (!message) {
    message = provider.accept(request, Date.now());
    dialect.made?.(message);
  }
  if (!answer) {
    provider.counts.dropped++;
    res.destroy();
    return;
  }
  const { status, json } = dialect.accepted(message);
  afterHalfTheLatency(provider, res, () => {
    provider.counts.answered++;
    sendJson(res, status, json);
  });
}

function afterHalfTheLatency(provider: SimulatedProvider, res: ServerResponse, next: () => void): void {
  const { latencyMs } = provider.config;
  if (latencyMs === 0) next();
  else unlessDeadAfter(latencyMs / 2, provider, res, next);
}

/** What is under way when the provider dies dies with it. */
function unlessDeadAfter(ms: number, provider: SimulatedProvider, res: ServerResponse, next: () => void): void {
  const { deaths } = provider;
  setTimeout(() => {
    if (provider.deaths > deaths) res.destroy();
    else next();
  }, ms).unref();
}

export function sendJson(res: ServerResponse, status: number, json: string): void {
  res.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(json) });
  res.end(json);
}
