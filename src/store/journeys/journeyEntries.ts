import type { Db, IndexDescription } from 'mongodb';
import { insertOnce } from '../collections.ts';

export const journeyEntryIndexes: IndexDescription[] = [{ key: { profileId: 1 } }];

/** The last entry of a profile into a journey (under one key): whether it may enter again is decided by one write of this document. */
interface JourneyEntry {
  /** Journey, profile and key. */
  readonly _id: string;
  readonly profileId: string;
  readonly personId: string;
  readonly at: Date;
  readonly hasEnded: boolean;
}

export type JourneyEntryStore = ReturnType<typeof journeyEntryStore>;

export function journeyEntryStore(db: Db) {
  const entries = db.collection<JourneyEntry>('journeyEntries');
  return {
    /** Returns the id of the person that has the entry: the given one, or that of an earlier entry which forbids this one. */
    async claim(
      entry: Pick<JourneyEntry, '_id' | 'profileId' | 'personId' | 'at'>,
      /** An earlier entry forbids it unless it was before this, and has ended. Null: any does. */
      againAfter: Date | null,
    ): Promise<string> {
      if (await insertOnce(entries, { ...entry, hasEnded: false })) return entry.personId;
      if (againAfter !== null) {
        const { _id, personId, at } = entry;
        const renewable = { _id, hasEnded: true, at: { $lte: againAfter }, personId: { $ne: personId } };
        const { matchedCount } = await entries.updateOne(renewable, { $set: { personId, at, hasEnded: false } });
        if (matchedCount === 1) return personId;
      }
      return (await entries.findOne({ _id: entry._id }))?.personId ?? entry.personId;
    },

    async end(_id: string, personId: string): Promise<void> {
      await entries.updateOne({ _id, personId }, { $set: { hasEnded: true } });
    },

    async removeOfProfile(profileId: string): Promise<void> {
      await entries.deleteMany({ profileId });
    },
  };
}
