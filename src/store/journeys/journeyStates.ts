import type { Db } from 'mongodb';
import type { JourneyState } from '../../domain/journeys/person.ts';

/** What an operator has decided about a journey. One without a document is running. */
export interface JourneyStateDocument {
  /** Name of the journey. */
  readonly _id: string;
  readonly state: JourneyState;
  /** Increases by one with each change. */
  readonly revision: number;
  readonly at: Date | null;
  /** Name of the API key. */
  readonly by: string | null;
}

export type JourneyStateStore = ReturnType<typeof journeyStateStore>;

export function journeyStateStore(db: Db) {
  const states = db.collection<JourneyStateDocument>('journeyStates');
  const get = async (_id: string): Promise<JourneyStateDocument> =>
    (await states.findOne({ _id })) ?? { _id, state: 'running', revision: 0, at: null, by: null };
  return {
    get,

    /** Returns the new state; null: another change came first. */
    async change(
      before: JourneyStateDocument,
      change: Pick<JourneyStateDocument, 'state' | 'at' | 'by'>,
    ): Promise<JourneyStateDocument | null> {
      const { _id, revision } = before;
      const after = { ...change, revision: revision + 1 };
      if (revision === 0) await states.updateOne({ _id }, { $setOnInsert: { ...before } }, { upsert: true });
      return await states.findOneAndUpdate({ _id, revision }, { $set: after }, { returnDocument: 'after' });
    },
  };
}
