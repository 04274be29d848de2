import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayEnd, weekEnd } from '../../../../src/activities/sending/limits/periodEnds.ts';
import { dayKey, weekKey } from '../../../../src/domain/limits/periodKeys.ts';

/** Clocks change at midnight in the last three: one that is left out, one that comes twice, and an hour before it that does. */
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
