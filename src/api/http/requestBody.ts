import type { IncomingMessage } from 'node:http';
import { ApiError, invalid } from './problem.ts';

export interface BodyLimits {
  /** Bytes. */
  readonly maxBytes: number;
  /** How long a body may take to arrive, in milliseconds. */
  readonly timeoutMs: number;
}

/** Deeper than any request needs, and far from what exhausts a stack. */
const MAX_DEPTH = 64;

/** Among accepted media types: whatever comes. */
export const ANY_TYPE = '*/*';

/** Without the charset, in lower case; undefined where the header is missing. */
export const mediaTypeOf = (request: IncomingMessage): string | undefined =>
  request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() || undefined;

/** Refuses what isn't one of `accepted`, isn't UTF-8 or is compressed: 415. */
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
export async function readJsonBody(request: IncomingMessage, limits: BodyLimits): Promise<unknown> {
  checkMediaType(request, ['application/json']);
  return parseJson(decode(await readBytes(request, limits)));
}

/** The same where the body may be left out: undefined where none comes. */
export async function readOptionalJsonBody(request: IncomingMessage, limits: BodyLimits): Promise<unknown> {
  if (hasNoBody(request)) return undefined;
  const bytes = await readBytes(request, limits);
  if (bytes.length === 0) return undefined;
  checkMediaType(request, ['application/json']);
  return parseJson(decode(bytes));
}

/**
 * For an operation without a body: whoever sends one expects it to be read. Nothing and an empty object, which some clients always
 * send, say nothing that would be passed over. Throws a 400.
 */
export async function refuseBody(request: IncomingMessage, { timeoutMs }: BodyLimits): Promise<void> {
  if (hasNoBody(request)) return;
  const text = await readBytes(request, { maxBytes: EMPTY_OBJECT_BYTES, timeoutMs }).then(String, () => null);
  if (text !== null && ['', '{}'].includes(text.replace(/\s/g, ''))) return;
  throw invalid([{ field: '/', got: 'a body', wanted: 'none: this operation takes no body' }]);
}

/** As the headers say it; one that comes in chunks may still turn out empty. */
const hasNoBody = ({ headers }: IncomingMessage): boolean =>
  Number(headers['content-length'] ?? '0') === 0 && headers['transfer-encoding'] === undefined;

/** `{}`, with as much white space as anybody puts into it. */
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
 * All of the body. On any way out but success the rest is read and dropped, for a socket closed on a client that is still
 * writing loses the answer.
 */
function readBytes(request: IncomingMessage, { maxBytes, timeoutMs }: BodyLimits): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const timer = setTimeout(() => settle(() => reject(tooSlow(timeoutMs))), timeoutMs);
    if (Number(request.headers['content-length'] ?? 0) > maxBytes) return settle(() => reject(tooLarge(maxBytes)));
    request.on('data', take).once('end', done).once('error', broken).once('close', gone);

    function take(chunk: Buffer): void {
      size += chunk.length;
      if (size > maxBytes) settle(() => reject(tooLarge(maxBytes)));
      else chunks.push(chunk);
    }
    function done(): void {
      settle(() => resolve(Buffer.concat(chunks)));
    }
    function broken(cause: Error): void {
      settle(() => reject(abortedUpload(cause)));
    }
    function gone(): void {
      settle(() => reject(abortedUpload()));
    }
    function settle(how: () => void): void {
      clearTimeout(timer);
      request.off('data', take).off('end', done).off('close', gone);
      request.resume();
      how();
    }
  });
}

function parseJson(text: string): unknown {
  if (text.trim() === '') throw invalid([{ field: '/', got: 'an empty body', wanted: 'JSON' }]);
  try {
    // V8's parser doesn't recurse; what walks the value afterwards may.
    const value: unknown = JSON.parse(text);
    if (isDeeperThan(value, MAX_DEPTH)) throw tooDeep();
    return value;
  } catch (cause) {
    if (cause instanceof ApiError) throw cause;
    // The parser's message quotes the body; only where it stopped is passed on.
    const position = cause instanceof Error ? /position (\d+)/.exec(cause.message)?.[1] : undefined;
    const got =
      position === undefined ? 'text that ends or breaks off too early' : `text that breaks at character ${position}`;
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

/** Nobody is left to read the answer; it keeps the log from calling it our fault. */
const abortedUpload = (cause?: Error): ApiError =>
  new ApiError('bad-request', { detail: 'The upload was broken off.', cause });

const tooSlow = (timeoutMs: number): ApiError =>
  new ApiError('request-timeout', {
    detail: `The body was not complete after ${timeoutMs / 1000} seconds.`,
    headers: { Connection: 'close' },
  });

const tooLarge = (maxBytes: number): ApiError =>
  new ApiError('too-large', { detail: `The body is larger than ${maxBytes} bytes.` });

const wrongType = (header: string, got: string | undefined, wanted: string): ApiError =>
  new ApiError('unsupported-media-type', {
    detail: `${header} is not what this operation reads.`,
    errors: [
      { field: `header: ${header}`, got: got === undefined ? 'nothing' : JSON.stringify(got.slice(0, 80)), wanted },
    ],
  });
