import type { Db, IndexDescription } from 'mongodb';
import type { AudienceCounts, Run, RunStatus } from '../domain/run.ts';
import { insertOnce } from './collections.ts';

export const runIndexes: IndexDescription[] = [{ key: { campaignId: 1, occurrence: -1 } }];

export type RunStore = ReturnType<typeof runStore>;

/** Occurrences of campaigns. */
export function runStore(db: Db) {
  const runs = db.collection<Run>('runs');
  return {
    /** Returns whether it was inserted; false when the run was opened before. */
    open: (run: Run): Promise<boolean> => insertOnce(runs, run),

    get: (id: string): Promise<Run | null> => runs.findOne({ _id: id }),

    /** The newest first, those before the occurrence `before`. */
    list: (query: { campaignId: string; before?: number; limit: number }): Promise<Run[]> =>
      runs
        .find({ campaignId: query.campaignId, ...(query.before && { occurrence: { $lt: query.before } }) })
        .sort({ occurrence: -1 })
        .limit(query.limit)
        .toArray(),

    /** Records the frozen audience; the run is `sending` from here on. */
    async setAudience(id: string, audience: AudienceCounts, batches: number): Promise<void> {
      await runs.updateOne({ _id: id, status: 'freezing' }, { $set: { audience, batches, status: 'sending' } });
    },

    /** Ends the run once; a second end changes nothing. */
    async finish(id: string, status: Extract<RunStatus, 'completed' | 'stopped' | 'failed'>, now: Date): Promise<void> {
      await runs.updateOne({ _id: id, finishedAt: null }, { $set: { status, finishedAt: now } });
    },
  };
}
