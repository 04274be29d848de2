import { beforeAll, describe, expect, it } from 'vitest';
import { segmentInput } from '../../src/domain/audience/segment.ts';
import { ensureIndexes } from '../../src/store/collections.ts';
import { segmentIndexes, segmentStore } from '../../src/store/segments.ts';
import { freshDatabase } from '../support/database.ts';

const { db } = freshDatabase();
const store = segmentStore(db);
const monday = new Date('2026-03-02T10:00:00Z');
const tuesday = new Date('2026-03-03T10:00:00Z');

const named = (name: string) =>
  segmentInput.parse({ name, condition: { kind: 'event', event: 'Purchase', within: { lastDays: 30 } } });
const segment = (_id: string, name: string) => ({
  _id,
  ...named(name),
  revision: 1,
  createdAt: monday,
  updatedAt: monday,
});

describe('saved segments', () => {
  beforeAll(() => ensureIndexes(db, 'segments', segmentIndexes));

  it('are stored as they were defined', async () => {
    expect(await store.insert(segment('s1', 'Buyers'))).toBe(true);
    expect(await store.get('s1')).toEqual(segment('s1', 'Buyers'));
    expect(await store.get('nobody')).toBeNull();
  });

  it('have unique names', async () => {
    await store.insert(segment('s2', 'Lapsed'));
    expect(await store.insert(segment('s3', 'Lapsed'))).toBe(false);
    expect(await store.insert(segment('s2', 'Another'))).toBe(false);
    expect(await store.replace('s2', named('Buyers'), tuesday)).toEqual({ outcome: 'name_taken' });
    expect(await store.get('s2')).toMatchObject({ name: 'Lapsed', updatedAt: monday });
  });

  it('can be replaced and removed', async () => {
    await store.insert(segment('s4', 'Old'));
    const input = segmentInput.parse({
      name: 'New',
      condition: { kind: 'field', field: 'country', operator: 'exists' },
    });
    expect(await store.replace('s4', input, tuesday)).toEqual({
      outcome: 'replaced',
      segment: { _id: 's4', ...input, revision: 2, createdAt: monday, updatedAt: tuesday },
    });
    expect(await store.replace('nobody', input, tuesday)).toEqual({ outcome: 'not_matched' });
    expect(await store.replace('s4', input, tuesday, { revision: 1 })).toEqual({ outcome: 'not_matched' });
    expect(await store.remove('s4')).toBe(true);
    expect(await store.remove('s4')).toBe(false);
  });

  it('find the segments that refer to them', async () => {
    const referring = (id: string, name: string, to: string) => ({
      ...segment(id, name),
      condition: segmentInput.parse({ name, condition: { kind: 'not', condition: { kind: 'segment', segmentId: to } } })
        .condition,
    });
    await store.insert(referring('s5', 'Not buyers', 's1'));
    await store.insert(referring('s6', 'Not those', 's5'));
    expect((await store.referringTo('s1')).map((each) => each._id)).toEqual(['s5']);
    expect(await store.get('s5')).toEqual(referring('s5', 'Not buyers', 's1'));
    expect(await store.resolve({ kind: 'segment', segmentId: 's6' })).toEqual({
      ok: true,
      condition: { kind: 'not', condition: { kind: 'not', condition: named('Buyers').condition } },
    });
    await store.replace('s5', named('Not buyers'), tuesday);
    expect(await store.referringTo('s1')).toEqual([]);
    await Promise.all([store.remove('s5'), store.remove('s6')]);
  });

  it('are restored by an undo, but not after a later change', async () => {
    const before = segment('s7', 'Before');
    await store.insert(before);
    const written = await store.replace('s7', named('After'), tuesday);
    if (written.outcome !== 'replaced') throw new Error(written.outcome);
    await store.undoWrite({ ...written.segment, revision: 1 }, before);
    expect(await store.get('s7')).toEqual(written.segment);
    await store.undoWrite(written.segment, before);
    // Each write has a revision of its own, also the one that restores.
    expect(await store.get('s7')).toEqual({ ...before, revision: 3 });
    await store.undoWrite({ ...before, revision: 3 }, null);
    expect(await store.get('s7')).toBeNull();
  });

  it('are listed from the newest to the oldest, page after page', async () => {
    expect((await store.list({ limit: 1 })).map((each) => each._id)).toEqual(['s2']);
    expect((await store.list({ before: 's2', limit: 9 })).map((each) => each._id)).toEqual(['s1']);
  });
});
