import type { AnyBulkWriteOperation, Db, IndexDescription } from 'mongodb';
import { MongoBulkWriteError } from 'mongodb';

const DUPLICATE_KEY = 11_000;

/** What a profile gets in one day or week, over all campaigns. `_id` is `idOf(profileId, periodKey)`. */
interface ProfileCap {
  readonly _id: string;
  /** Ids of the messages that are counted, sent or about to be, in the order in which they came; at the end those about to be denied. */
  readonly holds: readonly string[];
  readonly expiresAt: Date;
}

export const profileCapIndexes: IndexDescription[] = [{ key: { expiresAt: 1 }, expireAfterSeconds: 0 }];

/** At most `limit` messages in a period. */
export interface PeriodLimit {
  /** Such as `2026-05-07` or `2026-W19`, in the profile's zone. */
  readonly periodKey: string;
  readonly limit: number;
  /** When the period may be forgotten. Counts when the period's first message is reserved. */
  readonly expiresAt: Date;
}

export interface CapReservation {
  readonly profileId: string;
  readonly messageId: string;
  /** The message may be sent when each of them has room for it. */
  readonly limits: readonly PeriodLimit[];
  /** The message may have been sent already: also when it is denied, it stays counted in all of its periods until `release`. */
  readonly inDoubt?: boolean;
}

export interface CapGrant {
  /** Ids of the messages that may be sent. */
  readonly granted: ReadonlySet<string>;
  /** The other messages. */
  readonly denied: ReadonlyMap<string, CapDenial>;
}

export interface CapDenial {
  /** The first period, in the order of the limits, that is full. */
  readonly periodKey: string;
  /** The messages that fill it: one that the ledger doesn't have as sent may still make room. */
  readonly heldBy: readonly string[];
}

export interface CapRelease {
  readonly profileId: string;
  readonly messageId: string;
  readonly periodKeys: readonly string[];
}

export type ProfileCapStore = ReturnType<typeof profileCapStore>;

/**
 * Counts the messages of each profile and period by their ids: a message is counted once, however often it is reserved, and what
 * is counted without having been sent can be told from the ledger.
 *
 * A reservation joins the end of a list, and those in its first `limit` places may send. Places only ever move forward, so that who may
 * send stays there and never more than `limit` do. No update looks at more than an id, because one that does makes the embedded store
 * go through the whole collection, which has a document for each profile.
 */
export function profileCapStore(db: Db) {
  const caps = db.collection<ProfileCap>('profileCaps');
  return {
    /**
     * Counts each message in all of its periods, or in none. Takes two round trips, and a third where a message is denied. A repetition
     * counts nothing twice, and repairs what a crash left half done.
     */
    async reserve(reservations: readonly CapReservation[]): Promise<CapGrant> {
      const wanted = reservations.flatMap(({ profileId, messageId, limits }) =>
        limits.map((limit): Place => ({ _id: idOf(profileId, limit.periodKey), messageId, limit })),
      );
      let holds: Holds = new Map();
      // More than once only where another inserts one of the documents at the same moment.
      for (let missing = wanted; missing.length > 0; missing = wanted.filter((place) => positionOf(holds, place) < 0)) {
        await write(missing.map(join));
        holds = await holdsOf(wanted.map(({ _id }) => _id));
      }

      const granted = new Set<string>();
      const denied = new Map<string, CapDenial>();
      for (const { profileId, messageId, limits } of reservations) {
        const full = limits.find((limit) => {
          return positionOf(holds, { _id: idOf(profileId, limit.periodKey), messageId }) >= limit.limit;
        });
        if (full === undefined) granted.add(messageId);
        else {
          const heldBy = (holds.get(idOf(profileId, full.periodKey)) ?? []).slice(0, full.limit);
          denied.set(messageId, { periodKey: full.periodKey, heldBy });
        }
      }
      await write(
        reservations
          .filter(({ messageId, inDoubt }) => denied.has(messageId) && !inDoubt)
          .flatMap((one) => leave({ ...one, periodKeys: one.limits.map(({ periodKey }) => periodKey) })),
      );
      return { granted, denied };
    },

    /** Takes back the messages that were not sent after all; one that isn't counted is left alone. */
    async release(releases: readonly CapRelease[]): Promise<void> {
      await write(releases.flatMap(leave));
    },

    /** How many messages are counted, by profile; a profile without any is left out. */
    async counts(query: {
      profiles: readonly { profileId: string; periodKey: string }[];
    }): Promise<ReadonlyMap<string, number>> {
      const profileIds = new Map(query.profiles.map((one) => [idOf(one.profileId, one.periodKey), one.profileId]));
      const found = await holdsOf([...profileIds.keys()]);
      const counted = [...found].filter(([, holds]) => holds.length > 0);
      return new Map(counted.map(([_id, holds]) => [profileIds.get(_id) ?? '', holds.length]));
    },

    /** Forgets the periods that have expired: MongoDB does by itself, the embedded store doesn't. Returns how many. */
    async removeExpired(now: Date): Promise<number> {
      return (await caps.deleteMany({ expiresAt: { $lte: now } })).deletedCount;
    },
  };

  async function holdsOf(ids: readonly string[]): Promise<Holds> {
    if (ids.length === 0) return new Map();
    const found = await caps.find({ _id: { $in: [...new Set(ids)] } }).toArray();
    return new Map(found.map(({ _id, holds }) => [_id, holds]));
  }

  async function write(operations: readonly AnyBulkWriteOperation<ProfileCap>[]): Promise<void> {
    if (operations.length === 0) return;
    try {
      await caps.bulkWrite([...operations], { ordered: false });
    } catch (error) {
      if (!(error instanceof MongoBulkWriteError)) throw error;
      const failures = Array.isArray(error.writeErrors) ? error.writeErrors : [error.writeErrors];
      if (!failures.every((failure) => failure.code === DUPLICATE_KEY)) throw error;
    }
  }
}

/** Message ids by document id. */
type Holds = ReadonlyMap<string, readonly string[]>;

interface Place {
  readonly _id: string;
  readonly messageId: string;
  readonly limit: PeriodLimit;
}

const idOf = (profileId: string, periodKey: string): string => `${profileId}/${periodKey}`;

/** From 0; -1 for a message that isn't counted. */
const positionOf = (holds: Holds, { _id, messageId }: Pick<Place, '_id' | 'messageId'>): number =>
  holds.get(_id)?.indexOf(messageId) ?? -1;

const join = ({ _id, messageId, limit }: Place): AnyBulkWriteOperation<ProfileCap> => ({
  updateOne: {
    filter: { _id },
    update: { $addToSet: { holds: messageId }, $setOnInsert: { expiresAt: limit.expiresAt } },
    upsert: true,
  },
});

const leave = ({ profileId, messageId, periodKeys }: CapRelease): AnyBulkWriteOperation<ProfileCap>[] =>
  periodKeys.map((periodKey) => ({
    updateOne: { filter: { _id: idOf(profileId, periodKey) }, update: { $pull: { holds: messageId } } },
  }));
