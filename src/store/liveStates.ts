import type { Db, IndexDescription } from 'mongodb';
import { repeatedOnRace } from './collections.ts';

export const liveStateIndexes: IndexDescription[] = [];

/** A batch of which some recipients have no message yet. */
export interface OpenBatch {
  readonly batchId: string;
  /** Why, and when it is tried again. Left out: it was never tried, or its worker ended. */
  readonly notBefore?: Date;
}

/** A run that batches are being cut for. */
export interface OpenRun {
  readonly runId: string;
  readonly occurrence: number;
  /** The offset of a campaign by date whose text it sends; null: the campaign's text. */
  readonly offset: number | null;
  /** Of the day, the definition and the settings: with another one, another run is opened. */
  readonly fingerprint: string;
  /** Ordinal of its last batch. */
  readonly lastBatch: number;
}

/** What the cut of a live campaign knows. `_id` is the campaign's id. */
export interface LiveState {
  readonly _id: string;
  /** Raised by each execution that takes over: what an earlier one writes with its own is refused. */
  readonly epoch: number;
  /** Occurrence of the newest run. */
  readonly occurrence: number;
  readonly runs: readonly OpenRun[];
  readonly batches: readonly OpenBatch[];
}

export type LiveStateStore = ReturnType<typeof liveStateStore>;

export function liveStateStore(db: Db) {
  const states = db.collection<LiveState>('liveStates');
  return {
    /** Takes over from whoever has cut before. */
    async take(campaignId: string): Promise<LiveState> {
      const setOnInsert = { occurrence: 0, runs: [], batches: [] };
      const state = await repeatedOnRace(() =>
        states.findOneAndUpdate(
          { _id: campaignId },
          { $inc: { epoch: 1 }, $setOnInsert: setOnInsert },
          { upsert: true, returnDocument: 'after' },
        ),
      );
      if (!state) throw new Error(`the state of campaign ${campaignId} is missing after its upsert`);
      return state;
    },

    /** Writes the state. False: another execution has taken over. */
    async write({ _id, epoch, ...fields }: LiveState): Promise<boolean> {
      return (await states.updateOne({ _id, epoch }, { $set: fields })).matchedCount === 1;
    },

    get: (campaignId: string): Promise<LiveState | null> => states.findOne({ _id: campaignId }),
  };
}
