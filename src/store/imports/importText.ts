import type { Readable } from 'node:stream';
import { ImportError } from './importProblem.ts';

/** The first part of a file is checked before any of it is used. */
const HEAD_BYTES = 65_536;
/** A decoder's replacement for bytes that are no UTF-8. */
export const REPLACEMENT = '\uFFFD';

/**
 * The text of a stream in UTF-8, or in UTF-16 with a byte order mark; without the mark. Throws `ImportError` when the first 64 KB are something else;
 * bytes after them that are wrong come as U+FFFD, for the row that they are in to be rejected.
 */
export async function* decodedText(stream: Readable): AsyncGenerator<string, void, void> {
  const head: Buffer[] = [];
  let size = 0;
  let decoder: InstanceType<typeof TextDecoder> | null = null;
  for await (const chunk of stream as AsyncIterable<Buffer | string>) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    if (decoder) {
      yield decoder.decode(bytes, { stream: true });
      continue;
    }
    head.push(bytes);
    size += bytes.length;
    if (size < HEAD_BYTES) continue;
    const first = Buffer.concat(head);
    decoder = decoderOf(first);
    yield decoder.decode(first, { stream: true });
  }
  if (!decoder) {
    const all = Buffer.concat(head);
    decoder = decoderOf(all);
    yield decoder.decode(all, { stream: true });
  }
  yield decoder.decode();
}

/** The decoder for a file that begins like this. */
function decoderOf(head: Buffer): InstanceType<typeof TextDecoder> {
  const refuse = (got: string): never => {
    const wanted = 'text in UTF-8, or in UTF-16 with a byte order mark, not compressed';
    throw new ImportError({ field: 'file', got, wanted });
  };
  if (head.length === 0) refuse('nothing');
  if (head[0] === 0x1f && head[1] === 0x8b) refuse('gzip data');
  if (head.subarray(0, 4).equals(Buffer.from('PK\x03\x04'))) refuse('a ZIP or Excel file');
  if (head.subarray(0, 4).equals(OLD_EXCEL)) refuse('an Excel file');
  const encoding = encodingOf(head);
  if (encoding === 'utf-8' && head.includes(0)) {
    refuse(hasZeroHalves(head) ? 'UTF-16 without a byte order mark' : 'binary data');
  }
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(head, { stream: true });
    if (text.includes('\0')) refuse('binary data');
  } catch (error) {
    if (error instanceof ImportError) throw error;
    refuse(encoding === 'utf-8' ? 'bytes that are no UTF-8' : 'bytes that are no UTF-16');
  }
  return new TextDecoder(encoding);
}

const OLD_EXCEL = Buffer.from([0xd0, 0xcf, 0x11, 0xe0]);

function encodingOf(head: Buffer): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  return head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : 'utf-8';
}

/** Whether every other byte of the first few is zero, as ASCII has it in UTF-16. */
function hasZeroHalves(head: Buffer): boolean {
  const first = head.subarray(0, 8);
  const isZero = (half: number) => first.every((byte, index) => index % 2 !== half || byte === 0);
  return first.length >= 2 && (isZero(0) || isZero(1));
}
