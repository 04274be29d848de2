import { z } from 'zod';
import { invalid } from './problem.ts';
import type { Route } from './route.ts';

/** What If-Match may be: `*`, or a list of entity tags (RFC 9110). */
export const IF_MATCH_PATTERN = '^(\\*|(W/)?"[\\x21\\x23-\\x7e]*"(, ?(W/)?"[\\x21\\x23-\\x7e]*")*)$';
const IF_MATCH = new RegExp(IF_MATCH_PATTERN);

export const entityTag = (revision: number): string => `"${revision}"`;

/** Whether answers show a single resource with a revision, which is then its entity tag. */
export const hasEntityTag = ({ answer }: Pick<Route, 'answer'>): boolean =>
  answer instanceof z.ZodUnion
    ? (answer.options as z.ZodType[]).every((option) => hasEntityTag({ answer: option }))
    : answer instanceof z.ZodObject && Object.hasOwn(answer.shape, 'revision');

/** Whether an If-Match header lets a request go on that finds this revision. Throws a 400 for one that can't be read. */
export function readIfMatch(header: string | undefined): ((revision: number) => boolean) | undefined {
  if (header === undefined) return undefined;
  if (!IF_MATCH.test(header)) {
    const wanted = '* or an entity tag as ETag has it, such as "3"';
    throw invalid([{ field: 'header: If-Match', code: 'wrong_format', got: 'another text', wanted }]);
  }
  if (header === '*') return () => true;
  // A weak tag never matches, because If-Match asks for the very same document.
  const tags = header.split(/, ?(?=W\/|")/);
  return (revision) => tags.includes(entityTag(revision));
}
