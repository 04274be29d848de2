import type { Db, IndexDescription } from 'mongodb';
import { repeatedOnRace } from './collections.ts';

/** All queries are by `_id`. */
export const steeringIndexes: IndexDescription[] = [];

export type SteeringStore = ReturnType<typeof steeringStore>;

interface SteeringRevision {
  /** Id of the campaign. */
  readonly _id: string;
  readonly revision: number;
}

/** How often each campaign was paused or stopped: what was started before sends nothing more. */
export function steeringStore(db: Db) {
  const revisions = db.collection<SteeringRevision>('steering');
  return {
    /** Never lowers it. Returns what it was before; 0: it was never raised. */
    async raise(campaignId: string, revision: number): Promise<number> {
      const change = { $max: { revision } };
      const before = await repeatedOnRace(() =>
        revisions.findOneAndUpdate({ _id: campaignId }, change, { upsert: true, returnDocument: 'before' }),
      );
      return before?.revision ?? 0;
    },

    /** Of the given campaigns that were ever paused or stopped. */
    async revisions(campaignIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
      const found = await revisions.find({ _id: { $in: [...campaignIds] } }).toArray();
      return new Map(found.map(({ _id, revision }) => [_id, revision]));
    },
  };
}
