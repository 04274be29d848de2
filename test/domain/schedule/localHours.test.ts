import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localHours } from '../../../src/domain/schedule/localHours.ts';
import { wallClock } from './wallClock.ts';

const span = { from: new Date('2026-02-06T00:00:00Z'), to: new Date('2026-11-20T00:00:00Z') };
const ZONES = [
  'Europe/Paris',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
  'Pacific/Apia',
  'Africa/Casablanca',
  'UTC',
];

describe('the hour that a clock shows', () => {
  const hourOf = localHours(span);
  const clocks = new Map(ZONES.map((zone) => [zone, wallClock(zone)]));
  const shown = (at: number, zone: string): number => Number(clocks.get(zone)?.(at).local.slice(11, 13));

  it('is what the wall clock shows, over all changes of clocks', () => {
    const instant = fc.integer({ min: span.from.getTime(), max: span.to.getTime() });
    fc.assert(
      fc.property(instant, fc.constantFrom(...ZONES), (at, zone) => {
        expect(hourOf(new Date(at), zone)).toBe(shown(at, zone));
      }),
      { seed: 3, numRuns: 3000 },
    );
  });

  it.each([
    ['Europe/Paris', '2026-03-29T00:59:59.999Z', 1],
    ['Europe/Paris', '2026-03-29T01:00:00Z', 3],
    ['Europe/Paris', '2026-10-25T00:59:59.999Z', 2],
    ['Europe/Paris', '2026-10-25T01:00:00Z', 2],
    ['Europe/Paris', '2026-10-25T02:00:00Z', 3],
    ['Asia/Kolkata', '2026-05-07T18:29:59.999Z', 23],
    ['Asia/Kolkata', '2026-05-07T18:30:00Z', 0],
    ['Pacific/Apia', '2026-02-06T00:00:00Z', 13],
    ['Pacific/Apia', '2026-11-20T00:00:00Z', 13],
  ])('in %s at %s is %d', (zone, at, hour) => {
    expect(hourOf(new Date(at), zone)).toBe(hour);
  });
});
