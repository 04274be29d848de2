import type { Readable } from 'node:stream';
import { ImportError } from './importProblem.ts';

/** The first part of a file is checked before any of it is used. */
const HEAD_BYTES = 65_536;
/** A decoder's replacement for bytes that are no UTF-8. */
export const REPLACEMENT = '\uFFFD';

/**
 * The text of a UTF-8 stream, without a byte order mark. Throws `ImportError` if the first 64 KB are something else; later bytes
 * that are no UTF-8 become U+FFFD, so that their row is rejected.
 */
export async function* utf8Text(stream: Readable): AsyncGenerator<string, void, void> {
  const decoder = new TextDecoder();
  const head: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer | string>) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    if (size < HEAD_BYTES) {
      head.push(bytes);
      size += bytes.length;
      if (size < HEAD_BYTES) continue;
      yield decoder.decode(checkedHead(head), { stream: true });
    } else {
      yield decoder.decode(bytes, { stream: true });
    }
  }
  if (size < HEAD_BYTES) yield decoder.decode(checkedHead(head), { stream: true });
  yield decoder.decode();
}

function checkedHead(chunks: readonly Buffer[]): Buffer {
  const head = Buffer.concat(chunks);
  const refuse = (got: string): never => {
    throw new ImportError({ field: 'file', got, wanted: 'text in UTF-8, not compressed' });
  };
  if (head.length === 0) refuse('nothing');
  if (head[0] === 0x1f && head[1] === 0x8b) refuse('gzip data');
  if (head.subarray(0, 4).equals(Buffer.from('PK\x03\x04'))) refuse('a ZIP or Excel file');
  if (head.includes(0)) refuse('binary data or UTF-16');
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
  } catch {
    refuse('bytes that are no UTF-8');
  }
  return head;
}
