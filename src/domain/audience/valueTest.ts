import { type StoredValue, toStored } from '../values.ts';
import { anniversaryDays, type Today } from './anniversary.ts';
import type { WhereClause } from './segment.ts';
import type { ScalarValue } from './segmentTests.ts';

/**
 * The result of a test of a value; undefined if there is no value. The same as the filters of `segmentQueryFilter.ts`, for values that
 * are not in a query.
 */
export function valueTest(test: WhereClause, today: Today): (value: StoredValue | undefined) => boolean {
  switch (test.operator) {
    case 'exists':
      return (value) => value !== undefined;
    case 'not_exists':
      return (value) => value === undefined;
    case 'not_equals':
      return not(anyOf(oneOf([test.value])));
    case 'not_in':
      return not(anyOf(oneOf(test.value)));
    case 'not_contains':
      return not(anyOf(containing(test.value)));
    case 'equals':
      return anyOf(oneOf([test.value]));
    case 'in':
      return anyOf(oneOf(test.value));
    case 'contains':
      return anyOf(containing(test.value));
    case 'lt':
      return anyOf(compared(test.value, (difference) => difference < 0));
    case 'lte':
      return anyOf(compared(test.value, (difference) => difference <= 0));
    case 'gt':
      return anyOf(compared(test.value, (difference) => difference > 0));
    case 'gte':
      return anyOf(compared(test.value, (difference) => difference >= 0));
    case 'between': {
      const [low, high] = test.value;
      const fromLow = compared(low, (difference) => difference >= 0);
      const toHigh = compared(high, (difference) => difference <= 0);
      return anyOf((value) => fromLow(value) && toHigh(value));
    }
    case 'anniversary': {
      const days = new Set(anniversaryDays(test.value, today));
      return anyOf((value) => value instanceof Date && days.has((value.getUTCMonth() + 1) * 100 + value.getUTCDate()));
    }
  }
}

type Single = Exclude<StoredValue, string[]>;

const not =
  (test: (value: StoredValue | undefined) => boolean) =>
  (value: StoredValue | undefined): boolean =>
    !test(value);

const anyOf =
  (test: (value: Single) => boolean) =>
  (value: StoredValue | undefined): boolean =>
    value !== undefined && (Array.isArray(value) ? value.some(test) : test(value));

function oneOf(wanted: readonly ScalarValue[]): (value: Single) => boolean {
  const stored = wanted.map(toStored);
  const values = new Set<StoredValue>(stored.filter((value) => !(value instanceof Date)));
  const times = new Set(stored.filter((value) => value instanceof Date).map((value) => value.getTime()));
  return (value) => (value instanceof Date ? times.has(value.getTime()) : values.has(value));
}

const containing =
  (part: string) =>
  (value: Single): boolean =>
    typeof value === 'string' && value.includes(part);

/** Values of another type fail every comparison. */
function compared(bound: ScalarValue, holds: (difference: number) => boolean): (value: Single) => boolean {
  const stored = toStored(bound);
  const number = (value: Single): number => (value instanceof Date ? value.getTime() : Number(value));
  return (value) =>
    typeof value === typeof stored &&
    value instanceof Date === stored instanceof Date &&
    holds(number(value) - number(stored as Single));
}
