import type { Db, IndexDescription } from 'mongodb';
import type { AudienceCounts } from '../domain/campaign/run.ts';
import { type MessageCounts, NO_MESSAGES } from '../domain/message/counts.ts';
import { repeatedOnRace } from './collections.ts';

export const liveStateIndexes: IndexDescription[] = [];

/** A batch of which some recipients have no message yet. */
export interface OpenBatch {
  readonly batchId: string;
  /** Why, and when it is tried again. Left out: it was never tried, or its worker ended. */
  readonly notBefore?: Date;
}

/** A run that batches are cut for, until the day, the definition or a setting is another one. */
export interface OpenRun {
  readonly runId: string;
  readonly occurrence: number;
  /** Its local day, such as `2026-05-07`. */
  readonly day: string;
  /** The offset of a campaign by date whose text it sends; null: it sends the campaign's text. */
  readonly offset: number | null;
  /** Of the definition and the settings that it was opened with. */
  readonly fingerprint: string;
  /** Ordinal of its last batch. */
  readonly lastBatch: number;
  /** All recipients of its batches. */
  readonly audience: AudienceCounts;
}

/** What a day has come to. */
export interface DayFigures {
  readonly day: string;
  /** Of batches that are done, as their messages were then. */
  readonly messages: MessageCounts;
  /** Triggers that led to no message, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
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
  /** Of the definition and the settings by which triggers are due, as they were when sending last began. Left out: it hasn't begun. */
  readonly rules?: string;
  /** How many triggers were cut in an hour that begins `at`. */
  readonly hour: { readonly at: Date; readonly triggers: number };
  readonly today: DayFigures;
  /** As `today.messages`, of all days. */
  readonly inAll: MessageCounts;
}

const NO_HOUR: LiveState['hour'] = { at: new Date(0), triggers: 0 };
const NO_DAY: DayFigures = { day: '', messages: NO_MESSAGES, dropped: {} };

export function liveStateStore(db: Db) {
  const states = db.collection<LiveState>('liveStates');
  return {
    /** Takes over from whoever has cut before. */
    async take(campaignId: string): Promise<LiveState> {
      const setOnInsert = { occurrence: 0, runs: [], batches: [], hour: NO_HOUR, today: NO_DAY, inAll: NO_MESSAGES };
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
