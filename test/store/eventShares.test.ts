import { describe, expect, it } from 'vitest';
import type { EventInput } from '../../src/domain/audience/event.ts';
import type { ResolvedCondition } from '../../src/domain/audience/segment.ts';
import { eventStore } from '../../src/store/events.ts';
import { qualifiedProfiles } from '../../src/store/segmentQuery/segmentQuery.ts';
import { freshDatabase } from '../support/database.ts';
import { crowd, peopled } from '../support/freezing.ts';

const now = new Date('2026-03-02T10:00:00Z');
const start = Date.parse('2026-01-01T00:00:00Z');
const MANY = 1500;

describe('a profile with very many events of one name', () => {
  const { db } = freshDatabase();
  const store = eventStore(db);
  /** Large enough that many documents are needed. */
  const note = 'x'.repeat(400);
  const eventAt = (index: number): EventInput & { id: string } => ({
    id: `order.${index}`,
    profileId: 'p001',
    name: 'Visit',
    at: new Date(start + index * 60_000).toISOString(),
    properties: { index, note },
  });
  const all = Array.from({ length: MANY }, (_, index) => eventAt(index));
  const times = (count: number): ResolvedCondition => ({
    kind: 'event',
    event: 'Visit',
    did: true,
    count: { operator: 'equals', value: count },
  });
  const sum = (value: number): ResolvedCondition => ({
    kind: 'event',
    event: 'Visit',
    did: true,
    sum: { property: 'index', threshold: { operator: 'equals', value } },
  });

  async function qualified(condition: ResolvedCondition, ids?: readonly string[]): Promise<string[]> {
    const found: string[] = [];
    for await (const page of qualifiedProfiles(db, condition, { now, ids })) found.push(...page.map(({ _id }) => _id));
    return found;
  }

  async function expectAll(): Promise<void> {
    expect(await qualified(times(MANY))).toEqual(['p001']);
    expect(await qualified(times(MANY), ['p000', 'p001'])).toEqual(['p001']);
    expect(await qualified(sum((MANY * (MANY - 1)) / 2))).toEqual(['p001']);
    expect(await qualified(times(1))).toEqual(['p000', 'p002']);
    const latest = await store.lastEvents(['p000', 'p001'], ['Visit']);
    expect(latest.get('p001')?.get('Visit')).toMatchObject({ properties: { index: MANY - 1 } });
    const page = await store.ofProfile({ profileId: 'p001', limit: 2, before: { at: now, id: '' } });
    expect(page.map(({ _id }) => _id)).toEqual([`order.${MANY - 1}`, `order.${MANY - 2}`]);
    const reading = store.times({ from: new Date(start), to: now });
    let seen = 0;
    await reading.visit(['p000', 'p001', 'p002'], (id) => {
      if (id === 'p001') seen += 1;
    });
    await reading.close();
    expect(seen).toBe(MANY);
  }

  it('stores them in several documents, each once, in whatever order they come', { timeout: 60_000 }, async () => {
    await peopled(db, { profiles: crowd(3) });
    await store.insertMany(
      [
        { id: 'a', profileId: 'p000', name: 'Visit' },
        { id: 'b', profileId: 'p002', name: 'Visit' },
      ],
      now,
    );
    // One by one, a few, and very many at a time; the last hundred of each come again with the next.
    for (const event of all.slice(0, 200)) expect(await store.insert(event, now)).toBe('stored');
    for (const from of [100, 300, 500]) await store.insertMany(all.slice(from, from + 300), now);
    await store.insertMany(all.slice(700), now);
    expect(await db.collection('events').countDocuments({ profileId: 'p001' })).toBeGreaterThan(3);
    const sizes = await db.collection('events').find({ profileId: 'p001' }).toArray();
    expect(Math.max(...sizes.map((document) => JSON.stringify(document).length))).toBeLessThan(250_000);
    await expectAll();

    // The first ones came when there was but one document.
    expect(await store.insert({ ...eventAt(3), properties: { index: 1_000_000 } }, now)).toBe('differs');
    await store.insertMany([...all].reverse(), now);
    await expectAll();

    expect(await store.removeOfProfile('p001')).toBe(MANY);
    expect(await store.ofProfile({ profileId: 'p001', limit: 1 })).toEqual([]);
    expect(await db.collection('eventShares').countDocuments()).toBe(0);
    expect(await store.insert(eventAt(3), now)).toBe('stored');
  });

  it('a page begins after the last profile of the previous one, with the next profile whose id has the same beginning', async () => {
    await peopled(db, { profiles: [] });
    const ids = ['a', 'a!', 'a0', 'b'];
    const profiles = ids.map((_id) => ({ ...crowd(1)[0], _id }) as ReturnType<typeof crowd>[number]);
    const events = peopled(db, { profiles });
    await (await events).events.insertMany(
      ids.map((profileId) => ({ profileId, name: 'Visit' })),
      now,
    );
    const found: string[] = [];
    const rest = qualifiedProfiles(db, { kind: 'event', event: 'Visit', did: true }, { now, afterId: 'a' });
    for await (const page of rest) found.push(...page.map(({ _id }) => _id));
    expect(found).toEqual(['a!', 'a0', 'b']);
  });

  it('an id may contain every character that is allowed in ids', async () => {
    await peopled(db, { profiles: [] });
    const ids = ['1', '$set', 'a.b', 'a%2Eb', '%', '__proto__', '/', '!~'];
    await store.insertMany(
      ids.map((id) => ({ id, profileId: 'x/y.z', name: 'b c', properties: { 'a b': id } })),
      now,
    );
    const found = await store.ofProfile({ profileId: 'x/y.z', limit: 20 });
    expect(found.map(({ _id }) => _id).sort()).toEqual([...ids].sort());
    for (const event of found)
      expect(event).toMatchObject({ profileId: 'x/y.z', name: 'b c', properties: { 'a b': event._id } });
    expect(await store.insert({ id: '__proto__', profileId: 'x/y.z', name: 'b c' }, now)).toBe('differs');
  });
});
