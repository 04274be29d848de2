import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DecimalSum } from '../../src/domain/decimalSum.ts';

function sumOf(values: readonly number[]): number {
  const sum = new DecimalSum();
  for (const value of values) sum.add(value);
  return sum.value;
}

describe('a sum of decimal numbers', () => {
  it.each([
    [[], 0],
    [[10.1, 20.2], 30.3],
    [[16.08, 16.08, 16.08], 48.24],
    [[0.1, 0.2, -0.3], 0],
    [Array.from({ length: 1000 }, () => 0.1), 100],
    [[0.00000001, 0.00000002], 0.00000003],
    [[1e21, 0.1], 1e21],
    [[9_000_000_000, 9_000_000_000, 0.01], 18_000_000_000.01],
    [[1e-30, 1e-30], 2e-30],
    [[1e300, 1e300], 2e300],
    [[-1.5e-7, 1e21, -1e21], -1.5e-7],
  ])('%j is %d', (values, wanted) => {
    expect(sumOf(values)).toBe(wanted);
  });

  it('of amounts in cents is what whole cents come to, in any order', () => {
    const cents = fc.array(fc.integer({ min: -10_000_000, max: 10_000_000 }), { maxLength: 50 });
    fc.assert(
      fc.property(cents, (amounts) => {
        const total = amounts.reduce((sum, amount) => sum + amount, 0) / 100;
        expect(sumOf(amounts.map((amount) => amount / 100))).toBe(total === 0 ? 0 : total);
        expect(sumOf(amounts.map((amount) => amount / 100).reverse())).toBe(total === 0 ? 0 : total);
      }),
    );
  });

  it('of numbers with any decimals is the nearest number to the exact sum', () => {
    const number = fc.tuple(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 12 }));
    fc.assert(
      fc.property(fc.array(number, { maxLength: 20 }), (parts) => {
        const exact = parts.reduce((sum, [units, decimals]) => sum + BigInt(units) * 10n ** BigInt(12 - decimals), 0n);
        const text = exact.toString().replace('-', '').padStart(13, '0');
        const wanted = Number(`${exact < 0n ? '-' : ''}${text.slice(0, -12)}.${text.slice(-12)}`);
        expect(sumOf(parts.map(([units, decimals]) => Number(`${units}e-${decimals}`)))).toBe(
          wanted === 0 ? 0 : wanted,
        );
      }),
    );
  });
});
