import type { Db, IndexDescription } from 'mongodb';
import type { ProviderGroup, ProviderGroupInput } from '../domain/provider/provider.ts';
import { insertNamed, type NamedInsertion, unlessTaken } from './collections.ts';

export const providerGroupIndexes: IndexDescription[] = [
  { key: { name: 1 }, unique: true },
  { key: { 'members.providerId': 1 } },
];

export type ProviderGroupReplacement = 'replaced' | 'not_matched' | 'name_taken';

interface ProviderGroupWrite {
  readonly id: string;
  readonly input: ProviderGroupInput;
  readonly now: Date;
}

/** Provider groups. */
export function providerGroupStore(db: Db) {
  const groups = db.collection<ProviderGroup>('providerGroups', { ignoreUndefined: true });
  return {
    insert: ({ id, input, now }: ProviderGroupWrite): Promise<NamedInsertion> =>
      insertNamed(groups, { _id: id, ...input, revision: 1, createdAt: now, updatedAt: now }),

    /** `not_matched`: there is no such group or, with `revision`, it doesn't have it any more. */
    async replace({
      id,
      input,
      now,
      revision,
    }: ProviderGroupWrite & { revision?: number | undefined }): Promise<ProviderGroupReplacement> {
      const { name, members } = input;
      const change = { $set: { name, members, updatedAt: now }, $inc: { revision: 1 } };
      const filter = { _id: id, ...(revision !== undefined && { revision }) };
      const result = await unlessTaken(groups.updateOne(filter, change), null);
      if (result === null) return 'name_taken';
      return result.matchedCount === 1 ? 'replaced' : 'not_matched';
    },

    get: (id: string): Promise<ProviderGroup | null> => groups.findOne({ _id: id }),

    named: (name: string): Promise<ProviderGroup | null> => groups.findOne({ name }),

    /** All groups, by name. */
    list: (): Promise<ProviderGroup[]> => groups.find().sort({ name: 1 }).toArray(),

    /** Returns whether the group existed. The caller checks that no campaign uses it. */
    async remove(id: string): Promise<boolean> {
      return (await groups.deleteOne({ _id: id })).deletedCount === 1;
    },

    /** The groups that a provider is a member of, by name. */
    groupsUsing: (providerId: string): Promise<ProviderGroup[]> =>
      groups.find({ 'members.providerId': providerId }).sort({ name: 1 }).toArray(),
  };
}
