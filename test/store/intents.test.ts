import { describe, expect, it } from 'vitest';
import { intentStore } from '../../src/store/intents.ts';
import { freshDatabase } from '../support/database.ts';

const LEASE_MS = 10_000;

describe('the claim of a slice', () => {
  const { db } = freshDatabase();
  const intents = intentStore(db);
  const claim = (intentId: string, owner: string, at: number) =>
    intents.claim({ intentId, runId: 'r', owner, now: new Date(at), leaseUntil: new Date(at + LEASE_MS) });

  it('waits out an owner whose clock is behind', async () => {
    const now = Date.now();
    // By its own clock it has just begun, and may send for a whole lease from now on.
    await claim('behind', 'first', now - 30_000);
    const claimed = await claim('behind', 'second', now);
    expect(claimed?.intent.unaccounted?.until.getTime()).toBeGreaterThanOrEqual(now + LEASE_MS);
  });

  it('is known again by who made it: its answer may have been lost', async () => {
    const now = Date.now();
    expect(await claim('again', 'first', now)).toMatchObject({ isFirst: true, intent: { unaccounted: null } });
    expect(await claim('again', 'first', now)).toMatchObject({ intent: { owner: 'first', unaccounted: null } });
    expect(await claim('again', 'second', now)).toMatchObject({ intent: { owner: 'second', unaccounted: {} } });
  });

  it('ends the renewals of the owner before', async () => {
    const now = Date.now();
    await claim('taken', 'first', now);
    expect(await intents.renew('taken', 'first', new Date(now + LEASE_MS))).toBe(true);
    await claim('taken', 'second', now + 1);
    expect(await intents.renew('taken', 'first', new Date(now + 2 * LEASE_MS))).toBe(false);
  });

  it('is numbered, so that what an owner reserves is told from what those before it did', async () => {
    const now = Date.now();
    const attempts = [];
    for (const owner of ['first', 'second', 'third', 'third']) {
      attempts.push((await claim('numbered', owner, now + attempts.length))?.intent.attempt);
    }
    expect(attempts).toEqual([1, 2, 3, 4]);
    // An intent of an older version has no number.
    await db.collection<{ _id: string }>('intents').updateOne({ _id: 'numbered' }, { $unset: { attempt: true } });
    expect((await claim('numbered', 'fourth', now + 9))?.intent.attempt).toBe(1);
  });
});

describe('intents', () => {
  const { db } = freshDatabase();
  const intents = intentStore(db);
  const now = Date.now();
  const doubt = { providerIds: ['p'], since: new Date(now), until: new Date(now), to: null };
  const leftover = { profileId: 'x', attempts: [], settled: null };

  it('tell where somebody may be in doubt, and whose lease is over', async () => {
    for (const intentId of ['open', 'clear', 'doubtful']) {
      const leaseUntil = new Date(now + LEASE_MS);
      await intents.claim({ intentId, runId: 'r', owner: 'o', now: new Date(now), leaseUntil });
    }
    await intents.close('clear', 'o', [{ ...leftover, doubt: null }]);
    await intents.close('doubtful', 'o', [
      { ...leftover, doubt: null },
      { ...leftover, doubt },
    ]);
    const standing = await intents.standing(['open', 'clear', 'doubtful', 'untouched']);
    expect(Object.fromEntries(standing)).toEqual({
      open: { ownedUntil: new Date(now + LEASE_MS), isInDoubt: true, left: [] },
      clear: { ownedUntil: null, isInDoubt: false, left: ['x'] },
      doubtful: { ownedUntil: null, isInDoubt: true, left: ['x', 'x'] },
    });
    expect(await intents.standing([])).toEqual(new Map());
  });
});
