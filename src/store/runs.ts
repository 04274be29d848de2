import type { Db, IndexDescription } from 'mongodb';
import type { Cut } from '../domain/audience/reach.ts';
import type { AudienceCounts, KeptFigures, Run } from '../domain/campaign/run.ts';
import type { EndPhase } from '../domain/campaign/status.ts';
import { insertOnce } from './collections.ts';

export const runIndexes: IndexDescription[] = [{ key: { campaignId: 1, occurrence: -1 } }];

/** Occurrences of campaigns. */
export function runStore(db: Db) {
  const runs = db.collection<Run>('runs');
  return {
    /** Returns whether the run was inserted; false when it was opened before. */
    open: (run: Run): Promise<boolean> => insertOnce(runs, run),

    get: (id: string): Promise<Run | null> => runs.findOne({ _id: id }),

    /** The newest runs first; with `before` only those before that occurrence. */
    async list(query: { campaignId: string; before?: number; limit: number }): Promise<Run[]> {
      return await runs
        .find({ campaignId: query.campaignId, ...(query.before && { occurrence: { $lt: query.before } }) })
        .sort({ occurrence: -1 })
        .limit(query.limit)
        .toArray();
    },

    /** Records the frozen audience; the run is then `sending`. */
    async setAudience(id: string, audience: AudienceCounts, batches: number): Promise<void> {
      await runs.updateOne({ _id: id, status: 'freezing' }, { $set: { audience, batches, status: 'sending' } });
    },

    /** All runs of a campaign, without what only sending needs. */
    all: (campaignId: string): Promise<Pick<Run, '_id' | 'occurrence' | 'audience' | 'kept' | 'schedule'>[]> =>
      runs
        .find({ campaignId })
        .project<Pick<Run, '_id' | 'occurrence' | 'audience' | 'kept' | 'schedule'>>({
          occurrence: 1,
          audience: 1,
          kept: 1,
          schedule: 1,
        })
        .toArray(),

    /** Records the recipients of a live run so far. Of several writes that with the most batches stays. */
    async extend(id: string, audience: AudienceCounts, batches: number): Promise<void> {
      await runs.updateOne({ _id: id, batches: { $lt: batches } }, { $set: { audience, batches, status: 'sending' } });
    },

    /** Whether all recipients are known; a dispatch without a run (null) has no others. */
    async isFrozen(id: string | null): Promise<boolean> {
      return id === null || (await runs.findOne({ _id: id }, { projection: { audience: 1 } }))?.audience != null;
    },

    /** Records the cut of the draw once, so that a retry draws the same profiles. Returns the recorded cut. */
    async setCut(id: string, cut: Cut): Promise<Cut> {
      await runs.updateOne({ _id: id, cut: null }, { $set: { cut } });
      return (await runs.findOne({ _id: id }))?.cut ?? cut;
    },

    /** Records the approval of a run and the date of the next run after it. A second call changes nothing. */
    async release(id: string, at: Date, nextDate: string | null): Promise<void> {
      const change = { releasedAt: at, 'schedule.nextDate': nextDate };
      await runs.updateOne({ _id: id, releasedAt: null }, { $set: change });
    },

    /** Keeps the figures of a run whose messages are about to be removed. A second call changes nothing. */
    async keepFigures(id: string, kept: KeptFigures): Promise<void> {
      await runs.updateOne({ _id: id, kept: { $exists: false } }, { $set: { kept } });
    },

    /** Ends the run. A second call changes nothing. */
    async finish(id: string, status: EndPhase, now: Date): Promise<void> {
      await runs.updateOne({ _id: id, finishedAt: null }, { $set: { status, finishedAt: now } });
    },
  };
}
