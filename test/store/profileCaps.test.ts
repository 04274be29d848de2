import { beforeEach, describe, expect, it } from 'vitest';
import { ensureIndexes } from '../../src/store/collections.ts';
import { type CapReservation, profileCapIndexes, profileCapStore } from '../../src/store/profileCaps.ts';
import { freshDatabase } from '../support/database.ts';
import { Crashed, crashingDb } from './crashingDb.ts';

const { db } = freshDatabase();
const store = profileCapStore(db);
const expiresAt = new Date('2026-03-20T00:00:00Z');
const MONDAY = '2026-03-02';
const TUESDAY = '2026-03-03';
const WEEK = '2026-W10';

const wish = (profileId: string, messageId: string, limits: Record<string, number>): CapReservation => ({
  profileId,
  messageId,
  limits: Object.entries(limits).map(([periodKey, limit]) => ({ periodKey, limit, expiresAt })),
});
const holds = async (): Promise<Record<string, readonly string[]>> => {
  const found = await db.collection<{ _id: string; holds: string[] }>('profileCaps').find().sort({ _id: 1 }).toArray();
  return Object.fromEntries(found.map((each) => [each._id, each.holds]));
};

describe('the caps of profiles', () => {
  beforeEach(async () => {
    await db.collection('profileCaps').deleteMany({});
    await ensureIndexes(db, 'profileCaps', profileCapIndexes);
  });

  it('let a profile have as many messages as its limit, over all campaigns', async () => {
    const grants = [];
    for (const message of ['a/1/p', 'b/1/p', 'c/1/p']) {
      grants.push(
        await store.reserve([wish('p', message, { [MONDAY]: 2 }), wish('q', `${message}q`, { [MONDAY]: 9 })]),
      );
    }
    expect(grants.map(({ granted }) => granted.size)).toEqual([2, 2, 1]);
    expect(grants[2]?.denied).toEqual(new Map([['c/1/p', { periodKey: MONDAY, heldBy: ['a/1/p', 'b/1/p'] }]]));
    const profiles = ['p', 'q', 'nobody'].map((profileId) => ({ profileId, periodKey: MONDAY }));
    expect(await store.counts({ profiles })).toEqual(
      new Map([
        ['p', 2],
        ['q', 3],
      ]),
    );
  });

  it('count a message once, however often it is reserved or released', async () => {
    const twice = [wish('p', 'm', { [MONDAY]: 1, [WEEK]: 1 })];
    expect([...(await store.reserve(twice)).granted]).toEqual(['m']);
    expect([...(await store.reserve(twice)).granted]).toEqual(['m']);
    expect(await holds()).toEqual({ [`p/${MONDAY}`]: ['m'], [`p/${WEEK}`]: ['m'] });
    const release = [{ profileId: 'p', messageId: 'm', periodKeys: [MONDAY, WEEK] }];
    await store.release(release);
    await store.reserve([wish('p', 'n', { [MONDAY]: 1, [WEEK]: 1 })]);
    await store.release(release);
    expect(await holds()).toEqual({ [`p/${MONDAY}`]: ['n'], [`p/${WEEK}`]: ['n'] });
  });

  it('take nothing of the day for a message that the week denies', async () => {
    await store.reserve([wish('p', 'm', { [MONDAY]: 2, [WEEK]: 1 })]);
    const { denied } = await store.reserve([wish('p', 'n', { [MONDAY]: 2, [WEEK]: 1 })]);
    expect(denied.get('n')).toEqual({ periodKey: WEEK, heldBy: ['m'] });
    expect(await holds()).toEqual({ [`p/${MONDAY}`]: ['m'], [`p/${WEEK}`]: ['m'] });
  });

  it('keep what a message in doubt has, also when another day denies it', async () => {
    await store.reserve([wish('p', 'm', { [MONDAY]: 1, [WEEK]: 9 }), wish('p', 'n', { [TUESDAY]: 1, [WEEK]: 9 })]);
    const later = wish('p', 'm', { [TUESDAY]: 1, [WEEK]: 9 });
    expect((await store.reserve([{ ...later, inDoubt: true }])).granted.size).toBe(0);
    expect((await holds())[`p/${WEEK}`]).toEqual(['m', 'n']);
    await store.reserve([later]);
    expect(await holds()).toEqual({ [`p/${MONDAY}`]: ['m'], [`p/${TUESDAY}`]: ['n'], [`p/${WEEK}`]: ['n'] });
  });

  it('grant two messages to one profile in one go only where there is room for two', async () => {
    const { granted } = await store.reserve(['a', 'b', 'c'].map((message) => wish('p', message, { [MONDAY]: 2 })));
    expect(granted.size).toBe(2);
  });

  it('follow their limits up and down, to nothing', async () => {
    await store.reserve(['a', 'b'].map((message) => wish('p', message, { [MONDAY]: 2 })));
    expect((await store.reserve([wish('p', 'c', { [MONDAY]: 1 })])).granted.size).toBe(0);
    expect((await store.reserve([wish('p', 'c', { [MONDAY]: 3 })])).granted.size).toBe(1);
    expect((await store.reserve([wish('p', 'a', { [MONDAY]: 1 })])).granted.size).toBe(1);
    expect((await store.reserve([wish('q', 'd', { [MONDAY]: 0 })])).granted.size).toBe(0);
    expect(await holds()).toEqual({ [`p/${MONDAY}`]: ['a', 'b', 'c'], [`q/${MONDAY}`]: [] });
  });

  it('grant everything to whom no limit is asked for', async () => {
    expect([...(await store.reserve([wish('p', 'm', {})])).granted]).toEqual(['m']);
    expect((await store.reserve([])).granted.size).toBe(0);
  });

  it('end the same whichever request a worker died at', async () => {
    const slice = ['p', 'q', 'r', 's'].map((profile) => wish(profile, `m/${profile}`, { [MONDAY]: 1, [WEEK]: 1 }));
    let crashes = 0;
    for (const when of ['before', 'after'] as const) {
      for (let request = 1; request <= 4; request += 1) {
        await db.collection('profileCaps').deleteMany({});
        await store.reserve([wish('q', 'x', { [MONDAY]: 1 }), wish('r', 'y', { [WEEK]: 1 })]);
        const dying = profileCapStore(crashingDb(db, { request, when }));
        await dying.reserve(slice).catch((error: unknown) => {
          if (!(error instanceof Crashed)) throw error;
          crashes += 1;
        });
        expect([...(await store.reserve(slice)).granted]).toEqual(['m/p', 'm/s']);
        expect(await holds()).toMatchObject({
          [`p/${MONDAY}`]: ['m/p'],
          [`p/${WEEK}`]: ['m/p'],
          [`q/${MONDAY}`]: ['x'],
        });
        expect((await holds())[`q/${WEEK}`] ?? []).toEqual([]);
        expect((await holds())[`r/${MONDAY}`] ?? []).toEqual([]);
      }
    }
    // Before and after each of its three requests; the second is a cursor, whose answer never comes.
    expect(crashes).toBe(6);
  });

  it('give the day back that a dead worker took before the week was full', async () => {
    // It died after counting the day; the week's last place went to another meanwhile.
    await db
      .collection<{ _id: string }>('profileCaps')
      .insertOne({ _id: `p/${MONDAY}`, holds: ['m'], expiresAt } as never);
    await store.reserve([wish('p', 'n', { [WEEK]: 1 })]);
    expect((await store.reserve([wish('p', 'm', { [MONDAY]: 1, [WEEK]: 1 })])).granted.size).toBe(0);
    expect(await holds()).toEqual({ [`p/${MONDAY}`]: [], [`p/${WEEK}`]: ['n'] });
  });

  it('are forgotten after their time', async () => {
    await store.reserve([wish('p', 'm', { [MONDAY]: 1 })]);
    expect(await store.removeExpired(new Date(expiresAt.getTime() - 1))).toBe(0);
    expect(await store.removeExpired(expiresAt)).toBe(1);
  });
});
