export type CsvCell = string | number | boolean | null;

/** A line of RFC 4180 with CRLF. */
export const csvLine = (cells: readonly CsvCell[]): string => `${cells.map(csvCell).join(',')}\r\n`;

/**
 * A text that a spreadsheet would interpret as a formula is prefixed with an apostrophe (OWASP, CSV injection). Only people's texts are: an id that
 * begins with a minus sign would be another id. Where the list separator of the reader's locale is a semicolon, a spreadsheet begins a new cell
 * after each semicolon, tab and line break inside of the text as well, so that each of these is followed by an apostrophe too.
 */
export function withoutFormula(text: string): string {
  const guarded = /^\s*[=+\-@\t\r＝＋－＠]/.test(text) ? `'${text}` : text;
  return guarded.replace(/([;\t\r\n])(?=[\s"]*[=+\-@＝＋－＠])/g, "$1'");
}

function csvCell(value: CsvCell): string {
  const text = String(value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
