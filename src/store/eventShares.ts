import type { Db } from 'mongodb';
import { hash32 } from '../domain/hash.ts';
import { type EventDocument, firstDocumentId, NO_LAST, nameOf, profileIdOf } from './eventDocuments.ts';

/**
 * Profiles with so many events of one name that further ones go to several documents. Their number only grows. An event stays
 * in its document, and may be written to another one when it is sent again: readers merge a profile's documents.
 */
interface Shared {
  /** Id of the first document. */
  readonly _id: string;
  readonly shares: number;
}

/** Bytes of events in one document: each write of an event makes the store read and write them all. */
const MAX_BYTES = 65_536;
/** The size of a document is checked once per this number of events, and after each event that is a share of it by itself. */
const LOOK_EVERY = 64;
const LARGE_BYTES = MAX_BYTES / LOOK_EVERY;
const GROWTH = 8;
const SEED = 1;

export function eventShares(db: Db) {
  const shared = db.collection<Shared>('eventShares');

  const events = db.collection<EventDocument>('events');

  const widen = async (_id: string, shares: number): Promise<void> => {
    const first = { profileId: profileIdOf(_id), name: nameOf(_id), events: {} };
    await events.updateOne({ _id }, { $max: { last: NO_LAST }, $setOnInsert: first }, { upsert: true });
    await shared.updateOne({ _id }, { $max: { shares } }, { upsert: true });
  };

  return {
    /** How many documents there are besides the first, by its id. Left out: none. */
    async of(firstIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
      const found = await shared.find({ _id: { $in: [...firstIds] } }).toArray();
      return new Map(found.map(({ _id, shares }) => [_id, shares]));
    },

    /** Adds documents for `bytes` of events that are to be written at once. Returns how many there are then. */
    async provide(firstId: string, { shares, bytes }: { shares: number; bytes: number }): Promise<number> {
      let wanted = Math.max(1, shares);
      while (wanted * MAX_BYTES < bytes) wanted *= GROWTH;
      if (wanted <= Math.max(1, shares)) return shares;
      await widen(firstId, wanted);
      return wanted;
    },

    /** Checks documents that events were written to, so that the next events go to others if they are full. */
    async look(ids: readonly string[], counts: ReadonlyMap<string, number>): Promise<void> {
      if (ids.length === 0) return;
      const documents = await events.find({ _id: { $in: [...ids] } }, { projection: { events: 1 } }).toArray();
      for (const document of documents) {
        const sizes = Object.entries(document.events).map(([key, entry]) => key.length + entry.length);
        if (sizes.reduce((sum, size) => sum + size, 0) <= MAX_BYTES) continue;
        const firstId = firstDocumentId(document._id);
        await widen(firstId, Math.max(1, counts.get(firstId) ?? 0) * GROWTH);
      }
    },

    async remove(firstIds: readonly string[]): Promise<void> {
      await shared.deleteMany({ _id: { $in: [...firstIds] } });
    },
  };
}

/** The document that an event is written to. */
export const shareOf = (firstId: string, key: string, shares: number): string =>
  shares === 0 ? firstId : `${firstId} ${hash32(key, SEED) % shares}`;

/** Every document that may hold events. */
export const allShares = (firstId: string, shares: number): string[] => [
  firstId,
  ...Array.from({ length: shares }, (_, share) => `${firstId} ${share}`),
];

export const isToBeLookedAt = (key: string, entry: string): boolean =>
  entry.length > LARGE_BYTES || hash32(key, SEED + 1) % LOOK_EVERY === 0;
