import type { Collection, Db, Filter, FindCursor, IndexDescription } from 'mongodb';
import type { Profile } from '../domain/audience/profile.ts';
import { findByIds, insertManyOnce, insertOnce } from './collections.ts';
import type { Pseudonyms } from './pseudonyms.ts';

/** How an opt-out came: over the API, in an imported file, as an inbound text, or as a carrier's refusal. */
export const SUPPRESSION_SOURCES = ['api', 'import', 'stop', 'carrier'] as const;

/** An opt-out. */
export interface SuppressionEntry {
  readonly source: (typeof SUPPRESSION_SOURCES)[number];
  readonly at: Date;
  /** The inbound text, the provider's code, or the caller's reason. */
  readonly wording: string | null;
  readonly providerId: string | null;
  /** The profile through which the opt-out came. */
  readonly profileId: string | null;
  /** The API key of the caller. */
  readonly keyId: string | null;
}

/** An opt-out that holds no longer. */
export interface LiftedEntry extends SuppressionEntry {
  readonly lifted: { readonly at: Date; readonly reason: string; readonly keyId: string | null };
}

/**
 * A number (E.164) that gets no messages, from any profile and through any provider, while `current` isn't null. `_id` is the number.
 *
 * The suppression of an erased person has the keyed hash of the number for its `_id`, and its entry is `erased`. As long as there is none, nobody computes
 * hashes; once there is one, the document `ANY_ERASED` exists.
 */
export interface Suppression {
  readonly _id: string;
  readonly current: SuppressionEntry | null;
  /** The last 100, the oldest first. */
  readonly lifted: readonly LiftedEntry[];
  readonly erased?: SuppressionEntry;
}

/** An opt-out of a number (E.164). What is left out is null. */
export type NewSuppression = Pick<SuppressionEntry, 'source' | 'at'> &
  Partial<SuppressionEntry> & { readonly number: string };

/** Why suppressions end. */
export interface Lift {
  readonly reason: string;
  readonly keyId: string | null;
  readonly at: Date;
}

/** A suppression that holds. */
export type CurrentSuppression = Suppression & { readonly current: SuppressionEntry };

export interface SuppressionQuery {
  readonly source?: SuppressionEntry['source'] | undefined;
  /** From this instant on. */
  readonly from?: Date | undefined;
  /** Before this instant. */
  readonly to?: Date | undefined;
}

/** The position of an entry in the list. */
export interface SuppressionPosition {
  readonly at: Date;
  readonly number: string;
}

const MAX_LIFTED = 100;

export const suppressionIndexes: IndexDescription[] = [{ key: { 'current.at': -1, _id: -1 } }];

export type SuppressionStore = ReturnType<typeof suppressionStore>;

/** @param names left out: there are no suppressions of erased persons */
export function suppressionStore(db: Db, names?: Pseudonyms) {
  const suppressions = db.collection<Suppression>('suppressions');
  const profiles: Collection<Profile> = db.collection('profiles');
  const hashesOf = (number: string): string[] => names?.all('number', number).map((hash) => `${ERASED}${hash}`) ?? [];
  /** It never becomes false again. */
  let hasErased = false;

  /**
   * `lift` for many numbers; returns those that were suppressed. The profiles come first: after a crash in between, the numbers are still suppressed, so
   * that the lift can be repeated.
   */
  async function liftMany(numbers: readonly string[], { at, ...why }: Lift): Promise<ReadonlySet<string>> {
    const lifted = new Set<string>();
    if (numbers.length === 0) return lifted;
    await profiles.updateMany(
      { number: { $in: [...numbers] }, optedOut: true },
      { $set: { optedOut: false, updatedAt: at } },
    );
    for (const { _id, current } of await findByIds<Suppression>(db, 'suppressions', numbers)) {
      if (current === null) continue;
      const entry: LiftedEntry = { ...current, lifted: { at, ...why } };
      const { modifiedCount } = await suppressions.updateOne(
        { _id, 'current.at': current.at },
        { $set: { current: null }, $push: { lifted: { $each: [entry], $slice: -MAX_LIFTED } } },
      );
      if (modifiedCount === 1) lifted.add(_id);
    }
    const hashes = new Map(numbers.flatMap((number) => hashesOf(number).map((hash) => [hash, number])));
    for (const { _id } of await findByIds<Pick<Suppression, '_id'>>(db, 'suppressions', [...hashes.keys()], ONLY_ID)) {
      const { deletedCount } = await suppressions.deleteOne({ _id });
      if (deletedCount > 0) lifted.add(hashes.get(_id) ?? '');
    }
    return lifted;
  }

  /** Which of `numbers` (E.164) are suppressed: one command, also for the hashes, except for the first time that there are any. */
  async function among(numbers: readonly string[]): Promise<ReadonlySet<string>> {
    if (numbers.length === 0) return new Set();
    const withHashes = hasErased;
    const hashes = new Map(withHashes ? numbers.flatMap((one) => hashesOf(one).map((hash) => [hash, one])) : []);
    const ids = [...numbers, ...(withHashes ? hashes.keys() : [ANY_ERASED])];
    const found = await findByIds<Pick<Suppression, '_id' | 'current' | 'erased'>>(db, 'suppressions', ids, CURRENT);
    if (!withHashes && names && found.some(({ _id }) => _id === ANY_ERASED)) {
      hasErased = true;
      return await among(numbers);
    }
    return new Set(
      found.flatMap(({ _id, current, erased }) => (current ? [_id] : erased ? (hashes.get(_id) ?? []) : [])),
    );
  }

  async function forget(numbers: readonly string[], optedOut: string | null, now: Date): Promise<void> {
    const known = await findByIds<Suppression>(db, 'suppressions', numbers);
    const entries = new Map<string, SuppressionEntry>();
    if (optedOut !== null) entries.set(optedOut, suppressionOf({ number: optedOut, source: 'api', at: now }).current);
    for (const { _id, current } of known) if (current) entries.set(_id, current);
    if (entries.size > 0) await insertOnce(suppressions, { _id: ANY_ERASED, current: null, lifted: [] });
    for (const [number, entry] of entries) {
      if (names === undefined) throw new Error('there is no key for hashes of numbers');
      const _id = `${ERASED}${names.current('number', number)}`;
      const erased = { ...entry, wording: null, profileId: null };
      await insertOnce(suppressions, { _id, current: null, lifted: [], erased });
    }
    await suppressions.deleteMany({ _id: { $in: known.map(({ _id }) => _id) } });
  }

  const newestFirst = (
    query: SuppressionQuery & { before?: SuppressionPosition | undefined },
  ): FindCursor<CurrentSuppression> =>
    (suppressions as unknown as Collection<CurrentSuppression>)
      .find(filterOf(query))
      .sort({ 'current.at': -1, _id: -1 });

  return {
    /** Suppresses a number. The entry of a number that is suppressed already stays as it is; then the result is false. */
    async add(of: NewSuppression): Promise<boolean> {
      const suppression = suppressionOf(of);
      if (await insertOnce(suppressions, suppression)) return true;
      const { _id, current } = suppression;
      return (await suppressions.updateOne({ _id, current: null }, { $set: { current } })).modifiedCount === 1;
    },

    /** `add` for many numbers. */
    async addMany(all: readonly NewSuppression[]): Promise<void> {
      const first = new Map<string, Suppression>();
      for (const of of all) if (!first.has(of.number)) first.set(of.number, suppressionOf(of));
      const taken = await insertManyOnce(suppressions, [...first.values()]);
      const again = [...first.values()].filter(({ _id }) => taken.has(_id));
      if (again.length === 0) return;
      await suppressions.bulkWrite(
        again.map(({ _id, current }) => ({
          updateOne: { filter: { _id, current: null }, update: { $set: { current } } },
        })),
        { ordered: false },
      );
    },

    /** Ends the suppression of a number, and the opt-outs of the profiles that have it. Returns false if it wasn't suppressed. */
    lift: async ({ number, ...lift }: Lift & { readonly number: string }): Promise<boolean> =>
      (await liftMany([number], lift)).has(number),

    liftMany,

    /** The suppression of a number, and those of it that were lifted; null if there was never any. */
    async get(number: string): Promise<Suppression | null> {
      const found = await findByIds<Suppression>(db, 'suppressions', [number, ...hashesOf(number)]);
      const plain = found.find(({ _id }) => _id === number);
      const hashed = found.find(({ erased }) => erased !== undefined);
      if (plain?.current || !hashed) return plain ?? null;
      return { _id: number, current: hashed.erased ?? null, lifted: plain?.lifted ?? [] };
    },

    /** The suppressions that hold, the newest first; `before` is the last one of the previous page. */
    list: async (
      query: SuppressionQuery & { before?: SuppressionPosition | undefined; limit: number },
    ): Promise<CurrentSuppression[]> => await newestFirst(query).limit(query.limit).toArray(),

    /** All suppressions that hold, the newest first. */
    stream: (query: SuppressionQuery): AsyncIterable<CurrentSuppression> => newestFirst(query),

    among,

    /** Keeps what holds for these numbers of an erased person only as keyed hashes, without wording and profile; `optedOut` is suppressed in any case. */
    forget,

    /** The numbers whose suppressions came through a profile. */
    async numbersOf(profileId: string): Promise<string[]> {
      const found = suppressions.find({ $or: [{ 'current.profileId': profileId }, { 'lifted.profileId': profileId }] });
      return (await found.project<{ _id: string }>({ _id: 1 }).toArray()).map(({ _id }) => _id);
    },
  };
}

function filterOf({
  source,
  from,
  to,
  before,
}: SuppressionQuery & { before?: SuppressionPosition | undefined }): Filter<CurrentSuppression> {
  const at = { ...(from && { $gte: from }), ...(to && { $lt: to }) };
  return {
    'current.at': { $ne: null, ...at },
    ...(source !== undefined && { 'current.source': source }),
    ...(before && {
      $or: [{ 'current.at': { $lt: before.at } }, { 'current.at': before.at, _id: { $lt: before.number } }],
    }),
  } as Filter<CurrentSuppression>;
}

/** Leaves the field out where it is null. */
const CURRENT = { 'current.at': 1, 'erased.at': 1 } as const;

const ONLY_ID = { _id: 1 } as const;

const ERASED = 'erased/';

/** Its existence says that there may be suppressions of erased persons; it is looked up together with numbers. */
const ANY_ERASED = 'erased';

const suppressionOf = ({ number, ...entry }: NewSuppression): CurrentSuppression => ({
  _id: number,
  current: { wording: null, providerId: null, profileId: null, keyId: null, ...entry },
  lifted: [],
});
