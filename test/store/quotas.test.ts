import { beforeEach, describe, expect, it } from 'vitest';
import { ensureIndexes } from '../../src/store/collections.ts';
import { quotaIndexes, quotaStore } from '../../src/store/quotas.ts';
import type { QuotaLimit } from '../../src/store/quotaTypes.ts';
import { freshDatabase } from '../support/database.ts';
import { Crashed, crashingDb } from './crashingDb.ts';

const { db } = freshDatabase();
const store = quotaStore(db);
const now = new Date('2026-03-02T10:00:00Z');
const quota = (key: string, limit: number): QuotaLimit => ({ key, limit, expiresAt: null });
const firsts = (count: number): number[] => Array.from({ length: count }, (_, slot) => slot);

const reserve = (quotas: readonly QuotaLimit[], holder: string, slots: readonly number[], fence = 1) =>
  store.reserve({ quotas, holder, fence, slots, isOwner: () => true, now });
const commit = (
  keys: readonly string[],
  holder: string,
  used: readonly number[],
  inDoubt: readonly number[] = [],
  fence: number | 'any' = 1,
) => store.commit({ keys, holder, fence, used, inDoubt });

describe('a quota', () => {
  beforeEach(async () => {
    await db.collection('quotas').deleteMany({});
    await ensureIndexes(db, 'quotas', quotaIndexes);
  });

  it('grants slots until its limit, the lowest first', async () => {
    const total = [quota('total/c', 100)];
    expect((await reserve(total, 'c/1/1/0', firsts(64))).granted.size).toBe(64);
    const second = await reserve(total, 'c/1/1/64', firsts(64));
    expect([...second.granted]).toEqual(firsts(36));
    expect([...second.denied.keys()]).toEqual(firsts(64).slice(36));
    expect(await store.read('total/c')).toMatchObject({ used: 100, committed: 0 });
  });

  it('that was never used has used nothing, and one of zero grants nothing', async () => {
    expect(await store.read('total/c')).toEqual({ used: 0, committed: 0, open: [] });
    const grant = await reserve([quota('total/c', 0)], 'c/1/1/0', [0, 1]);
    expect(grant.granted.size).toBe(0);
    expect(grant.denied.get(0)).toEqual({ key: 'total/c', final: true });
  });

  it('smaller than the first slice that asks is met exactly', async () => {
    const grant = await reserve([quota('total/c', 5)], 'c/1/1/0', firsts(64));
    expect([...grant.granted]).toEqual(firsts(5));
  });

  it('grants the same again when a reservation is repeated, also with its limit reached', async () => {
    const total = [quota('total/c', 10)];
    const first = await reserve(total, 'c/1/1/0', firsts(64));
    expect(await reserve(total, 'c/1/1/0', firsts(64))).toEqual(first);
    expect((await store.read('total/c')).used).toBe(10);
  });

  it('releases unused slots, once', async () => {
    await reserve([quota('total/c', 100)], 'c/1/1/0', firsts(64));
    await commit(['total/c'], 'c/1/1/0', firsts(50));
    await commit(['total/c'], 'c/1/1/0', firsts(50));
    await commit(['total/c'], 'c/1/1/0', []);
    expect(await store.read('total/c')).toEqual({ used: 50, committed: 50, open: [] });
  });

  it('gives a holder that was committed new slots', async () => {
    const total = [quota('total/c', 100)];
    await reserve(total, 'c/1/1/0', firsts(64));
    await commit(['total/c'], 'c/1/1/0', firsts(50));
    expect((await reserve(total, 'c/1/1/0', firsts(64).slice(50), 2)).granted.size).toBe(14);
    await commit(['total/c'], 'c/1/1/0', firsts(64), [], 2);
    expect(await store.read('total/c')).toEqual({ used: 64, committed: 64, open: [] });
  });

  it('keeps the slots of those in doubt until they are committed', async () => {
    const total = [quota('total/c', 4)];
    await reserve(total, 'c/1/1/0', firsts(4));
    await commit(['total/c'], 'c/1/1/0', [0], [2, 3]);
    await commit(['total/c'], 'c/1/1/0', [0], [2, 3]);
    expect(await store.read('total/c')).toMatchObject({ used: 3, committed: 0 });
    expect([...(await reserve(total, 'c/1/1/64', firsts(4))).granted]).toEqual([0]);
    const again = await store.reserve({
      quotas: total,
      holder: 'c/1/1/0',
      fence: 2,
      slots: [1, 2, 3],
      inDoubt: [2, 3],
      isOwner: () => true,
      now,
    });
    expect([...again.granted]).toEqual([2, 3]);
    await commit(['total/c'], 'c/1/1/0', [0, 2], [], 2);
    expect(await store.read('total/c')).toMatchObject({ used: 3, committed: 2 });
  });

  it('reports whether a denial is final: not while slots may still be released', async () => {
    const total = [quota('total/c', 64)];
    await reserve(total, 'c/1/1/0', firsts(64));
    const early = await reserve(total, 'c/1/1/64', [0]);
    expect(early.denied.get(0)).toEqual({ key: 'total/c', final: false });
    await commit(['total/c'], 'c/1/1/0', firsts(64));
    const late = await reserve(total, 'c/1/1/64', [0]);
    expect(late.denied.get(0)).toEqual({ key: 'total/c', final: true });
  });

  it('follows its limit up and down', async () => {
    await reserve([quota('total/c', 10)], 'c/1/1/0', firsts(64));
    await commit(['total/c'], 'c/1/1/0', firsts(10));
    expect((await reserve([quota('total/c', 8)], 'c/1/1/64', firsts(64))).granted.size).toBe(0);
    expect((await reserve([quota('total/c', 15)], 'c/1/1/64', firsts(64))).granted.size).toBe(5);
    // What was granted stays granted when the limit is lowered afterwards.
    expect((await reserve([quota('total/c', 8)], 'c/1/1/64', firsts(64))).granted.size).toBe(5);
  });

  it('distinguishes holders whose ids contain dots, dollars and percent signs', async () => {
    const holders = ['a.b/1', 'a/b/1', '$a', 'a%2Fb/1', 'a.b', 'a'];
    for (const holder of holders) await reserve([quota('total/c', 100)], holder, [0, 1]);
    const { open, used } = await store.read('total/c');
    expect(used).toBe(12);
    expect(open.map(({ holder }) => holder).sort()).toEqual([...holders].sort());
    expect(await store.held({ prefix: 'total/', holders: ['a.b/1', '$a', 'b'] })).toEqual(
      ['a.b/1', '$a'].map((holder) => ({ key: 'total/c', holder, fence: 1, at: now, slots: [0, 1] })),
    );
    for (const holder of holders) await commit(['total/c'], holder, [1]);
    expect(await store.read('total/c')).toEqual({ used: 6, committed: 6, open: [] });
  });

  it('expires', async () => {
    const tomorrow = new Date('2026-03-03T10:00:00Z');
    await reserve([{ key: 'daily/c/2026-03-02', limit: 9, expiresAt: tomorrow }, quota('total/c', 9)], 'h', [0]);
    expect(await store.removeExpired(now)).toBe(0);
    expect(await store.removeExpired(tomorrow)).toBe(1);
    expect((await store.read('total/c')).used).toBe(1);
  });
});

describe('several quotas at once', () => {
  const three = [quota('total/c', 100), quota('daily/c/d', 40), quota('run/c/1', 30)];
  const keys = three.map(({ key }) => key);
  const used = async (): Promise<number[]> => Promise.all(keys.map(async (key) => (await store.read(key)).used));

  beforeEach(() => db.collection('quotas').deleteMany({}));

  it('grant the slots that all of them grant, and name the first that denied', async () => {
    const grant = await reserve(three, 'h', firsts(50));
    expect([...grant.granted]).toEqual(firsts(30));
    expect(grant.denied.get(49)).toEqual({ key: 'daily/c/d', final: false });
    expect(grant.denied.get(30)).toEqual({ key: 'run/c/1', final: false });
    expect(await used()).toEqual([30, 30, 30]);
  });

  it('end the same whichever request of a reservation or a commitment a worker died at', async () => {
    let crashes = 0;
    for (const when of ['before', 'after'] as const) {
      for (let request = 1; request <= 12; request += 1) {
        await db.collection('quotas').deleteMany({});
        const dying = quotaStore(crashingDb(db, { request, when }));
        const reservation = { quotas: three, holder: 'h', slots: firsts(50), isOwner: () => true, now };
        const sent = new Set<number>();
        try {
          const first = await dying.reserve({ ...reservation, fence: 1 });
          for (const slot of first.granted) if (slot < 20 || slot === 25) sent.add(slot);
          await dying.commit({ keys, holder: 'h', fence: 1, used: firsts(20), inDoubt: [25] });
        } catch (error) {
          if (!(error instanceof Crashed)) throw error;
          crashes += 1;
        }
        // It is not known yet that 25 was sent to; the first 20 have their messages.
        const slots = firsts(50).filter((slot) => slot === 25 || !sent.has(slot));
        const again = await store.reserve({ ...reservation, slots, fence: 2, inDoubt: slots });
        expect(again.granted.has(25)).toBe(true);
        const counted = new Set([...sent, ...again.granted]);
        expect(counted.size).toBe(30);
        await store.commit({ keys, holder: 'h', fence: 2, used: [...counted], inDoubt: [] });
        const readings = await Promise.all(keys.map((key) => store.read(key)));
        expect(readings, `${when} ${request}`).toEqual(keys.map(() => ({ used: 30, committed: 30, open: [] })));
      }
    }
    expect(crashes).toBeGreaterThan(15);
  });

  it('do not release the slot of a recipient in doubt if another quota denies it now', async () => {
    await reserve([quota('total/c', 9), quota('daily/c/d', 9)], 'h', [0, 1]);
    const quotas = [quota('total/c', 9), quota('daily/c/e', 0)];
    const grant = await store.reserve({
      quotas,
      holder: 'h',
      fence: 2,
      slots: [0, 1],
      inDoubt: [1],
      isOwner: () => true,
      now,
    });
    expect(grant.granted.size).toBe(0);
    expect((await store.read('total/c')).open).toMatchObject([{ holder: 'h', slots: [1] }]);
  });
});

describe('an owner that was replaced', () => {
  beforeEach(() => db.collection('quotas').deleteMany({}));

  it('changes nothing of its successor’s', async () => {
    const total = [quota('total/c', 10)];
    await reserve(total, 'h', firsts(8), 1);
    await reserve(total, 'h', firsts(8), 2);
    await commit(['total/c'], 'h', [0], [], 1);
    const late = await reserve(total, 'h', firsts(10), 1);
    expect(late.granted.size).toBe(0);
    expect(late.denied.get(9)).toEqual({ key: 'total/c', final: false });
    expect(await store.read('total/c')).toMatchObject({ used: 8, open: [{ fence: 2, slots: firsts(8) }] });
  });

  it('releases the slots that it reserved after it was replaced, and only those', async () => {
    const quotas = [quota('total/c', 10), quota('run/c/1', 10)];
    await reserve([quota('total/c', 10)], 'h', [3], 1);
    for (const looks of [0, 1, 2]) {
      let left = looks;
      const isOwner = (): boolean => left-- > 0;
      const late = await store.reserve({ quotas, holder: 'h', fence: 2, slots: firsts(8), isOwner, now });
      expect(late.granted.size).toBe(0);
      expect(late.denied.get(0)).toEqual({ key: 'total/c', final: false });
    }
    expect(await store.read('total/c')).toMatchObject({ used: 1, open: [{ slots: [3] }] });
    expect(await store.read('run/c/1')).toEqual({ used: 0, committed: 0, open: [] });
  });

  it('leaves no permanent reservations: any worker commits a finished slice', async () => {
    await reserve([quota('total/c', 10)], 'h', firsts(8), 7);
    await commit(['total/c'], 'h', [0, 1], [], 'any');
    expect(await store.read('total/c')).toEqual({ used: 2, committed: 2, open: [] });
  });
});
