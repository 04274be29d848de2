import { Agent, type Dispatcher } from 'undici';
import { lossCode, notWrittenCode } from './transportCodes.ts';

/** Enough to keep a provider busy at a latency of 10 ms and more, and few enough for its own limits. */
const CONNECTIONS_PER_ORIGIN = 128;
const CONNECT_TIMEOUT_MS = 3_000;
/** An answer is kilobytes; what lies beyond this is read and dropped. */
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

/** What became of a request, told apart by what matters for not sending twice. */
export type HttpExchange =
  /** A status arrived. The body is what arrived of it, even where the connection broke before its end. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: Readonly<Record<string, string | string[] | undefined>>;
      readonly body: string;
    }
  /** Not a byte of it was written to the other side. */
  | { readonly kind: 'not_written'; readonly code: string }
  /** It was handed to a connection and no status came back: the other side may have acted on it. */
  | { readonly kind: 'lost'; readonly code: string };

export interface Connection {
  /** One request, of which nothing is written where `mayStart` says no when its turn has come. Never rejects. */
  exchange(request: HttpRequest, mayStart?: () => boolean): Promise<HttpExchange>;
  /** Lets what is under way finish, then closes the connections. */
  close(): Promise<void>;
}

/**
 * Keep-alive connections to a provider. A request waits `requestTimeoutMs` at most for a free connection, and as long
 * again for its answer; so a provider that hangs holds up what is queued behind it once, not once a round.
 */
export function openConnection(options: { readonly requestTimeoutMs: number }): Connection {
  const { requestTimeoutMs } = options;
  const agent = new Agent({
    connections: CONNECTIONS_PER_ORIGIN,
    pipelining: 1,
    headersTimeout: requestTimeoutMs,
    bodyTimeout: requestTimeoutMs,
    connect: { timeout: Math.min(CONNECT_TIMEOUT_MS, requestTimeoutMs) },
  });
  return {
    exchange: (request, mayStart = () => true) =>
      new Promise((resolve) => {
        const handler = new ExchangeHandler(resolve, { startBefore: performance.now() + requestTimeoutMs, mayStart });
        try {
          // Undici may write a GET again when its connection breaks; a GET that sends a text is not to be repeated.
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

/**
 * Undici's dispatch interface instead of `request()`: it alone tells whether a request reached a socket
 * (`onRequestStart` comes immediately before the first byte is written), and it spares a stream per answer.
 */
class ExchangeHandler implements Dispatcher.DispatchHandler {
  readonly #resolve: (exchange: HttpExchange) => void;
  readonly #startBefore: number;
  readonly #mayStart: () => boolean;
  #started = false;
  #status = 0;
  #headers: Readonly<Record<string, string | string[] | undefined>> = {};
  #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(resolve: (exchange: HttpExchange) => void, start: { startBefore: number; mayStart: () => boolean }) {
    this.#resolve = resolve;
    this.#startBefore = start.startBefore;
    this.#mayStart = start.mayStart;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (performance.now() > this.#startBefore) controller.abort(new QueueTimeout());
    else if (!this.#mayStart()) controller.abort(new NotAllowed());
    else this.#started = true;
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
    if (this.#bytes >= MAX_BODY_BYTES) return;
    this.#bytes += chunk.length;
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#answer();
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    this.fail(error);
  }

  fail(error: unknown): void {
    if (this.#status !== 0) this.#answer();
    else if (this.#started) this.#resolve({ kind: 'lost', code: lossCode(error) });
    else this.#resolve({ kind: 'not_written', code: codeBeforeWriting(error) });
  }

  #answer(): void {
    const [first] = this.#chunks;
    const body =
      this.#chunks.length > 1 ? Buffer.concat(this.#chunks).toString('utf8') : (first?.toString('utf8') ?? '');
    this.#resolve({ kind: 'answer', status: this.#status, headers: this.#headers, body });
  }
}

function codeBeforeWriting(error: unknown): string {
  if (error instanceof QueueTimeout) return 'queue_timeout';
  return error instanceof NotAllowed ? 'not_allowed' : notWrittenCode(error);
}
