import { pipeline, Readable } from 'node:stream';
import { type CsvError, parse } from 'csv-parse';
import type { FieldProblem } from '../../domain/problems.ts';
import { isoInstant } from '../../domain/values.ts';
import { type Column, type ColumnOptions, columnsOf, type RowFields } from './importColumns.ts';
import type { ImportedRow } from './importedRow.ts';
import { ImportError, shown } from './importProblem.ts';
import { REPLACEMENT } from './importText.ts';

/** Characters of one row. */
const MAX_ROW = 262_144;

/**
 * Rows of a CSV text (RFC 4180: commas, quotes doubled, the first row is the header). An empty cell is left out. Throws
 * `ImportError` if the header is invalid; a quote that is never closed ends the rows with a problem.
 */
export async function* csvRows(
  text: AsyncIterable<string>,
  kind: RowFields,
  options: ColumnOptions,
): AsyncGenerator<ImportedRow, void, void> {
  // An error would discard the rows before it that have not been read yet; skipped rows are only recorded.
  const failures: CsvError[] = [];
  const parser = parse({
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    trim: true,
    max_record_size: MAX_ROW,
    skip_records_with_error: true,
    on_skip: (error) => {
      if (error) failures.push(error);
    },
  });
  // Errors on either side surface when the parser is read.
  pipeline(Readable.from(text, { highWaterMark: 1 }), parser, () => {});
  let columns: readonly Column[] | null = null;
  let line = 0;
  let records = 0;
  for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
    if (records === failures[0]?.records) break;
    records += 1;
    line = info.lines;
    if (columns === null) columns = columnsOf(record, kind, options);
    else yield readRow(record, columns, line);
  }
  const [failure] = failures;
  if (failure !== undefined) {
    const problem = { field: 'row', got: reasonOf(failure), wanted: `at most ${MAX_ROW} characters, quotes closed` };
    if (columns === null) throw new ImportError(problem);
    yield { line: line + 1, problem, last: true };
  }
  if (columns === null)
    throw new ImportError({ field: 'header', got: 'nothing', wanted: 'a row with the names of the columns' });
}

function readRow(cells: readonly string[], columns: readonly Column[], line: number): ImportedRow {
  if (cells.length !== columns.length) {
    return { line, problem: { field: 'row', got: `${cells.length} cells`, wanted: `${columns.length} cells` } };
  }
  const value: Record<string, unknown> = {};
  const properties: Record<string, unknown> = {};
  for (const [index, column] of columns.entries()) {
    const cell = cells[index] ?? '';
    if (cell === '') continue;
    const converted = convert(cell, column.type);
    if ('wanted' in converted) return { line, problem: cellProblem(column, cell, converted.wanted) };
    if (column.kind === 'field') value[column.name] = converted.value;
    else properties[column.name] = converted.value;
  }
  if (Object.keys(properties).length > 0) value.properties = properties;
  return { line, value, nameOf: (path) => labelOf(path, columns) };
}

function convert(cell: string, type: Column['type']): { value: unknown } | { wanted: string } {
  if (cell.includes(REPLACEMENT)) return { wanted: 'UTF-8' };
  switch (type) {
    case 'text':
      return { value: cell };
    case 'number':
      return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(cell)
        ? { value: Number(cell) }
        : { wanted: 'a number, such as 12.5' };
    case 'boolean':
      return BOOLEANS.has(cell.toLowerCase())
        ? { value: BOOLEANS.get(cell.toLowerCase()) }
        : { wanted: 'true or false (or yes, no, 1, 0)' };
    case 'date':
      return isoInstant.safeParse(cell).success
        ? { value: { date: cell } }
        : { wanted: 'an ISO 8601 date (2026-05-07) or date and time with offset (2026-05-07T10:00:00Z)' };
  }
}

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['yes', true],
  ['1', true],
  ['false', false],
  ['no', false],
  ['0', false],
]);

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
  const column = columns.find((each) => each.name === name && (each.kind === 'property') === isProperty);
  return column?.label ?? path.map(String).join('.');
}

const reasonOf = (error: CsvError): string =>
  error.code === 'CSV_QUOTE_NOT_CLOSED' ? 'a quote that is never closed' : 'a row that is too long';
