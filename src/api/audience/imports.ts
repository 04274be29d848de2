import { z } from 'zod';
import { defaultCountry } from '../../domain/audience/phone.ts';
import type { ColumnType } from '../../store/imports/importColumns.ts';
import { ImportError } from '../../store/imports/importProblem.ts';
import type { ImportFormat, ImportResult } from '../../store/imports/importRows.ts';
import { invalid } from '../http/problem.ts';
import { fieldNote } from '../wire.ts';
import { stillOptedOut } from './bulk.ts';

const COLUMN_TYPES = ['text', 'number', 'boolean', 'date'] as const satisfies readonly ColumnType[];
const FORMATS: Readonly<Record<string, ImportFormat>> = { 'text/csv': 'csv', 'application/x-ndjson': 'ndjson' };

export const IMPORT_MEDIA_TYPES = Object.keys(FORMATS);

export const importQuery = z.strictObject({
  map: z
    .array(z.string().max(5000))
    .max(300)
    .default([])
    .describe(
      'column:field pairs with commas between, such as `user_id:id,plan:properties.tier`; may be repeated. A column is named as in the header, with whatever punctuation that has',
    ),
  types: z
    .array(z.string().max(5000))
    .max(300)
    .default([])
    .describe('column:type pairs for CSV columns that become properties, such as `amount:number`; may be repeated'),
});

const rowProblems = z.array(z.strictObject({ line: z.int().describe('line of the file, from 1'), ...fieldNote }));

/** How many rows came to what, in the answer of an import. */
export const importCounts = {
  received: z.int().describe('rows that were read, the header aside: accepted, known and rejected'),
  accepted: z.int().describe('rows that are stored'),
  unchanged: z.int().describe('of the accepted rows, those whose profile had all of it before'),
  known: z
    .int()
    .describe(
      'events whose id the profile had already; nothing changed, and `notes` names those that had other content',
    ),
  rejected: z.int().describe('rows that were not stored; `problems` says why'),
  withoutNumber: z.int().describe('rows, not rejected, whose phone is no usable number; `notes` says why'),
  incomplete: z.int().describe('rows, not rejected, without a property that can’t be stored; `notes` names it'),
  stillOptedOut,
  problems: rowProblems.describe('what was wrong with the first 100 rejected rows; lines count from 1'),
  notes: rowProblems.describe(
    'what is worth knowing of rows that were not rejected, and of columns, such as numbers that are stored as texts; the first 100',
  ),
  complete: z.boolean().describe('false: the file ends inside a quoted cell, as one does that was cut off'),
};
export const importAnswer = z.strictObject(importCounts);

/** The mapping and types that a query asks for. Throws a 400. */
export function columnOptions(query: z.infer<typeof importQuery>): {
  map: Record<string, string>;
  types: Record<string, ColumnType>;
} {
  const types = pairsOf('types', query.types, isType).map(([column, type]) => {
    const known = COLUMN_TYPES.find((candidate) => candidate === type);
    if (known === undefined) {
      throw invalid([
        { field: 'query: types', got: JSON.stringify(type.slice(0, 40)), wanted: `one of ${COLUMN_TYPES.join(', ')}` },
      ]);
    }
    return [column, known] as const;
  });
  return { map: Object.fromEntries(pairsOf('map', query.map, isTarget)), types: Object.fromEntries(types) };
}

const isType = (target: string): boolean => COLUMN_TYPES.some((type) => type === target);
const isTarget = (target: string): boolean =>
  /^(id|phone|timeZone|language|optedOut|profileId|name|at)$|^properties\../.test(target);

export const formatOf = (mediaType: string | undefined): ImportFormat => FORMATS[mediaType ?? ''] ?? 'csv';

/** The query of whatever writes profiles. */
export const profileWriteQuery = z.strictObject({
  optInReason: z
    .string()
    .trim()
    .min(1)
    .max(500)
    .optional()
    .describe(
      'why the people with `optedOut: false` have opted in again; it is kept. With it their numbers are taken off the suppression list. Left out: `optedOut: false` opts nobody in',
    ),
});

/** The query of an import of profiles. */
export const profileImportQuery = importQuery.extend({
  ...profileWriteQuery.shape,
  country: defaultCountry
    .optional()
    .describe("country (ISO 3166-1 alpha-2) of phones without a country code; left out: the account's defaultCountry"),
});

/** Runs an import; a file that is wrong as a whole is a 400. */
export async function imported(run: () => Promise<ImportResult>): Promise<z.input<typeof importAnswer>> {
  try {
    const result = await run();
    const copies = (rows: typeof result.problems) => rows.map((row) => ({ ...row }));
    return { ...result, problems: copies(result.problems), notes: copies(result.notes) };
  } catch (error) {
    if (error instanceof ImportError) throw invalid([error.problem]);
    throw error;
  }
}

/**
 * The pairs of a parameter. A column's name may hold commas and colons: a pair ends at the first comma behind a target, and its target is behind its
 * last colon.
 */
function pairsOf(
  parameter: string,
  lists: readonly string[],
  isTarget: (target: string) => boolean,
): [string, string][] {
  const all = lists.flatMap((list) => {
    const pairs: [string, string][] = [];
    const pieces = list.split(',');
    let rest = '';
    for (const [index, piece] of pieces.entries()) {
      rest = rest === '' ? piece : `${rest},${piece}`;
      const pair = pairOf(rest);
      const isLast = index === pieces.length - 1;
      if (pair && (isTarget(pair[1]) || isLast)) {
        pairs.push(pair);
        rest = '';
      }
    }
    if (rest.trim() === '') return pairs;
    const wanted = 'column:target pairs with commas between';
    throw invalid([{ field: `query: ${parameter}`, got: JSON.stringify(rest.slice(0, 40)), wanted }]);
  });
  const twice = all.find(([column], index) => all.findIndex(([other]) => other === column) < index);
  if (twice === undefined) return all;
  const wanted = 'each column once';
  throw invalid([{ field: `query: ${parameter}`, got: `${JSON.stringify(twice[0].slice(0, 40))} twice`, wanted }]);
}

/** A column and its target; null where one of them is missing. */
function pairOf(text: string): [string, string] | null {
  const colon = text.lastIndexOf(':');
  const [column, target] = [text.slice(0, Math.max(0, colon)).trim(), text.slice(colon + 1).trim()];
  return column === '' || target === '' ? null : [column, target];
}
