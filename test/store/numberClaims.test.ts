import { describe, expect, it } from 'vitest';
import { numberClaimStore } from '../../src/store/numberClaims.ts';
import { freshDatabase } from '../support/database.ts';

const now = new Date('2026-05-07T12:00:00Z');
const ONE = '+447700900001';
const TWO = '+447700900002';

describe('a number that several profiles of a run have', () => {
  const { db } = freshDatabase();
  const store = numberClaimStore(db);
  const claim = (dispatchId: string, numbers: Record<string, string>) =>
    store.claim({ dispatchId, numbers: new Map(Object.entries(numbers)), now });

  it('belongs to the first profile that asks, however often others ask', async () => {
    expect(await claim('r/1', { [ONE]: 'a' })).toEqual(new Map([[ONE, 'a']]));
    const expected = new Map([
      [ONE, 'a'],
      [TWO, 'b'],
    ]);
    expect(await claim('r/1', { [ONE]: 'b', [TWO]: 'b' })).toEqual(expected);
    expect(await claim('r/1', { [ONE]: 'b', [TWO]: 'b' })).toEqual(expected);
    expect(await claim('r/1', { [ONE]: 'a' })).toEqual(new Map([[ONE, 'a']]));
  });

  it('can be claimed again in each run', async () => {
    expect(await claim('r/2', { [ONE]: 'b' })).toEqual(new Map([[ONE, 'b']]));
  });

  it('belongs to one of the profiles that ask at the same moment', async () => {
    const answers = await Promise.all(['a', 'b', 'c', 'd'].map((id) => claim('r/3', { [ONE]: id })));
    expect(new Set(answers.map((answer) => answer.get(ONE))).size).toBe(1);
  });

  it('is in no id, and expires', async () => {
    const found = await db.collection<{ _id: string }>('numberClaims').find().toArray();
    expect(found.some(({ _id }) => _id.includes('4477009'))).toBe(false);
    expect(await store.removeExpired(now)).toBe(0);
    expect(await store.removeExpired(new Date('2027-01-01T00:00:00Z'))).toBe(found.length);
  });
});
