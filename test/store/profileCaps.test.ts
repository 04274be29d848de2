import { beforeEach, describe, expect, it } from 'vitest';
import type { CountedMessage } from '../../src/domain/limits/limitWindows.ts';
import { profileCapStore } from '../../src/store/profileCaps.ts';
import { freshDatabase } from '../support/database.ts';
import { Crashed, crashingDb } from './crashingDb.ts';

const { db } = freshDatabase();
const store = profileCapStore(db);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOON = new Date('2026-03-02T12:00:00Z');
const hoursOn = (hours: number): Date => new Date(NOON.getTime() + hours * HOUR_MS);

const message = (id: string, hours = 0): CountedMessage => ({ id, from: hoursOn(hours), to: hoursOn(hours + 1) });
const of = (profileId: string, ...messages: CountedMessage[]) => messages.map((one) => ({ profileId, message: one }));
const DAY = { countedForMs: DAY_MS, now: NOON };
const ids = async (profileId: string): Promise<string[]> =>
  (await store.read([profileId])).get(profileId)?.map(({ id }) => id) ?? [];

beforeEach(async () => {
  await db.collection('profileCaps').deleteMany({});
});

describe('the messages that count for a profile', () => {
  it('are kept in the order in which they were counted, with their times and tags', async () => {
    const tagged = { ...message('b'), tags: ['promotion'] };
    await store.count(of('p', message('a', 2)), DAY);
    const counted = await store.count([...of('p', tagged), ...of('q', message('c'))], DAY);
    expect(Object.fromEntries(counted)).toMatchObject({ p: [message('a', 2), tagged], q: [message('c')] });
    const found = await store.read(['p', 'nobody']);
    expect(found.size).toBe(1);
    expect(found.get('p')).toMatchObject([message('a', 2), tagged]);
  });

  it('count once, however often they are counted or released', async () => {
    for (let times = 0; times < 2; times += 1) await store.count(of('p', message('a'), message('b')), DAY);
    expect(await ids('p')).toEqual(['a', 'b']);
    for (let times = 0; times < 2; times += 1) await store.release([{ profileId: 'p', messageId: 'a' }]);
    expect(await ids('p')).toEqual(['b']);
    await store.release([{ profileId: 'nobody', messageId: 'a' }]);
    expect(await ids('nobody')).toEqual([]);
  });

  it('are released for one time alone, or for all', async () => {
    await store.count(of('p', message('a'), message('a', 24), message('b')), DAY);
    await store.release([{ profileId: 'p', messageId: 'a', from: hoursOn(24) }]);
    expect((await store.read(['p'])).get('p')).toMatchObject([message('a'), message('b')]);
    await store.count(of('p', message('a', 24)), DAY);
    await store.release([{ profileId: 'p', messageId: 'a' }]);
    expect(await ids('p')).toEqual(['b']);
  });

  it('do not grow without bound: those that no limit counts any more are dropped', async () => {
    const lengths = [];
    for (let day = 0; day < 60; day += 1) {
      await store.count(of('p', message(`m${day}`, day * 24)), { countedForMs: DAY_MS, now: hoursOn(day * 24) });
      lengths.push((await ids('p')).length);
    }
    // Those of the last day, of a week in which lost answers are resolved and a day, and some that wait to be dropped.
    expect(Math.max(...lengths)).toBeLessThanOrEqual(9 + 8 + 1);
    expect((await ids('p')).slice(-10)).toEqual(Array.from({ length: 10 }, (_, index) => `m${50 + index}`));
  });

  it('stay as long as the limits need them that they were counted under, whichever campaign is sent next', async () => {
    const month = { countedForMs: 30 * DAY_MS, now: NOON };
    await store.count(of('p', ...Array.from({ length: 9 }, (_, hour) => message(`m${hour}`, hour))), month);
    await store.count(of('p', message('other', 480)), { ...DAY, now: hoursOn(480) });
    expect(await ids('p')).toHaveLength(10);
  });

  it('stay in their order when others are dropped', async () => {
    await store.count(of('p', message('late', 480), ...Array.from({ length: 9 }, (_, day) => message(`m${day}`))), DAY);
    await store.count(of('p', message('new', 481)), { ...DAY, now: hoursOn(481) });
    expect(await ids('p')).toEqual(['late', 'new']);
  });

  it('expire with the last of them', async () => {
    const expiry = async () => (await db.collection('profileCaps').findOne({}))?.expiresAt;
    await store.count(of('p', message('a', 5)), DAY);
    expect(await expiry()).toEqual(hoursOn(6 + 9 * 24));
    await store.count(of('p', message('b', 1)), DAY);
    expect(await expiry()).toEqual(hoursOn(6 + 9 * 24));
  });

  it('are counted whichever request a worker died at', async () => {
    const slice = ['p', 'q', 'r'].flatMap((profileId) => of(profileId, message(`a/${profileId}`)));
    let crashes = 0;
    for (const when of ['before', 'after'] as const) {
      for (let request = 1; request <= 2; request += 1) {
        await db.collection('profileCaps').deleteMany({});
        const dying = profileCapStore(crashingDb(db, { request, when }));
        await dying.count(slice, DAY).catch((error: unknown) => {
          if (!(error instanceof Crashed)) throw error;
          crashes += 1;
        });
        await store.count(slice, DAY);
        for (const profileId of ['p', 'q', 'r']) expect(await ids(profileId)).toEqual([`a/${profileId}`]);
      }
    }
    // Before and after the write.
    expect(crashes).toBe(2);
  });

  it('are all there if several are the first at the same moment', async () => {
    const all = Array.from({ length: 40 }, (_, index) => of(`p${index % 8}`, message(`m${index}`)));
    const counted = await Promise.all(all.map((one) => store.count(one, DAY)));
    for (const [index, one] of counted.entries()) {
      expect(one.get(`p${index % 8}`)?.map(({ id }) => id)).toContain(`m${index}`);
    }
    for (let profile = 0; profile < 8; profile += 1) expect(await ids(`p${profile}`)).toHaveLength(5);
  });
});
