import type { Db, IndexDescription } from 'mongodb';
import type { Attempt, Settlement } from '../domain/message/message.ts';
import { insertOnce } from './collections.ts';

/** Where and when a request whose answer was lost may have become a message. */
export interface Doubt {
  readonly providerIds: readonly string[];
  /** Not made before. */
  readonly since: Date;
  /** The last request had ended by then; the provider's settling time still comes on top. */
  readonly until: Date;
  /** The number that it went to, E.164; null where only the worker that died knew. */
  readonly to: string | null;
}

/** The days and weeks whose limits a message counts under; what isn't limited is left out. */
export interface CountedUnder {
  /** The campaign's day. */
  readonly day?: string;
  /** The profile's. */
  readonly profileDay?: string;
  readonly profileWeek?: string;
  /** Later ones, in which it may have been sent as well: it counts in all of them until that is known. */
  readonly also?: readonly CountedUnder[];
}

/** A recipient that a slice was offered to and that has no message: surely not sent to, or in doubt. */
export interface Leftover {
  readonly profileId: string;
  readonly attempts: readonly Attempt[];
  readonly settled: Settlement | null;
  readonly doubt: Doubt | null;
  /** Of one in doubt: a message that may be out stays counted where it was. Left out: nothing is limited. */
  readonly counted?: CountedUnder;
}

/**
 * One slice's intent to send: written before its first request, so that whatever was in the air when a worker died is
 * known. `owner` alone may send the slice, and only before `leaseUntil`.
 */
export interface Intent {
  readonly _id: string;
  readonly runId: string;
  readonly owner: string;
  /** From 1, one more with each claim: what an owner reserves is fenced off from those before. Left out by older versions: 0. */
  readonly attempt?: number;
  readonly leaseUntil: Date;
  /** When this owner began. */
  readonly since: Date;
  /** Whether the owner has recorded all that it did: a recipient without a message was not sent to, or `leftovers` has its doubt. */
  readonly closed: boolean;
  readonly leftovers: readonly Leftover[];
  /** The interval in which earlier owners that never closed may have sent to anyone without a message. */
  readonly unaccounted: { readonly since: Date; readonly until: Date } | null;
}

export const intentIndexes: IndexDescription[] = [{ key: { runId: 1 } }];

export interface Claim {
  readonly intentId: string;
  readonly runId: string;
  readonly owner: string;
  readonly now: Date;
  readonly leaseUntil: Date;
}

export interface Claimed {
  readonly intent: Intent;
  /** Nobody has claimed the slice before: none of its recipients can have got a message meanwhile. */
  readonly isFirst: boolean;
}

/** How a slice stands. */
export interface Standing {
  /** When its owner's lease ends; null when the owner is done. */
  readonly ownedUntil: Date | null;
  /** Whether it may hold recipients that were sent to without anybody knowing yet. */
  readonly isInDoubt: boolean;
  /** Profile ids of those whom the last owner that was done left over. */
  readonly left: readonly string[];
}

export type IntentStore = ReturnType<typeof intentStore>;

export function intentStore(db: Db) {
  const intents = db.collection<Intent>('intents');
  return {
    /**
     * Makes `owner` the slice's only sender and returns the intent as it now stands, what earlier owners left over
     * included. `null` when somebody else claimed it at the same moment.
     */
    async claim(claim: Claim): Promise<Claimed | null> {
      const { intentId: _id, runId, owner, now, leaseUntil } = claim;
      const fresh: Intent = {
        _id,
        runId,
        owner,
        attempt: 1,
        leaseUntil,
        since: now,
        closed: false,
        leftovers: [],
        unaccounted: null,
      };
      if (await insertOnce(intents, fresh)) return { intent: fresh, isFirst: true };
      const before = await intents.findOne({ _id });
      if (!before) return null;
      // The answer to this very claim was lost.
      if (before.owner === owner && before.since.getTime() === now.getTime() && !before.closed) {
        return { intent: before, isFirst: false };
      }
      const taken: Intent = {
        ...fresh,
        attempt: (before.attempt ?? 0) + 1,
        leftovers: before.leftovers,
        unaccounted: unaccountedAfter(before, leaseUntil),
      };
      const result = await intents.replaceOne(
        { _id, owner: before.owner, leaseUntil: before.leaseUntil, closed: before.closed },
        taken,
      );
      return result.matchedCount === 1 ? { intent: taken, isFirst: false } : null;
    },

    /** Prolongs the lease; false when the slice has another owner by now. */
    async renew(intentId: string, owner: string, leaseUntil: Date): Promise<boolean> {
      const result = await intents.updateOne({ _id: intentId, owner, closed: false }, { $set: { leaseUntil } });
      return result.matchedCount === 1;
    },

    /** Records that the owner is done, and what it leaves over. */
    async close(intentId: string, owner: string, leftovers: readonly Leftover[]): Promise<void> {
      await intents.updateOne(
        { _id: intentId, owner },
        { $set: { closed: true, leftovers: [...leftovers], unaccounted: null } },
      );
    },

    /** How slices stand, by intent id; those that nobody has claimed are left out. */
    async standing(ids: readonly string[]): Promise<ReadonlyMap<string, Standing>> {
      if (ids.length === 0) return new Map();
      const found = await intents
        .find({ _id: { $in: [...ids] } })
        .project<Pick<Intent, '_id' | 'closed' | 'leaseUntil' | 'leftovers'>>({
          closed: 1,
          leaseUntil: 1,
          'leftovers.doubt': 1,
          'leftovers.profileId': 1,
        })
        .toArray();
      return new Map(
        found.map(({ _id, closed, leaseUntil, leftovers }) => [
          _id,
          {
            ownedUntil: closed ? null : leaseUntil,
            isInDoubt: !closed || leftovers.some((leftover) => leftover.doubt !== null),
            left: leftovers.map(({ profileId }) => profileId),
          },
        ]),
      );
    },
  };
}

/** The owner before holds until the end of its lease; by a clock that is behind its own, no longer than a whole lease from now on. */
function unaccountedAfter(before: Intent, leaseUntil: Date): Intent['unaccounted'] {
  if (before.closed) return null;
  return {
    since: before.unaccounted?.since ?? before.since,
    until: new Date(
      Math.max(leaseUntil.getTime(), before.leaseUntil.getTime(), before.unaccounted?.until.getTime() ?? 0),
    ),
  };
}
