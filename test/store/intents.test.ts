import { describe, expect, it } from 'vitest';
import { type Intent, intentStore, type Unfinished } from '../../src/store/intents.ts';
import { type Offer, offerAt, packOffers } from '../../src/store/offers.ts';
import { freshDatabase } from '../support/database.ts';

const LEASE_MS = 10_000;
const offer = (number: number): Offer => ({ to: `+44770090000${number}`, fingerprint: `0123456789a${number}` });
const OFFERED = packOffers([offer(0), offer(1)]);

describe('the claim of a slice', () => {
  const { db } = freshDatabase();
  const intents = intentStore(db);
  const claim = (intentId: string, owner: string, at: number, offered = OFFERED) => {
    const leaseUntil = new Date(at + LEASE_MS);
    return intents.claim({ intentId, dispatchId: 'r/1', owner, offered, now: new Date(at), leaseUntil });
  };

  it('waits out an owner whose clock is behind', async () => {
    const now = Date.now();
    // By its own clock it has just begun, and may send for a whole lease from now on.
    await claim('behind', 'first', now - 30_000);
    const claimed = await claim('behind', 'second', now);
    expect(claimed?.intent.abandoned?.until.getTime()).toBeGreaterThanOrEqual(now + LEASE_MS);
  });

  it('is recognised by its owner: the answer may have been lost', async () => {
    const now = Date.now();
    expect(await claim('again', 'first', now)).toMatchObject({ isFirst: true, intent: { abandoned: null } });
    expect(await claim('again', 'first', now)).toMatchObject({ intent: { owner: 'first', abandoned: null } });
    expect(await claim('again', 'second', now)).toMatchObject({ intent: { owner: 'second', abandoned: {} } });
  });

  it('ends the renewals of the previous owner', async () => {
    const now = Date.now();
    await claim('taken', 'first', now);
    expect(await intents.renew('taken', 'first', new Date(now + LEASE_MS))).toBe(true);
    await claim('taken', 'second', now + 1);
    expect(await intents.renew('taken', 'first', new Date(now + 2 * LEASE_MS))).toBe(false);
  });

  it('is numbered, so that an owner’s reservations differ from earlier ones', async () => {
    const now = Date.now();
    const attempts = [];
    for (const owner of ['first', 'second', 'third', 'third']) {
      attempts.push((await claim('numbered', owner, now + attempts.length))?.intent.attempt);
    }
    expect(attempts).toEqual([1, 2, 3, 4]);
  });

  it('contains the offers of each owner that died, once', async () => {
    const now = Date.now();
    const other = packOffers([offer(2), null]);
    await claim('offers', 'first', now);
    await claim('offers', 'second', now + 1);
    await claim('offers', 'third', now + 2, other);
    const claimed = await claim('offers', 'fourth', now + 3);
    expect(claimed?.intent.abandoned?.offers).toEqual([
      { since: new Date(now), offered: OFFERED },
      { since: new Date(now + 2), offered: other },
    ]);
    expect(await read('offers')).toEqual(claimed?.intent);
  });

  it('keeps the offers to recipients that have a message, and removes the others', async () => {
    const now = Date.now();
    const first = await claim('kept', 'first', now);
    await intents.close(first?.intent as Intent, [unfinished(1)]);
    const second = await claim('kept', 'second', now + 1);
    expect(second?.intent).toMatchObject({ abandoned: null, earlier: [packOffers([offer(0), null])] });
    await intents.close(second?.intent as Intent, [unfinished(0), unfinished(1)]);
    expect((await claim('kept', 'third', now + 2))?.intent.earlier).toEqual(second?.intent.earlier);
  });

  const read = async (id: string): Promise<Intent | null> =>
    await db.collection<Intent>('intents', { promoteBuffers: true }).findOne({ _id: id });
});

const unfinished = (position: number, more: Partial<Unfinished> = {}): Unfinished => ({
  key: `x${position}`,
  position,
  attempts: [],
  resolution: null,
  doubt: null,
  ...more,
});

describe('intents', () => {
  const { db } = freshDatabase();
  const intents = intentStore(db);
  const now = Date.now();
  const doubt = { providerIds: ['p'], since: new Date(now), until: new Date(now), offers: [offer(0)] };

  it('show which slices may have recipients in doubt, and which leases have ended', async () => {
    const claimed: Record<string, Intent> = {};
    for (const intentId of ['open', 'clear', 'doubtful']) {
      const leaseUntil = new Date(now + LEASE_MS);
      const claim = { intentId, dispatchId: 'r/1', owner: 'o', offered: OFFERED, now: new Date(now), leaseUntil };
      const made = await intents.claim(claim);
      if (made) claimed[intentId] = made.intent;
    }
    await intents.close(claimed.clear as Intent, [unfinished(0)]);
    await intents.close(claimed.doubtful as Intent, [unfinished(0), unfinished(1, { doubt })]);
    const statuses = await intents.status(['open', 'clear', 'doubtful', 'untouched']);
    expect(Object.fromEntries(statuses)).toEqual({
      open: { ownedUntil: new Date(now + LEASE_MS), isInDoubt: true, unfinished: [] },
      clear: { ownedUntil: null, isInDoubt: false, unfinished: ['x0'] },
      doubtful: { ownedUntil: null, isInDoubt: true, unfinished: ['x0', 'x1'] },
    });
    expect(await intents.status([])).toEqual(new Map());
  });

  it('tell what was offered by owners that may have sent since an instant', async () => {
    expect(await intents.offeredSince(new Date(now + LEASE_MS + 1), new Date(now))).toEqual([]);
    const found = await intents.offeredSince(new Date(now), new Date(now));
    expect(found.map(({ intentId }) => intentId).toSorted()).toEqual(['clear', 'doubtful', 'open']);
    expect(found[0]?.offered.map((offered) => offerAt(offered, 1))).toEqual([offer(1)]);
  });

  it('tell what an owner may have sent and not written yet: not what an owner before has left in doubt', async () => {
    const unwritten = async (writtenBy: number) => {
      const found = await intents.offeredSince(new Date(now), new Date(writtenBy));
      return Object.fromEntries(found.map((one) => [one.intentId, one.unwritten]));
    };
    const none = { open: null, clear: null, doubtful: null };
    expect(await unwritten(now)).toEqual({ ...none, open: OFFERED });
    expect(await unwritten(now + LEASE_MS + 1)).toEqual(none);
    const leaseUntil = new Date(now + LEASE_MS);
    for (const intentId of ['open', 'clear', 'doubtful']) {
      const claim = {
        intentId,
        dispatchId: 'r/1',
        owner: 'second',
        offered: OFFERED,
        now: new Date(now + 1),
        leaseUntil,
      };
      await intents.claim(claim);
    }
    expect(await unwritten(now)).toEqual({ ...none, clear: OFFERED, doubtful: packOffers([offer(0), null]) });
  });
});
