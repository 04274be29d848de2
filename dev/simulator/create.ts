import type { ServerResponse } from 'node:http';
import type { SimulatedMessage } from './message.ts';
import type { CreateRequest, SimulatedProvider } from './simulatedProvider.ts';

/** The format of requests and answers of one kind of provider. */
export interface Dialect {
  /** The request, or the status and code of its error. */
  read(): CreateRequest | { readonly status: number; readonly code: number };
  accepted(message: SimulatedMessage): { readonly status: number; readonly json: string };
  error(status: number, code: number): string;
  /** The message of an earlier request with the same idempotency key. */
  repeated?(): SimulatedMessage | undefined;
  /** Called with each new message. */
  made?(message: SimulatedMessage): void;
}

/** Codes of errors that the request has not caused (Twilio's codes; the other dialect uses them too). */
const CODE_OF_STATUS: Readonly<Record<number, number>> = { 401: 20_003, 429: 20_429, 500: 20_500, 503: 20_503 };

/** Handles a create request according to the provider's current behaviour. Without latency, accepting and answering are one step. */
export function create(provider: SimulatedProvider, res: ServerResponse, dialect: Dialect): void {
  provider.counts.requests++;
  const reaction = provider.reactionAt(Date.now());
  switch (reaction.kind) {
    case 'accept':
      afterHalfTheLatency(provider, res, () => finish(provider, res, dialect, reaction.answer));
      return;
    case 'later':
      unlessDeadAfter(reaction.ms, provider, res, () => finish(provider, res, dialect, true));
      return;
    case 'hang':
      provider.counts.hung++;
      return;
    case 'cut':
      res.destroy();
      return;
    case 'error': {
      provider.counts.errors++;
      if (reaction.retryAfter !== undefined) res.setHeader('retry-after', reaction.retryAfter);
      if (reaction.closing) res.setHeader('connection', 'close');
      const code = CODE_OF_STATUS[reaction.status] ?? reaction.status;
      sendJson(res, reaction.status, dialect.error(reaction.status, code));
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

/** Requests in progress are cut off when the provider dies. */
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
