import type { Db, IndexDescription } from 'mongodb';
import type { Segment, SegmentInput } from '../domain/segment.ts';
import { insertOnce, isDuplicateKey } from './collections.ts';

export const segmentIndexes: IndexDescription[] = [{ key: { name: 1 }, unique: true }];

export type SegmentStore = ReturnType<typeof segmentStore>;

/** Saved segments. */
export function segmentStore(db: Db) {
  const segments = db.collection<Segment>('segments');
  return {
    /** Returns whether it was inserted; false when the id or the name is taken. */
    insert: (segment: Segment): Promise<boolean> => insertOnce(segments, segment),

    /** Puts a new name and condition in place of the old. */
    async replace(
      id: string,
      input: SegmentInput,
      now: Date,
    ): Promise<{ outcome: 'replaced'; segment: Segment } | { outcome: 'not_found' | 'name_taken' }> {
      try {
        const segment = await segments.findOneAndUpdate(
          { _id: id },
          { $set: { name: input.name, condition: input.condition, updatedAt: now } },
          { returnDocument: 'after' },
        );
        return segment === null ? { outcome: 'not_found' } : { outcome: 'replaced', segment };
      } catch (error) {
        if (isDuplicateKey(error)) return { outcome: 'name_taken' };
        throw error;
      }
    },

    get: (id: string): Promise<Segment | null> => segments.findOne({ _id: id }),

    /** By id, at most `limit`, those after the id `after`. */
    async list(query: { after?: string | undefined; limit: number }): Promise<Segment[]> {
      const filter = query.after === undefined ? {} : { _id: { $gt: query.after } };
      return await segments.find(filter).sort({ _id: 1 }).limit(query.limit).toArray();
    },

    /** Returns whether there was such a segment. */
    async remove(id: string): Promise<boolean> {
      return (await segments.deleteOne({ _id: id })).deletedCount === 1;
    },
  };
}
