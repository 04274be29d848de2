import { beforeEach, describe, expect, it } from 'vitest';
import { providerGroupInput } from '../../src/domain/provider/provider.ts';
import { ensureIndexes } from '../../src/store/collections.ts';
import { providerGroupIndexes, providerGroupStore } from '../../src/store/providerGroups.ts';
import { freshDatabase } from '../support/database.ts';

const { db } = freshDatabase();
const groups = providerGroupStore(db);
const [monday, tuesday] = [new Date('2026-05-04T10:00:00Z'), new Date('2026-05-05T10:00:00Z')];

const group = (name: string, ...providerIds: string[]) => ({
  name,
  members: providerIds.map((providerId) => ({ providerId })),
});

beforeEach(async () => {
  await db.collection('providerGroups').deleteMany({});
  await ensureIndexes(db, 'providerGroups', providerGroupIndexes);
});

describe('the store of provider groups', () => {
  it('keeps the members in their order, with their countries', async () => {
    const input = { name: 'main', members: [{ providerId: 'b', countries: ['GB', 'IE'] }, { providerId: 'a' }] };
    expect(await groups.insert({ id: 'g1', input, now: monday })).toBe('inserted');
    expect(await groups.get('g1')).toEqual({ _id: 'g1', ...input, revision: 1, createdAt: monday, updatedAt: monday });
  });

  it('replaces name and members', async () => {
    await groups.insert({ id: 'g1', input: group('main', 'a', 'b'), now: monday });
    expect(await groups.replace({ id: 'g1', input: group('renamed', 'b', 'a', 'c'), now: tuesday })).toBe('replaced');
    expect(await groups.get('g1')).toEqual({
      _id: 'g1',
      ...group('renamed', 'b', 'a', 'c'),
      revision: 2,
      createdAt: monday,
      updatedAt: tuesday,
    });
    expect(await groups.replace({ id: 'g2', input: group('x', 'a'), now: tuesday })).toBe('not_matched');
    const stale = { id: 'g1', input: group('late', 'a'), now: tuesday, revision: 1 };
    expect(await groups.replace(stale)).toBe('not_matched');
    expect(await groups.replace({ ...stale, revision: 2 })).toBe('replaced');
  });

  it('has each name once', async () => {
    await groups.insert({ id: 'g1', input: group('main', 'a'), now: monday });
    expect(await groups.insert({ id: 'g2', input: group('main', 'a'), now: monday })).toBe('name_taken');
    expect(await groups.insert({ id: 'g1', input: group('x', 'a'), now: monday })).toBe('id_taken');
    await groups.insert({ id: 'g2', input: group('other', 'a'), now: monday });
    expect(await groups.replace({ id: 'g2', input: group('main', 'a'), now: tuesday })).toBe('name_taken');
    expect((await groups.list()).map(({ name }) => name)).toEqual(['main', 'other']);
  });

  it('finds the groups of a provider', async () => {
    await groups.insert({ id: 'g1', input: group('z', 'a', 'b'), now: monday });
    await groups.insert({ id: 'g2', input: group('m', 'b'), now: monday });
    expect((await groups.groupsUsing('b')).map(({ _id }) => _id)).toEqual(['g2', 'g1']);
    expect((await groups.groupsUsing('a')).map(({ _id }) => _id)).toEqual(['g1']);
    expect(await groups.groupsUsing('c')).toEqual([]);
    expect(await groups.remove('g1')).toBe(true);
    expect(await groups.remove('g1')).toBe(false);
    expect(await groups.groupsUsing('a')).toEqual([]);
  });
});

describe('a provider group', () => {
  it('has 1 to 10 members, each once, with countries by their codes', () => {
    const accepts = (input: unknown) => providerGroupInput.safeParse(input).success;
    const ids = Array.from({ length: 11 }, (_, index) => `p${index}`);
    expect(accepts(group('g', ...ids.slice(0, 10)))).toBe(true);
    expect(accepts(group('g', ...ids))).toBe(false);
    expect(accepts(group('g'))).toBe(false);
    expect(accepts(group('g', 'a', 'a'))).toBe(false);
    expect(accepts({ name: 'g', members: [{ providerId: 'a', countries: ['gb'] }] })).toBe(false);
  });
});
