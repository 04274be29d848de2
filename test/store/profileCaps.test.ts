import { beforeEach, describe, expect, it } from 'vitest';
import { type CapReservation, profileCapStore } from '../../src/store/profileCaps.ts';
import { freshDatabase } from '../support/database.ts';
import { Crashed, crashingDb } from './crashingDb.ts';

const { db } = freshDatabase();
const store = profileCapStore(db);
const MONDAY = '2026-03-02';
const TUESDAY = '2026-03-03';
const WEEK = '2026-W10';

const wish = (profileId: string, messageId: string, limits: Record<string, number>): CapReservation => ({
  profileId,
  messageId,
  limits: Object.entries(limits).map(([periodKey, limit]) => ({ periodKey, limit })),
});
const collections = async (): Promise<string[]> =>
  (await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name).sort();
const holds = async (): Promise<Record<string, readonly string[]>> => {
  const found = await Promise.all(
    (await collections()).map(async (name) => {
      const caps = await db.collection<{ _id: string; holds: string[] }>(name).find().toArray();
      return caps.map((each) => [`${each._id}/${name.replace('profileCaps.', '')}`, each.holds] as const);
    }),
  );
  return Object.fromEntries(found.flat());
};
const forgetAll = async (): Promise<void> => {
  for (const name of await collections()) await db.collection(name).drop();
};

describe('the caps of profiles', () => {
  beforeEach(forgetAll);

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

  it('keep the reservations of a message in doubt, even if another day denies it', async () => {
    await store.reserve([wish('p', 'm', { [MONDAY]: 1, [WEEK]: 9 }), wish('p', 'n', { [TUESDAY]: 1, [WEEK]: 9 })]);
    const later = wish('p', 'm', { [TUESDAY]: 1, [WEEK]: 9 });
    expect((await store.reserve([{ ...later, inDoubt: true }])).granted.size).toBe(0);
    expect((await holds())[`p/${WEEK}`]).toEqual(['m', 'n']);
    await store.reserve([later]);
    expect(await holds()).toEqual({ [`p/${MONDAY}`]: ['m'], [`p/${TUESDAY}`]: ['n'], [`p/${WEEK}`]: ['n'] });
  });

  it('grant two messages to one profile at once only if there is room for two', async () => {
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

  it('grant everything without a limit', async () => {
    expect([...(await store.reserve([wish('p', 'm', {})])).granted]).toEqual(['m']);
    expect((await store.reserve([])).granted.size).toBe(0);
  });

  it('end the same whichever request a worker died at', async () => {
    const slice = ['p', 'q', 'r', 's'].map((profile) => wish(profile, `m/${profile}`, { [MONDAY]: 1, [WEEK]: 1 }));
    let crashes = 0;
    for (const when of ['before', 'after'] as const) {
      for (let request = 1; request <= 7; request += 1) {
        await forgetAll();
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
    // Before and after each of its six requests, three for the day and three for the week.
    expect(crashes).toBe(12);
  });

  it('release the day that a dead worker reserved before the week was full', async () => {
    // It died after counting the day; the week's last slot was reserved by another one meanwhile.
    await db.collection(`profileCaps.${MONDAY}`).insertOne({ _id: 'p', holds: ['m'] } as never);
    await store.reserve([wish('p', 'n', { [WEEK]: 1 })]);
    expect((await store.reserve([wish('p', 'm', { [MONDAY]: 1, [WEEK]: 1 })])).granted.size).toBe(0);
    expect(await holds()).toEqual({ [`p/${MONDAY}`]: [], [`p/${WEEK}`]: ['n'] });
  });

  it('are created once if several reservations begin a period at the same moment', async () => {
    const wishes = Array.from({ length: 40 }, (_, index) =>
      wish(`p${index % 8}`, `m${index}`, { [MONDAY]: 3, [WEEK]: 2 }),
    );
    const grants = await Promise.all(wishes.map((one) => store.reserve([one])));
    const granted = grants.flatMap((grant) => [...grant.granted]);
    expect(granted.length).toBeLessThanOrEqual(8 * 2);
    // A message that was within the limit in one list and beyond it in the other finds room once the denied ones are removed.
    for (const one of wishes) granted.push(...(await store.reserve([one])).granted);
    expect(new Set(granted).size).toBe(8 * 2);
  });
});

describe('a period of caps', () => {
  beforeEach(forgetAll);

  it('is dropped as a whole, a week after it has ended in every zone, without reading its documents', async () => {
    await store.reserve([wish('p', 'm', { [MONDAY]: 1, [TUESDAY]: 1, [WEEK]: 1 }), wish('q', 'n', { [MONDAY]: 1 })]);
    await db.collection('profileCaps').insertOne({ name: 'another' });
    await db.collection('messages').insertOne({ name: 'another' });
    const others = ['messages', 'profileCaps'];
    const [monday, tuesday, week] = [MONDAY, TUESDAY, WEEK].map((period) => `profileCaps.${period}`);
    expect(await store.removeExpired(new Date('2026-03-10T23:59:59Z'))).toBe(0);
    expect(await collections()).toEqual([...others, monday, tuesday, week]);
    const untouched = crashingDb(db, { request: 2, when: 'before' });
    expect(await profileCapStore(untouched).removeExpired(new Date('2026-03-11T00:00:00Z'))).toBe(1);
    expect(await collections()).toEqual([...others, tuesday, week]);
    expect(await store.removeExpired(new Date('2026-03-16T23:59:59Z'))).toBe(1);
    expect(await collections()).toEqual([...others, week]);
    expect(await store.removeExpired(new Date('2026-03-17T00:00:00Z'))).toBe(1);
    expect(await collections()).toEqual(others);
  });

  it('may be dropped by another worker meanwhile', async () => {
    const now = new Date('2026-06-01T00:00:00Z');
    await store.reserve([wish('p', 'm', { [MONDAY]: 1, [TUESDAY]: 1, [WEEK]: 1 })]);
    const before = await db.listCollections({}, { nameOnly: true }).toArray();
    expect(await store.removeExpired(now)).toBe(3);
    await store.reserve([wish('p', 'm', { [WEEK]: 1 })]);
    let lists = 0;
    const late = new Proxy(db, {
      get(target, property) {
        if (property !== 'listCollections' || lists > 0) return Reflect.get(target, property);
        lists += 1;
        return () => ({ toArray: () => Promise.resolve(before) });
      },
    });
    await profileCapStore(late).removeExpired(now);
    expect(await collections()).toEqual([]);
  });

  it('that was dropped counts again for late messages, and is dropped again', async () => {
    const now = new Date('2026-06-01T00:00:00Z');
    const late = { ...wish('p', 'm', { [MONDAY]: 1 }), inDoubt: true };
    await store.reserve([late, wish('q', 'n', { [MONDAY]: 1 })]);
    await store.removeExpired(now);
    expect([...(await store.reserve([late])).granted]).toEqual(['m']);
    await store.release([
      { profileId: 'p', messageId: 'm', periodKeys: [MONDAY, TUESDAY] },
      { profileId: 'q', messageId: 'n', periodKeys: [MONDAY] },
    ]);
    expect(await holds()).toEqual({ [`p/${MONDAY}`]: [] });
    await store.removeExpired(now);
    expect(await collections()).toEqual([]);
  });
});
