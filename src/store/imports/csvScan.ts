/** What a text has at a position: a row, a row whose quotes are wrong, or a row that goes on behind the text. */
export type CsvScan =
  | { readonly kind: 'row'; readonly cells: string[]; readonly end: CsvLineEnd }
  /** `reached`: the lines that the quotes may have held. */
  | { readonly kind: 'stray_quote' | 'open_quote'; readonly reached: number }
  | { readonly kind: 'incomplete'; readonly inQuote: boolean };

export interface CsvLineEnd {
  /** Where the line end begins. */
  readonly at: number;
  /** Where the next line begins. */
  readonly next: number;
  /** How many lines the row has. */
  readonly lines: number;
}

const QUOTE = '"';

/**
 * Reads one row of CSV (RFC 4180) from a position on. A line ends in CRLF, LF or CR, each row in its own way. Quotes count only where a cell begins
 * with one, and blanks around a cell are no part of it. `isEnd`: nothing comes after the text.
 */
export function scanRow(text: string, from: number, of: { delimiter: string; isEnd: boolean }): CsvScan {
  const { delimiter, isEnd } = of;
  const cells: string[] = [];
  let lines = 1;
  for (let at = from; ; at += 1) {
    const start = skipBlanks(text, at, delimiter);
    if (text[start] === QUOTE) {
      const close = closingQuote(text, start + 1);
      if (close === null) return isEnd ? { kind: 'open_quote', reached: linesIn(text, from) } : inside(true);
      at = skipBlanks(text, close + 1, delimiter);
      if (at >= text.length && !isEnd) return inside(true);
      const cell = text.slice(start + 1, close);
      lines += linesIn(cell, 0) - 1;
      const after = text[at];
      if (after !== undefined && after !== delimiter && !isBreak(after)) return { kind: 'stray_quote', reached: lines };
      cells.push(cell.replaceAll('""', QUOTE).trim());
    } else {
      at = endOfCell(text, start, delimiter);
      if (at >= text.length && !isEnd) return inside(false);
      cells.push(text.slice(start, at).trim());
    }
    if (text[at] === delimiter) continue;
    // A CR may be the first half of a line end.
    if (text[at] === '\r' && at + 1 >= text.length && !isEnd) return inside(false);
    return { kind: 'row', cells, end: { at, next: behindBreak(text, at), lines } };
  }
}

/** The end of the line that a position is in; null where the text may go on with it. */
export function lineEndAt(text: string, from: number, isEnd: boolean): Omit<CsvLineEnd, 'lines'> | null {
  let at = from;
  while (at < text.length && !isBreak(text[at])) at += 1;
  if (!isEnd && (at >= text.length || (text[at] === '\r' && at + 1 >= text.length))) return null;
  return { at, next: behindBreak(text, at) };
}

const inside = (inQuote: boolean): CsvScan => ({ kind: 'incomplete', inQuote });

const isBreak = (character: string | undefined): boolean => character === '\n' || character === '\r';

const behindBreak = (text: string, at: number): number =>
  Math.min(text.length, at + (text[at] === '\r' && text[at + 1] === '\n' ? 2 : 1));

/** The lines that a text has from a position on. */
function linesIn(text: string, from: number): number {
  let lines = 1;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '\n' || (text[at] === '\r' && text[at + 1] !== '\n')) lines += 1;
  }
  return lines;
}

function skipBlanks(text: string, from: number, delimiter: string): number {
  let at = from;
  while (text[at] === ' ' || (text[at] === '\t' && delimiter !== '\t')) at += 1;
  return at;
}

function endOfCell(text: string, from: number, delimiter: string): number {
  let at = from;
  for (; at < text.length; at += 1) {
    const character = text[at];
    if (character === delimiter || character === '\n' || character === '\r') break;
  }
  return at;
}

/** Where the quoted cell ends: at a quote that isn't doubled. */
function closingQuote(text: string, from: number): number | null {
  for (let at = text.indexOf(QUOTE, from); at >= 0; at = text.indexOf(QUOTE, at + 2)) {
    if (text[at + 1] !== QUOTE) return at;
  }
  return null;
}
