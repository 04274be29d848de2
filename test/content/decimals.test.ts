import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { person, textOf } from './person.ts';

describe('arithmetic in a template', () => {
  it.each([
    ['19.99 | times: 100 | floor', '1999'],
    ['10.1 | times: 3', '30.3'],
    ['4.35 | times: 100', '435'],
    ['0.1 | plus: 0.2', '0.3'],
    ['"0.1" | plus: "0.2"', '0.3'],
    ['1.1 | minus: 1', '0.1'],
    ['0.3 | divided_by: 0.1', '3'],
    ['8.2 | divided_by: 0.2 | floor', '41'],
    ['10 | divided_by: 4', '2.5'],
    ['1 | divided_by: 3', '0.3333333333333333'],
    ['0.3 | modulo: 0.1', '0'],
    ['-7 | modulo: 3', '2'],
    ['5.5 | modulo: 2', '1.5'],
    ['1.005 | round: 2', '1.01'],
    ['-1.005 | round: 2', '-1.01'],
    ['2.675 | times: 100 | round', '268'],
    ['16.08 | times: 3', '48.24'],
    ['9007199254740991 | plus: 0.5 | minus: 0.5 | floor', '9007199254740992'],
    ['nil | plus: 1', '1'],
    ['"x" | plus: 1', '(missing_value)'],
    ['"12,50" | times: 2 | default: "-"', '-'],
    ['5 | minus: " "', '(missing_value)'],
    ['"12,50" | round: 2', '(missing_value)'],
    ['"x" | floor | append: " points"', '(missing_value)'],
    ['"x,2,1.5" | split: "," | sum', '3.5'],
    ['1 | divided_by: 0', '(missing_value)'],
    ['1 | divided_by: 0 | floor | append: " points"', '(missing_value)'],
    ['1 | modulo: 0 | default: "-"', '-'],
    ['5 | divided_by: "none" | round: 2 | default: 0', '0'],
  ])('{{ %s }} is %s', (source, text) => {
    expect(textOf(`{{ ${source} }}`)).toBe(text);
  });

  it('is decimal for properties, sums and comparisons', () => {
    const context = person({ price: 10.1, rate: 4.35, prices: ['0.1', '0.2', '0.3'] });
    expect(
      textOf(
        '3 for {{ profile.price | times: 3 }} EUR, {{ profile.rate | times: 100 }} points, {{ 0.1 | plus: 0.2 }}',
        context,
      ),
    ).toBe('3 for 30.3 EUR, 435 points, 0.3');
    expect(textOf('{{ profile.prices | sum }}', context)).toBe('0.6');
    expect(
      textOf(
        '{% assign total = profile.price | plus: 20.2 %}{% if total >= 30.3 and total == 30.3 %}yes{% endif %}',
        context,
      ),
    ).toBe('yes');
  });

  it('equals the arithmetic of whole cents, for any amounts', () => {
    const cents = fc.integer({ min: -10_000_000, max: 10_000_000 });
    const text = (units: bigint, digits: number): string => {
      const sign = units < 0n ? '-' : '';
      const all = String(units < 0n ? -units : units).padStart(digits + 1, '0');
      return sign + `${all.slice(0, -digits)}.${all.slice(-digits)}`.replace(/\.?0+$/, '');
    };
    fc.assert(
      fc.property(cents, cents, (a, b) => {
        const [x, y] = [text(BigInt(a), 2), text(BigInt(b), 2)];
        const shown = (units: bigint, digits: number) => text(units, digits).replace(/^-0$/, '0');
        expect(textOf(`{{ "${x}" | plus: "${y}" }}`)).toBe(shown(BigInt(a) + BigInt(b), 2));
        expect(textOf(`{{ "${x}" | minus: "${y}" }}`)).toBe(shown(BigInt(a) - BigInt(b), 2));
        expect(textOf(`{{ "${x}" | times: "${y}" }}`)).toBe(shown(BigInt(a) * BigInt(b), 4));
      }),
      { numRuns: 200, seed: 30 },
    );
  });
});
