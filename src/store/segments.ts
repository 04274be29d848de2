import type { Db, IndexDescription } from 'mongodb';
import type { Segment, SegmentCondition, SegmentInput } from '../domain/audience/segment.ts';
import {
  type ReferenceResolution,
  referencedSegments,
  resolveReferences,
} from '../domain/audience/segmentReferences.ts';
import { insertOnce, type ListQuery, listFilter, unlessTaken } from './collections.ts';

export const segmentIndexes: IndexDescription[] = [{ key: { name: 1 }, unique: true }, { key: { references: 1 } }];

/** A segment with the ids of the segments that its condition refers to, so that the users of a segment can be found. */
interface SegmentDocument extends Segment {
  readonly references: readonly string[];
}

const AS_SEGMENT = { projection: { references: 0 } } as const;

/** Saved segments. */
export function segmentStore(db: Db) {
  const segments = db.collection<SegmentDocument>('segments');

  const get = (id: string): Promise<Segment | null> => segments.findOne({ _id: id }, AS_SEGMENT);

  return {
    /** Returns whether the segment was inserted; false when the id or the name is taken. */
    insert: (segment: Omit<Segment, 'revision'> & Partial<Segment>): Promise<boolean> =>
      insertOnce(segments, toDocument({ revision: 1, ...segment })),

    /** Replaces name and condition. `not_matched`: there is no such segment or, with `revision`, it doesn't have it any more. */
    async replace(
      id: string,
      input: SegmentInput,
      now: Date,
      { revision }: { revision?: number | undefined } = {},
    ): Promise<{ outcome: 'replaced'; segment: Segment } | { outcome: 'not_matched' | 'name_taken' }> {
      const { name, condition } = input;
      const fields = { name, condition, references: referencedSegments(condition), updatedAt: now };
      const change = { $set: fields, $inc: { revision: 1 } };
      const filter = { _id: id, ...(revision !== undefined && { revision }) };
      const segment = await unlessTaken(
        segments.findOneAndUpdate(filter, change, { returnDocument: 'after', ...AS_SEGMENT }),
        'name_taken' as const,
      );
      if (segment === 'name_taken') return { outcome: 'name_taken' };
      return segment === null ? { outcome: 'not_matched' } : { outcome: 'replaced', segment };
    },

    /** Undoes the write of `written`, unless the segment was changed since: restores `before`, or removes the segment if that is null. */
    async undoWrite(written: Segment, before: Segment | null): Promise<void> {
      const { _id, revision } = written;
      const unchanged = { _id, revision };
      if (before === null) await segments.deleteOne(unchanged);
      // The revision of the write was visible, and must not stand for another content later.
      else await segments.replaceOne(unchanged, toDocument({ ...before, revision: revision + 1 }));
    },

    get,

    named: (name: string): Promise<Segment | null> => segments.findOne({ name }, AS_SEGMENT),

    /** At most `limit` segments after the id `after`, by id. */
    async list(query: ListQuery): Promise<Segment[]> {
      return await segments.find(listFilter(query), AS_SEGMENT).sort({ _id: -1 }).limit(query.limit).toArray();
    },

    all: (): AsyncIterable<Segment> => segments.find({}, AS_SEGMENT),

    /** The segments that refer to `id` directly, by id; at most `limit`, or all without it. */
    referringTo: (id: string, limit = 0): Promise<Segment[]> =>
      segments.find({ references: id }, AS_SEGMENT).sort({ _id: 1 }).limit(limit).toArray(),

    /**
     * The condition with its references replaced by the conditions of the segments. `self` is the id under which it is (about to be)
     * saved; the condition of `instead` is used in place of the stored one of that segment.
     */
    resolve: (
      condition: SegmentCondition,
      { self, instead }: { self?: string; instead?: Pick<Segment, '_id' | 'condition'> } = {},
    ): Promise<ReferenceResolution> =>
      resolveReferences({
        condition,
        self,
        load: async (id) => (id === instead?._id ? instead.condition : ((await get(id))?.condition ?? null)),
      }),

    /** Returns whether the segment existed. */
    async remove(id: string): Promise<boolean> {
      return (await segments.deleteOne({ _id: id })).deletedCount === 1;
    },
  };
}

const toDocument = (segment: Segment): SegmentDocument => ({
  ...segment,
  references: referencedSegments(segment.condition),
});
