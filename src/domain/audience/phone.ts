import {
  type CountryCode,
  getCountryCallingCode,
  isSupportedCountry,
  type PhoneNumber,
  parsePhoneNumberFromString as parse,
} from 'libphonenumber-js/min';
import { z } from 'zod';
import { currentForm, dialledForm } from './numberForms.ts';
import { digitGroups, digitsOf, hasTail, type PhoneTextProblem, withoutTrunkZero } from './phoneText.ts';

export interface UsableNumber {
  /** E.164, a plus sign and 2 to 15 digits, in the form that the country has now (`numberForms.ts`). */
  readonly e164: string;
  /**
   * ISO 3166-1 alpha-2. Where several countries share the calling code and the number is in no country's ranges, the code's main
   * country; null for numbers without a country (satellite, +882...).
   */
  readonly country: string | null;
}

/**
 * Why a phone has no usable number. `several`: two numbers, or something after the number (`13/14`, `.0`). `rounded`: a spreadsheet has
 * replaced digits by an exponent. `ambiguous`: with the default country it could be two numbers.
 */
export const NUMBER_PROBLEMS = [
  'no_number',
  'several',
  'rounded',
  'no_country_code',
  'not_possible',
  'ambiguous',
] as const;
export type NumberProblem = (typeof NUMBER_PROBLEMS)[number];

/** What is wanted instead of a phone with the problem, for answers. */
export const NUMBER_WANTED: Readonly<Record<NumberProblem, string>> = {
  no_number: 'a phone number: digits, with spaces, brackets, points, hyphens or slashes between them',
  several: 'one number, and nothing after it',
  rounded: 'all digits of the number: a spreadsheet has rounded it',
  no_country_code: 'a number with + (or 00) and the country code, or a default country',
  not_possible: 'a number that is possible for its country',
  ambiguous: 'a number with + and the country code: with the default country it could be two different ones',
};

/** The country whose numbers may be written without a country code. */
export const defaultCountry = z
  .string()
  .regex(/^[A-Z]{2}$/, 'wanted: a country of ISO 3166-1 alpha-2, such as FR')
  .refine((value) => isSupportedCountry(value), 'wanted: a country of ISO 3166-1 alpha-2, such as FR');

/** The number of a phone, or null; `readNumber` says why. */
export function usableNumber(raw: string | null | undefined, country?: string): UsableNumber | null {
  const read = raw === null || raw === undefined ? null : readNumber(raw, country);
  return read === null || typeof read === 'string' ? null : read;
}

/**
 * Reads a phone number with country code, or one of the default country. The check is for 'possible' (its length), not for 'valid' (ranges in use),
 * because numbering plans change faster than any copy of them. Where a number could be somebody else's, there is none: digits that follow a complete
 * number, as in `13/14`, are never added to it.
 */
export function readNumber(raw: string, country?: string): UsableNumber | NumberProblem {
  const text = digitGroups(raw);
  if (typeof text === 'string') return text satisfies PhoneTextProblem;
  const { groups, isInternational } = text;
  if (!isInternational && !isCountry(country)) return 'no_country_code';
  const read = (digits: string): PhoneNumber | NumberProblem =>
    isInternational ? international(digits) : national(digits, country as CountryCode);
  const valid = (digits: string): PhoneNumber | null => {
    const found = read(digits);
    return typeof found === 'string' || !found.isValid() ? null : found;
  };
  if (hasTail(groups, (digits) => (valid(digits)?.nationalNumber.length ?? 0) >= 7)) return 'several';
  const all = digitsOf(groups);
  const inRange = valid(all) ?? valid(digitsOf(withoutTrunkZero(groups)));
  if (inRange === null && groups.some((_, index) => valid(digitsOf(groups.slice(0, index))) !== null)) return 'several';
  const found = inRange ?? read(all);
  if (typeof found === 'string') return found;
  const e164 = currentForm(found.number);
  return { e164, country: found.country ?? found.getPossibleCountries()[0] ?? null };
}

/** A number from a provider's answer, as Herald writes it; unchanged where it can't be read. */
export const canonicalNumber = (number: string): string => usableNumber(number)?.e164 ?? number;

export const isCountry = (country: string | undefined): country is CountryCode =>
  country !== undefined && isSupportedCountry(country);

function international(digits: string): PhoneNumber | NumberProblem {
  const found = parse(`+${dialledForm(digits)}`);
  return found?.isPossible() ? found : 'not_possible';
}

const withDialledForm = (found: PhoneNumber | undefined): PhoneNumber | undefined =>
  found && parse(`+${dialledForm(found.number.slice(1))}`);

/** A number of the country, or one that lacks nothing but its plus sign. */
function national(digits: string, country: CountryCode): PhoneNumber | NumberProblem {
  const code = getCountryCallingCode(country);
  const readings = [
    parse(`+${dialledForm(code + digits)}`),
    withDialledForm(parse(digits, country)),
    ...(digits.startsWith(code) ? [parse(`+${dialledForm(digits)}`)] : []),
  ].filter((reading) => reading?.isPossible());
  const numbers = new Map(readings.map((reading) => [reading?.number, reading]));
  const valid = [...numbers.values()].filter((reading) => reading?.isValid());
  const [first, second] = valid.length > 0 ? valid : [...numbers.values()];
  if (first === undefined) return 'not_possible';
  return second === undefined ? first : 'ambiguous';
}
