import type { Db, Filter, IndexDescription } from 'mongodb';
import { findByIds, insertOnce, olderThan } from './collections.ts';
import type { Pseudonyms } from './pseudonyms.ts';

export const ERASURE_STATUSES = ['pending', 'done'] as const;

/** What an erasure has come to: how much there was of each kind. */
export interface ErasureCounts {
  readonly profiles: number;
  readonly events: number;
  readonly messages: number;
  readonly inboundTexts: number;
  /** Numbers that stay suppressed. */
  readonly suppressions: number;
  /** Unsubscriptions from topics that hold on. */
  readonly unsubscriptions: number;
}

/** The erasure of a person. `_id` is derived from the profile's id with a key, and says for ever that this id is erased. */
export interface Erasure {
  readonly _id: string;
  readonly status: (typeof ERASURE_STATUSES)[number];
  /** Null once it is done: then nothing says any more who it was. */
  readonly person: ErasedPerson | null;
  readonly reason: string | null;
  readonly keyId: string | null;
  readonly requestedAt: Date;
  readonly doneAt: Date | null;
  readonly counts: ErasureCounts;
}

export interface ErasedPerson {
  readonly profileId: string;
  /** All numbers (E.164) that are known of the person so far. */
  readonly numbers: readonly string[];
  /** The number that has to be suppressed because the profile had opted out. */
  readonly optedOut: string | null;
  /** When profile and events were about to be removed: no audience that is begun later contains the person. */
  readonly removedAt: Date | null;
}

const NOTHING_ERASED: ErasureCounts = {
  profiles: 0,
  events: 0,
  messages: 0,
  inboundTexts: 0,
  suppressions: 0,
  unsubscriptions: 0,
};

export const erasureIndexes: IndexDescription[] = [{ key: { requestedAt: -1, _id: -1 } }];

const PSEUDONYM = 'erased-';

/** A write of a profile whose id is erased. */
export class ErasedIdError extends Error {
  override readonly name = 'ErasedIdError';
}

export interface ErasurePosition {
  readonly at: Date;
  readonly id: string;
}

export type ErasureStore = ReturnType<typeof erasureStore>;
/** Which profile ids are erased. */
export type ErasedAmong = ErasureStore['among'];

export function erasureStore(db: Db, names: Pseudonyms) {
  const erasures = db.collection<Erasure>('erasures');
  const idsOf = (profileId: string): string[] => names.all('erasure', profileId).map((hash) => `ers_${hash}`);

  return {
    /** Requests an erasure once. From then on nothing can be written under the id. */
    async request(of: Pick<Erasure, 'reason' | 'keyId'> & { profileId: string; now: Date }): Promise<Erasure> {
      const { profileId, reason, keyId, now } = of;
      const ids = idsOf(profileId);
      const known = async (): Promise<Erasure | undefined> => (await findByIds<Erasure>(db, 'erasures', ids))[0];
      const before = await known();
      if (before) return before;
      const person = { profileId, numbers: [], optedOut: null, removedAt: null };
      const erasure: Erasure = {
        _id: ids[0] ?? '',
        status: 'pending',
        person,
        reason,
        keyId,
        requestedAt: now,
        doneAt: null,
        counts: NOTHING_ERASED,
      };
      return (await insertOnce(erasures, erasure)) ? erasure : ((await known()) ?? erasure);
    },

    get: (id: string): Promise<Erasure | null> => erasures.findOne({ _id: id }),

    /** Records what has to be known until the end, before it is removed elsewhere. */
    async note(id: string, person: ErasedPerson, counts: ErasureCounts): Promise<void> {
      await erasures.updateOne({ _id: id, status: 'pending' }, { $set: { person, counts } });
    },

    async finish(id: string, counts: ErasureCounts, now: Date): Promise<void> {
      const done = { status: 'done' as const, person: null, doneAt: now, counts };
      await erasures.updateOne({ _id: id, status: 'pending' }, { $set: done });
    },

    /** The newest first, at most `limit`; `before` is the last one of the previous page. */
    async list({ before, limit }: { before?: ErasurePosition | undefined; limit: number }): Promise<Erasure[]> {
      const found = erasures.find({ ...olderThan('requestedAt', before) } as Filter<Erasure>);
      return await found.sort({ requestedAt: -1, _id: -1 }).limit(limit).toArray();
    },

    /** The profile ids of the persons whose erasure is not done. */
    async pending(): Promise<string[]> {
      const found = await erasures.find({ status: 'pending' }).toArray();
      return found.flatMap(({ person }) => person?.profileId ?? []);
    },

    /** Which of these profile ids are erased, or about to be: one command. */
    async among(profileIds: readonly string[]): Promise<ReadonlySet<string>> {
      const byId = new Map([...new Set(profileIds)].flatMap((one) => idsOf(one).map((id) => [id, one])));
      const found = await findByIds<Pick<Erasure, '_id'>>(db, 'erasures', [...byId.keys()], { _id: 1 });
      return new Set(found.flatMap(({ _id }) => byId.get(_id) ?? []));
    },

    /** Stands for the profile's id in what is kept. */
    pseudonymOf: (profileId: string): string => `${PSEUDONYM}${names.current('profile', profileId)}`,

    /** All that may stand for it: one for each secret key. */
    pseudonymsOf: (profileId: string): string[] => names.all('profile', profileId).map((name) => PSEUDONYM + name),
  };
}

export const NOBODY_ERASED: ErasedAmong = async () => new Set();
