import { z } from 'zod';
import { maskJson } from '../../domain/phoneMask.ts';
import { exactNumber, fieldName, isoInstant, type StoredValue, text } from '../../domain/values.ts';
import { checkReadsNumbers } from '../http/authentication.ts';
import { invalid } from '../http/problem.ts';
import type { Caller } from '../http/route.ts';

/** How many profiles one request reads in search of a property, which has no index. */
export const MAX_SCANNED = 20_000;

export const searchQuery = {
  phone: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .describe(
      "only those with this number, in any notation: the phone is read as that of a profile is, with the account's default country; a + is percent-encoded (%2B447700900001). Needs the scope read:numbers",
    ),
  property: fieldName.optional().describe('only those in which the property of this name is `value`'),
  value: text(2000)
    .optional()
    .describe(
      'value of `property`: a text, a number, true or false, or a date (2026-05-07, or a time with offset); also one text of a list. `7` finds the number 7 and the text "7". A value that contains a phone number needs the scope read:numbers',
    ),
};
interface Search {
  readonly property?: string | undefined;
  readonly value?: string | undefined;
}

/** The property and the values that it may have. Throws a 400 for half of a test, and a 403 if an answer to the key would mask the value. */
export function propertySearched(
  { property, value }: Search,
  caller: Caller,
): { name: string; values: StoredValue[] } | undefined {
  if (property === undefined && value === undefined) return undefined;
  if (property === undefined || value === undefined) {
    const [missing, given] = property === undefined ? ['property', 'value'] : ['value', 'property'];
    throw invalid([{ field: `query: ${missing}`, got: 'nothing', wanted: `a ${missing}, because ${given} is given` }]);
  }
  const shown = JSON.stringify({ [property]: value });
  if (maskJson(shown) !== shown) checkReadsNumbers(caller, 'The search for a value that contains a phone number');
  return { name: property, values: meanings(value) };
}

/** The values that a text in a query may stand for. */
function meanings(value: string): StoredValue[] {
  const number = /^-?\d+(\.\d+)?$/.test(value) ? exactNumber.safeParse(Number(value)).data : undefined;
  return [
    value,
    ...(number === undefined ? [] : [number]),
    ...(value === 'true' || value === 'false' ? [value === 'true'] : []),
    ...(isoInstant.safeParse(value).success ? [new Date(value)] : []),
  ];
}
