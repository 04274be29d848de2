import { hasMaskedNumber, maskJson } from '../../domain/phoneMask.ts';
import { invalid } from './problem.ts';
import type { Caller, Route } from './route.ts';

/** Applied to the text of each answer. */
export type Mask = (text: string) => string;

const unmasked: Mask = (text) => text;

/**
 * Masks the phone numbers of every answer, whether JSON, NDJSON or CSV, for keys without the scope `read:numbers`. Answers to providers are left
 * alone.
 */
export const maskFor = ({ scope }: Pick<Route, 'scope'>, { scopes }: Caller): Mask =>
  scope === null || scopes.includes('read:numbers') ? unmasked : maskJson;

/** Throws a 400 for a masked number: a key that reads masked numbers must not replace the real ones by them. */
export function checkUnmasked(body: unknown, { scopes }: Caller): void {
  if (body === undefined || scopes.includes('read:numbers') || !hasMaskedNumber(JSON.stringify(body))) return;
  throw invalid([
    {
      field: '/',
      got: 'a masked phone number',
      wanted: 'the whole number; a key with the scope read:numbers can read it',
    },
  ]);
}
