import type { Db } from 'mongodb';
import type { JourneyWait } from '../../domain/journeys/eventMatch.ts';
import { insertOnce } from '../collections.ts';

/** An event that a person's workflow could not be told of, because Temporal didn't answer. */
export interface UnsentSignal extends Pick<JourneyWait, 'journey' | 'personId' | 'watch'> {
  readonly _id: string;
}

/** Signals that are still to be sent. There are none, usually. */
export function journeySignalStore(db: Db) {
  const signals = db.collection<UnsentSignal>('journeySignals');
  return {
    async add({ journey, personId, watch }: Omit<UnsentSignal, '_id'>): Promise<void> {
      await insertOnce(signals, { _id: `${personId}-${watch}`, journey, personId, watch });
    },

    list: (limit: number): Promise<UnsentSignal[]> => signals.find().limit(limit).toArray(),

    async remove(id: string): Promise<void> {
      await signals.deleteOne({ _id: id });
    },
  };
}
