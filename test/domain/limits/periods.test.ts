import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayEnd, dayKey, hourOfDay, weekEnd, weekKey } from '../../../src/domain/limits/periods.ts';

describe('limits are counted', () => {
  it.each([
    ['2026-05-07T21:59:59Z', 'Europe/Paris', '2026-05-07', '2026-W19', 23],
    ['2026-05-07T22:00:00Z', 'Europe/Paris', '2026-05-08', '2026-W19', 0],
    ['2026-05-10T21:59:59Z', 'Europe/Paris', '2026-05-10', '2026-W19', 23],
    ['2026-05-10T22:00:00Z', 'Europe/Paris', '2026-05-11', '2026-W20', 0],
    ['2026-05-10T22:00:00Z', 'America/New_York', '2026-05-10', '2026-W19', 18],
    ['2026-05-10T10:00:00Z', 'Pacific/Kiritimati', '2026-05-11', '2026-W20', 0],
    ['2027-01-03T12:00:00Z', 'UTC', '2027-01-03', '2026-W53', 12],
    ['2027-01-04T12:00:00Z', 'UTC', '2027-01-04', '2027-W01', 12],
    ['2024-12-30T12:00:00Z', 'UTC', '2024-12-30', '2025-W01', 12],
    ['2011-12-30T10:00:00Z', 'Pacific/Apia', '2011-12-31', '2011-W52', 0],
  ])('at %s in %s on %s, in %s, at %d', (at, zone, day, week, hour) => {
    const instant = new Date(at);
    expect([dayKey(instant, zone), weekKey(instant, zone), hourOfDay(instant, zone)]).toEqual([day, week, hour]);
  });
});

/** In the last three, clocks change at midnight: it is skipped, it occurs twice, or the hour before it occurs twice. */
const ZONES = ['UTC', 'Europe/Paris', 'Australia/Lord_Howe', 'Africa/Cairo', 'America/Havana', 'America/Scoresbysund'];
const instant = fc.date({
  min: new Date('2024-01-01T00:00:00Z'),
  max: new Date('2027-12-31T00:00:00Z'),
  noInvalidDate: true,
});

describe('the end of a period that limits are counted under', () => {
  it.each([
    { period: 'day', end: dayEnd, key: dayKey },
    { period: 'week', end: weekEnd, key: weekKey },
  ])('is when the $period’s key changes', ({ end, key }) => {
    fc.assert(
      fc.property(instant, fc.constantFrom(...ZONES), (at, zone) => {
        const until = end(at, zone);
        expect(until.getTime()).toBeGreaterThan(at.getTime());
        expect(key(new Date(until.getTime() - 1), zone)).toBe(key(at, zone));
        expect(key(until, zone)).not.toBe(key(at, zone));
      }),
      { numRuns: 500, seed: 7 },
    );
  });
});
