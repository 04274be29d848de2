import type { AnyBulkWriteOperation, Db, IndexDescription } from 'mongodb';
import type { CountedMessage } from '../domain/limits/limitWindows.ts';
import { duplicatesIn, findByIds } from './collections.ts';

/** A profile's messages of late that count for its limits, over all campaigns. `_id` is the profile's. */
interface ProfileCap {
  readonly _id: string;
  /**
   * Sent or about to be, in the order in which they were counted; at the end those about to be denied. Each with the time from which it counts for none of the
   * limits that there were when it was counted.
   */
  readonly counted: readonly (CountedMessage & { readonly until: Date })[];
  /** When none of them counts any more. */
  readonly expiresAt: Date;
}

/** MongoDB removes what has expired. The embedded store doesn't: it keeps at most one small document for each profile. */
export const profileCapIndexes: IndexDescription[] = [{ key: { expiresAt: 1 }, expireAfterSeconds: 0 }];

/** A message and the profile whose limits it counts for. */
export interface Counting {
  readonly profileId: string;
  readonly message: CountedMessage;
}

/** The counted messages of each profile, by its id. */
type CountedByProfile = ReadonlyMap<string, ProfileCap['counted']>;

export type ProfileCapStore = ReturnType<typeof profileCapStore>;

/** A week in which lost answers are resolved, and a day. */
const KEPT_LONGER_MS = 8 * 86_400_000;
/** So that most messages are counted without removing others. */
const MOST_EXPIRED = 8;

/**
 * The messages that count for each profile. A message is appended to the list, and may be sent if those before it leave room for it within the limits
 * (`fullLimits`). It only ever moves forward, so that a message that may be sent stays so. No update has a condition besides the id, because
 * such an update makes the embedded store scan the whole collection, which has a document for each profile.
 */
export function profileCapStore(db: Db) {
  const caps = db.collection<ProfileCap>('profileCaps');
  return {
    /**
     * Counts each message, for `countedForMs` after its time, and returns all that the profiles have. Takes two round trips. A repetition
     * counts nothing twice.
     */
    async count(all: readonly Counting[], { countedForMs, now }: CountingTime): Promise<CountedByProfile> {
      const append = ({ profileId, message }: Counting): AnyBulkWriteOperation<ProfileCap> => {
        const until = new Date(message.to.getTime() + countedForMs + KEPT_LONGER_MS);
        return {
          updateOne: {
            filter: { _id: profileId },
            update: { $addToSet: { counted: { ...message, until } }, $max: { expiresAt: until } },
            upsert: true,
          },
        };
      };
      let counted: CountedByProfile = new Map();
      // Repeated only if another message inserts one of the documents at the same moment.
      for (let missing = all; missing.length > 0; ) {
        await write(missing.map(append));
        counted = await read(all.map(({ profileId }) => profileId));
        missing = all.filter(({ profileId, message }) => !counted.get(profileId)?.some((one) => isSame(one, message)));
      }
      await removeExpired(counted, now);
      return counted;
    },

    /** The messages that are counted; profiles without any are left out. */
    read,

    /** Removes messages that were not sent after all; with `from`, only what was counted for that time. Does nothing for one that isn't counted. */
    async release(
      all: readonly { readonly profileId: string; readonly messageId: string; readonly from?: Date }[],
    ): Promise<void> {
      await write(
        all.map(({ profileId, messageId: id, from }) => ({
          updateOne: { filter: { _id: profileId }, update: { $pull: { counted: { id, ...(from && { from }) } } } },
        })),
      );
    },
  };

  async function read(profileIds: readonly string[]): Promise<CountedByProfile> {
    const found = await findByIds<ProfileCap>(db, 'profileCaps', [...new Set(profileIds)], { counted: 1 });
    return new Map(found.map(({ _id, counted }) => [_id, counted]));
  }

  async function removeExpired(all: CountedByProfile, now: Date): Promise<void> {
    const grown = [...all].filter(([, counted]) => counted.filter(({ until }) => until < now).length >= MOST_EXPIRED);
    await write(
      grown.map(([_id]) => ({
        updateOne: { filter: { _id }, update: { $pull: { counted: { until: { $lt: now } } } } },
      })),
    );
  }

  async function write(operations: AnyBulkWriteOperation<ProfileCap>[]): Promise<void> {
    if (operations.length === 0) return;
    try {
      await caps.bulkWrite(operations, { ordered: false });
    } catch (error) {
      // A duplicate key: another message has inserted the document at the same moment.
      if (duplicatesIn(error) === null) throw error;
    }
  }
}

interface CountingTime {
  readonly countedForMs: number;
  readonly now: Date;
}

const isSame = (a: CountedMessage, b: CountedMessage): boolean =>
  a.id === b.id && a.from.getTime() === b.from.getTime() && a.to.getTime() === b.to.getTime();
