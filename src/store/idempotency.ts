import { randomBytes } from 'node:crypto';
import type { Db, IndexDescription } from 'mongodb';
import { insertOnce } from './collections.ts';

/** What became of a request with an Idempotency-Key. `_id` is of the caller and the key. */
interface IdempotencyRecord {
  readonly _id: string;
  /** Hash of the request: another one under the same key is refused. */
  readonly fingerprint: string;
  /** The ids that the request gives to what it makes are derived from this, so that a second go makes the same things. */
  readonly seed: string;
  /** Who works on it; null when nobody does. */
  readonly owner: string | null;
  /** When the owner counts as dead. */
  readonly leasedUntil: Date;
  /** Sealed by the caller of this store; null until the request is done. */
  readonly answer: string | null;
  readonly createdAt: Date;
}

const KEPT_SECONDS = 24 * 3600;
/** An owner that hasn't renewed for so long is taken for dead. */
export const LEASE_MS = 30_000;

export const idempotencyIndexes: IndexDescription[] = [{ key: { createdAt: 1 }, expireAfterSeconds: KEPT_SECONDS }];

export type Claim =
  /** The caller owns it now: do it, then `finish` or `release`. */
  | { readonly kind: 'claimed'; readonly owner: string; readonly seed: string }
  | { readonly kind: 'done'; readonly answer: string }
  | { readonly kind: 'under_way' }
  | { readonly kind: 'other_request' };

export type IdempotencyStore = ReturnType<typeof idempotencyStore>;

/**
 * Requests that must not be done twice. A claim is a lease: when its owner dies, the next one with the same request takes
 * over, with the same seed. Records are dropped after 24 hours, by MongoDB or at the next claim.
 */
export function idempotencyStore(db: Db) {
  const records = db.collection<IdempotencyRecord>('idempotency');
  return {
    async claim({ id, fingerprint, now }: { id: string; fingerprint: string; now: Date }): Promise<Claim> {
      const owner = randomBytes(12).toString('hex');
      const leasedUntil = new Date(now.getTime() + LEASE_MS);
      // The embedded store doesn't expire documents by itself.
      await records.deleteOne({ _id: id, createdAt: { $lt: new Date(now.getTime() - KEPT_SECONDS * 1000) } });
      const seed = randomBytes(16).toString('hex');
      const fresh = { _id: id, fingerprint, seed, owner, leasedUntil, answer: null, createdAt: now };
      if (await insertOnce(records, fresh)) return { kind: 'claimed', owner, seed };
      const taken = await records.findOneAndUpdate(
        { _id: id, fingerprint, answer: null, $or: [{ owner: null }, { leasedUntil: { $lt: now } }] },
        { $set: { owner, leasedUntil } },
        { returnDocument: 'after' },
      );
      if (taken) return { kind: 'claimed', owner, seed: taken.seed };
      const present = await records.findOne({ _id: id });
      if (present && present.fingerprint !== fingerprint) return { kind: 'other_request' };
      return present?.answer ? { kind: 'done', answer: present.answer } : { kind: 'under_way' };
    },

    /** Says that the owner lives. */
    async renew({ id, owner, now }: { id: string; owner: string; now: Date }): Promise<void> {
      await records.updateOne({ _id: id, owner }, { $set: { leasedUntil: new Date(now.getTime() + LEASE_MS) } });
    },

    /** Keeps the answer, for whoever asks again. */
    async finish({ id, owner, answer }: { id: string; owner: string; answer: string }): Promise<void> {
      await records.updateOne({ _id: id, owner }, { $set: { answer, owner: null } });
    },

    /** Lets the next one try: anew where nothing was done (`forget`), else the same request with the same seed. */
    async release({ id, owner, forget }: { id: string; owner: string; forget: boolean }): Promise<void> {
      if (forget) await records.deleteOne({ _id: id, owner });
      else await records.updateOne({ _id: id, owner }, { $set: { owner: null } });
    },
  };
}
