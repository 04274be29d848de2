import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProfileEvent } from '../../../src/domain/audience/event.ts';
import { type LiveDefinition, liveRules } from '../../../src/domain/live/rules.ts';
import { liveArrivals } from '../../support/liveArrivals.ts';

/**
 * Abandoned carts: added, and not bought within 5 seconds. Times are whole seconds, so that events meet at every edge. What is sent is compared with a walk
 * over the seconds by a clock for each cart, which knows nothing of triggers.
 */
const WITHIN = 5;
const AGAIN = ['restart', 'keep', 'each'] as const;
type Again = (typeof AGAIN)[number];

const instant = (second: number): Date => new Date(Date.UTC(2026, 4, 7) + second * 1000);
const secondOf = (at: Date): number => (at.getTime() - instant(0).getTime()) / 1000;

interface Arriving {
  readonly name: 'added' | 'bought';
  readonly id: number;
  readonly cart: string | null;
  readonly at: number;
  /** When it is received: before it happened, if its clock is ahead. */
  readonly received: number;
  /** When it is received again, in the same request or in a later one. */
  readonly repeated: number | null;
  readonly crash: boolean;
}

const arriving: fc.Arbitrary<Arriving> = fc
  .record({
    name: fc.constantFrom('added' as const, 'bought' as const),
    id: fc.integer({ min: 0, max: 5 }),
    cart: fc.option(fc.constantFrom('a', 'b'), { freq: 8 }),
    at: fc.integer({ min: 0, max: 20 }),
    late: fc.oneof(
      { weight: 3, arbitrary: fc.constant(0) },
      { weight: 2, arbitrary: fc.integer({ min: -6, max: 12 }) },
    ),
    repeated: fc.option(fc.integer({ min: 0, max: 12 })),
    crash: fc.boolean(),
  })
  .map(({ late, repeated, ...rest }) => {
    const received = rest.at + late;
    return { ...rest, received, repeated: repeated === null ? null : received + repeated };
  });

/** A request that crashes before it stores its events is only of interest if it is repeated. */
const scenario = fc.record({
  events: fc.array(arriving, { maxLength: 8 }),
  cuts: fc.uniqueArray(fc.integer({ min: -6, max: 50 }), { maxLength: 57 }),
  again: fc.constantFrom(...AGAIN),
  tied: fc.boolean(),
  start: fc.integer({ min: 0, max: 6 }),
});

const eventOf = ({ name, id, cart, at }: Arriving): ProfileEvent => ({
  _id: String(id),
  profileId: 'p',
  name,
  at: instant(at),
  properties: cart === null ? {} : { cart },
});

function rulesOf({ again, tied, start }: { again: Again; tied: boolean; start: number }) {
  const campaign: LiveDefinition = {
    _id: 'cmp_1',
    when: {
      kind: 'inaction',
      event: 'added',
      unless: { event: 'bought' },
      withinSeconds: WITHIN,
      ...(tied && { tiedBy: 'cart' }),
      again,
    },
    expireAfterSeconds: 86_400,
    actions: [
      { action: 'edit', at: instant(-100).toISOString() },
      { action: 'schedule', at: instant(start).toISOString() },
    ],
  };
  return liveRules(campaign, { timeZone: 'Europe/Paris', zoneFromNumber: false });
}

/** The `added` events after which somebody is reminded, found by a walk over the seconds with one list of running clocks. */
function walked(
  events: readonly ProfileEvent[],
  { again, tied, start }: { again: Again; tied: boolean; start: number },
) {
  const cartOf = ({ properties }: ProfileEvent): unknown => (tied ? properties.cart : 'any');
  const reminded: string[] = [];
  for (const cart of new Set(events.map(cartOf))) {
    if (cart === undefined) continue;
    let clocks: { id: string; left: number }[] = [];
    for (let second = -10; second <= 60; second += 1) {
      clocks = clocks.map(({ id, left }) => ({ id, left: left - 1 }));
      reminded.push(...clocks.filter(({ left }) => left < 0).map(({ id }) => id));
      clocks = clocks.filter(({ left }) => left >= 0);
      const here = events.filter((event) => cartOf(event) === cart && secondOf(event.at) === second);
      const added = here.filter(({ name }) => name === 'added' && second >= start).map(({ _id }) => _id);
      for (const id of added.sort()) {
        if (again === 'keep' && clocks.length > 0) continue;
        if (again === 'restart') clocks = [];
        clocks.push({ id, left: WITHIN });
      }
      if (here.some(({ name }) => name === 'bought')) clocks = [];
    }
  }
  return reminded.sort();
}

/** Requests by when they are received; those at the same second are one request, in their order. */
function requests(events: readonly Arriving[]): Map<number, { event: Arriving; crash: boolean }[]> {
  const all = new Map<number, { event: Arriving; crash: boolean }[]>();
  const add = (second: number, one: { event: Arriving; crash: boolean }): void => {
    all.set(second, [...(all.get(second) ?? []), one]);
  };
  for (const event of events) {
    add(event.received, { event, crash: event.crash && event.repeated !== null });
    if (event.repeated !== null) add(event.repeated, { event, crash: false });
  }
  return all;
}

describe('abandoned carts, whatever arrives when', () => {
  it('a reminder is sent after exactly those events after which the walk sends one, by what had arrived when it was due', () => {
    fc.assert(
      fc.property(scenario, ({ events, cuts, ...rule }) => {
        const play = liveArrivals(rulesOf(rule));
        const expected = new Set<string>();
        const arrivals = requests(events);
        for (let second = -10; second <= 60; second += 1) {
          for (const { event, crash } of arrivals.get(second) ?? []) {
            play.receive([eventOf(event)], instant(second), { crash });
          }
          // At the end everything that waits is cut.
          if (!cuts.includes(second) && second < 60) continue;
          const decided = play.cut(instant(second)).map(({ event }) => event?.id ?? '');
          const reminded = walked(play.stored(), rule);
          for (const id of decided) if (reminded.includes(id)) expected.add(id);
        }
        expect(play.sent.map(({ trigger }) => trigger.event?.id).sort()).toEqual([...expected].sort());
        expect(play.waiting.size).toBe(0);
      }),
      { numRuns: 5000 },
    );
  });

  it('if everything has arrived when it is due, the order of arrival changes nothing', () => {
    const punctual = scenario.map(({ events, ...rest }) => ({
      ...rest,
      events: events.map((event, index) => ({ ...event, id: index, received: Math.min(event.received, event.at) })),
    }));
    fc.assert(
      fc.property(punctual, ({ events, cuts, ...rule }) => {
        const play = liveArrivals(rulesOf(rule));
        const arrivals = requests(events.map((event) => ({ ...event, crash: false })));
        for (let second = -10; second <= 60; second += 1) {
          play.receive(
            (arrivals.get(second) ?? []).map(({ event }) => eventOf(event)),
            instant(second),
          );
          if (cuts.includes(second) || second === 60) play.cut(instant(second));
        }
        const all = walked(events.map(eventOf), rule);
        expect(play.sent.map(({ trigger }) => trigger.event?.id).sort()).toEqual(all);
      }),
      { numRuns: 3000 },
    );
  });
});
