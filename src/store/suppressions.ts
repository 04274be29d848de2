import type { Collection, Db, Filter, FindCursor, IndexDescription } from 'mongodb';
import type { Profile } from '../domain/audience/profile.ts';
import { findByIds, insertManyOnce, insertOnce, inTime, olderThan } from './collections.ts';
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
  /** When the number was last opted out again, while it was suppressed. Left out: never. */
  readonly repeatedAt?: Date;
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
/** Of a lift beside opt-outs of the same number. After that, it remains suppressed. */
const MAX_ROUNDS = 5;

export const suppressionIndexes: IndexDescription[] = [{ key: { 'current.at': -1, _id: -1 } }];

export type SuppressionStore = ReturnType<typeof suppressionStore>;

/** @param names left out: there are no suppressions of erased persons */
export function suppressionStore(db: Db, names?: Pseudonyms) {
  const suppressions = db.collection<Suppression>('suppressions');
  const profiles: Collection<Profile> = db.collection('profiles');
  const hashesOf = (number: string): string[] => names?.all('number', number).map((hash) => `${ERASED}${hash}`) ?? [];
  /** It never becomes false again. */
  let hasErased = false;

  /** Suppresses numbers. The entry of a number that is suppressed already stays, and notes that it was opted out again, so that no lift overlooks it. */
  async function addMany(all: readonly NewSuppression[]): Promise<void> {
    const first = new Map<string, CurrentSuppression>();
    for (const of of all) if (!first.has(of.number)) first.set(of.number, suppressionOf(of));
    const taken = await insertManyOnce(suppressions, [...first.values()]);
    const known = [...first.values()].filter(({ _id }) => taken.has(_id));
    if (known.length === 0) return;
    // In this order: a lift between the two leaves nothing to be noted, but then there is no entry any more.
    await suppressions.bulkWrite(
      known.flatMap(({ _id, current }) => [
        {
          updateOne: {
            filter: { _id, 'current.at': { $lt: current.at } },
            update: { $max: { 'current.repeatedAt': current.at } },
          },
        },
        { updateOne: { filter: { _id, current: null }, update: { $set: { current } } } },
      ]),
    );
  }

  /**
   * `lift` for many numbers; returns those whose suppressions it has ended. One that was opted out again since `at` remains suppressed, also if that happens
   * meanwhile.
   */
  async function liftMany(numbers: readonly string[], lift: Lift): Promise<ReadonlySet<string>> {
    const lifted = new Set<string>();
    let rest: readonly string[] = numbers;
    for (let round = 0; rest.length > 0 && round < MAX_ROUNDS; round += 1) rest = await liftRound(rest, lift, lifted);
    return lifted;
  }

  /**
   * Adds to `lifted`, and returns the numbers that were opted out again in between. The profiles come first: after a crash, the numbers are still
   * suppressed, so that the lift can be repeated.
   */
  async function liftRound(
    numbers: readonly string[],
    { at, ...why }: Lift,
    lifted: Set<string>,
  ): Promise<readonly string[]> {
    const found = await findByIds<Suppression>(db, 'suppressions', numbers);
    const newer = new Set(found.filter(({ current }) => current && lastOf(current) > at).map(({ _id }) => _id));
    const older = numbers.filter((number) => !newer.has(number));
    if (older.length === 0) return [];
    await profiles.updateMany({ number: { $in: older }, optedOut: true }, { $set: { optedOut: false, updatedAt: at } });
    const changed: string[] = [];
    for (const { _id, current } of found) {
      if (current === null || newer.has(_id)) continue;
      const entry: LiftedEntry = { ...current, lifted: { at, ...why } };
      const { modifiedCount } = await suppressions.updateOne(
        { _id, 'current.at': current.at, 'current.repeatedAt': current.repeatedAt ?? null },
        { $set: { current: null }, $push: { lifted: { $each: [entry], $slice: -MAX_LIFTED } } },
      );
      if (modifiedCount === 1) lifted.add(_id);
      else changed.push(_id);
    }
    const hashes = new Map(older.flatMap((number) => hashesOf(number).map((hash) => [hash, number])));
    for (const { _id } of await findByIds<Pick<Suppression, '_id'>>(db, 'suppressions', [...hashes.keys()], ONLY_ID)) {
      const { deletedCount } = await suppressions.deleteOne({ _id });
      if (deletedCount > 0) lifted.add(hashes.get(_id) ?? '');
    }
    return changed;
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
    /** `addMany` for one number. */
    add: (of: NewSuppression): Promise<void> => addMany([of]),

    addMany,

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
  return {
    'current.at': { $ne: null, ...inTime(from, to) },
    ...(source !== undefined && { 'current.source': source }),
    ...olderThan('current.at', before && { at: before.at, id: before.number }),
  } as Filter<CurrentSuppression>;
}

const lastOf = ({ at, repeatedAt }: SuppressionEntry): Date => repeatedAt ?? at;

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
