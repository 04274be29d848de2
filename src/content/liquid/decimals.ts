import { toValue } from 'liquidjs';
import type { FilterHandler } from './absence.ts';

/**
 * Liquid's arithmetic in decimals: 10.1 times 3 is 30.3. A number counts as its shortest decimal notation, which is how it came and how it is written, and
 * the result is the number nearest to the exact one. A text that is no number has no result.
 */
export const DECIMAL_FILTERS: Readonly<Record<string, FilterHandler>> = {
  plus: (a, b) => plus(numberOf(a), numberOf(b)),
  minus: (a, b) => plus(numberOf(a), -numberOf(b)),
  times: (a, b) => times(numberOf(a), numberOf(b)),
  divided_by: (a, b, whole = false) => {
    const quotient = dividedBy(numberOf(a), numberOf(b));
    return whole ? Math.floor(quotient) : quotient;
  },
  modulo: (a, b) => modulo(numberOf(a), numberOf(b)),
};

export function plus(a: number, b: number): number {
  const sum = a + b;
  // Of whole numbers it has no tail, and most are whole.
  if (Number.isSafeInteger(a) && Number.isSafeInteger(b) && Number.isSafeInteger(sum)) return sum;
  return exact(a, b, (x, y, scale) => numberFrom(x + y, scale)) ?? sum;
}

const times = (a: number, b: number): number => exact(a, b, (x, y, scale) => numberFrom(x * y, 2 * scale)) ?? a * b;

/** The quotient of the two as whole numbers, each of which has no tail. */
const dividedBy = (a: number, b: number): number => exact(a, b, (x, y) => Number(x) / Number(y)) ?? a / b;

/** The result has the sign of the divisor. */
const modulo = (a: number, b: number): number =>
  exact(a, b, (x, y, scale) => (y === 0n ? null : numberFrom(((x % y) + y) % y, scale))) ?? Number.NaN;

/** Calls `work` with both numbers in units of the same power of ten, 10^-scale; null where a number isn't finite. */
function exact(a: number, b: number, work: (x: bigint, y: bigint, scale: number) => number | null): number | null {
  if (!Number.isFinite(a) || !Number.isFinite(b)) return null;
  const [x, y] = [decimalOf(a), decimalOf(b)];
  const scale = Math.max(x.scale, y.scale);
  return work(x.units * 10n ** BigInt(scale - x.scale), y.units * 10n ** BigInt(scale - y.scale), scale);
}

/** A number as whole units of 10^-scale. */
function decimalOf(value: number): { readonly units: bigint; readonly scale: number } {
  const [mantissa = '0', exponent = '0'] = String(value).split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  const units = BigInt(whole + fraction);
  const scale = fraction.length - Number(exponent);
  return scale >= 0 ? { units, scale } : { units: units * 10n ** BigInt(-scale), scale: 0 };
}

const numberFrom = (units: bigint, scale: number): number => Number(`${units}e-${scale}`);

/** Nil is 0, as in any Liquid; NaN for a text that is no number. */
export function numberOf(value: unknown): number {
  const given: unknown = toValue(value);
  return typeof given === 'string' && given.trim() === '' ? Number.NaN : Number(given ?? 0);
}
