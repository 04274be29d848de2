import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProfileEvent } from '../../src/domain/audience/event.ts';
import type { Profile } from '../../src/domain/audience/profile.ts';
import { type ResolvedCondition, segmentCondition } from '../../src/domain/audience/segment.ts';
import { eventStore } from '../../src/store/events.ts';
import { qualifiedProfiles } from '../../src/store/segmentQuery/segmentQuery.ts';
import { freshDatabase } from '../support/database.ts';
import { eventInputOf, peopled } from '../support/freezing.ts';
import { Crashed, crashingDb } from './crashingDb.ts';
import { qualifies } from './naiveSegment.ts';
import { condition, NOW, world } from './segmentArbitraries.ts';

interface People {
  readonly profiles: readonly Profile[];
  readonly events: readonly ProfileEvent[];
}

describe('any condition over any profiles and events', () => {
  const { db } = freshDatabase();
  const conditions = (count: number) => fc.array(condition, { minLength: count, maxLength: count });

  /** Compares the result with a simple evaluation. Returns whether no, some or all profiles qualified. */
  async function compared(unread: ResolvedCondition, people: People): Promise<'all' | 'none' | 'some'> {
    const read = segmentCondition.parse(unread) as ResolvedCondition;
    const wanted = people.profiles.filter((profile) => qualifies(read, profile, people.events, NOW));
    const found: string[] = [];
    for await (const page of qualifiedProfiles(db, read, { now: NOW })) found.push(...page.map(({ _id }) => _id));
    expect(found, JSON.stringify(read)).toEqual(wanted.map((profile) => profile._id));
    return wanted.length === 0 ? 'none' : wanted.length === people.profiles.length ? 'all' : 'some';
  }

  it('qualifies exactly the profiles for which a simple evaluation holds', { timeout: 60_000 }, async () => {
    const seen = { all: 0, none: 0, some: 0 };
    await fc.assert(
      fc.asyncProperty(world, conditions(15), async (people, asked) => {
        await peopled(db, people);
        for (const each of asked) seen[await compared(each, people)] += 1;
      }),
      { seed: 20_260_101, numRuns: 40 },
    );
    // Conditions that no profile or every profile meets would prove little.
    expect(seen.some).toBeGreaterThan(seen.all + seen.none);
  });

  /** Which writer has which event, each in an order of its own; several may have the same one. */
  const deliveries = fc.array(fc.uniqueArray(fc.nat({ max: 19 }), { maxLength: 20 }), { minLength: 3, maxLength: 3 });

  it('does so when events come late, twice, and from several writers at once', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(world, deliveries, conditions(5), async ({ profiles, events }, orders, asked) => {
        await peopled(db, { profiles });
        const own = orders.map((order) => order.flatMap((index) => events[index] ?? []));
        await Promise.all(own.map((batch) => eventStore(db).insertMany(batch.map(eventInputOf), NOW)));
        const come = new Set(own.flat());
        for (const each of asked) await compared(each, { profiles, events: events.filter((event) => come.has(event)) });
      }),
      { seed: 20_260_102, numRuns: 30 },
    );
  });

  const crash = fc.record({
    request: fc.nat({ max: 2 }).map((before) => before + 1),
    when: fc.constantFrom('before', 'after'),
  });

  it('does so after a writer has died, and after its events have come again', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(world, crash, conditions(5), async ({ profiles, events }, crashes, asked) => {
        const store = await peopled(db, { profiles });
        const inputs = events.map(eventInputOf);
        const dying = eventStore(crashingDb(db, crashes as Parameters<typeof crashingDb>[1]));
        await dying.insertMany(inputs, NOW).catch((error: unknown) => expect(error).toBeInstanceOf(Crashed));
        const ids = new Set(events.map(({ profileId }) => profileId));
        const stored: ProfileEvent[] = [];
        for (const profileId of ids) stored.push(...(await store.events.ofProfile({ profileId, limit: 100 })));
        // Lists and conditions agree at any moment.
        for (const each of asked) await compared(each, { profiles, events: stored });
        await store.events.insertMany(inputs, NOW);
        for (const each of asked) await compared(each, { profiles, events });
      }),
      { seed: 20_260_103, numRuns: 30 },
    );
  });
});
