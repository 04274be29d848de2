import { randomBytes } from 'node:crypto';
import type { Db, IndexDescription } from 'mongodb';
import { insertOnce } from './collections.ts';

/** The state of a request with an Idempotency-Key. `_id` is derived from the caller and the key. */
interface IdempotencyRecord {
  readonly _id: string;
  /** Hash of the request: a different request with the same key is refused. */
  readonly fingerprint: string;
  /** The ids of everything that the request creates are derived from the seed, so that a second attempt creates the same things. */
  readonly seed: string;
  /** The attempt that is in progress; null when there is none. */
  readonly owner: string | null;
  /** Until then the owner is assumed to be alive. */
  readonly leasedUntil: Date;
  /** Encrypted by the caller of this store; null until the request is done. */
  readonly answer: string | null;
  readonly createdAt: Date;
}

const EXPIRY_SECONDS = 24 * 3600;
/** An owner that hasn't renewed its lease for so long is assumed to be dead. */
export const LEASE_MS = 30_000;

export const idempotencyIndexes: IndexDescription[] = [{ key: { createdAt: 1 }, expireAfterSeconds: EXPIRY_SECONDS }];

export type IdempotencyClaim =
  /** The caller owns the request now: it carries it out and calls `finish` or `release`. `at`: when the first attempt began. */
  | { readonly kind: 'claimed'; readonly owner: string; readonly seed: string; readonly at: Date }
  | { readonly kind: 'done'; readonly answer: string }
  | { readonly kind: 'in_progress' }
  | { readonly kind: 'other_request' };

export type IdempotencyStore = ReturnType<typeof idempotencyStore>;

/**
 * Requests that must not be carried out twice. A claim is a lease: when its owner dies, the next attempt of the same request takes over
 * with the same seed. Records expire after 24 hours, in MongoDB or at the next claim.
 */
export function idempotencyStore(db: Db) {
  const records = db.collection<IdempotencyRecord>('idempotency');
  return {
    async claim({ id, fingerprint, now }: { id: string; fingerprint: string; now: Date }): Promise<IdempotencyClaim> {
      const owner = randomBytes(12).toString('hex');
      const leasedUntil = new Date(now.getTime() + LEASE_MS);
      // The embedded store doesn't expire documents by itself.
      await records.deleteOne({ _id: id, createdAt: { $lt: new Date(now.getTime() - EXPIRY_SECONDS * 1000) } });
      const seed = randomBytes(16).toString('hex');
      const fresh = { _id: id, fingerprint, seed, owner, leasedUntil, answer: null, createdAt: now };
      if (await insertOnce(records, fresh)) return { kind: 'claimed', owner, seed, at: now };
      const taken = await records.findOneAndUpdate(
        { _id: id, fingerprint, answer: null, $or: [{ owner: null }, { leasedUntil: { $lt: now } }] },
        { $set: { owner, leasedUntil } },
        { returnDocument: 'after' },
      );
      if (taken) return { kind: 'claimed', owner, seed: taken.seed, at: taken.createdAt };
      const present = await records.findOne({ _id: id });
      if (present && present.fingerprint !== fingerprint) return { kind: 'other_request' };
      return present?.answer ? { kind: 'done', answer: present.answer } : { kind: 'in_progress' };
    },

    /** Extends the owner's lease. */
    async renew({ id, owner, now }: { id: string; owner: string; now: Date }): Promise<void> {
      await records.updateOne({ _id: id, owner }, { $set: { leasedUntil: new Date(now.getTime() + LEASE_MS) } });
    },

    /** Stores the answer for repeated requests. */
    async finish({ id, owner, answer }: { id: string; owner: string; answer: string }): Promise<void> {
      await records.updateOne({ _id: id, owner }, { $set: { answer, owner: null } });
    },

    /** Frees the key for any request if nothing was done (`forget`), otherwise for another attempt of the same request with the same seed. */
    async release({ id, owner, forget }: { id: string; owner: string; forget: boolean }): Promise<void> {
      if (forget) await records.deleteOne({ _id: id, owner });
      else await records.updateOne({ _id: id, owner }, { $set: { owner: null } });
    },
  };
}
