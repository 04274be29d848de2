import type { Db, IndexDescription } from 'mongodb';
import type { Profile, ProfileInput } from '../domain/audience/profile.ts';
import { findByIds, repeatedOnRace } from './collections.ts';
import { changesNothing, latestPerId, type ProfileWriteOptions, profileUpdate } from './profileUpdate.ts';

/**
 * For finding the profiles with a number. Segments need no index: they scan the profiles once in order of `_id` for any condition, and an
 * index on each property would slow down every write.
 */
export const profileIndexes: IndexDescription[] = [{ key: { number: 1 } }];

export type NumberHolder = Pick<Profile, '_id' | 'number' | 'optedOut' | 'updatedAt'>;

export type ProfileStore = ReturnType<typeof profileStore>;

export function profileStore(db: Db) {
  const profiles = db.collection<Profile>('profiles');
  return {
    /**
     * Creates or updates one profile, with the semantics of `ProfileInput`. Returns the result; `unchanged`: all of it was stored already.
     */
    async upsert(
      input: ProfileInput,
      now: Date,
      options: ProfileWriteOptions = {},
    ): Promise<{ profile: Profile; created: boolean; unchanged: boolean }> {
      const update = profileUpdate(input, now, options);
      const before = await profiles.findOne({ _id: input.id });
      const result = await repeatedOnRace(() =>
        profiles.findOneAndUpdate({ _id: input.id }, update, {
          upsert: true,
          returnDocument: 'after',
          includeResultMetadata: true,
        }),
      );
      if (result.value === null) throw new Error('the store returned no profile from an upsert');
      return {
        profile: read(result.value),
        created: result.lastErrorObject?.updatedExisting !== true,
        unchanged: before !== null && changesNothing(read(before), update),
      };
    },

    /**
     * Creates or updates many profiles in any order; inputs with the same id are applied one after the other. Returns for each whether its profile has
     * changed; one that hasn't isn't written.
     */
    async upsertMany(
      inputs: readonly ProfileInput[],
      now: Date,
      options: ProfileWriteOptions = {},
    ): Promise<('stored' | 'unchanged')[]> {
      if (inputs.length === 0) return [];
      const updates = latestPerId(inputs).map(({ id, ...input }) => ({
        id,
        update: profileUpdate({ id, ...input }, now, options),
      }));
      const found = await findByIds<Profile>(
        db,
        'profiles',
        updates.map(({ id }) => id),
      );
      const before = new Map(found.map((profile) => [profile._id, read(profile)]));
      const changing = updates.filter(({ id, update }) => {
        const profile = before.get(id);
        return profile === undefined || !changesNothing(profile, update);
      });
      const operations = changing.map(({ id, update }) => ({
        updateOne: { filter: { _id: id }, update, upsert: true },
      }));
      if (operations.length > 0) await repeatedOnRace(() => profiles.bulkWrite(operations, { ordered: false }));
      const changed = new Set(changing.map(({ id }) => id));
      return inputs.map(({ id }) => (changed.has(id) ? 'stored' : 'unchanged'));
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

    /** Number and opt-out of those of `ids` that exist. */
    async contacts(ids: readonly string[]): Promise<ReadonlyMap<string, Pick<Profile, 'number' | 'optedOut'>>> {
      const found = await findByIds<Pick<Profile, '_id' | 'number' | 'optedOut'>>(db, 'profiles', ids, CONTACT);
      return new Map(found.map((contact) => [contact._id, contact]));
    },

    /** All profiles that have one of the numbers (E.164). */
    async havingNumbers(numbers: readonly string[]): Promise<NumberHolder[]> {
      if (numbers.length === 0) return [];
      return await profiles
        .find({ number: { $in: [...numbers] } })
        .project<NumberHolder>({ number: 1, optedOut: 1, updatedAt: 1 })
        .toArray();
    },

    /** At most `limit` profiles after the id `after`, by id. */
    async list(query: { after?: string | undefined; limit: number }): Promise<Profile[]> {
      const filter = query.after === undefined ? {} : { _id: { $gt: query.after } };
      return (await profiles.find(filter).sort({ _id: 1 }).limit(query.limit).toArray()).map(read);
    },

    /** Returns whether the profile existed. Its events are kept; `eventStore.removeOfProfile` removes them. */
    async remove(id: string): Promise<boolean> {
      return (await profiles.deleteOne({ _id: id })).deletedCount === 1;
    },

    /** Returns whether the profile exists. */
    async setOptOut(id: string, optedOut: boolean, now: Date): Promise<boolean> {
      const result = await profiles.updateOne({ _id: id }, { $set: { optedOut, updatedAt: now } });
      return result.matchedCount === 1;
    },

    /** The number of profiles, from the collection's statistics. */
    count: (): Promise<number> => profiles.estimatedDocumentCount(),
  };
}

const CONTACT = { number: 1, optedOut: 1 } as const;

/** A document has no `properties` when only removals were ever written to it. */
const read = (profile: Profile): Profile => (profile.properties ? profile : { ...profile, properties: {} });
