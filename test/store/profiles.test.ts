import { describe, expect, it } from 'vitest';
import type { Profile } from '../../src/domain/audience/profile.ts';
import { ensureIndexes } from '../../src/store/collections.ts';
import { profileIndexes, profileStore } from '../../src/store/profiles.ts';
import { suppressionStore } from '../../src/store/suppressions.ts';
import { freshDatabase } from '../support/database.ts';

const { db } = freshDatabase();
const store = profileStore(db, suppressionStore(db));
const monday = new Date('2026-03-02T10:00:00Z');
const tuesday = new Date('2026-03-03T10:00:00Z');

describe('profiles', () => {
  it('a new one gets defaults, its number and its country', async () => {
    const { profile, created } = await store.upsert(
      { id: 'anna', phone: '+33 6 39 98 00 01', properties: { 'first name': 'Anna', born: { date: '1980-05-07' } } },
      monday,
    );
    expect(created).toBe(true);
    expect(profile).toEqual({
      _id: 'anna',
      phone: '+33 6 39 98 00 01',
      number: '+33639980001',
      country: 'FR',
      timeZone: null,
      language: null,
      optedOut: false,
      properties: { 'first name': 'Anna', born: new Date('1980-05-07T00:00:00Z') },
      createdAt: monday,
      updatedAt: monday,
    } satisfies Profile);
    expect(await store.get('anna')).toEqual(profile);
  });

  it('fields that are left out keep their values, properties merge one by one, null removes', async () => {
    await store.upsert(
      { id: 'ben', phone: '+447700900001', language: 'en', optedOut: true, properties: { city: 'Leeds', vip: true } },
      monday,
    );
    const { profile, created } = await store.upsert(
      { id: 'ben', language: null, timeZone: 'Europe/London', properties: { city: null, tags: ['a'] } },
      tuesday,
    );
    expect(created).toBe(false);
    expect(profile).toMatchObject({
      phone: '+447700900001',
      number: '+447700900001',
      country: 'GB',
      timeZone: 'Europe/London',
      language: null,
      optedOut: true,
      createdAt: monday,
      updatedAt: tuesday,
    });
    expect(profile.properties).toEqual({ vip: true, tags: ['a'] });
  });

  it('number and country follow the phone', async () => {
    await store.upsert({ id: 'cleo', phone: '+447700900001' }, monday);
    const junk = await store.upsert({ id: 'cleo', phone: 'n/a' }, tuesday);
    expect(junk.profile).toMatchObject({ phone: 'n/a', number: null, country: null });
    const none = await store.upsert({ id: 'cleo', phone: null }, tuesday);
    expect(none.profile).toMatchObject({ phone: null, number: null, country: null });
  });

  it('a profile whose first input is a removal has no properties', async () => {
    const { profile } = await store.upsert({ id: 'dora', properties: { city: null } }, monday);
    expect(profile.properties).toEqual({});
    expect((await store.getMany(['dora'])).get('dora')?.properties).toEqual({});
  });

  it('many at a time; of two for one id the later wins, field by field', async () => {
    await store.upsertMany(
      [
        { id: 'e1', phone: '+447700900002', properties: { a: 1, b: 1 } },
        { id: 'e2' },
        { id: 'e1', language: 'fr', properties: { b: 2 } },
      ],
      monday,
    );
    await store.upsertMany([], monday);
    const found = await store.getMany(['e1', 'e2', 'nobody']);
    expect([...found.keys()].sort()).toEqual(['e1', 'e2']);
    expect(found.get('e1')).toMatchObject({ number: '+447700900002', language: 'fr', properties: { a: 1, b: 2 } });
    expect(await store.getMany([])).toEqual(new Map());
  });

  it('two concurrent requests that create one profile both succeed', async () => {
    await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        store.upsert({ id: 'race', properties: { [`p${index}`]: index } }, monday),
      ),
    );
    expect(Object.keys((await store.get('race'))?.properties ?? {})).toHaveLength(8);
  });

  it('opting out and back in', async () => {
    await store.upsert({ id: 'fred' }, monday);
    expect(await store.optOut('fred', { source: 'api', at: tuesday })).toBe(true);
    expect(await store.get('fred')).toMatchObject({ optedOut: true, updatedAt: tuesday });
    await store.optIn('fred', { reason: 'test', keyId: null, at: tuesday });
    expect(await store.get('fred')).toMatchObject({ optedOut: false });
    expect(await store.optOut('nobody', { source: 'api', at: tuesday })).toBe(false);
  });

  it('are listed by id, page after page, and removed', async () => {
    await store.upsertMany(
      ['z1', 'z3', 'z2'].map((id) => ({ id })),
      monday,
    );
    const first = await store.list({ after: 'z0', limit: 2 });
    expect(first.map((profile) => profile._id)).toEqual(['z1', 'z2']);
    expect((await store.list({ after: 'z2', limit: 2 })).map((profile) => profile._id)).toEqual(['z3']);
    expect(await store.remove('z1', tuesday)).toBe(true);
    expect(await store.remove('z1', tuesday)).toBe(false);
    expect(await store.get('z1')).toBeNull();
    expect(await store.count()).toBe((await store.list({ limit: 100 })).length);
  });

  it('has indexes that can be created twice', async () => {
    await ensureIndexes(db, 'profiles', profileIndexes);
    await ensureIndexes(db, 'profiles', profileIndexes);
  });
});
