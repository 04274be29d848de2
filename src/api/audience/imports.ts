import { z } from 'zod';
import type { ColumnType } from '../../store/imports/importColumns.ts';
import { ImportError } from '../../store/imports/importProblem.ts';
import type { ImportFormat, ImportResult } from '../../store/imports/importRows.ts';
import { invalid } from '../http/problem.ts';

const COLUMN_TYPES = ['text', 'number', 'boolean', 'date'] as const satisfies readonly ColumnType[];
const FORMATS: Readonly<Record<string, ImportFormat>> = { 'text/csv': 'csv', 'application/x-ndjson': 'ndjson' };

export const IMPORT_MEDIA_TYPES = Object.keys(FORMATS);

export const importQuery = z.strictObject({
  map: z
    .array(z.string().max(5000))
    .max(300)
    .default([])
    .describe('column:field pairs with commas between, such as `user_id:id,plan:properties.tier`; may be repeated'),
  types: z
    .array(z.string().max(5000))
    .max(300)
    .default([])
    .describe('column:type pairs for CSV columns that become properties, such as `amount:number`; may be repeated'),
});

export const importAnswer = z.strictObject({
  received: z.int().describe('rows that were read, the header aside'),
  accepted: z.int(),
  rejected: z.int(),
  problems: z
    .array(z.strictObject({ line: z.int(), field: z.string(), got: z.string(), wanted: z.string() }))
    .describe('what was wrong with the first 100 rejected rows; lines count from 1'),
  complete: z.boolean().describe('false: after the last problem the rows could not be told apart and were not read'),
});

/** The mapping and types that a query asks for. Throws a 400. */
export function columnOptions(query: z.infer<typeof importQuery>): {
  map: Record<string, string>;
  types: Record<string, ColumnType>;
} {
  const types = pairsOf('types', query.types).map(([column, type]) => {
    const known = COLUMN_TYPES.find((candidate) => candidate === type);
    if (known === undefined) {
      throw invalid([
        { field: 'query: types', got: JSON.stringify(type.slice(0, 40)), wanted: `one of ${COLUMN_TYPES.join(', ')}` },
      ]);
    }
    return [column, known] as const;
  });
  return { map: Object.fromEntries(pairsOf('map', query.map)), types: Object.fromEntries(types) };
}

export const formatOf = (mediaType: string | undefined): ImportFormat => FORMATS[mediaType ?? ''] ?? 'csv';

/** Runs an import; a file that is wrong as a whole is a 400. */
export async function imported(run: () => Promise<ImportResult>): Promise<z.input<typeof importAnswer>> {
  try {
    const result = await run();
    return { ...result, problems: result.problems.map((problem) => ({ ...problem })) };
  } catch (error) {
    if (error instanceof ImportError) throw invalid([error.problem]);
    throw error;
  }
}

/** A column's name may hold a colon, its target may not. */
function pairsOf(parameter: string, lists: readonly string[]): [string, string][] {
  return lists
    .flatMap((list) => list.split(','))
    .filter((pair) => pair.trim() !== '')
    .map((pair) => {
      const colon = pair.lastIndexOf(':');
      const [column, target] = [pair.slice(0, Math.max(0, colon)).trim(), pair.slice(colon + 1).trim()];
      if (column !== '' && target !== '') return [column, target];
      const wanted = 'column:target pairs with commas between';
      throw invalid([{ field: `query: ${parameter}`, got: JSON.stringify(pair.slice(0, 40)), wanted }]);
    });
}
