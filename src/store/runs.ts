import type { Db, IndexDescription } from 'mongodb';
import type { Cut } from '../domain/audience/reach.ts';
import { type AudienceCounts, RUN_DEFAULTS, type Run } from '../domain/campaign/run.ts';
import type { EndPhase } from '../domain/campaign/status.ts';
import { insertOnce } from './collections.ts';

export const runIndexes: IndexDescription[] = [{ key: { campaignId: 1, occurrence: -1 } }];

export type RunStore = ReturnType<typeof runStore>;

/** Occurrences of campaigns. */
export function runStore(db: Db) {
  const runs = db.collection<Run>('runs');
  return {
    /** Returns whether it was inserted; false when the run was opened before. */
    open: (run: Run): Promise<boolean> => insertOnce(runs, run),

    async get(id: string): Promise<Run | null> {
      const found = await runs.findOne({ _id: id });
      return found && { ...RUN_DEFAULTS, ...found };
    },

    /** The newest first, those before the occurrence `before`. */
    async list(query: { campaignId: string; before?: number; limit: number }): Promise<Run[]> {
      const found = await runs
        .find({ campaignId: query.campaignId, ...(query.before && { occurrence: { $lt: query.before } }) })
        .sort({ occurrence: -1 })
        .limit(query.limit)
        .toArray();
      return found.map((run) => ({ ...RUN_DEFAULTS, ...run }));
    },

    /** Records the frozen audience; the run is `sending` from here on. */
    async setAudience(id: string, audience: AudienceCounts, batches: number): Promise<void> {
      await runs.updateOne({ _id: id, status: 'freezing' }, { $set: { audience, batches, status: 'sending' } });
    },

    /** Records who is drawn, once: a retry draws the same. Returns what is recorded. */
    async setCut(id: string, cut: Cut): Promise<Cut> {
      await runs.updateOne({ _id: id, cut: null }, { $set: { cut } });
      return (await runs.findOne({ _id: id }))?.cut ?? cut;
    },

    /** Notes that a held run was let go, and the date of the next one from then on; the first time counts. */
    async release(id: string, at: Date, nextDate: string | null): Promise<void> {
      const change = { releasedAt: at, 'schedule.nextDate': nextDate };
      await runs.updateOne({ _id: id, releasedAt: null, schedule: { $ne: null } }, { $set: change });
    },

    /** Ends the run once; a second end changes nothing. */
    async finish(id: string, status: EndPhase, now: Date): Promise<void> {
      await runs.updateOne({ _id: id, finishedAt: null }, { $set: { status, finishedAt: now } });
    },
  };
}
