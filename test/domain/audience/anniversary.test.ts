import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anniversaryDays, anniversaryWindow } from '../../../src/domain/audience/anniversary.ts';

const days = (window: { fromDay?: number; toDay?: number }, now: string, zone = 'UTC') =>
  anniversaryDays(anniversaryWindow.parse(window), { now: new Date(now), zone });

describe('the days of the year that a window of anniversaries covers', () => {
  it.each<[string, { fromDay?: number; toDay?: number }, string, number[]]>([
    ['today', {}, '2026-05-07T12:00:00Z', [507]],
    ['the next 3 days, today included', { toDay: 3 }, '2026-04-29T00:00:00Z', [429, 430, 501, 502]],
    ['the 3 days before today', { fromDay: -3, toDay: -1 }, '2026-05-02T00:00:00Z', [429, 430, 501]],
    ['one day that is yet to come', { fromDay: 7, toDay: 7 }, '2026-05-07T00:00:00Z', [514]],
    ["across the year's end", { fromDay: -2, toDay: 2 }, '2026-12-31T23:59:59Z', [101, 102, 1229, 1230, 1231]],
    ['28 February of a common year is also for those of the 29th', {}, '2026-02-28T00:00:00Z', [228, 229]],
    ['28 February of a leap year is not', {}, '2028-02-28T00:00:00Z', [228]],
    ['29 February', {}, '2028-02-29T00:00:00Z', [229]],
    ['1 March is not for those of the 29th', {}, '2026-03-01T00:00:00Z', [301]],
    ['2100 is a common year', {}, '2100-02-28T00:00:00Z', [228, 229]],
  ])('%s', (_, window, now, wanted) => {
    expect(days(window, now)).toEqual(wanted);
  });

  it('today is the local date in the zone', () => {
    const now = '2026-12-31T11:00:00Z';
    expect(days({}, now, 'Pacific/Auckland')).toEqual([101]);
    expect(days({}, now, 'Pacific/Honolulu')).toEqual([1231]);
    expect(days({}, '2026-12-31T05:00:00Z', 'Pacific/Honolulu')).toEqual([1230]);
  });

  it('every day of the year has one anniversary a year', () => {
    const births = Array.from({ length: 366 }, (_, index) => new Date(Date.UTC(2000, 0, 1 + index)));
    fc.assert(
      fc.property(fc.integer({ min: 1971, max: 2120 }), fc.constantFrom(...births), (year, born) => {
        const wanted = (born.getUTCMonth() + 1) * 100 + born.getUTCDate();
        const celebrated = Array.from({ length: 365 + Number(new Date(Date.UTC(year, 1, 29)).getUTCDate() === 29) })
          .map((_, index) => new Date(Date.UTC(year, 0, 1 + index)).toISOString())
          .filter((day) => days({}, day).includes(wanted));
        expect(celebrated).toHaveLength(1);
      }),
      { seed: 229, numRuns: 60 },
    );
  });

  it('a window with its ends reversed, or too far away, is refused', () => {
    expect(anniversaryWindow.safeParse({ fromDay: 1 }).error?.issues[0]?.message).toBe(
      'wanted: fromDay at or before toDay',
    );
    expect(anniversaryWindow.safeParse({ toDay: 367 }).success).toBe(false);
    expect(anniversaryWindow.safeParse({ toDay: 1.5 }).success).toBe(false);
  });
});
