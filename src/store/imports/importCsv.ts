import type { FieldProblem } from '../../domain/problems.ts';
import { layoutOf } from './csvDelimiter.ts';
import { type CsvFault, csvRecords, MAX_ROW } from './csvRecords.ts';
import { convertCell, looksLikeNumber, withoutArmour } from './importCell.ts';
import { type Column, type ColumnOptions, columnsOf, type RowFields } from './importColumns.ts';
import type { ImportedRow } from './importedRow.ts';
import { ImportError, shown } from './importProblem.ts';

/** How much of a text is looked at to find its delimiter. */
const HEAD = 65_536;

/**
 * Rows of a CSV text, the first of which is the header. The delimiter is found (`csvDelimiter.ts`). An empty cell is left out, cells may be missing at
 * the end of a row, and surplus ones be empty. Throws `ImportError` for what is wrong with the header.
 */
export async function* csvRows(
  text: AsyncIterable<string>,
  kind: RowFields,
  options: ColumnOptions,
): AsyncGenerator<ImportedRow, void, void> {
  const { head, all } = await withHead(text);
  const layout = layoutOf(head, (cells) => isHeader(cells, kind, options));
  let columns: readonly Column[] | null = null;
  let numbers: TextNumbers | null = null;
  for await (const record of csvRecords(skip(all, layout.start), layout)) {
    const { line, raw } = record;
    if (columns === null) {
      if ('fault' in record) throw new ImportError({ field: 'header', ...faultOf(record.fault) });
      columns = columnsOf(record.cells.map(cleaned), kind, options);
      numbers = textNumbers(columns, line);
    } else if ('fault' in record) {
      yield { line, raw, problem: { field: 'row', ...faultOf(record.fault) }, atEnd: record.atEnd };
    } else if (record.isDoubtful && record.cells.length !== columns.length) {
      yield { line, raw, problem: { field: 'row', ...INSIDE_FAULTY } };
    } else {
      const cells = record.cells.map(cleaned);
      numbers?.see(cells);
      yield { line, raw, ...readRow(cells, columns) };
    }
  }
  if (columns === null)
    throw new ImportError({ field: 'header', got: 'nothing', wanted: 'a row with the names of the columns' });
  yield* numbers?.notes() ?? [];
}

const cleaned = (cell: string): string => withoutArmour(cell.normalize('NFC'));

function isHeader(cells: readonly string[], kind: RowFields, options: ColumnOptions): boolean {
  try {
    columnsOf(cells.map(cleaned), kind, options);
    return true;
  } catch (error) {
    if (error instanceof ImportError) return false;
    throw error;
  }
}

type ReadRow = Omit<Extract<ImportedRow, { value: object }>, 'line' | 'raw'> | { problem: FieldProblem };

function readRow(cells: readonly string[], columns: readonly Column[]): ReadRow {
  const surplus = cells.findIndex((cell, index) => cell !== '' && index >= columns.length);
  if (surplus >= 0) {
    const got = `something in cell ${surplus + 1}`;
    return { problem: { field: 'row', got, wanted: `at most ${columns.length} cells, as many as in the header` } };
  }
  const value: Record<string, unknown> = {};
  const properties: Record<string, unknown> = {};
  for (const [index, column] of columns.entries()) {
    const cell = withoutMark(cells[index] ?? '', column);
    if (cell === '') continue;
    if (column.kind === 'unnamed') {
      const field = `column ${index + 1}`;
      return { problem: { field, got: shown(cell), wanted: 'nothing, because the header has no name for it' } };
    }
    if (ROUNDED.test(cell) && isOf(column, ['id', 'profileId'])) {
      return { problem: cellProblem(column, cell, 'all digits of the id: a spreadsheet has rounded it') };
    }
    const converted = convertCell(cell, column.type);
    if ('wanted' in converted) return { problem: cellProblem(column, cell, converted.wanted) };
    if (column.kind === 'field') value[column.name] = converted.value;
    else properties[column.name] = converted.value;
  }
  if (Object.keys(properties).length > 0) value.properties = properties;
  return { value, nameOf: (path) => labelOf(path, columns) };
}

/** No id and no phone begins with an apostrophe: a spreadsheet has put it there, also before a letter. */
const withoutMark = (cell: string, column: Column): string =>
  isOf(column, ['id', 'profileId', 'phone']) && cell.startsWith("'") ? cell.slice(1) : cell;

/** As spreadsheets write a number of more digits than they show: many ids become the same one. */
const ROUNDED = /^\d([.,]\d+)?E\+\d+$/;

const isOf = ({ kind, name }: Column, fields: readonly string[]): boolean => kind === 'field' && fields.includes(name);

const cellProblem = (column: Column, cell: string, wanted: string): FieldProblem => ({
  field: column.label,
  got: shown(cell, column.name === 'phone'),
  wanted,
});

/** The column that a path of the row's value came from. */
function labelOf(path: readonly PropertyKey[], columns: readonly Column[]): string {
  const [first, second] = path;
  const isProperty = first === 'properties' && second !== undefined;
  const name = isProperty ? second : first;
  const column = columns.find((each) => each.name === name && each.kind === (isProperty ? 'property' : 'field'));
  return column?.label ?? path.map(String).join('.');
}

interface TextNumbers {
  see(cells: readonly string[]): void;
  notes(): ImportedRow[];
}

/** Finds the columns that are stored as texts although all of their cells are numbers: no condition compares those as numbers. */
function textNumbers(columns: readonly Column[], line: number): TextNumbers {
  const candidates = new Map(
    [...columns.entries()]
      .filter(([, column]) => column.kind === 'property' && column.type === 'text')
      .map(([index]) => [index, 0]),
  );
  return {
    see(cells) {
      for (const [index, count] of candidates) {
        const cell = cells[index] ?? '';
        if (cell === '') continue;
        if (looksLikeNumber(cell)) candidates.set(index, count + 1);
        else candidates.delete(index);
      }
    },
    notes: () =>
      [...candidates]
        .filter(([, count]) => count > 0)
        .map(([index, count]) => {
          const label = columns[index]?.label ?? '';
          const got = count === 1 ? '1 number, stored as a text' : `${count} numbers, stored as texts`;
          return { line, note: { field: label, got, wanted: `types=${label}:number, to compare them as numbers` } };
        }),
  };
}

const INSIDE_FAULTY = {
  got: 'a line that may be the inside of the row before it, whose quotes are wrong',
  wanted: 'a cell for each column',
};

function faultOf(fault: CsvFault): { got: string; wanted: string } {
  switch (fault) {
    case 'stray_quote':
      return {
        got: 'a quote inside a quoted cell',
        wanted: 'quotes inside a quoted cell doubled (""), and nothing behind the closing one',
      };
    case 'open_quote':
      return { got: 'a quote that is never closed', wanted: 'quotes closed' };
    case 'too_long':
      return { got: 'a row that is too long', wanted: `at most ${MAX_ROW} characters, quotes closed` };
  }
}

/** The beginning of a text, and all of it. */
async function withHead(text: AsyncIterable<string>): Promise<{ head: string; all: AsyncIterable<string> }> {
  const pieces = text[Symbol.asyncIterator]();
  let head = '';
  let next = await pieces.next();
  for (; !next.done && head.length < HEAD; next = await pieces.next()) head += next.value;
  const first = next;
  return {
    head,
    all: {
      async *[Symbol.asyncIterator]() {
        yield head;
        for (let piece = first; !piece.done; piece = await pieces.next()) yield piece.value;
      },
    },
  };
}

async function* skip(text: AsyncIterable<string>, characters: number): AsyncGenerator<string, void, void> {
  let rest = characters;
  for await (const piece of text) {
    yield piece.slice(rest);
    rest = Math.max(0, rest - piece.length);
  }
}
