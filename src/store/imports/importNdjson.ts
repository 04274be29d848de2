import { mapped, type RowFields, type Target } from './importColumns.ts';
import type { ImportedRow } from './importedRow.ts';
import { ImportError } from './importProblem.ts';
import { REPLACEMENT } from './importText.ts';

/** Characters of one line. */
const MAX_LINE = 262_144;

/**
 * Rows of newline-delimited JSON: one object a line, as in the API's request for a single one. `map` renames keys of the object.
 * Empty lines are skipped.
 */
export async function* ndjsonRows(
  text: AsyncIterable<string>,
  kind: RowFields,
  map: Readonly<Record<string, string>> = {},
): AsyncGenerator<ImportedRow, void, void> {
  const targets = new Map(
    Object.entries(map).map(([key, target]) => [key.normalize('NFC'), mapped(key, target, kind)]),
  );
  let line = 0;
  let isFirst = true;
  for await (const content of linesOf(text)) {
    line += 1;
    if (isFirst && content?.trimStart().startsWith('[')) {
      throw new ImportError({
        field: 'file',
        got: 'a JSON list',
        wanted: 'one JSON object a line, without a list around them',
      });
    }
    if (content?.trim() === '') continue;
    isFirst = false;
    yield readLine(content, line, targets);
  }
}

function readLine(content: string | null, line: number, targets: ReadonlyMap<string, Target>): ImportedRow {
  const raw = content ?? '';
  const refuse = (got: string, wanted: string) => ({ line, raw, problem: { field: 'row', got, wanted } });
  if (content === null) return refuse('a longer line', `at most ${MAX_LINE} characters`);
  if (content.includes(REPLACEMENT)) return refuse('bytes that are no UTF-8', 'UTF-8');
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    return refuse(`${content.length} characters that are no JSON`, 'one JSON object a line');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuse('JSON that is no object', 'one JSON object a line');
  }
  return { line, raw, value: targets.size === 0 ? value : renamed(value, targets), nameOf };
}

/** `value` with renamed keys; null stands for a property's missing value, as in the API. */
function renamed(value: object, targets: ReadonlyMap<string, Target>): object {
  const result: Record<string, unknown> = {};
  const moved: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) {
    const target = targets.get(key.normalize('NFC')) ?? { kind: 'field', name: key };
    if (target.kind === 'field') result[target.name] = member;
    else moved[target.name] = member;
  }
  if (Object.keys(moved).length === 0) return result;
  const { properties } = result;
  return { ...result, properties: { ...(typeof properties === 'object' ? properties : {}), ...moved } };
}

const nameOf = (path: readonly PropertyKey[]): string => (path.length === 0 ? 'row' : path.map(String).join('.'));

/** Lines without their ends; null for a line that is too long, whose text is discarded as it arrives. */
async function* linesOf(text: AsyncIterable<string>): AsyncGenerator<string | null, void, void> {
  let rest = '';
  let tooLong = false;
  for await (const chunk of text) {
    const pieces = chunk.split('\n');
    for (const [index, piece] of pieces.entries()) {
      if (!tooLong) rest += piece;
      if (rest.length > MAX_LINE) {
        tooLong = true;
        rest = '';
      }
      if (index === pieces.length - 1) break;
      yield tooLong ? null : rest;
      rest = '';
      tooLong = false;
    }
  }
  if (tooLong) yield null;
  else if (rest !== '') yield rest;
}
