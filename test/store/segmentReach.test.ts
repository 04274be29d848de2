import { beforeAll, describe, expect, it } from 'vitest';
import type { Profile } from '../../src/domain/audience/profile.ts';
import { type ResolvedCondition, segmentCondition } from '../../src/domain/audience/segment.ts';
import { estimateReach } from '../../src/store/segmentQuery/reachEstimate.ts';
import { qualifiedProfiles } from '../../src/store/segmentQuery/segmentQuery.ts';
import { storeOf } from '../../src/store/store.ts';
import { freshDatabase } from '../support/database.ts';
import { TEST_SECRET_KEY } from '../support/sending.ts';
import { importCdnow } from './cdnow.ts';

const now = new Date('2026-02-28T23:30:00Z');
const read = (condition: unknown) => segmentCondition.parse(condition) as ResolvedCondition;

describe('the reach of the CDNOW customers', () => {
  const { db } = freshDatabase();
  const store = storeOf(db, TEST_SECRET_KEY);
  beforeAll(async () => void (await importCdnow(db)));

  it('everyone, by time zone and by country', async () => {
    const reach = await estimateReach(store, 'everyone', { now, sampleSize: 1000 });
    expect(reach).toMatchObject({ qualified: 2357, reachable: 2263, duplicateNumbers: 0 });
    expect(reach.recipients).toBe(2263);
    // Counted from the file by other means.
    expect(reach.byTimeZone).toEqual({
      rows: [
        { name: 'Australia/Sydney', reachable: 311, recipients: 311 },
        { name: 'America/Sao_Paulo', reachable: 304, recipients: 304 },
        { name: 'Asia/Kolkata', reachable: 296, recipients: 296 },
        { name: 'America/New_York', reachable: 282, recipients: 282 },
        { name: 'America/Chicago', reachable: 281, recipients: 281 },
        { name: 'Europe/Paris', reachable: 277, recipients: 277 },
        { name: 'Europe/London', reachable: 261, recipients: 261 },
        { name: 'America/Los_Angeles', reachable: 251, recipients: 251 },
      ],
      other: { reachable: 0, recipients: 0 },
    });
    expect(reach.byCountry.rows).toContainEqual({ name: 'FR', reachable: 277, recipients: 277 });
    expect(reach.byCountry.rows).toContainEqual({ name: 'GB', reachable: 261, recipients: 261 });
    expect(reach.byCountry.rows.reduce((sum, row) => sum + row.reachable, 0)).toBe(2263);
    expect(new Set(reach.sample).size).toBe(1000);
  });

  it('by location: a country, and a city that the backend set', async () => {
    const query = { now, sampleSize: 0 };
    const inFrance = { kind: 'field', field: 'country', operator: 'equals', value: 'FR' };
    const inParis = { kind: 'property', property: 'city', operator: 'equals', value: 'Paris' };
    expect(await estimateReach(store, read(inParis), query)).toMatchObject({ reachable: 277 });
    expect(await estimateReach(store, read({ kind: 'and', conditions: [inFrance, inParis] }), query)).toMatchObject({
      reachable: 277,
      byCountry: { rows: [{ name: 'FR', reachable: 277 }] },
    });
    const onTheWestCoast = { kind: 'field', field: 'timeZone', operator: 'in', value: ['America/Los_Angeles'] };
    expect(await estimateReach(store, read(onTheWestCoast), query)).toMatchObject({ reachable: 251 });
  });

  it('has the same sample each time, also for an audience that is defined differently', async () => {
    const query = { now, sampleSize: 50 };
    const { sample } = await estimateReach(store, 'everyone', query);
    const again = await estimateReach(store, read({ kind: 'field', field: 'id', operator: 'exists' }), query);
    expect(again.sample).toEqual(sample);
  });

  it('is cancelled when no caller waits for it any more', async () => {
    const signal = AbortSignal.abort(new Error('nobody waits'));
    await expect(estimateReach(store, 'everyone', { now, sampleSize: 0, signal })).rejects.toThrow('nobody waits');
  });
});

describe('some people', () => {
  const { db } = freshDatabase();
  const store = storeOf(db, TEST_SECRET_KEY);
  const at = new Date('2024-02-29T10:00:00Z');
  const person = (_id: string, number: string | null, more: Partial<Profile> = {}): Profile => ({
    _id,
    phone: number,
    number,
    country: number === null ? null : 'GB',
    timeZone: null,
    language: null,
    optedOut: false,
    properties: {},
    createdAt: at,
    updatedAt: at,
    ...more,
  });
  const ADA = '+447700900001';
  const BOB = '+447700900002';
  const CYD = '+447700900003';

  beforeAll(async () => {
    await db
      .collection<Profile>('profiles')
      .insertMany([
        person('a', ADA, { properties: { born: new Date('1992-02-29') } }),
        person('b', ADA, { properties: { born: new Date('1990-02-28') }, timeZone: 'Europe/London' }),
        person('c', BOB, { properties: { born: '1990-02-28' } }),
        person('d', BOB, { optedOut: true, properties: { born: new Date('1970-03-01') } }),
        person('e', CYD, { optedOut: true, properties: { born: new Date('1970-01-01') } }),
        person('f', CYD, { properties: { born: ['1990-02-28'] } }),
        person('g', null, { properties: { born: 228 } }),
        person('h', CYD),
      ]);
    await store.suppressions.add({ number: BOB, source: 'carrier', providerId: 'p', at: now });
  });

  it('with one number get one message, unless the first profile has opted out or the number is suppressed', async () => {
    expect(await estimateReach(store, 'everyone', { now, sampleSize: 10 })).toEqual({
      qualified: 8,
      reachable: 4,
      optedOut: 3,
      noUsableNumber: 1,
      notSubscribed: 0,
      duplicateNumbers: 2,
      capped: 0,
      recipients: 2,
      byCountry: { rows: [{ name: 'GB', reachable: 4, recipients: 2 }], other: { reachable: 0, recipients: 0 } },
      byTimeZone: {
        rows: [
          { name: null, reachable: 3, recipients: 2 },
          { name: 'Europe/London', reachable: 1, recipients: 0 },
        ],
        other: { reachable: 0, recipients: 0 },
      },
      sample: ['a', 'f'],
    });
  });

  it.each<[string, object, string | undefined, string[]]>([
    ['today', {}, undefined, ['a', 'b']],
    ['today, where it is tomorrow already', {}, 'Asia/Tokyo', ['d']],
    ['tomorrow', { fromDay: 1, toDay: 1 }, undefined, ['d']],
    ['in the 60 days before today', { fromDay: -60, toDay: -1 }, undefined, ['e']],
    ['any day', { fromDay: -366, toDay: 366 }, undefined, ['a', 'b', 'd', 'e']],
  ])('have a birthday: %s', async (_, value, zone, wanted) => {
    const condition = read({ kind: 'property', property: 'born', operator: 'anniversary', value });
    const ids = async (of: ResolvedCondition) => {
      const found: string[] = [];
      for await (const page of qualifiedProfiles(db, of, { now, zone })) found.push(...page.map(({ _id }) => _id));
      return found;
    };
    expect(await ids(condition)).toEqual(wanted);
    const others = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].filter((id) => !wanted.includes(id));
    expect(await ids({ kind: 'not', condition })).toEqual(others);
  });

  it('have been customers for a year or more, to the day', async () => {
    const condition = read({ kind: 'field', field: 'createdAt', operator: 'anniversary', value: {} });
    expect(await estimateReach(store, condition, { now, sampleSize: 0 })).toMatchObject({ qualified: 8 });
    const tomorrow = new Date('2026-03-01T00:00:00Z');
    expect(await estimateReach(store, condition, { now: tomorrow, sampleSize: 0 })).toMatchObject({ qualified: 0 });
  });
});
