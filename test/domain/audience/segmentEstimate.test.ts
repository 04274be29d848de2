import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupCounter } from '../../../src/domain/audience/groupCounter.ts';
import { numberSet } from '../../../src/domain/audience/numberSet.ts';
import { sampleOf } from '../../../src/domain/audience/sample.ts';
import { segmentCost } from '../../../src/domain/audience/segmentCost.ts';

describe('a set of phone numbers', () => {
  it('knows each number that was added, and no other', () => {
    const digits = fc.tuple(
      fc.integer({ min: 1, max: 9 }),
      fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 19 }),
    );
    const number = digits.map(([first, rest]) => `+${first}${rest}`);
    const few = fc.constantFrom(
      '+10',
      '+1',
      '+11',
      '+447700900001',
      '+447700900002',
      '+999999999999999',
      '+9999999999999990',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(number, few), { maxLength: 400 }), (numbers) => {
        const set = numberSet();
        const plain = new Set<string>();
        for (const each of numbers) {
          expect(set.has(each)).toBe(plain.has(each));
          expect(set.add(each)).toBe(!plain.has(each));
          plain.add(each);
        }
        expect(set.size).toBe(plain.size);
      }),
      { seed: 7, numRuns: 200 },
    );
  });

  it('grows, and takes 16 MB for a million numbers of one block', () => {
    const set = numberSet();
    const before = process.memoryUsage().arrayBuffers;
    for (let index = 0; index < 1_000_000; index += 1) set.add(`+44770${String(index).padStart(7, '0')}`);
    expect(set.size).toBe(1_000_000);
    expect(set.add('+447700000000')).toBe(false);
    expect(set.add('+447701000000')).toBe(true);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 26);
  });
});

describe('a sample', () => {
  const ids = Array.from({ length: 5000 }, (_, index) => `p${index}`);
  const chosen = (offered: readonly string[], seed = 's', size = 100) => {
    const sample = sampleOf({ seed, size });
    for (const id of offered) sample.offer(id);
    return sample.chosen();
  };

  it('depends on the offered profiles and on the seed, not on the order', () => {
    const wanted = chosen(ids);
    expect(wanted).toHaveLength(100);
    expect(chosen(ids.toReversed())).toEqual(wanted);
    expect(chosen(ids.toSorted())).toEqual(wanted);
    expect(chosen(ids, 'another')).not.toEqual(wanted);
  });

  it('is everybody where there are no more than wanted', () => {
    expect(chosen(ids.slice(0, 100))).toEqual(ids.slice(0, 100).toSorted());
    expect(chosen([])).toEqual([]);
    expect(chosen(ids, 's', 0)).toEqual([]);
  });

  it('takes as many from each part', () => {
    const half = chosen(ids, 's', 1000).filter((id) => Number(id.slice(1)) < 2500);
    expect(half.length).toBeGreaterThan(420);
    expect(half.length).toBeLessThan(580);
  });
});

describe('counts by name', () => {
  it('come the largest first, with a bounded number of rows and of names', () => {
    const counter = groupCounter({ names: 3, rows: 2 });
    for (const name of ['FR', 'GB', 'GB', null, 'GB', 'FR', 'DE', 'DE', 'DE', 'DE']) counter.count(name, name !== 'FR');
    expect(counter.rows()).toEqual({
      rows: [
        { name: 'GB', reachable: 3, recipients: 3 },
        { name: 'FR', reachable: 2, recipients: 0 },
      ],
      other: { reachable: 5, recipients: 5 },
    });
    expect(groupCounter().rows()).toEqual({ rows: [], other: { reachable: 0, recipients: 0 } });
  });
});

describe('the cost of a message', () => {
  const row = (name: string | null, recipients: number) => ({ name, reachable: recipients, recipients });
  const rest = (recipients: number) => ({ reachable: recipients, recipients });
  const price = { currency: 'EUR', perSegment: { default: 0.1, countries: { FR: 0.05 } } };

  it('is counted country by country', () => {
    const recipients = { rows: [row('FR', 200), row('GB', 100), row(null, 10)], other: rest(5) };
    const sample = [
      { country: 'FR', segments: 1 },
      { country: 'FR', segments: 2 },
      { country: 'GB', segments: 3 },
      { country: 'GB', segments: 0 },
    ];
    // Recipients without a country, and those of the other countries, get the mean of all: 1.5.
    expect(segmentCost({ recipients, sample, price })).toEqual({
      segments: Math.round(200 * 1.5 + 100 * 1.5 + 10 * 1.5 + 5 * 1.5),
      cost: { amount: 200 * 1.5 * 0.05 + 115 * 1.5 * 0.1, currency: 'EUR' },
    });
  });

  it('is nothing for nobody, and has no cost without a price', () => {
    expect(segmentCost({ recipients: { rows: [], other: rest(0) }, sample: [], price: null })).toEqual({
      segments: 0,
      cost: null,
    });
  });

  it('is exact when the sample is everybody', () => {
    const texts = fc.array(
      fc.record({ country: fc.constantFrom('FR', 'GB', 'toString', null), segments: fc.integer({ min: 0, max: 4 }) }),
      { minLength: 1, maxLength: 60 },
    );
    fc.assert(
      fc.property(texts, (sample) => {
        const names = [...new Set(sample.map((text) => text.country))];
        const rows = names.map((name) => row(name, sample.filter((text) => text.country === name).length));
        const wanted = sample.reduce((sum, text) => sum + text.segments * (text.country === 'FR' ? 0.05 : 0.1), 0);
        const found = segmentCost({ recipients: { rows, other: rest(0) }, sample, price });
        expect(found.segments).toBe(sample.reduce((sum, text) => sum + text.segments, 0));
        expect(found.cost?.amount).toBeCloseTo(wanted, 4);
      }),
      { seed: 11 },
    );
  });
});
