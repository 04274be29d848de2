import { createHash } from 'node:crypto';
import type { Db, IndexDescription } from 'mongodb';
import { insertManyOnce } from './collections.ts';

/** The profile that gets a dispatch's messages to a number that several profiles have changed to during the dispatch. `_id` is `idOf(dispatchId, number)`. */
interface NumberClaim {
  readonly _id: string;
  readonly profileId: string;
  readonly expiresAt: Date;
}

export const numberClaimIndexes: IndexDescription[] = [{ key: { expiresAt: 1 }, expireAfterSeconds: 0 }];

/** Longer than any dispatch is sent. */
const KEPT_MS = 90 * 86_400_000;

/** Numbers of a dispatch, each claimed for good by the first profile that asks. */
export function numberClaimStore(db: Db) {
  const claims = db.collection<NumberClaim>('numberClaims');
  return {
    /** Claims each number (E.164) for its profile unless another one has claimed it. Returns the profile that has it, by number. */
    async claim(wanted: {
      dispatchId: string;
      numbers: ReadonlyMap<string, string>;
      now: Date;
    }): Promise<ReadonlyMap<string, string>> {
      const { dispatchId, numbers, now } = wanted;
      const expiresAt = new Date(now.getTime() + KEPT_MS);
      const documents = [...numbers].map(([number, profileId]) => ({
        _id: idOf(dispatchId, number),
        profileId,
        expiresAt,
      }));
      const taken = await insertManyOnce(claims, documents);
      const others = taken.size > 0 ? await claims.find({ _id: { $in: [...taken] } }).toArray() : [];
      const owners = new Map(others.map(({ _id, profileId }) => [_id, profileId]));
      return new Map([...numbers].map(([number, own]) => [number, owners.get(idOf(dispatchId, number)) ?? own]));
    },

    /** Removes expired claims. MongoDB would by itself, the embedded store doesn't. Returns how many. */
    async removeExpired(now: Date): Promise<number> {
      return (await claims.deleteMany({ expiresAt: { $lte: now } })).deletedCount;
    },
  };
}

/** An id may be logged, a number may not. */
const idOf = (dispatchId: string, number: string): string =>
  `${dispatchId}/${createHash('sha256').update(number).digest('base64url').slice(0, 22)}`;
