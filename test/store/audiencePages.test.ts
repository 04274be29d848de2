import { describe, expect, it } from 'vitest';
import { type AudiencePage, audiencePageStore } from '../../src/store/audiencePages.ts';
import { freshDatabase } from '../support/database.ts';

const at = new Date('2026-05-07T08:00:00Z');
const KEYS = ['2026-05-07T08:00:00_000Z 120', '2026-05-07T08:00:00_000Z 120 2026-05-10T01:00:00_000Z 60'] as const;

const page = (runId: string, ordinal: number, more: Partial<AudiencePage> = {}): AudiencePage => ({
  _id: `${runId}/${ordinal}`,
  runId,
  ordinal,
  lastProfileId: `p${ordinal}`,
  isLast: false,
  counts: { qualified: 2, reachable: 1, optedOut: 0, noUsableNumber: 1 },
  drawn: ordinal,
  groups: KEYS.map((key) => ({ key, at, zone: 'Europe/Paris', skipped: null, size: 1 })),
  members: { [KEYS[0]]: Buffer.from('ra\n'), [KEYS[1]]: Buffer.from('nb\n') },
  createdAt: at,
  ...more,
});

describe('the pages of an audience', () => {
  const { db } = freshDatabase();
  const pages = audiencePageStore(db);

  it('stay as they were written first', async () => {
    expect(await pages.insert(page('once', 1))).toBe(true);
    expect(await pages.insert(page('once', 1, { lastProfileId: 'other' }))).toBe(false);
    expect(await pages.progress('once/1')).toMatchObject({ lastProfileId: 'p1', isLast: false, drawn: 1 });
    expect(await pages.progress('once/2')).toBeNull();
  });

  it('show how far the profiles have been read', async () => {
    expect(await pages.last('read')).toBeNull();
    for (const ordinal of [1, 2, 10]) await pages.insert(page('read', ordinal, { isLast: ordinal === 10 }));
    expect(await pages.last('read')).toMatchObject({ ordinal: 10, lastProfileId: 'p10', isLast: true, drawn: 10 });
    const ordinals: number[] = [];
    for await (const outline of pages.outlines('read')) {
      ordinals.push(outline.ordinal);
      expect(outline).not.toHaveProperty('members');
      expect(outline.groups).toEqual(page('read', 1).groups);
    }
    expect(ordinals).toEqual([1, 2, 10]);
  });

  it('return the recipients of the requested groups', async () => {
    await pages.insert(page('members', 1));
    const textOf = async (keys: readonly string[]) => {
      const members = await pages.members('members/1', keys);
      return members && Object.fromEntries(Object.entries(members).map(([key, bytes]) => [key, String(bytes)]));
    };
    expect(await textOf([KEYS[0]])).toEqual({ [KEYS[0]]: 'ra\n' });
    expect(await textOf([...KEYS, 'all'])).toEqual({ [KEYS[0]]: 'ra\n', [KEYS[1]]: 'nb\n' });
    expect(await textOf(['all'])).toEqual({});
    expect(await pages.members('members/2', KEYS)).toBeNull();
  });

  it('return all their recipients, a page at a time', async () => {
    for (const ordinal of [2, 1])
      await pages.insert(page('all', ordinal, { members: { a: Buffer.from(`rp${ordinal}\n`) } }));
    const found: string[] = [];
    for await (const { members } of pages.allMembers('all')) found.push(...Object.values(members).map(String));
    expect(found).toEqual(['rp1\n', 'rp2\n']);
  });

  it('of one run are removed without those of another', async () => {
    await pages.insert(page('gone', 1));
    await pages.insert(page('kept', 1));
    await pages.remove('gone');
    expect(await pages.last('gone')).toBeNull();
    expect(await pages.last('kept')).toMatchObject({ ordinal: 1 });
  });
});
