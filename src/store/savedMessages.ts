import type { Db, IndexDescription } from 'mongodb';
import type { What, Wording } from '../domain/campaign/campaign.ts';
import type { SavedMessage, SavedMessageInput, SavedMessageReference } from '../domain/message/savedMessage.ts';
import {
  insertNamed,
  insertOnce,
  type ListQuery,
  listFilter,
  type NamedInsertion,
  unlessTaken,
} from './collections.ts';

export const savedMessageIndexes: IndexDescription[] = [{ key: { name: 1 }, unique: true }];
export const savedMessageRevisionIndexes: IndexDescription[] = [{ key: { messageId: 1, revision: -1 } }];

/** A saved message as it was before a change. */
interface EarlierRevision extends Omit<SavedMessage, '_id' | 'createdAt'> {
  /** `<message>/<revision>`. */
  readonly _id: string;
  readonly messageId: string;
}

interface Write {
  readonly id: string;
  readonly input: SavedMessageInput;
  readonly by: string;
  readonly now: Date;
}

export type SavedMessageStore = ReturnType<typeof savedMessageStore>;

/** Saved messages, and what they were at earlier revisions. */
export function savedMessageStore(db: Db) {
  const messages = db.collection<SavedMessage>('savedMessages');
  const earlier = db.collection<EarlierRevision>('savedMessageRevisions');
  const get = (id: string): Promise<SavedMessage | null> => messages.findOne({ _id: id });
  return {
    insert: ({ id, input, by, now }: Write): Promise<NamedInsertion> =>
      insertNamed(messages, { _id: id, ...input, revision: 1, createdAt: now, updatedAt: now, updatedBy: by }),

    /** Replaces `before`, which is kept as an earlier revision. `not_matched`: it isn't the newest any more. */
    async replace(
      before: SavedMessage,
      { input, by, now }: Omit<Write, 'id'>,
    ): Promise<'replaced' | 'not_matched' | 'name_taken'> {
      const { _id, createdAt: _, ...rest } = before;
      // First the copy: a revision that is the newest never changes, so it can be made again.
      await insertOnce(earlier, { _id: `${_id}/${before.revision}`, messageId: _id, ...rest });
      const change = { $set: { ...input, updatedAt: now, updatedBy: by }, $inc: { revision: 1 } };
      const result = await unlessTaken(messages.updateOne({ _id, revision: before.revision }, change), null);
      if (result === null) return 'name_taken';
      return result.matchedCount === 1 ? 'replaced' : 'not_matched';
    },

    get,

    named: (name: string): Promise<SavedMessage | null> => messages.findOne({ name }),

    at,

    /** The message of a run that begins now; null: its saved message doesn't exist. */
    async wordingOf({ template, savedMessage, maxSegments }: What): Promise<Wording | null> {
      if (savedMessage === undefined) return { template: template ?? '', maxSegments };
      const found = await at(savedMessage);
      return (
        found && { template: found.template, maxSegments, savedMessage: { id: found._id, revision: found.revision } }
      );
    },

    /** At most `limit` saved messages before the id `before`, the newest first. */
    list: (query: ListQuery): Promise<SavedMessage[]> =>
      messages.find(listFilter(query)).sort({ _id: -1 }).limit(query.limit).toArray(),

    /** At most `limit` revisions before `before`, the newest first. */
    async revisions(
      { _id, createdAt, ...newest }: SavedMessage,
      before: number,
      limit: number,
    ): Promise<SavedMessage[]> {
      const found = await earlier
        .find({ messageId: _id, revision: { $lt: Math.min(before, newest.revision) } })
        .sort({ revision: -1 })
        .limit(limit)
        .toArray();
      const all = newest.revision < before ? [newest, ...found] : found;
      return all.slice(0, limit).map((one) => ({ ...one, _id, createdAt }));
    },

    /** Returns whether it existed. The caller checks that nothing uses it. */
    async remove(id: string): Promise<boolean> {
      await earlier.deleteMany({ messageId: id });
      return (await messages.deleteOne({ _id: id })).deletedCount === 1;
    },
  };

  /** The newest revision, or the one that is asked for; null: there is none. */
  async function at({ id, revision }: SavedMessageReference): Promise<SavedMessage | null> {
    const newest = await get(id);
    if (newest === null || revision === undefined || revision === newest.revision) return newest;
    const found = await earlier.findOne({ _id: `${id}/${revision}` });
    return found && { ...found, _id: id, createdAt: newest.createdAt };
  }
}
