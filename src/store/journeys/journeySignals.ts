import type { Db } from 'mongodb';
import type { JourneyWait } from '../../domain/journeys/eventMatch.ts';
import { repeatedOnRace } from '../collections.ts';

/** An event that a person's workflow is to be told of. */
export interface UnsentSignal extends Pick<JourneyWait, 'journey' | 'personId' | 'watch'> {
  readonly _id: string;
  /** When the last such event came. */
  readonly at: Date;
}

/** Signals that are still to be sent: for some milliseconds each, unless Temporal is away. */
export function journeySignalStore(db: Db) {
  const signals = db.collection<UnsentSignal>('journeySignals');
  return {
    async add(
      waits: readonly Pick<JourneyWait, 'journey' | 'personId' | 'watch'>[],
      at: Date,
    ): Promise<readonly UnsentSignal[]> {
      if (waits.length === 0) return [];
      const added = waits.map(({ journey, personId, watch }) => ({
        ...{ _id: `${personId}-${watch}`, journey, personId, watch, at },
      }));
      const upserts = added.map(({ _id, ...update }) => ({
        updateOne: { filter: { _id }, update: { $set: update }, upsert: true },
      }));
      await repeatedOnRace(() => signals.bulkWrite(upserts, { ordered: false }));
      return added;
    },

    /** Of events that came before an instant. */
    list: (before: Date, limit: number): Promise<UnsentSignal[]> =>
      signals
        .find({ at: { $lt: before } })
        .limit(limit)
        .toArray(),

    /** Unless a further event has come. */
    async remove({ _id, at }: Pick<UnsentSignal, '_id' | 'at'>): Promise<void> {
      await signals.deleteOne({ _id, at });
    },
  };
}
