import { z } from 'zod';
import type { FieldCode, FieldProblem } from '../../domain/problems.ts';
import { describeValue } from './describeValue.ts';
import { meantBy } from './meantBy.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];
/** Turns a path within the value into the field name that a caller sees. */
export type FieldName = (path: Path) => string;

const MAX_PROBLEMS = 50;

/** The errors that zod found in `value`; at most 50. */
export function fieldProblems(error: z.ZodError, value: unknown, nameOf: FieldName): FieldProblem[] {
  return error.issues.flatMap((issue) => problemsOf(issue, [], value, nameOf)).slice(0, MAX_PROBLEMS);
}

/** A path in a JSON body as a JSON pointer (RFC 6901); the empty pointer, for the whole body, is written `/`. */
export const jsonPointer: FieldName = (path) =>
  path.length === 0 ? '/' : path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

function problemsOf(issue: Issue, base: Path, value: unknown, nameOf: FieldName): FieldProblem[] {
  const path = [...base, ...issue.path];
  const problem = (wanted: string, at: Path = path): FieldProblem => ({
    field: shorten(nameOf(at)),
    code: codeOf(issue, valueAt(value, at)),
    got: describeValue(valueAt(value, at), at),
    wanted,
  });
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const meant = meantBy(key, issue.message.split(','));
      const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
      return problem(`nothing: the field does not exist${hint}`, [...path, key]);
    });
  }
  if (issue.code === 'invalid_key') {
    const wanted = issue.issues.map((inner) => wantedOf(inner)).join('; ');
    const got = describeValue(path.at(-1), path);
    const code = issue.issues.every((inner) => inner.code === 'custom') ? 'not_accepted' : 'wrong_format';
    return [{ field: shorten(nameOf(path)), code, got, wanted: `a name with ${wanted}` }];
  }
  if (issue.code === 'invalid_union' && !issue.message.startsWith('wanted: ')) {
    const branch = closestBranch(issue.errors);
    if (branch) return branch.flatMap((inner) => problemsOf(inner, path, value, nameOf));
  }
  return [problem(wantedOf(issue))];
}

/**
 * The context of `safeParse` with which an error of unknown fields lists those that are known, as its message: fieldProblems names the one
 * that was probably meant.
 */
export const WITH_KNOWN_FIELDS: z.core.ParseContext<Issue> = {
  error: (issue) => {
    if (issue.code !== 'unrecognized_keys' || !(issue.inst instanceof z.ZodObject)) return undefined;
    return Object.keys(issue.inst.shape).join();
  },
};

function codeOf(issue: Issue, value: unknown): FieldCode {
  switch (issue.code) {
    case 'unrecognized_keys':
      return 'unknown_field';
    case 'invalid_type':
      return value === undefined ? 'required' : 'wrong_type';
    case 'invalid_value':
      return value === undefined ? 'required' : 'not_one_of';
    case 'invalid_union':
      if (value === undefined) return 'required';
      return 'discriminator' in issue ? 'not_one_of' : 'wrong_type';
    case 'too_small':
    case 'too_big':
    case 'not_multiple_of':
      return 'out_of_range';
    case 'invalid_format':
      return 'wrong_format';
    default:
      return 'not_accepted';
  }
}

/** The branch of a union that matches best: the one whose errors are deepest, then the one with the fewest errors. */
function closestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const depth = (branch: readonly Issue[]) => Math.max(0, ...branch.map((issue) => issue.path.length));
  return branches
    .filter((branch) => branch.length > 0)
    .toSorted((a, b) => depth(b) - depth(a) || a.length - b.length)[0];
}

function wantedOf(issue: Issue): string {
  if (issue.message.startsWith('wanted: ')) return issue.message.slice('wanted: '.length);
  switch (issue.code) {
    case 'invalid_type':
      return TYPES[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return issue.values.length === 1
        ? JSON.stringify(issue.values[0])
        : `one of ${issue.values.map((allowed) => JSON.stringify(allowed)).join(', ')}`;
    case 'invalid_union':
      return 'options' in issue && Array.isArray(issue.options)
        ? `one of ${issue.options.map((allowed) => JSON.stringify(allowed)).join(', ')}`
        : 'one of the documented shapes';
    case 'too_small':
      return `${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}${unitOf(issue.origin)}`;
    case 'too_big':
      return `${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}${unitOf(issue.origin)}`;
    case 'invalid_format':
      return (
        FORMATS[issue.format] ??
        (issue.pattern ? `a text that matches ${issue.pattern}` : `a text of format ${issue.format}`)
      );
    default:
      return issue.message;
  }
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'a list',
  tuple: 'a list',
  null: 'null',
};

const FORMATS: Readonly<Record<string, string>> = {
  url: 'an http or https address',
  datetime: 'an ISO 8601 date and time with offset, such as 2026-05-07T10:00:00Z',
  date: 'an ISO 8601 date, such as 2026-05-07',
};

const unitOf = (origin: string): string => {
  if (origin === 'string') return ' characters';
  return origin === 'array' ? ' values' : '';
};

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (at, part) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, part)
        ? (at as Record<PropertyKey, unknown>)[part]
        : undefined,
    value,
  );
}

/** Names within a path come from the caller and may be long. */
const shorten = (name: string): string => (name.length > 200 ? `${name.slice(0, 197)}...` : name);
