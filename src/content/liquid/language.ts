import { memoize } from '../../domain/memoize.ts';
import type { FilterHandler } from './absence.ts';
import { numberOf } from './decimals.ts';
import type { RenderContext } from './renderContext.ts';

/** What is written where a profile has no language, or one that nothing is known of. */
const DEFAULT_LANGUAGE = 'en-US';
/** Intl takes this many times as long as another step. */
const STEPS = 25;
const MOST_DIGITS = 10;
/** There are far fewer languages, unless profiles hold anything. */
const KEPT = { most: 1000 } as const;

/** The profile's language, as Intl knows it. */
export function languageOf(variables: object): string {
  const { profile } = variables as { profile?: { language?: unknown } };
  return typeof profile?.language === 'string' ? knownLanguage(profile.language) : DEFAULT_LANGUAGE;
}

const knownLanguage = memoize((language: string): string => {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(language.replaceAll('_', '-'))[0] ?? DEFAULT_LANGUAGE;
  } catch {
    return DEFAULT_LANGUAGE;
  }
}, KEPT);

/**
 * `number: 2` writes a number as the profile's language does, with so many decimals, otherwise with those that it has; `money: "EUR"` an amount in a currency. A text that is
 * no number has no result.
 */
export const LANGUAGE_FILTERS: Readonly<Record<string, FilterHandler>> = {
  number(value, digits?: unknown) {
    const decimals = digits === undefined ? undefined : numberOf(digits);
    if (decimals !== undefined && !(Number.isInteger(decimals) && decimals >= 0 && decimals <= MOST_DIGITS)) {
      throw new TypeError(`the filter number wants up to ${MOST_DIGITS} decimals`);
    }
    return formatted(this.context as RenderContext, value, decimals === undefined ? '' : String(decimals));
  },
  money(value, currency?: unknown) {
    if (typeof currency !== 'string' || !isCurrency(currency)) {
      throw new TypeError('the filter money wants a currency, such as "EUR"');
    }
    return formatted(this.context as RenderContext, value, currency);
  },
};

/** ISO 4217, as Intl knows it. */
export const isCurrency = (code: string): boolean => CURRENCIES.has(code);
const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

function formatted(context: RenderContext, value: unknown, how: string): string | number {
  context.step(STEPS);
  const number = numberOf(value);
  if (!Number.isFinite(number)) return Number.NaN;
  return plainCharacters(formatterOf(`${languageOf(context.environments)} ${how}`).format(number));
}

/** By language and number of decimals, or currency. */
const formatterOf = memoize((key: string): Intl.NumberFormat => {
  const [language = DEFAULT_LANGUAGE, how = ''] = key.split(' ');
  if (isCurrency(how)) return new Intl.NumberFormat(language, { style: 'currency', currency: how });
  if (how === '') return new Intl.NumberFormat(language, { maximumFractionDigits: MOST_DIGITS });
  const digits = Number(how);
  return new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}, KEPT);

/** Narrow spaces, a long minus and the like look the same in an SMS, and would make it cost twice as much. */
const plainCharacters = (text: string): string =>
  text
    .replace(/[\u00a0\u202f\u2009]/g, ' ')
    .replace(/\u2212/g, '-')
    .replace(/[\u2019\u02bc]/g, "'")
    .replace(/[\u200e\u200f\u061c]/g, '');
