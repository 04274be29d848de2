import type { Db, IndexDescription } from 'mongodb';
import type { LastEvent } from '../domain/audience/event.ts';
import { type AudienceCounts, unlessZero } from '../domain/campaign/run.ts';
import { type Batch, unpackEvent } from '../domain/message/batch.ts';
import { insertOnce } from './collections.ts';
import { hashesOf } from './numberHash.ts';

export const batchIndexes: IndexDescription[] = [{ key: { dispatchId: 1, ordinal: 1 }, unique: true }];

/** Consecutive recipients of a batch. */
export interface BatchPart
  extends Pick<Batch, '_id' | 'dispatchId' | 'recipients' | 'at' | 'zone' | 'quietHours' | 'skips'> {
  /** The profile ids of the keys in `recipients`. */
  readonly profileIds: readonly string[];
  /** By key, the hash of the number that its profile was frozen with. */
  readonly numbers: ReadonlyMap<string, string>;
  /** By key, the event that the message is about. Left out: the messages are about none. */
  readonly events?: ReadonlyMap<string, LastEvent>;
  /** By key, from when on the message is not sent any more. Left out: no message expires. */
  readonly expiries?: ReadonlyMap<string, Date>;
}

/** A recipient that is not skipped. */
export interface FrozenRecipient {
  readonly key: string;
  readonly profileId: string;
  /** Hash of the number when the audience was frozen. */
  readonly hash: string;
}

/** The frozen audience of a dispatch, in parts. */
export function batchStore(db: Db) {
  const batches = db.collection<Batch>('batches');
  return {
    /** Returns whether the batch was inserted; false if this part of the audience was frozen before. */
    insert: (batch: Batch): Promise<boolean> => insertOnce(batches, batch),

    /** The progress of the freezing: the last batch's ordinal and last recipient. */
    async last(dispatchId: string): Promise<{ ordinal: number; lastRecipient: string | undefined } | null> {
      const cursor = batches.find({ dispatchId }).sort({ ordinal: -1 }).limit(1);
      const batch = await cursor.project<Pick<Batch, 'ordinal' | 'recipients'>>(LAST_RECIPIENT).next();
      return batch && { ordinal: batch.ordinal, lastRecipient: batch.recipients.at(-1) };
    },

    async lastRecipient(batchId: string): Promise<string | undefined> {
      const batch = await batches.findOne({ _id: batchId }, { projection: LAST_RECIPIENT });
      return batch?.recipients.at(-1);
    },

    /** The ordinals of the existing batches. */
    async ordinals(dispatchId: string): Promise<ReadonlySet<number>> {
      const found = batches.find({ dispatchId }).project<Pick<Batch, 'ordinal'>>({ _id: 0, ordinal: 1 });
      return new Set((await found.toArray()).map(({ ordinal }) => ordinal));
    },

    /** Each batch's due time and hours, in the order of their ordinals. */
    timings: (dispatchId: string): AsyncIterable<Pick<Batch, 'ordinal' | 'at' | 'zone' | 'quietHours'>> =>
      batches.find({ dispatchId }).sort({ ordinal: 1 }).project({ _id: 0, ordinal: 1, at: 1, zone: 1, quietHours: 1 }),

    /** Recipients from position `offset` on, at most `limit`, and the fields of the batch; null if it doesn't exist. */
    async part(query: { batchId: string; offset: number; limit: number }): Promise<BatchPart | null> {
      const { batchId, offset, limit } = query;
      const recipients = { $slice: [offset, limit] };
      const projection = { dispatchId: 1, at: 1, zone: 1, quietHours: 1, skips: 1, numbers: 1, isKeyed: 1, recipients };
      const options = { projection, promoteBuffers: true };
      const part = await batches.findOne<Omit<Batch, 'events' | 'expiries'>>({ _id: batchId }, options);
      if (part === null) return null;
      const { keys, profileIds } = keysOf(part);
      const numbers = hashesOf(part.numbers, keys, offset);
      // The embedded store fails at a part of a list that isn't there.
      const withEvents = { _id: batchId, events: { $exists: true } };
      const lists = part.isKeyed
        ? await batches.findOne<Pick<Batch, 'events' | 'expiries'>>(withEvents, {
            projection: { _id: 0, events: recipients, expiries: recipients },
          })
        : null;
      return { ...part, recipients: keys, profileIds, numbers, ...(lists && byKey(keys, lists)) };
    },

    /** All recipients of a dispatch in their order, a batch at a time, and which of them are not skipped. */
    audience: (dispatchId: string): AsyncIterable<AudiencePart> =>
      batches
        .find({ dispatchId }, { batchSize: 10, promoteBuffers: true })
        .sort({ ordinal: 1 })
        .project<AudiencePart>(AUDIENCE_PART),

    /** The recipients of a dispatch that are any of these profiles and not skipped. Scans the whole audience. */
    async recipientsOf(dispatchId: string, profileIds: readonly string[]): Promise<FrozenRecipient[]> {
      if (profileIds.length === 0) return [];
      const wanted = new Set(profileIds);
      const among = { $in: [...wanted] };
      const parts = batches
        .find({ dispatchId, $or: [{ recipients: among }, { isKeyed: true }] }, { batchSize: 10, promoteBuffers: true })
        .project<AudiencePart>(AUDIENCE_PART);
      const found: FrozenRecipient[] = [];
      for await (const part of parts) {
        const { keys, profileIds: owners } = keysOf(part);
        const skipped = new Set(part.skips?.map(({ key }) => key));
        const hashes = hashesOf(part.numbers, keys);
        for (const [index, key] of keys.entries()) {
          const profileId = owners[index] ?? key;
          if (wanted.has(profileId) && !skipped.has(key)) found.push({ key, profileId, hash: hashes.get(key) ?? '' });
        }
      }
      return found;
    },

    /** The number of batches and the sums of their counts. */
    async totals(dispatchId: string): Promise<{ batches: number; audience: AudienceCounts }> {
      const [sums] = await batches
        .aggregate<AudienceCounts & { batches: number }>([
          { $match: { dispatchId } },
          {
            $group: {
              _id: null,
              batches: { $sum: 1 },
              qualified: { $sum: '$counts.qualified' },
              reachable: { $sum: '$counts.reachable' },
              optedOut: { $sum: '$counts.optedOut' },
              noUsableNumber: { $sum: '$counts.noUsableNumber' },
              notSubscribed: { $sum: '$counts.notSubscribed' },
            },
          },
        ])
        .toArray();
      return {
        batches: sums?.batches ?? 0,
        audience: {
          qualified: sums?.qualified ?? 0,
          reachable: sums?.reachable ?? 0,
          optedOut: sums?.optedOut ?? 0,
          noUsableNumber: sums?.noUsableNumber ?? 0,
          ...unlessZero(sums?.notSubscribed ?? 0),
        },
      };
    },

    /** The dispatch of a batch and the number of its recipients. */
    async get(batchId: string): Promise<{ dispatchId: string; recipients: number } | null> {
      const batch = await batches.findOne({ _id: batchId }, { projection: { dispatchId: 1, counts: 1 } });
      return batch && { dispatchId: batch.dispatchId, recipients: batch.counts.qualified };
    },
  };
}

/** The keys of a batch's recipients, and their profile ids. */
function keysOf({ recipients, isKeyed = false }: Pick<Batch, 'recipients' | 'isKeyed'>): {
  readonly keys: readonly string[];
  readonly profileIds: readonly string[];
} {
  if (!isKeyed) return { keys: recipients, profileIds: recipients };
  const pairs = recipients.map((recipient) => recipient.split(' '));
  return { keys: pairs.map(([key = '']) => key), profileIds: pairs.map(([, profileId = '']) => profileId) };
}

function byKey(
  keys: readonly string[],
  { events = [], expiries = [] }: Pick<Batch, 'events' | 'expiries'>,
): Required<Pick<BatchPart, 'events' | 'expiries'>> {
  const found = keys.map((key, index) => [key, unpackEvent(events[index] ?? '')] as const);
  return {
    events: new Map(found.flatMap(([key, event]) => (event ? [[key, event]] : []))),
    expiries: new Map(keys.flatMap((key, index) => (expiries[index] ? [[key, expiries[index]]] : []))),
  };
}

type AudiencePart = Pick<Batch, 'recipients' | 'isKeyed' | 'skips' | 'numbers'>;

const AUDIENCE_PART = { _id: 0, recipients: 1, isKeyed: 1, skips: 1, numbers: 1 } as const;

const LAST_RECIPIENT = { ordinal: 1, recipients: { $slice: -1 } } as const;
