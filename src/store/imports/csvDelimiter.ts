import { scanRow } from './csvScan.ts';

const DELIMITERS = [',', ';', '\t', '|'] as const;

/** What is between the cells of a CSV text, and where its rows begin. */
export interface CsvLayout {
  readonly delimiter: string;
  /** Characters before the first row, and its line. */
  readonly start: number;
  readonly firstLine: number;
}

/**
 * Finds the delimiter of a text by its beginning: the one that a first line such as `sep=;` names (as spreadsheets write it), or else the one with
 * which `isHeader` accepts the first row; if there are several such, or none, the one that makes the most columns of it.
 */
export function layoutOf(head: string, isHeader: (cells: readonly string[]) => boolean): CsvLayout {
  const declared = /^\s*"?sep=([^\w\s"]|\t)"?[ \t]*(?:\r\n|\n|\r|$)/i.exec(head);
  if (declared) return { delimiter: declared[1] ?? ',', start: declared[0].length, firstLine: 2 };
  const start = /^(?:[^\S\t]*[\r\n])*/.exec(head)?.[0].length ?? 0;
  const read = DELIMITERS.map((delimiter) => ({ delimiter, cells: firstRow(head, start, delimiter) }));
  const accepted = read.filter(({ cells }) => isHeader(cells));
  const [best] = (accepted.length > 0 ? accepted : read).toSorted((a, b) => b.cells.length - a.cells.length);
  return { delimiter: best?.delimiter ?? ',', start: 0, firstLine: 1 };
}

function firstRow(head: string, start: number, delimiter: string): readonly string[] {
  const found = scanRow(head, start, { delimiter, isEnd: true });
  return found.kind === 'row' ? found.cells : [];
}
