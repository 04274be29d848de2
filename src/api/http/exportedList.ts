import { z } from 'zod';
import { type CsvCell, csvLine } from './csv.ts';
import { StreamedAnswer } from './route.ts';

const MEDIA_TYPES = { csv: 'text/csv', ndjson: 'application/x-ndjson' } as const;
type ExportFormat = keyof typeof MEDIA_TYPES;

/** Of a list that is exported as CSV and NDJSON. */
export const formatParameter = z
  .enum(['json', 'csv', 'ndjson'])
  .optional()
  .describe('default: json, unless Accept asks for text/csv or application/x-ndjson');

/** The format of a list: the one in the query, or else the one of `formats` with which the Accept header begins, or else JSON. */
export function listFormat<Format extends ExportFormat>(
  given: Format | 'json' | undefined,
  accept: string | undefined,
  formats: readonly Format[],
): Format | 'json' {
  const first = accept?.trim().toLowerCase() ?? '';
  return given ?? formats.find((format) => first.startsWith(MEDIA_TYPES[format])) ?? 'json';
}

/** What a list is exported as: `csv` by column, `ndjson` with an answer for each item. */
interface ListExport<Item> {
  /** Without the extension. */
  readonly name: string;
  readonly format: ExportFormat;
  readonly items: AsyncIterable<Item>;
  readonly columns: Readonly<Record<string, (item: Item) => CsvCell>>;
  readonly toAnswer: (item: Item) => unknown;
}

/** A file of all items of a list. */
export function exportedList<Item>(list: ListExport<Item>): StreamedAnswer {
  const { name, format } = list;
  return new StreamedAnswer({
    contentType: `${MEDIA_TYPES[format]}; charset=utf-8`,
    fileName: `${name}.${format}`,
    chunks: format === 'csv' ? csvOf(list) : ndjsonOf(list),
  });
}

async function* csvOf<Item>({ items, columns }: Pick<ListExport<Item>, 'items' | 'columns'>): AsyncGenerator<string> {
  yield csvLine(Object.keys(columns));
  const cells = Object.values(columns);
  for await (const item of items) yield csvLine(cells.map((cell) => cell(item)));
}

async function* ndjsonOf<Item>({
  items,
  toAnswer,
}: Pick<ListExport<Item>, 'items' | 'toAnswer'>): AsyncGenerator<string> {
  for await (const item of items) yield `${JSON.stringify(toAnswer(item))}\n`;
}
