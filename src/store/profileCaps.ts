import type { AnyBulkWriteOperation, Collection, Db } from 'mongodb';
import { capCollectionOf, isCapCollectionOver } from './capPeriods.ts';
import { dropOnce, duplicatesIn } from './collections.ts';

/** A profile's messages in one day or week, over all campaigns. `_id` is the profile's; the period is the collection's. */
interface ProfileCap {
  readonly _id: string;
  /** Ids of the messages that are counted, sent or about to be, in the order of their reservation; at the end those about to be denied. */
  readonly holds: readonly string[];
}

/** At most `limit` messages in a period. */
export interface PeriodLimit {
  /** Such as `2026-05-07` or `2026-W19`, in the profile's zone. */
  readonly periodKey: string;
  readonly limit: number;
}

export interface CapReservation {
  readonly profileId: string;
  readonly messageId: string;
  /** The message may be sent if each of them has room for it. */
  readonly limits: readonly PeriodLimit[];
  /** The message may have been sent already: even if it is denied, it stays counted in all of its periods until `release`. */
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
  /** The messages that fill it: unsent ones, according to the ledger, may still make room. */
  readonly heldBy: readonly string[];
}

export interface CapRelease {
  readonly profileId: string;
  readonly messageId: string;
  readonly periodKeys: readonly string[];
}

export type ProfileCapStore = ReturnType<typeof profileCapStore>;

/**
 * Counts the messages of each profile and period by their ids: a message is counted once, however often it is reserved, and
 * the ledger shows which counted messages have not been sent.
 *
 * A reservation is appended to a list, and those in its first `limit` slots may send. Slots only ever move forward, so that a message
 * that may be sent stays so, and never more than `limit` may. No update has a condition besides the id, because such an update makes the embedded store
 * scan the whole collection, which has a document for each profile.
 */
export function profileCapStore(db: Db) {
  const capsOf = (periodKey: string): Collection<ProfileCap> => db.collection(capCollectionOf(periodKey));
  return {
    /**
     * Counts each message in all of its periods, or in none. Takes two round trips, and a third if a message is denied; all periods are
     * written at once. A repetition counts nothing twice, and repairs what a crash left half done.
     */
    async reserve(reservations: readonly CapReservation[]): Promise<CapGrant> {
      const wanted = reservations.flatMap(({ profileId, messageId, limits }) =>
        limits.map(({ periodKey }): CapSlot => ({ profileId, messageId, periodKey })),
      );
      let holds: Holds = new Map();
      // Repeated only if another reservation inserts one of the documents at the same moment.
      for (let missing = wanted; missing.length > 0; missing = wanted.filter((slot) => positionOf(holds, slot) < 0)) {
        await write(missing, join);
        holds = await holdsOf(wanted);
      }

      const granted = new Set<string>();
      const denied = new Map<string, CapDenial>();
      for (const { profileId, messageId, limits } of reservations) {
        const full = limits.find(({ periodKey, limit }) => {
          return positionOf(holds, { profileId, messageId, periodKey }) >= limit;
        });
        if (full === undefined) granted.add(messageId);
        else {
          const heldBy = (holds.get(keyOf({ profileId, periodKey: full.periodKey })) ?? []).slice(0, full.limit);
          denied.set(messageId, { periodKey: full.periodKey, heldBy });
        }
      }
      const unwanted = new Set(reservations.filter(({ inDoubt }) => !inDoubt).map(({ messageId }) => messageId));
      await write(
        wanted.filter(({ messageId }) => denied.has(messageId) && unwanted.has(messageId)),
        leave,
      );
      return { granted, denied };
    },

    /** Removes messages that were not sent after all; does nothing for one that isn't counted. */
    async release(releases: readonly CapRelease[]): Promise<void> {
      const slots = releases.flatMap(({ profileId, messageId, periodKeys }) =>
        periodKeys.map((periodKey): CapSlot => ({ profileId, messageId, periodKey })),
      );
      await write(slots, leave);
    },

    /** How many messages are counted, by profile; profiles without any are left out. */
    async counts(query: {
      profiles: readonly { profileId: string; periodKey: string }[];
    }): Promise<ReadonlyMap<string, number>> {
      const holds = await holdsOf(query.profiles);
      const counted = query.profiles.map((one) => [one.profileId, holds.get(keyOf(one))?.length ?? 0] as const);
      return new Map(counted.filter(([, count]) => count > 0));
    },

    /**
     * Drops the collections of periods that ended long ago, without reading documents. Returns how many. A message that counts in one of them
     * afterwards, because it has been in doubt all that time, creates the collection again, until the next time.
     */
    async removeExpired(now: Date): Promise<number> {
      const collections = await db.listCollections({}, { nameOnly: true }).toArray();
      const over = collections.filter(({ name }) => isCapCollectionOver(name, now));
      for (const { name } of over) await dropOnce(db, name);
      return over.length;
    },
  };

  async function holdsOf(asked: readonly Omit<CapSlot, 'messageId'>[]): Promise<Holds> {
    const found = await Promise.all(
      byPeriod(asked).map(async ([periodKey, slots]) => {
        const ids = [...new Set(slots.map(({ profileId }) => profileId))];
        const caps = await capsOf(periodKey)
          .find({ _id: { $in: ids } })
          .toArray();
        return caps.map(({ _id, holds }) => [keyOf({ profileId: _id, periodKey }), holds] as const);
      }),
    );
    return new Map(found.flat());
  }

  /** Ends when the writes of all periods have ended, so that none is in progress any more when the caller tries again. */
  async function write(slots: readonly CapSlot[], operation: Operation): Promise<void> {
    const written = await Promise.allSettled(
      byPeriod(slots).map(async ([periodKey, of]) => {
        await capsOf(periodKey).bulkWrite(of.map(operation), { ordered: false });
      }),
    );
    // A duplicate key: another reservation has inserted the document at the same moment.
    for (const one of written) if (one.status === 'rejected' && duplicatesIn(one.reason) === null) throw one.reason;
  }
}

/** Message ids by `keyOf`. */
type Holds = ReadonlyMap<string, readonly string[]>;

interface CapSlot {
  readonly profileId: string;
  readonly messageId: string;
  readonly periodKey: string;
}

type Operation = (slot: CapSlot) => AnyBulkWriteOperation<ProfileCap>;

const keyOf = ({ profileId, periodKey }: Omit<CapSlot, 'messageId'>): string => `${profileId}/${periodKey}`;

/** From 0; -1 for a message that isn't counted. */
const positionOf = (holds: Holds, slot: CapSlot): number => holds.get(keyOf(slot))?.indexOf(slot.messageId) ?? -1;

const join: Operation = ({ profileId, messageId }) => ({
  updateOne: { filter: { _id: profileId }, update: { $addToSet: { holds: messageId } }, upsert: true },
});

const leave: Operation = ({ profileId, messageId }) => ({
  updateOne: { filter: { _id: profileId }, update: { $pull: { holds: messageId } } },
});

function byPeriod<T extends { readonly periodKey: string }>(all: readonly T[]): [string, T[]][] {
  const parts = new Map<string, T[]>();
  for (const one of all) {
    const part = parts.get(one.periodKey);
    if (part) part.push(one);
    else parts.set(one.periodKey, [one]);
  }
  return [...parts];
}
