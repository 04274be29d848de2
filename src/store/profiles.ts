import type { Db, Filter, IndexDescription } from 'mongodb';
import type { Profile, ProfileInput } from '../domain/audience/profile.ts';
import type { StoredValue } from '../domain/values.ts';
import { findByIds, repeatedOnRace } from './collections.ts';
import { type ErasedAmong, ErasedIdError, NOBODY_ERASED } from './erasures.ts';
import { type ProfileWriteOptions, withEffect, writtenOptOuts } from './optOuts.ts';
import { changesNothing, latestPerId, profileUpdate, roundsOf } from './profileUpdate.ts';
import type { Lift, NewSuppression, SuppressionStore } from './suppressions.ts';

/**
 * For finding the profiles with a number. Segments need no index: they scan the profiles once in order of `_id` for any condition, and an
 * index on each property would slow down every write.
 */
export const profileIndexes: IndexDescription[] = [{ key: { number: 1 } }];

/** What became of an input; `erased`: nothing is stored under this id. `isOptedOut`: the profile gets no messages, because of its own opt-out or its number's. */
export interface WrittenProfile {
  readonly outcome: 'stored' | 'unchanged' | 'erased';
  readonly isOptedOut: boolean;
}

export type NumberHolder = Pick<Profile, '_id' | 'number' | 'optedOut' | 'updatedAt'>;

/** Holds for a property that is one of the values, or a list with one of them. */
interface PropertyTest {
  readonly name: string;
  readonly values: readonly StoredValue[];
}

interface ProfileQuery {
  readonly after?: string | undefined;
  readonly limit: number;
  readonly number?: string | undefined;
  readonly property?: PropertyTest | undefined;
}

export type ProfileStore = ReturnType<typeof profileStore>;

/** Whatever opts a profile out suppresses its number. */
export function profileStore(db: Db, suppressions: SuppressionStore, erasedAmong: ErasedAmong = NOBODY_ERASED) {
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
    const all = latestPerId(inputs);
    const erased = await erasedAmong(all.map(({ id }) => id));
    const merged = erased.size === 0 ? all : all.filter(({ id }) => !erased.has(id));
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
      outcome: erased.has(id) ? 'erased' : changed.has(id) || optedIn.has(id) ? 'stored' : 'unchanged',
      isOptedOut: optedOut.has(id),
    }));
  }

  return {
    /**
     * Creates or updates one profile, with the semantics of `ProfileInput`. Returns the result; `unchanged`: all of it was stored already.
     * Throws an `ErasedIdError`.
     */
    async upsert(
      given: ProfileInput,
      now: Date,
      options: ProfileWriteOptions = {},
    ): Promise<{ profile: Profile; created: boolean; unchanged: boolean; isOptedOut: boolean }> {
      const input = withEffect(given, options);
      const update = profileUpdate(input, now, options);
      const [before, erased] = await Promise.all([profiles.findOne({ _id: input.id }), erasedAmong([input.id])]);
      if (erased.size > 0) throw new ErasedIdError('the id is that of an erased person');
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

    /** At most `limit` profiles after the id `after`, by id: all, or those with a number (E.164) or a property. */
    async list({ after, limit, number, property }: ProfileQuery): Promise<Profile[]> {
      return await found({ ...behind(after), ...(number !== undefined && { number }), ...having(property) }, limit);
    },

    /**
     * `list` by a property alone, which has no index: reads at most `scan` profiles after the id `after`. Returns also the last id that was read, or null
     * when there are no more.
     */
    async search(
      property: PropertyTest,
      { after, limit, scan }: { after?: string | undefined; limit: number; scan: number },
    ): Promise<{ profiles: Profile[]; readUpTo: string | null }> {
      const ids = profiles.find(behind(after)).project<{ _id: string }>({ _id: 1 });
      const [last] = await ids
        .sort({ _id: 1 })
        .skip(scan - 1)
        .limit(1)
        .toArray();
      const range = last === undefined ? behind(after) : { _id: { ...behind(after)._id, $lte: last._id } };
      return { profiles: await found({ ...range, ...having(property) }, limit), readUpTo: last?._id ?? null };
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

  async function found(filter: Filter<Profile>, limit: number): Promise<Profile[]> {
    return (await profiles.find(filter).sort({ _id: 1 }).limit(limit).toArray()).map(read);
  }
}

const behind = (after: string | undefined): { _id?: { $gt: string } } =>
  after === undefined ? {} : { _id: { $gt: after } };

const having = (property: PropertyTest | undefined): Filter<Profile> =>
  property === undefined ? {} : { [`properties.${property.name}`]: { $in: [...property.values] } };

export type Contact = Pick<Profile, '_id' | 'number' | 'optedOut'>;

const CONTACT = { number: 1, optedOut: 1 } as const;

/** A document has no `properties` when only removals were ever written to it. */
const read = (profile: Profile): Profile => (profile.properties ? profile : { ...profile, properties: {} });
