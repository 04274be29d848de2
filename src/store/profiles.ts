import type { Db, IndexDescription } from 'mongodb';
import type { Profile, ProfileInput } from '../domain/audience/profile.ts';
import { findByIds, isDuplicateKey } from './collections.ts';
import { latestPerId, profileUpdate } from './profileUpdate.ts';

/**
 * Who has a number. Segments need no index here: they pass once through the profiles in order of `_id`, whatever they ask
 * for, and an index on each property would cost every write.
 */
export const profileIndexes: IndexDescription[] = [{ key: { number: 1 } }];

export type NumberHolder = Pick<Profile, '_id' | 'number' | 'optedOut' | 'updatedAt'>;

export type ProfileStore = ReturnType<typeof profileStore>;

/** The people. */
export function profileStore(db: Db) {
  const profiles = db.collection<Profile>('profiles');
  return {
    /** Creates or changes one profile, with the semantics of `ProfileInput`. Returns it as it is now. */
    async upsert(input: ProfileInput, now: Date): Promise<{ profile: Profile; created: boolean }> {
      const result = await repeatedOnRace(() =>
        profiles.findOneAndUpdate({ _id: input.id }, profileUpdate(input, now), {
          upsert: true,
          returnDocument: 'after',
          includeResultMetadata: true,
        }),
      );
      if (result.value === null) throw new Error('the store returned no profile from an upsert');
      return { profile: read(result.value), created: result.lastErrorObject?.updatedExisting !== true };
    },

    /** Creates or changes many, in no order; inputs of one id count as if they came one after the other. */
    async upsertMany(inputs: readonly ProfileInput[], now: Date): Promise<void> {
      if (inputs.length === 0) return;
      const operations = latestPerId(inputs).map((input) => ({
        updateOne: { filter: { _id: input.id }, update: profileUpdate(input, now), upsert: true },
      }));
      await repeatedOnRace(() => profiles.bulkWrite(operations, { ordered: false }));
    },

    async get(id: string): Promise<Profile | null> {
      const profile = await profiles.findOne({ _id: id });
      return profile && read(profile);
    },

    /** Those of `ids` that exist, by id. */
    async getMany(ids: readonly string[]): Promise<ReadonlyMap<string, Profile>> {
      const found = await findByIds<Profile>(db, 'profiles', ids);
      return new Map(found.map((profile) => [profile._id, read(profile)]));
    },

    /** Everybody who has one of the numbers (E.164). */
    async havingNumbers(numbers: readonly string[]): Promise<NumberHolder[]> {
      if (numbers.length === 0) return [];
      return await profiles
        .find({ number: { $in: [...numbers] } })
        .project<NumberHolder>({ number: 1, optedOut: 1, updatedAt: 1 })
        .toArray();
    },

    /** By id, at most `limit`, those after the id `after`. */
    async list(query: { after?: string | undefined; limit: number }): Promise<Profile[]> {
      const filter = query.after === undefined ? {} : { _id: { $gt: query.after } };
      return (await profiles.find(filter).sort({ _id: 1 }).limit(query.limit).toArray()).map(read);
    },

    /** Returns whether there was such a profile. Its events stay: `eventStore.removeOfProfile` removes those. */
    async remove(id: string): Promise<boolean> {
      return (await profiles.deleteOne({ _id: id })).deletedCount === 1;
    },

    /** Returns whether there is such a profile. */
    async setOptOut(id: string, optedOut: boolean, now: Date): Promise<boolean> {
      const result = await profiles.updateOne({ _id: id }, { $set: { optedOut, updatedAt: now } });
      return result.matchedCount === 1;
    },

    /** How many profiles there are, from the collection's statistics. */
    count: (): Promise<number> => profiles.estimatedDocumentCount(),
  };
}

/** A document may lack `properties` when nothing but removals was ever written to it. */
const read = (profile: Profile): Profile => (profile.properties ? profile : { ...profile, properties: {} });

/** Two upserts of a new `_id` at the same time: one of them may be told that the key is there, and then only has to repeat. */
async function repeatedOnRace<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return await write();
  }
}
