import { describe, expect, it } from 'vitest';
import { ensureIndexes } from '../../src/store/collections.ts';
import { eventIndexes, eventStore } from '../../src/store/events.ts';
import { freshDatabase } from '../support/database.ts';

const { db } = freshDatabase();
const store = eventStore(db);
const now = new Date('2026-03-02T10:00:00Z');

const ofProfile = (profileId: string) => store.ofProfile({ profileId, limit: 100 });

describe('events', () => {
  it('are stored with their properties; without a time they happen now, without an id they get one', async () => {
    await store.insertMany(
      [{ profileId: 'anna', name: 'Purchase', properties: { amount: 12.5, due: { date: '2026-05-07' } } }],
      now,
    );
    expect(await ofProfile('anna')).toEqual([
      {
        _id: expect.stringMatching(/^evt_[0-9A-HJKMNP-TV-Z]{26}$/),
        profileId: 'anna',
        name: 'Purchase',
        at: now,
        properties: { amount: 12.5, due: new Date('2026-05-07T00:00:00Z') },
      },
    ]);
  });

  it('sent again under the same id, change nothing', async () => {
    const event = { id: 'order-1', profileId: 'ben', name: 'Purchase', at: '2026-03-01T00:00:00Z' };
    expect(await store.insert(event, now)).toBe('stored');
    const again = { ...event, properties: { amount: 99 } };
    expect(await store.insert(again, now)).toBe('differs');
    expect(await store.insert(event, now)).toBe('known');
    await store.insertMany([again, { ...event, id: 'order-2' }], now);
    const found = await ofProfile('ben');
    expect(found.map((each) => each._id)).toEqual(['order-2', 'order-1']);
    expect(found[1]?.properties).toEqual({});
  });

  it('twice in one request, count once, as they came first', async () => {
    const event = { id: 'order-3', profileId: 'cleo', name: 'Purchase' };
    await store.insertMany(
      [
        { ...event, properties: { n: 1 } },
        { ...event, properties: { n: 2 } },
      ],
      now,
    );
    expect((await ofProfile('cleo')).map((each) => each.properties)).toEqual([{ n: 1 }]);
    await store.insertMany([], now);
  });

  it('the latest of each name is found for many profiles at a time', async () => {
    const at = (day: number) => `2026-02-0${day}T00:00:00Z`;
    await store.insertMany(
      [
        { id: 'l1', profileId: 'p1', name: 'Purchase', at: at(1), properties: { cd: 'A' } },
        { id: 'l3', profileId: 'p1', name: 'Purchase', at: at(3), properties: { cd: 'C' } },
        { id: 'l2', profileId: 'p1', name: 'Purchase', at: at(2), properties: { cd: 'B' } },
        { id: 'l4', profileId: 'p1', name: 'Visit', at: at(5) },
        { id: 'l5', profileId: 'p2', name: 'Visit', at: at(1), properties: { page: 'x' } },
        { id: 'l6', profileId: 'p2', name: 'Visit', at: at(1), properties: { page: 'y' } },
        { id: 'l7', profileId: 'p3', name: 'Other', at: at(1) },
        { id: 'l8', profileId: 'p9', name: 'Visit', at: at(1) },
      ],
      now,
    );
    const latest = await store.lastEvents(['p3', 'p2', 'p1'], ['Purchase', 'Visit']);
    expect([...latest.keys()].sort()).toEqual(['p1', 'p2']);
    expect(Object.fromEntries(latest.get('p1') ?? [])).toMatchObject({
      Purchase: { at: new Date(at(3)), properties: { cd: 'C' } },
      Visit: { at: new Date(at(5)), properties: {} },
    });
    expect(Object.fromEntries(latest.get('p2') ?? [])).toMatchObject({
      Visit: { at: new Date(at(1)), properties: { page: 'y' } },
    });
    expect(await store.lastEvents([], ['Visit'])).toEqual(new Map());
    expect(await store.lastEvents(['p1'], [])).toEqual(new Map());
  });

  it('of one profile come the latest first, page after page, and can be removed', async () => {
    await store.insertMany(
      [1, 2, 3, 3].map((day, index) => ({ id: `d${index}`, profileId: 'dora', name: 'Visit', at: `2026-02-0${day}` })),
      now,
    );
    const first = await store.ofProfile({ profileId: 'dora', limit: 2 });
    expect(first.map((event) => event._id)).toEqual(['d3', 'd2']);
    const last = first[1];
    const rest = await store.ofProfile({ profileId: 'dora', limit: 5, before: last && { at: last.at, id: last._id } });
    expect(rest.map((event) => event._id)).toEqual(['d1', 'd0']);
    expect(await store.removeOfProfile('dora')).toBe(4);
    expect(await ofProfile('dora')).toEqual([]);
  });

  it('has indexes that can be created twice', async () => {
    await ensureIndexes(db, 'events', eventIndexes);
    await ensureIndexes(db, 'events', eventIndexes);
  });
});
