import type { Db, IndexDescription } from 'mongodb';
import type { AudienceCounts, Batch } from '../domain/run.ts';
import { insertOnce } from './collections.ts';

export const batchIndexes: IndexDescription[] = [{ key: { runId: 1, ordinal: 1 }, unique: true }];

export type BatchStore = ReturnType<typeof batchStore>;

/** The frozen audience of a run, in parts. */
export function batchStore(db: Db) {
  const batches = db.collection<Batch>('batches');
  return {
    /** Returns whether it was inserted; false when this part of the audience was frozen before. */
    insert: (batch: Batch): Promise<boolean> => insertOnce(batches, batch),

    /** Where freezing has come to: the last batch's ordinal and last recipient. */
    async last(runId: string): Promise<{ ordinal: number; lastRecipient: string | undefined } | null> {
      const batch = await batches.find({ runId }).sort({ ordinal: -1 }).limit(1).next();
      return batch && { ordinal: batch.ordinal, lastRecipient: batch.recipients.at(-1) };
    },

    /** Recipients from position `offset` on, at most `limit`. */
    async recipients(query: { batchId: string; offset: number; limit: number }): Promise<readonly string[]> {
      const batch = await batches.findOne(
        { _id: query.batchId },
        { projection: { recipients: { $slice: [query.offset, query.limit] } } },
      );
      return batch?.recipients ?? [];
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
