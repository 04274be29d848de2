import type { Db, IndexDescription } from 'mongodb';
import type { AudienceCounts, Batch } from '../domain/campaign/run.ts';
import { insertOnce } from './collections.ts';
import { hashesOf } from './numberHash.ts';

export const batchIndexes: IndexDescription[] = [{ key: { runId: 1, ordinal: 1 }, unique: true }];

/** Consecutive recipients of a batch. */
export interface BatchPart extends Pick<Batch, '_id' | 'runId' | 'recipients' | 'at' | 'zone' | 'skips'> {
  readonly numbers: NumberHashes;
}

/** By profile, the hash of the number that it was frozen with; null where an older version wrote the batch. */
export type NumberHashes = ReadonlyMap<string, string> | null;

/** The frozen audience of a run, in parts. */
export function batchStore(db: Db) {
  const batches = db.collection<Batch>('batches');
  return {
    /** Returns whether it was inserted; false when this part of the audience was frozen before. */
    insert: (batch: Batch): Promise<boolean> => insertOnce(batches, batch),

    /** Where freezing has come to: the last batch's ordinal and last recipient. */
    async last(runId: string): Promise<{ ordinal: number; lastRecipient: string | undefined } | null> {
      const cursor = batches.find({ runId }).sort({ ordinal: -1 }).limit(1);
      const batch = await cursor.project<Pick<Batch, 'ordinal' | 'recipients'>>(LAST_RECIPIENT).next();
      return batch && { ordinal: batch.ordinal, lastRecipient: batch.recipients.at(-1) };
    },

    async lastRecipient(batchId: string): Promise<string | undefined> {
      const batch = await batches.findOne({ _id: batchId }, { projection: LAST_RECIPIENT });
      return batch?.recipients.at(-1);
    },

    /** The ordinals of the batches that are there. */
    async ordinals(runId: string): Promise<ReadonlySet<number>> {
      const found = batches.find({ runId }).project<Pick<Batch, 'ordinal'>>({ _id: 0, ordinal: 1 });
      return new Set((await found.toArray()).map(({ ordinal }) => ordinal));
    },

    /** Each batch's due time, in the order of their ordinals; without one in older runs. */
    timings: (runId: string): AsyncIterable<Pick<Batch, 'ordinal' | 'at' | 'zone'>> =>
      batches.find({ runId }).sort({ ordinal: 1 }).project({ _id: 0, ordinal: 1, at: 1, zone: 1 }),

    /** Recipients from position `offset` on, at most `limit`, and what holds for the batch; null when there is no such batch. */
    async part(query: { batchId: string; offset: number; limit: number }): Promise<BatchPart | null> {
      const { batchId, offset, limit } = query;
      const recipients = { $slice: [offset, limit] };
      const projection = { runId: 1, at: 1, zone: 1, skips: 1, numbers: 1, recipients };
      const part = await batches.findOne({ _id: batchId }, { projection, promoteBuffers: true });
      return part && { ...part, numbers: part.numbers ? hashesOf(part.numbers, part.recipients, offset) : null };
    },

    /** All recipients of a run in their order, a batch at a time, with who of them is to get the message. */
    audience: (runId: string): AsyncIterable<AudiencePart> =>
      batches
        .find({ runId }, { batchSize: 10, promoteBuffers: true })
        .sort({ ordinal: 1 })
        .project<AudiencePart>(AUDIENCE_PART),

    /**
     * Those of `profileIds` that are in the run's audience and not planned to be skipped, with the hash of the number that each was frozen with;
     * null where an older version wrote its batch. Goes through the whole audience.
     */
    async whoGets(runId: string, profileIds: readonly string[]): Promise<ReadonlyMap<string, string | null>> {
      const found = new Map<string, string | null>();
      if (profileIds.length === 0) return found;
      const wanted = new Set(profileIds);
      const parts = batches
        .find({ runId, recipients: { $in: [...wanted] } }, { batchSize: 10, promoteBuffers: true })
        .project<AudiencePart>(AUDIENCE_PART);
      for await (const { recipients, skips = [], numbers } of parts) {
        const skipped = new Set(skips.map(({ profileId }) => profileId));
        const hashes = numbers && hashesOf(numbers, recipients);
        for (const id of recipients) if (wanted.has(id) && !skipped.has(id)) found.set(id, hashes?.get(id) ?? null);
      }
      return found;
    },

    /** How many batches there are, and the sums of their counts. */
    async totals(runId: string): Promise<{ batches: number; audience: AudienceCounts }> {
      const [sums] = await batches
        .aggregate<AudienceCounts & { batches: number }>([
          { $match: { runId } },
          {
            $group: {
              _id: null,
              batches: { $sum: 1 },
              qualified: { $sum: '$counts.qualified' },
              reachable: { $sum: '$counts.reachable' },
              optedOut: { $sum: '$counts.optedOut' },
              noUsableNumber: { $sum: '$counts.noUsableNumber' },
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
        },
      };
    },

    /** Whose batch it is and how many recipients it has. */
    async get(batchId: string): Promise<{ runId: string; recipients: number } | null> {
      const batch = await batches.findOne({ _id: batchId }, { projection: { runId: 1, counts: 1 } });
      return batch && { runId: batch.runId, recipients: batch.counts.qualified };
    },
  };
}

type AudiencePart = Pick<Batch, 'recipients' | 'skips' | 'numbers'>;

const AUDIENCE_PART = { _id: 0, recipients: 1, skips: 1, numbers: 1 } as const;

const LAST_RECIPIENT = { ordinal: 1, recipients: { $slice: -1 } } as const;
