import { Agent, type Dispatcher } from 'undici';
import type { Egress } from '../egress/egress.ts';
import { ANSWER_TIMEOUT, lossCode, notWrittenCode } from './transportCodes.ts';

/** Enough to use a provider fully at a latency of 10 ms or more, and few enough not to exceed its limits. */
const CONNECTIONS_PER_ORIGIN = 128;
const CONNECT_TIMEOUT_MS = 3_000;
/** An answer has kilobytes; anything beyond this limit is read and discarded. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;

export interface HttpRequest {
  readonly method: string;
  /** Scheme, host and port. */
  readonly origin: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** The result of a request, in the distinctions that prevent sending twice. */
export type HttpExchange =
  /** A status arrived. The body is incomplete if the connection broke or the time was over before its end, or if it is too long. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: Readonly<Record<string, string | string[] | undefined>>;
      readonly body: string;
      readonly isComplete: boolean;
    }
  /** No byte of the request was written. */
  | { readonly kind: 'not_written'; readonly code: string }
  /** The request was passed to a connection and no status came back: the server may have processed it. */
  | { readonly kind: 'lost'; readonly code: string };

export interface Connection {
  /** Sends one request. `mayStart` is called when it is about to be written; if it returns false, nothing is written. Never rejects. */
  exchange(request: HttpRequest, mayStart?: () => boolean): Promise<HttpExchange>;
  /** Waits for requests in progress, then closes the connections. */
  close(): Promise<void>;
}

/**
 * Keep-alive connections to a provider. A request waits at most `requestTimeoutMs` for a free connection, and as long again for the end of its answer,
 * however slowly that comes. So all requests that are queued for a provider that hangs wait only once for the timeout. Redirects are not
 * followed: they would lead a request with its credentials to an address that nobody configured.
 */
export function openConnection(options: { readonly requestTimeoutMs: number }, egress: Egress): Connection {
  const { requestTimeoutMs } = options;
  const agent = new Agent({
    connections: CONNECTIONS_PER_ORIGIN,
    pipelining: 1,
    // Undici's own begin anew with each piece of an answer, and with each 1xx before it: the deadline below is for all of it.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: egress.connector({ timeoutMs: Math.min(CONNECT_TIMEOUT_MS, requestTimeoutMs) }),
  });
  return {
    exchange: (request, mayStart = () => true) =>
      new Promise((resolve) => {
        const handler = new ExchangeHandler(resolve, requestTimeoutMs, mayStart);
        try {
          // Undici may repeat a GET when its connection breaks, but a GET that sends a message must not be repeated.
          agent.dispatch({ ...request, idempotent: false } as Dispatcher.DispatchOptions, handler);
        } catch (error) {
          handler.fail(error);
        }
      }),
    close: () => agent.close(),
  };
}

class QueueTimeout extends Error {}
class NotAllowed extends Error {}
class AnswerTimeout extends Error {
  readonly code = ANSWER_TIMEOUT;
}

/**
 * Uses Undici's dispatch interface instead of `request()`, because only this one tells whether a request reached a socket
 * (`onRequestStart` is called immediately before the first byte is written). It also needs no stream per answer.
 */
class ExchangeHandler implements Dispatcher.DispatchHandler {
  readonly #resolve: (exchange: HttpExchange) => void;
  readonly #timeoutMs: number;
  readonly #startBefore: number;
  readonly #mayStart: () => boolean;
  /** Runs from when the request is written. */
  #deadline: NodeJS.Timeout | null = null;
  #status = 0;
  #headers: Readonly<Record<string, string | string[] | undefined>> = {};
  #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(resolve: (exchange: HttpExchange) => void, timeoutMs: number, mayStart: () => boolean) {
    this.#resolve = resolve;
    this.#timeoutMs = timeoutMs;
    this.#startBefore = performance.now() + timeoutMs;
    this.#mayStart = mayStart;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (performance.now() > this.#startBefore) controller.abort(new QueueTimeout());
    else if (!this.#mayStart()) controller.abort(new NotAllowed());
    else this.#deadline = setTimeout(() => controller.abort(new AnswerTimeout()), this.#timeoutMs);
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status < 200) return;
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes <= MAX_BODY_BYTES) this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#answer(this.#bytes <= MAX_BODY_BYTES);
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    this.fail(error);
  }

  fail(error: unknown): void {
    if (this.#status !== 0) this.#answer(false);
    else if (this.#deadline !== null) this.#end({ kind: 'lost', code: lossCode(error) });
    else this.#end({ kind: 'not_written', code: codeBeforeWriting(error) });
  }

  #answer(isComplete: boolean): void {
    const [first] = this.#chunks;
    const body =
      this.#chunks.length > 1 ? Buffer.concat(this.#chunks).toString('utf8') : (first?.toString('utf8') ?? '');
    // Behind a byte order mark no JSON and no pattern that begins with ^ would be found.
    const text = body.startsWith('\uFEFF') ? body.slice(1) : body;
    this.#end({ kind: 'answer', status: this.#status, headers: this.#headers, body: text, isComplete });
  }

  #end(exchange: HttpExchange): void {
    if (this.#deadline !== null) clearTimeout(this.#deadline);
    this.#resolve(exchange);
  }
}

function codeBeforeWriting(error: unknown): string {
  if (error instanceof QueueTimeout) return 'queue_timeout';
  return error instanceof NotAllowed ? 'not_allowed' : notWrittenCode(error);
}
