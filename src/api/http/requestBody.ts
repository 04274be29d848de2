import type { IncomingMessage } from 'node:http';
import { ApiError, invalid } from './problem.ts';

export interface BodyLimits {
  /** Bytes. */
  readonly maxBytes: number;
  /** How long a body may take to arrive, in milliseconds. */
  readonly timeoutMs: number;
}

/** Deeper than any request needs, and far less than would exhaust the stack. */
const MAX_DEPTH = 64;

/** As an accepted media type: any. */
export const ANY_TYPE = '*/*';

/** The media type without the charset, in lower case; undefined when the header is missing. */
export const mediaTypeOf = (request: IncomingMessage): string | undefined =>
  request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() || undefined;

/** Throws a 415 when the body isn't of one of the `accepted` types, isn't UTF-8 or is compressed. */
export function checkMediaType(request: IncomingMessage, accepted: readonly string[]): void {
  const type = mediaTypeOf(request);
  const wanted = accepted.join(' or ');
  if (accepted.includes(ANY_TYPE)) return;
  if (type === undefined || !accepted.includes(type)) throw wrongType('Content-Type', type, wanted);
  const charset = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(request.headers['content-type'] ?? '')?.[1];
  if (charset !== undefined && !/^utf-?8$/i.test(charset) && !/^us-ascii$/i.test(charset)) {
    throw wrongType('Content-Type', `charset=${charset}`, `${wanted} in UTF-8`);
  }
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    throw wrongType('Content-Encoding', encoding, 'no compression');
  }
}

/** Reads and parses a JSON body. Throws ApiErrors: 400, 408, 413, 415. */
export async function readJsonBody(
  request: IncomingMessage,
  limits: BodyLimits,
  accepted: readonly string[],
): Promise<unknown> {
  checkMediaType(request, accepted);
  return parseJson(decode(await readBytes(request, limits)));
}

/** Like readJsonBody, but the body may be left out: then the result is undefined. */
export async function readOptionalJsonBody(
  request: IncomingMessage,
  limits: BodyLimits,
  accepted: readonly string[],
): Promise<unknown> {
  if (hasNoBody(request)) return undefined;
  const bytes = await readBytes(request, limits);
  if (bytes.length === 0) return undefined;
  checkMediaType(request, accepted);
  return parseJson(decode(bytes));
}

/**
 * For an operation without a body. A caller who sends one expects it to have an effect, so this throws a 400. An empty object, which some
 * clients always send, is accepted.
 */
export async function refuseBody(request: IncomingMessage, { timeoutMs }: BodyLimits): Promise<void> {
  if (hasNoBody(request)) return;
  const text = await readBytes(request, { maxBytes: EMPTY_OBJECT_BYTES, timeoutMs }).then(String, () => null);
  if (text !== null && ['', '{}'].includes(text.replace(/\s/g, ''))) return;
  throw invalid([{ field: '/', got: 'a body', wanted: 'none: this operation takes no body' }]);
}

/** Judged by the headers; a chunked body may still be empty. */
const hasNoBody = ({ headers }: IncomingMessage): boolean =>
  Number(headers['content-length'] ?? '0') === 0 && headers['transfer-encoding'] === undefined;

/** `{}` with some white space. */
const EMPTY_OBJECT_BYTES = 16;

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    const problem = { field: '/', got: 'bytes that are not UTF-8', wanted: 'UTF-8' };
    throw new ApiError('bad-request', { detail: 'The body is not UTF-8.', errors: [problem], cause });
  }
}

/**
 * Reads the whole body. On failure the rest is read and discarded, because closing the socket while the client is still writing would lose
 * the response.
 */
function readBytes(request: IncomingMessage, { maxBytes, timeoutMs }: BodyLimits): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const timer = setTimeout(() => finish(() => reject(tooSlow(timeoutMs))), timeoutMs);
    if (Number(request.headers['content-length'] ?? 0) > maxBytes) return finish(() => reject(tooLarge(maxBytes)));
    request.on('data', onData).once('end', onEnd).once('error', onError).once('close', onClose);

    function onData(chunk: Buffer): void {
      size += chunk.length;
      if (size > maxBytes) finish(() => reject(tooLarge(maxBytes)));
      else chunks.push(chunk);
    }
    function onEnd(): void {
      finish(() => resolve(Buffer.concat(chunks)));
    }
    function onError(cause: Error): void {
      finish(() => reject(abortedUpload(cause)));
    }
    function onClose(): void {
      finish(() => reject(abortedUpload()));
    }
    function finish(complete: () => void): void {
      clearTimeout(timer);
      request.off('data', onData).off('end', onEnd).off('close', onClose);
      request.resume();
      complete();
    }
  });
}

function parseJson(text: string): unknown {
  if (text.trim() === '') throw invalid([{ field: '/', got: 'an empty body', wanted: 'JSON' }]);
  try {
    // V8's parser doesn't recurse, but later code that processes the value may.
    const value: unknown = JSON.parse(text);
    if (isDeeperThan(value, MAX_DEPTH)) throw tooDeep();
    return value;
  } catch (cause) {
    if (cause instanceof ApiError) throw cause;
    // The parser's message quotes the body, so only the position is passed on.
    const position = cause instanceof Error ? /position (\d+)/.exec(cause.message)?.[1] : undefined;
    const got =
      position === undefined ? 'text that ends too early' : `text with a syntax error at character ${position}`;
    throw new ApiError('bad-request', {
      detail: 'The body is not JSON.',
      errors: [{ field: '/', got, wanted: 'JSON' }],
    });
  }
}

function isDeeperThan(root: unknown, max: number): boolean {
  let level: unknown[] = [root];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > max) return true;
    level = level.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []));
  }
  return false;
}

const tooDeep = (): ApiError =>
  invalid([{ field: '/', got: `JSON nested more than ${MAX_DEPTH} deep`, wanted: `at most ${MAX_DEPTH} levels` }]);

/** The client is gone and won't read the answer; the error only prevents that the log counts it as a failure of Herald. */
const abortedUpload = (cause?: Error): ApiError =>
  new ApiError('bad-request', { detail: 'The client aborted the upload.', cause });

const tooSlow = (timeoutMs: number): ApiError =>
  new ApiError('request-timeout', {
    detail: `The body was not complete after ${timeoutMs / 1000} seconds.`,
    headers: { Connection: 'close' },
  });

const tooLarge = (maxBytes: number): ApiError =>
  new ApiError('too-large', { detail: `The body is larger than ${maxBytes} bytes.` });

const wrongType = (header: string, got: string | undefined, wanted: string): ApiError =>
  new ApiError('unsupported-media-type', {
    detail: `This operation does not support the ${header} of the request.`,
    errors: [
      { field: `header: ${header}`, got: got === undefined ? 'nothing' : JSON.stringify(got.slice(0, 80)), wanted },
    ],
  });
