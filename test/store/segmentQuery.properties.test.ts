import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ResolvedCondition, segmentCondition } from '../../src/domain/audience/segment.ts';
import { qualifiedProfiles } from '../../src/store/segmentQuery/segmentQuery.ts';
import { freshDatabase } from '../support/database.ts';
import { peopled } from '../support/freezing.ts';
import { qualifies } from './naiveSegment.ts';
import { condition, NOW, world } from './segmentArbitraries.ts';

describe('any condition over any profiles and events', () => {
  const { db } = freshDatabase();

  it('qualifies exactly those whom a plain reading of it qualifies', { timeout: 60_000 }, async () => {
    const seen = { all: 0, none: 0, some: 0 };
    await fc.assert(
      fc.asyncProperty(world, fc.array(condition, { minLength: 15, maxLength: 15 }), async (people, conditions) => {
        await peopled(db, people);
        for (const unread of conditions) {
          const read = segmentCondition.parse(unread) as ResolvedCondition;
          const wanted = people.profiles.filter((profile) => qualifies(read, profile, people.events, NOW));
          const found: string[] = [];
          for await (const page of qualifiedProfiles(db, read, { now: NOW })) found.push(...page.map(({ _id }) => _id));
          expect(found, JSON.stringify(read)).toEqual(wanted.map((profile) => profile._id));
          seen[wanted.length === 0 ? 'none' : wanted.length === people.profiles.length ? 'all' : 'some'] += 1;
        }
      }),
      { seed: 20_260_101, numRuns: 40 },
    );
    // Conditions that nobody or everybody meets would prove little.
    expect(seen.some).toBeGreaterThan(seen.all + seen.none);
  });
});
