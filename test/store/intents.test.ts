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
});
