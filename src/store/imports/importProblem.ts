import type { z } from 'zod';
import { type FieldProblem, quoted } from '../../domain/problems.ts';

/** The error in one row; `line` counts from 1, the header included. */
export interface RowProblem extends FieldProblem {
  readonly line: number;
}

/** An import that can't begin because the file or the mapping is invalid as a whole. Nothing was written. */
export class ImportError extends Error {
  override readonly name = 'ImportError';
  readonly problem: FieldProblem;

  constructor(problem: FieldProblem) {
    super(`${problem.field}: got ${problem.got}; wanted ${problem.wanted}`);
    this.problem = problem;
  }
}

const MAX_SHOWN = 40;

/** A value for a report, shortened; of a possible phone number only the shape. */
export function shown(value: unknown, secret = false): string {
  if (value === undefined || value === '') return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = String(value);
  const start = text.slice(0, MAX_SHOWN);
  const shownStart = quoted(secret || mayBePhone(text) ? shape(start) : start);
  return text.length > MAX_SHOWN ? `${shownStart}... (${text.length} characters)` : shownStart;
}

/** The first error that zod found in `value`. `nameOf` turns a path into the sender's name of the field. */
export function problemOf(
  error: z.ZodError | undefined,
  value: unknown,
  nameOf: (path: readonly PropertyKey[]) => string,
): FieldProblem {
  const issue = error?.issues[0];
  if (issue === undefined) return { field: 'row', got: 'something else', wanted: 'a valid row' };
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path;
  return {
    field: shortened(nameOf(path)),
    got: shownAt(value, path),
    wanted: wantedOf(issue),
  };
}

/** The value at a path, for a report. */
export const shownAt = (value: unknown, path: readonly PropertyKey[]): string =>
  shown(valueAt(value, path), path.includes('phone'));

function wantedOf(issue: z.core.$ZodIssue): string {
  if (issue.message.startsWith('wanted: ')) return issue.message.slice('wanted: '.length);
  switch (issue.code) {
    case 'invalid_type':
      return WORDS[issue.expected] ?? issue.expected;
    case 'too_big':
      return `at most ${issue.maximum}${issue.origin === 'string' ? ' characters' : ''}`;
    case 'unrecognized_keys':
      return 'no field of this name';
    case 'invalid_key':
      return issue.issues.map(wantedOf).join('; ');
    default:
      return issue.message;
  }
}

const WORDS: Readonly<Record<string, string>> = {
  string: 'a text',
  object: 'an object',
  record: 'an object',
  boolean: 'true or false',
};

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value;
  for (const part of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return undefined;
    at = (at as Record<PropertyKey, unknown>)[part];
  }
  return at;
}

/** Seven digits or more, with any separators between them; except dates and instants. */
const mayBePhone = (text: string): boolean =>
  !/^\d{4}-\d\d-\d\d(T|$)/.test(text) && text.replace(/\D/g, '').length >= 7;

const shape = (text: string): string => text.replace(/\p{N}/gu, '#').replace(/\p{L}/gu, 'x');

const shortened = (name: string): string => (name.length > 100 ? `${name.slice(0, 97)}...` : name);
