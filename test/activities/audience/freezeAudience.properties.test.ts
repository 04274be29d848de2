import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Run } from '../../../src/domain/campaign/run.ts';
import { dndWindows } from '../../../src/domain/dnd/dndSchema.ts';
import type { Batch } from '../../../src/domain/message/batch.ts';
import { WEEKDAYS } from '../../../src/domain/schedule/rruleText.ts';
import type { WhenInput } from '../../../src/domain/schedule/whenSchema.ts';
import { estimateReach } from '../../../src/store/segmentQuery/reachEstimate.ts';
import { freshDatabase } from '../../support/database.ts';
import { event, frozen, occurrenceOf, peopled, person, runOf } from '../../support/freezing.ts';
import { naiveFreezing, type World } from './naiveFreezing.ts';

/** Zones with the same local time, zones that change clocks on different days, and one that doesn't exist. */
const ZONES = [
  'Europe/Paris',
  'Europe/Berlin',
  'Africa/Lagos',
  'America/New_York',
  'Asia/Kolkata',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
  'Mars/Base',
  null,
];
/** Of a country without quiet hours, of states with the same ones, with others, and with those of the country alone; of two more countries. */
const NUMBERS = [
  ...['+447700900001', '+447700900002', '+447700900003', '+447700900004', '+447700900005'].map(of('GB')),
  ...['+13055550101', '+12065550101', '+12145550101', '+14015550101', '+12125550101'].map(of('US')),
  ...['+919876543210'].map(of('IN')),
  ...['+33639980001'].map(of('FR')),
];
const IDS = Array.from({ length: 24 }, (_, index) => `p${String(index).padStart(2, '0')}`);

const world: fc.Arbitrary<World> = fc.record({
  profiles: fc
    .tuple(
      ...IDS.map((id) =>
        fc.option(
          fc.record({
            _id: fc.constant(id),
            timeZone: fc.constantFrom(...ZONES),
            phone: fc.option(fc.constantFrom(...NUMBERS), { freq: 10, nil: { number: null, country: null } }),
            optedOut: fc.nat(9).map((nat) => nat === 0),
          }),
          { freq: 6 },
        ),
      ),
    )
    .map((all) =>
      all.flatMap((one) => (one === null ? [] : [person(one._id, { ...one, ...one.phone, phone: one.phone.number })])),
    ),
  events: fc
    .array(fc.tuple(fc.constantFrom(...IDS, 'deleted'), fc.integer({ min: -2 * 24, max: 95 * 24 }), fc.nat(59)), {
      maxLength: 30,
    })
    .map((all) =>
      all.map(([profileId, hours, minutes], index) => {
        const at = Date.parse('2026-03-28T00:00:00Z') - (hours * 60 + minutes) * 60_000;
        return event(`e${index}`, profileId, new Date(at).toISOString());
      }),
    ),
  suppressed: fc.subarray(
    NUMBERS.map(({ number }) => number),
    { maxLength: 3 },
  ),
});

const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom('00', '30'))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${minute}`);
const windows = fc
  .array(
    fc.record({
      from: clock,
      to: clock,
      days: fc.uniqueArray(fc.constantFrom(...WEEKDAYS), { minLength: 1 }),
      zone: fc.constantFrom('recipient' as const, 'account' as const),
      action: fc.constantFrom('discard' as const, 'delay' as const),
    }),
    { maxLength: 3 },
  )
  .filter((all) => dndWindows.safeParse(all).success);

const zoned = fc.oneof(
  fc.record({ zone: fc.constantFrom('account', 'America/New_York') }),
  fc.record({
    zone: fc.constantFrom('profile', 'best_time'),
    late: fc.constantFrom('skip', 'send_now', 'next_day'),
    defaultZone: fc.constantFrom('account', 'Asia/Kolkata'),
  }),
);
/** Around the night in which Europe's clocks go forward. */
const schedule = fc
  .tuple(fc.constantFrom('2026-03-27', '2026-03-28', '2026-03-29'), clock, zoned, fc.boolean())
  .map(([date, time, rest, ends]) => {
    const end = { kind: 'on', date };
    const daily = { kind: 'recurring', rule: { kind: 'daily' }, time, start: date, ...(ends && { end }), ...rest };
    return occurrenceOf(daily as WhenInput);
  });
const reach: fc.Arbitrary<Run['reach']> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ kind: 'everyone' as const }) },
  fc.record({ kind: fc.constant('percentage' as const), percentage: fc.constantFrom(10, 50, 90) }),
  fc.record({ kind: fc.constant('number' as const), number: fc.integer({ min: 1, max: 15 }) }),
);

describe('an audience that is frozen', () => {
  const { db } = freshDatabase();

  it('equals a simple computation in memory, and agrees with the estimate', { timeout: 120_000 }, async () => {
    const seen = { groups: 0, skips: 0, notChosen: 0, duplicates: 0, quiet: 0 };
    let runs = 0;
    const settings = fc.record({
      schedule,
      windows,
      reach,
      quietHours: fc.constantFrom('law' as const, 'all' as const, undefined),
      minutesLate: fc.constantFrom(0, 10, 300, 1200, 2400),
      batch: fc.integer({ min: 1, max: 6 }),
      sizes: fc.record({ page: fc.integer({ min: 1, max: 9 }), buffered: fc.integer({ min: 1, max: 12 }) }),
    });
    await fc.assert(
      fc.asyncProperty(world, settings, async (people, { minutesLate, batch, sizes, quietHours, ...rest }) => {
        runs += 1;
        const store = await peopled(db, people);
        const on = runOf(`cmp/${runs}`, { ...rest, ...(quietHours && { quietHours }) });
        const startedAt = new Date(on.dueAt.getTime() + minutesLate * 60_000);
        const run = { ...on, startedAt, sizes: { ...on.sizes, batch } };
        const { written, batches, ...result } = await frozen(store, run, { sizes });
        const wanted = naiveFreezing(run, people);
        expect(batches).toBe(written.length);
        const parts = ({ at, zone, quietHours, recipients, skips = [] }: Batch) => ({
          at,
          zone,
          quietHours,
          recipients,
          skips,
        });
        expect(written.map(parts)).toEqual(wanted.batches);
        expect(result).toEqual({ audience: wanted.audience, due: wanted.due });
        expect(result.due.reduce((sum, due) => sum + due.batches, 0)).toBe(batches);

        const skips = written.flatMap((one) => one.skips ?? []);
        const duplicates = skips.filter(({ reason }) => reason === 'duplicate_number').length;
        seen.groups += wanted.due.length;
        seen.skips += skips.length - duplicates;
        seen.duplicates += duplicates;
        seen.quiet += written.filter((one) => one.quietHours !== undefined).length;
        seen.notChosen += result.audience.notChosen ?? 0;
        if (run.reach.kind !== 'everyone') return;
        const estimate = await estimateReach(store, 'everyone', { now: startedAt, sampleSize: 0 });
        expect(estimate).toMatchObject({ ...result.audience, duplicateNumbers: duplicates });
        expect(written.flatMap(({ recipients }) => recipients).sort()).toEqual(people.profiles.map(({ _id }) => _id));
      }),
      { seed: 20_260_328, numRuns: 150 },
    );
    // Rules that never applied would prove little.
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(100);
  });
});

function of(country: string) {
  return (number: string) => ({ number, country });
}
