import { type CsvScan, lineEndAt, scanRow } from './csvScan.ts';

/** Characters of one row. */
export const MAX_ROW = 262_144;
/** The least that is read at a time, so that a row that comes in small pieces isn't looked at again for each. */
const MIN_READ = 16_384;

export type CsvFault = 'stray_quote' | 'open_quote' | 'too_long';

/** One row of a CSV text, or why it can't be told. */
export type CsvRecord = {
  /** The line on which it begins. */
  readonly line: number;
  /** Its text, without the line end. */
  readonly raw: string;
} & (
  | {
      readonly cells: readonly string[];
      /** Whether it may be the inside of a faulty row before it. */
      readonly isDoubtful: boolean;
    }
  /** `atEnd`: the text ends inside the row. */
  | { readonly fault: CsvFault; readonly atEnd: boolean }
);

/**
 * The rows of a CSV text. A row whose quotes are wrong costs no other one: reading goes on with the line after the one on which it
 * began. Rows without any content, also those of nothing but delimiters, are passed over.
 */
export async function* csvRecords(
  text: AsyncIterable<string>,
  of: { delimiter: string; firstLine: number },
): AsyncGenerator<CsvRecord, void, void> {
  const pieces = text[Symbol.asyncIterator]();
  let buffer = '';
  let position = 0;
  let line = of.firstLine;
  let isEnd = false;
  let doubtfulUntil = 0;

  async function more(): Promise<void> {
    const parts = [buffer.slice(position)];
    const wanted = Math.max(MIN_READ, buffer.length - position);
    for (let size = 0; size < wanted && !isEnd; ) {
      const next = await pieces.next();
      if (next.done) isEnd = true;
      else {
        parts.push(next.value);
        size += next.value.length;
      }
    }
    buffer = parts.join('');
    position = 0;
  }

  async function scanned(): Promise<CsvScan> {
    for (;;) {
      const found = scanRow(buffer, position, { delimiter: of.delimiter, isEnd });
      if (found.kind !== 'incomplete' || buffer.length - position > MAX_ROW) return found;
      await more();
    }
  }

  /** Goes to the next line; what is too long to be held is let go as it comes. Returns the beginning of the line. */
  async function passLine(): Promise<string> {
    let end = lineEndAt(buffer, position, isEnd);
    const raw = buffer.slice(position, Math.min(end?.at ?? buffer.length, position + MAX_ROW));
    while (end === null) {
      // The last character may be the first half of a line end.
      position = buffer.length - 1;
      await more();
      end = lineEndAt(buffer, position, isEnd);
    }
    position = end.next;
    line += 1;
    return raw;
  }

  for (;;) {
    if (position >= buffer.length && !isEnd) await more();
    if (position >= buffer.length) {
      if (isEnd) return;
      continue;
    }
    const start = line;
    const found = await scanned();
    if (found.kind === 'row' && found.end.at - position <= MAX_ROW) {
      const raw = buffer.slice(position, found.end.at);
      position = found.end.next;
      line += found.end.lines;
      const isBlank = found.cells.every((cell) => cell === '');
      if (!isBlank) yield { line: start, raw, cells: found.cells, isDoubtful: start < doubtfulUntil };
      continue;
    }
    const fault = found.kind === 'row' || found.kind === 'incomplete' ? 'too_long' : found.kind;
    if (found.kind === 'row') doubtfulUntil = Math.max(doubtfulUntil, start + found.end.lines);
    else if (found.kind !== 'incomplete') doubtfulUntil = Math.max(doubtfulUntil, start + found.reached);
    // A row that goes on behind all that is held has as many lines as there are in it, at least.
    else if (found.inQuote) doubtfulUntil = Math.max(doubtfulUntil, start + buffer.length - position);
    yield { line: start, raw: await passLine(), fault, atEnd: found.kind === 'open_quote' };
  }
}
