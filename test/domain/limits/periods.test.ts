import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayEnd, dayKey, dayStart, hourOfDay, weekEnd, weekStart } from '../../../src/domain/limits/periods.ts';

describe('limits are counted', () => {
  it.each([
    ['2026-05-07T21:59:59Z', 'Europe/Paris', '2026-05-07', '2026-05-04', 23],
    ['2026-05-07T22:00:00Z', 'Europe/Paris', '2026-05-08', '2026-05-04', 0],
    ['2026-05-10T21:59:59Z', 'Europe/Paris', '2026-05-10', '2026-05-04', 23],
    ['2026-05-10T22:00:00Z', 'Europe/Paris', '2026-05-11', '2026-05-11', 0],
    ['2026-05-10T22:00:00Z', 'America/New_York', '2026-05-10', '2026-05-04', 18],
    ['2026-05-10T10:00:00Z', 'Pacific/Kiritimati', '2026-05-11', '2026-05-11', 0],
    ['2027-01-03T12:00:00Z', 'UTC', '2027-01-03', '2026-12-28', 12],
    ['2027-01-04T12:00:00Z', 'UTC', '2027-01-04', '2027-01-04', 12],
    ['2024-12-30T12:00:00Z', 'UTC', '2024-12-30', '2024-12-30', 12],
    ['2011-12-30T10:00:00Z', 'Pacific/Apia', '2011-12-31', '2011-12-26', 0],
  ])('at %s in %s on %s, in the week of %s, at %d', (at, zone, day, week, hour) => {
    const instant = new Date(at);
    expect([dayKey(instant, zone), dayKey(weekStart(instant, zone), zone), hourOfDay(instant, zone)]).toEqual([
      day,
      week,
      hour,
    ]);
  });
});

/** In the last three, clocks change at midnight: it is skipped, it occurs twice, or the hour before it occurs twice. */
const ZONES = ['UTC', 'Europe/Paris', 'Australia/Lord_Howe', 'Africa/Cairo', 'America/Havana', 'America/Scoresbysund'];
const instant = fc.date({
  min: new Date('2024-01-01T00:00:00Z'),
  max: new Date('2027-12-31T00:00:00Z'),
  noInvalidDate: true,
});

const weekKey = (at: Date, zone: string): string => {
  const date = new Date(`${dayKey(at, zone)}T00:00Z`);
  // Days since a Monday.
  return String(Math.floor((date.getTime() / 86_400_000 + 3) / 7));
};

describe('a period that limits are counted under', () => {
  it.each([
    { period: 'day', start: dayStart, end: dayEnd, key: dayKey },
    { period: 'week', start: weekStart, end: weekEnd, key: weekKey },
  ])('begins and ends where the $period’s key changes', ({ start, end, key }) => {
    fc.assert(
      fc.property(instant, fc.constantFrom(...ZONES), (at, zone) => {
        const [from, until] = [start(at, zone), end(at, zone)];
        expect(from.getTime()).toBeLessThanOrEqual(at.getTime());
        expect(until.getTime()).toBeGreaterThan(at.getTime());
        for (const within of [from, new Date(until.getTime() - 1)]) expect(key(within, zone)).toBe(key(at, zone));
        for (const outside of [new Date(from.getTime() - 1), until]) {
          expect(key(outside, zone)).not.toBe(key(at, zone));
        }
      }),
      { numRuns: 500, seed: 7 },
    );
  });
});
