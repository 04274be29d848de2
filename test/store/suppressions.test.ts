import { beforeEach, describe, expect, it } from 'vitest';
import { storeOf } from '../../src/store/store.ts';
import { freshDatabase } from '../support/database.ts';
import { TEST_SECRET_KEY } from '../support/sending.ts';

const { db } = freshDatabase();
const { suppressions, profiles } = storeOf(db, TEST_SECRET_KEY);
const NUMBER = '+447700900001';
const monday = new Date('2026-03-02T10:00:00Z');
const tuesday = new Date('2026-03-03T10:00:00Z');
const wednesday = new Date('2026-03-04T10:00:00Z');

const isSuppressed = async (number = NUMBER): Promise<boolean> => (await suppressions.among([number])).has(number);
const lift = (at = tuesday) => suppressions.lift({ number: NUMBER, reason: 'she called', keyId: 'key_1', at });

beforeEach(async () => {
  await db.dropDatabase();
});

describe('a suppressed number', () => {
  it('keeps its first entry, however often it is added', async () => {
    const first = { number: NUMBER, source: 'stop' as const, at: monday, wording: 'Stop!', providerId: 'prv_1' };
    await suppressions.add(first);
    await suppressions.add({ number: NUMBER, source: 'carrier', at: tuesday });
    await suppressions.addMany([{ number: NUMBER, source: 'import', at: monday }]);
    const { number: _, ...entry } = first;
    expect(await suppressions.get(NUMBER)).toEqual({
      _id: NUMBER,
      current: { ...entry, profileId: null, keyId: null, repeatedAt: tuesday },
      lifted: [],
    });
  });

  it('is lifted with a reason, and can be suppressed again; what was lifted can still be read', async () => {
    await suppressions.add({ number: NUMBER, source: 'carrier', at: monday });
    expect(await lift()).toBe(true);
    expect(await isSuppressed()).toBe(false);
    expect(await lift()).toBe(false);
    await suppressions.add({ number: NUMBER, source: 'stop', at: wednesday });
    expect(await isSuppressed()).toBe(true);
    expect(await suppressions.get(NUMBER)).toMatchObject({
      current: { source: 'stop', at: wednesday },
      lifted: [{ source: 'carrier', at: monday, lifted: { at: tuesday, reason: 'she called', keyId: 'key_1' } }],
    });
  });

  it('is added among many, of which some are new, some known, some lifted, and some named twice', async () => {
    const [known, lifted, fresh] = ['+447700900002', NUMBER, '+447700900003'];
    await suppressions.addMany([known, lifted].map((number) => ({ number, source: 'api' as const, at: monday })));
    await lift();
    const entries = [known, lifted, fresh, fresh].map((number, index) => ({
      number,
      source: 'import' as const,
      at: wednesday,
      wording: `row ${index}`,
    }));
    await suppressions.addMany(entries);
    await suppressions.addMany(entries);
    const of = async (number: string) => (await suppressions.get(number))?.current?.wording;
    expect([await of(known), await of(lifted), await of(fresh)]).toEqual([null, 'row 1', 'row 2']);
    expect(await suppressions.among([known, lifted, fresh, '+447700900004'])).toEqual(new Set([known, lifted, fresh]));
  });

  it('lifted, ends the opt-outs of all profiles that have it, and of no others', async () => {
    for (const [id, phone] of [
      ['a', NUMBER],
      ['b', NUMBER],
      ['c', '+447700900002'],
    ] as const) {
      await profiles.upsert({ id, phone, optedOut: true }, monday);
    }
    await suppressions.add({ number: NUMBER, source: 'api', at: monday });
    await lift();
    const flags = await Promise.all(['a', 'b', 'c'].map(async (id) => (await profiles.get(id))?.optedOut));
    expect(flags).toEqual([false, false, true]);
  });

  it('keeps the last 100 entries that were lifted', async () => {
    await suppressions.add({ number: NUMBER, source: 'api', at: new Date(0) });
    await lift(new Date(0));
    const [entry] = (await suppressions.get(NUMBER))?.lifted ?? [];
    const lifted = Array.from({ length: 99 }, (_, round) => ({ ...entry, at: new Date(round) }));
    await db.collection('suppressions').updateOne({}, { $set: { lifted } });
    for (const round of [99, 100, 101]) {
      await suppressions.add({ number: NUMBER, source: 'api', at: new Date(round) });
      await lift(new Date(round));
    }
    const kept = (await suppressions.get(NUMBER))?.lifted ?? [];
    expect([kept.length, kept[0]?.at, kept.at(-1)?.at]).toEqual([100, new Date(2), new Date(101)]);
  });
});
