import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { ApiError } from './problem.ts';

export interface HashedStream {
  readonly stream: Readable;
  /** SHA-256 (hexadecimal) of the bytes read so far; of the whole body once the stream has ended. */
  digest(): string;
}

/** The body as a stream that fails with a 408 when nothing arrives for `idleMs`, and with a 400 when the client aborts the upload. */
export function streamBody(request: IncomingMessage, idleMs: number): HashedStream {
  const hash = createHash('sha256');
  const stream = Readable.from(
    chunksOf(request, idleMs, (chunk) => hash.update(chunk)),
    { objectMode: false },
  );
  return { stream, digest: () => hash.digest('hex') };
}

/** Reads a stream to its end, only for its hash. */
export async function digestOf({ stream, digest }: HashedStream): Promise<string> {
  for await (const _ of stream);
  return digest();
}

async function* chunksOf(
  request: IncomingMessage,
  idleMs: number,
  seen: (chunk: Buffer) => void,
): AsyncGenerator<Buffer> {
  const iterator = request.iterator({ destroyOnReturn: false });
  try {
    for (;;) {
      const next = await withinIdleTime(iterator.next(), idleMs);
      if (next.done) return;
      seen(next.value);
      yield next.value;
    }
  } catch (cause) {
    if (cause instanceof ApiError) throw cause;
    throw new ApiError('bad-request', { detail: 'The client aborted the upload.', cause });
  } finally {
    request.resume();
  }
}

async function withinIdleTime<T>(next: Promise<T>, idleMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const idle = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new ApiError('request-timeout', {
            detail: `No data of the body arrived for ${idleMs / 1000} seconds.`,
            headers: { Connection: 'close' },
          }),
        ),
      idleMs,
    );
  });
  try {
    return await Promise.race([next, idle]);
  } finally {
    clearTimeout(timer);
  }
}
