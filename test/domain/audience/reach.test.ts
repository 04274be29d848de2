import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findCut, isBeforeCut, isChosen, rankOf, reach } from '../../../src/domain/audience/reach.ts';
import { hash32 } from '../../../src/domain/hash.ts';

const profiles = (count: number): string[] => Array.from({ length: count }, (_, index) => `profile-${index}`);

describe('the hash', () => {
  it.each([
    ['', 0, 0],
    ['', 1, 0x514e28b7],
    ['', 0xffffffff, 0x81f16f39],
    ['test', 0, 0xba6bd213],
    ['test', 0x9747b28c, 0x704b81dc],
    ['Hello, world!', 0, 0xc0363e43],
    ['Hello, world!', 0x9747b28c, 0x24884cba],
    ['The quick brown fox jumps over the lazy dog', 0, 0x2e4ff723],
    ['aaa', 0x9747b28c, 0x283e0130],
    ['ππππππππ', 0x9747b28c, 0xd58063c1],
  ])('of %j with seed %d is the published one', (text, seed, hash) => {
    expect(hash32(text, seed)).toBe(hash);
  });
});

describe('a percentage', () => {
  const chosen = (seed: string, percentage: number): string[] =>
    profiles(20_000).filter((profileId) => isChosen({ seed, profileId, percentage }));

  it.each([1, 10, 33.3, 50, 90])('of %d %% is that many, give or take chance', (percentage) => {
    const expected = 20_000 * (percentage / 100);
    const deviation = Math.sqrt(expected * (1 - percentage / 100));
    for (const seed of ['a/1', 'a/2', 'b/1']) {
      expect(Math.abs(chosen(seed, percentage).length - expected)).toBeLessThan(4 * deviation);
    }
  });

  it('of 100 % is everybody', () => {
    expect(chosen('a/1', 100)).toHaveLength(20_000);
  });

  it('is reproducible, included in larger percentages, and different for another seed', () => {
    const tenth = chosen('a/1', 10);
    expect(chosen('a/1', 10)).toEqual(tenth);
    const fifth = new Set(chosen('a/1', 20));
    expect(tenth.every((profileId) => fifth.has(profileId))).toBe(true);
    const other = new Set(chosen('a/2', 10));
    const both = tenth.filter((profileId) => other.has(profileId)).length;
    expect(Math.abs(both - 200)).toBeLessThan(60);
  });
});

async function* paged(ids: readonly string[], size = 1000): AsyncGenerator<readonly string[]> {
  for (let from = 0; from < ids.length; from += size) yield ids.slice(from, from + size);
}

const choose = async (seed: string, ids: readonly string[], count: number): Promise<string[]> => {
  const cut = JSON.parse(JSON.stringify(await findCut({ seed, count, pages: () => paged(ids) })));
  return ids.filter((profileId) => isBeforeCut({ cut, seed, profileId }));
};

describe('a number', () => {
  it('is exactly that many, those with the smallest ranks', async () => {
    const ids = profiles(3000);
    const byRank = ids.toSorted((a, b) => rankOf({ seed: 's', profileId: a }) - rankOf({ seed: 's', profileId: b }));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 3000 }), async (count) => {
        expect(new Set(await choose('s', ids, count))).toEqual(new Set(byRank.slice(0, count)));
      }),
      { numRuns: 30, seed: 6, examples: [[0], [1], [2999], [3000]] },
    );
  });

  it('is everybody when there are no more profiles', async () => {
    expect(await choose('s', profiles(10), 11)).toHaveLength(10);
    expect(await choose('s', [], 5)).toEqual([]);
  });

  it("doesn't depend on the order of reading, and changes with the seed", async () => {
    const ids = profiles(1000);
    const chosen = await choose('s', ids, 100);
    expect((await choose('s', ids.toReversed(), 100)).toReversed()).toEqual(chosen);
    expect(await choose('t', ids, 100)).not.toEqual(chosen);
  });

  it('is refused when profiles change between the two passes', async () => {
    const readings = [profiles(1000), []];
    const pages = () => paged(readings.shift() ?? []);
    await expect(findCut({ seed: 's', count: 10, pages })).rejects.toThrow('the same profile ids');
  });

  it('is exact also for 60,000 profiles with about one per bucket', async () => {
    expect(await choose('s', profiles(60_000), 30_000)).toHaveLength(30_000);
  });
});

describe('reach', () => {
  it.each([{ kind: 'everyone' }, { kind: 'percentage', percentage: 0.5 }, { kind: 'number', number: 1 }])(
    'may be %j',
    (value) => {
      expect(reach.parse(value)).toEqual(value);
    },
  );
  it.each([
    { kind: 'percentage', percentage: 0 },
    { kind: 'percentage', percentage: 101 },
    { kind: 'number', number: 0 },
    { kind: 'number', number: 1.5 },
  ])('may not be %j', (value) => {
    expect(reach.safeParse(value).success).toBe(false);
  });
});
