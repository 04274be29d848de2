import type { Db, IndexDescription } from 'mongodb';

/** All queries are by `_id`. */
export const steeringIndexes: IndexDescription[] = [];

export type SteeringStore = ReturnType<typeof steeringStore>;

interface SteeringRevision {
  /** Id of the campaign. */
  readonly _id: string;
  readonly revision: number;
}

/** Higher than any revision of a workflow: nothing of the campaign is sent any more. */
export const FINAL_REVISION = Number.MAX_SAFE_INTEGER;

/** How often each campaign was paused or stopped: chunks that were started with a lower revision send nothing more. */
export function steeringStore(db: Db) {
  const revisions = db.collection<SteeringRevision>('steering');
  return {
    /** Never lowers it. */
    async raise(campaignId: string, revision: number): Promise<void> {
      await revisions.updateOne({ _id: campaignId }, { $max: { revision } }, { upsert: true });
    },

    /** Of the given campaigns that were ever paused or stopped. */
    async revisions(campaignIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
      const found = await revisions.find({ _id: { $in: [...campaignIds] } }).toArray();
      return new Map(found.map(({ _id, revision }) => [_id, revision]));
    },
  };
}
