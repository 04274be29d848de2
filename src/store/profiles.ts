import type { Db, IndexDescription } from 'mongodb';
import type { Profile, ProfileInput } from '../domain/audience/profile.ts';
import { findByIds, repeatedOnRace } from './collections.ts';
import { type ProfileWriteOptions, withEffect, writtenOptOuts } from './optOuts.ts';
import { changesNothing, latestPerId, profileUpdate, roundsOf } from './profileUpdate.ts';
import type { Lift, NewSuppression, SuppressionStore } from './suppressions.ts';

/**
 * For finding the profiles with a number. Segments need no index: they scan the profiles once in order of `_id` for any condition, and an
 * index on each property would slow down every write.
 */
export const profileIndexes: IndexDescription[] = [{ key: { number: 1 } }];

/** What became of an input. `isOptedOut`: the profile gets no messages, because of its own opt-out or its number's. */
export interface WrittenProfile {
  readonly outcome: 'stored' | 'unchanged';
  readonly isOptedOut: boolean;
}

export type NumberHolder = Pick<Profile, '_id' | 'number' | 'optedOut' | 'updatedAt'>;

export type ProfileStore = ReturnType<typeof profileStore>;

/** Whatever opts a profile out suppresses its number. */
export function profileStore(db: Db, suppressions: SuppressionStore) {
  const profiles = db.collection<Profile>('profiles');

  /** Number and opt-out of those of `ids` that exist. */
  async function contacts(ids: readonly string[]): Promise<ReadonlyMap<string, Contact>> {
    const found = await findByIds<Contact>(db, 'profiles', ids, CONTACT);
    return new Map(found.map((contact) => [contact._id, contact]));
  }

  /** `upsertMany` for inputs of which those with the same id can be merged. */
  async function writeRound(
    inputs: readonly ProfileInput[],
    now: Date,
    options: ProfileWriteOptions,
  ): Promise<WrittenProfile[]> {
    const merged = latestPerId(inputs);
    const updates = merged.map((input) => ({ id: input.id, update: profileUpdate(input, now, options) }));
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
    const changed = await contacts(changing.map(({ id }) => id));
    const written = merged.map((input) => ({ input, contact: changed.get(input.id) ?? before.get(input.id) }));
    const { optedOut, optedIn } = await writtenOptOuts(written, suppressions, { ...options, now });
    return inputs.map(({ id }) => ({
      outcome: changed.has(id) || optedIn.has(id) ? 'stored' : 'unchanged',
      isOptedOut: optedOut.has(id),
    }));
  }

  return {
    /**
     * Creates or updates one profile, with the semantics of `ProfileInput`. Returns the result; `unchanged`: all of it was stored already.
     */
    async upsert(
      given: ProfileInput,
      now: Date,
      options: ProfileWriteOptions = {},
    ): Promise<{ profile: Profile; created: boolean; unchanged: boolean; isOptedOut: boolean }> {
      const input = withEffect(given, options);
      const update = profileUpdate(input, now, options);
      const before = await profiles.findOne({ _id: input.id });
      const result = await repeatedOnRace(() =>
        profiles.findOneAndUpdate({ _id: input.id }, update, {
          upsert: true,
          returnDocument: 'after',
          includeResultMetadata: true,
        }),
      );
      const profile = result.value && read(result.value);
      if (profile === null) throw new Error('the store returned no profile from an upsert');
      const written = [{ input, contact: profile }];
      const { optedOut, optedIn } = await writtenOptOuts(written, suppressions, { ...options, now });
      return {
        profile,
        created: result.lastErrorObject?.updatedExisting !== true,
        unchanged: before !== null && changesNothing(read(before), update) && !optedIn.has(profile._id),
        isOptedOut: optedOut.has(profile._id),
      };
    },

    /**
     * Creates or updates many profiles in any order; inputs with the same id are applied one after the other. Returns for each what became of it; a
     * profile that hasn't changed isn't written.
     */
    async upsertMany(
      inputs: readonly ProfileInput[],
      now: Date,
      options: ProfileWriteOptions = {},
    ): Promise<WrittenProfile[]> {
      const results: WrittenProfile[] = [];
      for (const round of roundsOf(inputs.map((input) => withEffect(input, options)))) {
        results.push(...(await writeRound(round, now, options)));
      }
      return results;
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

    contacts,

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

    /**
     * Returns whether the profile existed. Its events are kept; `eventStore.removeOfProfile` removes them. An opt-out that a crash has kept from its number
     * goes to the number first.
     */
    async remove(id: string, now: Date): Promise<boolean> {
      const contact = (await contacts([id])).get(id);
      if (contact) await writtenOptOuts([{ input: { id }, contact }], suppressions, { now });
      return (await profiles.deleteOne({ _id: id })).deletedCount === 1;
    },

    /** Opts a profile out, and suppresses its number. Returns whether the profile exists. */
    async optOut(id: string, opted: Omit<NewSuppression, 'number' | 'profileId'>): Promise<boolean> {
      const profile = await profiles.findOneAndUpdate(
        { _id: id },
        { $set: { optedOut: true, updatedAt: opted.at } },
        { returnDocument: 'after' },
      );
      if (profile?.number) await suppressions.add({ ...opted, number: profile.number, profileId: id });
      return profile !== null;
    },

    /** Ends the opt-out of a profile and of its number. Returns whether the profile exists. */
    async optIn(id: string, lift: Lift): Promise<boolean> {
      const profile = await profiles.findOneAndUpdate(
        { _id: id },
        { $set: { optedOut: false, updatedAt: lift.at } },
        { returnDocument: 'after' },
      );
      if (profile?.number) await suppressions.lift({ ...lift, number: profile.number });
      return profile !== null;
    },

    /** The number of profiles, from the collection's statistics. */
    count: (): Promise<number> => profiles.estimatedDocumentCount(),
  };
}

export type Contact = Pick<Profile, '_id' | 'number' | 'optedOut'>;

const CONTACT = { number: 1, optedOut: 1 } as const;

/** A document has no `properties` when only removals were ever written to it. */
const read = (profile: Profile): Profile => (profile.properties ? profile : { ...profile, properties: {} });
