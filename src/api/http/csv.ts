export type CsvCell = string | number | boolean | null;

/** A line of RFC 4180 with CRLF. */
export const csvLine = (cells: readonly CsvCell[]): string => `${cells.map(csvCell).join(',')}\r\n`;

/** Whether a client prefers CSV to JSON, by its Accept header. */
export const prefersCsv = (accept: string | undefined): boolean =>
  accept?.trim().toLowerCase().startsWith('text/csv') ?? false;

function csvCell(value: CsvCell): string {
  const text = String(value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
