import { isoInstant } from '../../domain/values.ts';
import type { ColumnType } from './importColumns.ts';
import { REPLACEMENT } from './importText.ts';

/** What a cell of a CSV file means. */
export function convertCell(cell: string, type: ColumnType): { value: unknown } | { wanted: string } {
  if (cell.includes(REPLACEMENT)) return { wanted: 'UTF-8' };
  if (cell.includes('\0')) return { wanted: 'a text without NUL' };
  switch (type) {
    case 'text':
      return { value: cell };
    case 'number':
      return numberOf(cell);
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

/**
 * A cell without what spreadsheets, and exports for them, put around a text to keep it one: `="00012"`, or an apostrophe before a number or before
 * a character with which a formula begins. An apostrophe before a letter is part of the text ('t Hooft).
 */
export function withoutArmour(cell: string): string {
  const formula = /^="(.*)"$/s.exec(cell);
  if (formula) return (formula[1] ?? '').replaceAll('""', '"').trim();
  return /^'(?:[=+\-@\t\r＝＋－＠]|\d[\d\s().,/-]*$)/.test(cell) ? cell.slice(1) : cell;
}

/** Whether a text is how a number is written, and not a code of digits such as 00012. */
export const looksLikeNumber = (cell: string): boolean => /^-?(0|[1-9]\d*)(\.\d+)?$/.test(cell);

function numberOf(cell: string): { value: number } | { wanted: string } {
  if (!NUMBER.test(cell)) return { wanted: 'a number, such as 12.5' };
  const value = Number(cell);
  if (!Number.isFinite(value)) return { wanted: 'a number below 1.8e308' };
  if (digitsOf(cell) !== digitsOf(String(value))) {
    return { wanted: 'a number of at most 15 digits; with more of them as a text' };
  }
  return { value };
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The digits of a number that count: as a JavaScript number it must have the same. */
const digitsOf = (number: string): string =>
  number
    .replace(/e.*$/i, '')
    .replace(/\D/g, '')
    .replace(/^0+|0+$/g, '');

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ...['true', 't', 'yes', 'y', '1'].map((word) => [word, true] as const),
  ...['false', 'f', 'no', 'n', '0'].map((word) => [word, false] as const),
]);
