import { BSON, type Db, type IndexDescription, type UpdateFilter } from 'mongodb';
import type { EventInput, EventOutcome, LastEvent, ProfileEvent } from '../domain/audience/event.ts';
import { findByIds, repeatedOnRace } from './collections.ts';
import { pagedSource } from './documentSource.ts';
import { type ErasedAmong, NOBODY_ERASED } from './erasures.ts';
import {
  atOf,
  byFirstDocument,
  documentId,
  type EventDocument,
  entryOf,
  eventsOf,
  firstDocumentId,
  idsOfName,
  isSameEvent,
  keyOf,
  NO_LAST,
  profileIdOf,
} from './eventDocuments.ts';
import { allShares, eventShares, isToBeLookedAt, shareOf } from './eventShares.ts';
import { type EventTimes, eventTimes } from './eventTimes.ts';
import { newId } from './newId.ts';

/** Segments and personalisation read by `_id`; this index serves one profile's events, and all events in order of their profiles. */
export const eventIndexes: IndexDescription[] = [{ key: { profileId: 1 } }];

/** The documents of so many profiles are in memory at once. */
const PROFILES_AT_ONCE = 200;

export type EventStore = ReturnType<typeof eventStore>;

/**
 * Events of profiles. An event's id is unique among the profile's events of its name; the event that was received first stays. The
 * events of a profile and name are in one document, so that a segment reads few documents, and no derived data has to be kept consistent.
 */
export function eventStore(db: Db, erasedAmong: ErasedAmong = NOBODY_ERASED) {
  const events = db.collection<EventDocument>('events');
  const shares = eventShares(db);

  let latestStamp = 0;
  /** Microseconds; each later than the previous one, also within a millisecond. */
  const stamp = (): number => {
    latestStamp = Math.max(latestStamp + 1, Date.now() * 1000);
    return latestStamp;
  };

  async function write(
    inputs: readonly EventInput[],
    received: { stamp: number; now: Date; newId: (index: number) => string },
  ): Promise<EventOutcome[]> {
    const groups = grouped(inputs, received);
    const [known, erased] = await Promise.all([
      shares.of([...groups.keys()]),
      erasedAmong(inputs.map(({ profileId }) => profileId)),
    ]);
    for (const [firstId, { profileId }] of groups) if (erased.has(profileId)) groups.delete(firstId);
    const counts = new Map<string, number>();
    for (const [firstId, { bytes }] of groups) {
      counts.set(firstId, await shares.provide(firstId, { shares: known.get(firstId) ?? 0, bytes }));
    }
    const updates = new Map<string, Update>();
    const toLookAt = new Set<string>();
    for (const [firstId, { profileId, name, entries }] of groups) {
      for (const [key, { entry, at }] of entries) {
        const _id = shareOf(firstId, key, counts.get(firstId) ?? 0);
        const update = updates.get(_id) ?? { profileId, name, last: at, entries: {} };
        update.entries[`events.${key}`] = entry;
        update.last = _id === firstId ? Math.max(update.last, at) : NO_LAST.getTime();
        updates.set(_id, update);
        if (isToBeLookedAt(key, entry)) toLookAt.add(_id);
      }
    }
    const operations = [...updates].map(([_id, update]) => ({
      updateOne: { filter: { _id }, update: adding(update), upsert: true },
    }));
    const upsertedIds =
      operations.length === 0
        ? {}
        : (await repeatedOnRace(() => events.bulkWrite(operations, { ordered: false }))).upsertedIds;
    await shares.look([...toLookAt], counts);
    const own = new Set<string>(Object.values(upsertedIds));
    const written = await outcomes(groups, { counts, own, total: inputs.length });
    return erased.size === 0
      ? written
      : written.map((one, index) => (erased.has(inputs[index]?.profileId ?? '') ? 'erased' : one));
  }

  /** What is stored now under the ids of these events. Documents that this write has made (`own`) hold nothing else. */
  async function outcomes(
    groups: ReadonlyMap<string, Group>,
    { counts, own, total }: { counts: ReadonlyMap<string, number>; own: ReadonlySet<string>; total: number },
  ): Promise<EventOutcome[]> {
    const others = [...groups].filter(([_id, { mayBeKnown }]) => mayBeKnown && (counts.get(_id) || !own.has(_id)));
    const ids = others.flatMap(([_id]) => allShares(_id, counts.get(_id) ?? 0));
    const found = byFirstDocument(await findByIds<EventDocument>(db, 'events', ids, { events: 1 }));
    const result = new Array<EventOutcome>(total).fill('stored');
    for (const [_id, { entries, repeated }] of groups) {
      const documents = found.get(_id) ?? [];
      for (const [key, { entry, index, isTimed }] of entries) {
        const stored = documents.flatMap((document) => entriesAt(document, key));
        const first = stored.toSorted()[0] ?? entry;
        if (first !== entry) result[index] = isSameEvent(first, entry, { isTimed }) ? 'known' : 'differs';
      }
      for (const { key, entry, index, isTimed } of repeated) {
        const first = entries.get(key)?.entry ?? entry;
        result[index] = isSameEvent(first, entry, { isTimed }) ? 'known' : 'differs';
      }
    }
    return result;
  }

  /** All documents with events of these profiles and names. */
  async function documentsOf(profileIds: readonly string[], names: readonly string[]): Promise<EventDocument[]> {
    const firstIds = names.flatMap((name) => profileIds.map((profileId) => documentId(name, profileId)));
    if (firstIds.length === 0) return [];
    const counts = await shares.of(firstIds);
    const ids = firstIds.flatMap((firstId) => allShares(firstId, counts.get(firstId) ?? 0));
    return await events.find({ _id: { $in: ids } }, { batchSize: ids.length }).toArray();
  }

  return {
    /** Stores an event; without `at` it happened `now`. The profile need not exist. */
    async insert(input: EventInput & { id: string }, now: Date): Promise<EventOutcome> {
      const { id, profileId, name } = input;
      const firstId = documentId(name, profileId);
      const [counts, erased] = await Promise.all([shares.of([firstId]), erasedAmong([profileId])]);
      if (erased.has(profileId)) return 'erased';
      const count = counts.get(firstId) ?? 0;
      const key = keyOf(id);
      const entry = entryOf(input, { stamp: stamp(), now });
      const _id = shareOf(firstId, key, count);
      const update = adding({
        profileId,
        name,
        last: _id === firstId ? atOf(input, now) : NO_LAST.getTime(),
        entries: { [`events.${key}`]: entry },
      });
      const projection = { [`events.${key}`]: 1 };
      const before = await repeatedOnRace(() =>
        events.findOneAndUpdate({ _id }, update, { upsert: true, returnDocument: 'before', projection }),
      );
      if (isToBeLookedAt(key, entry)) await shares.look([_id], counts);
      // It may have come before there were so many documents.
      const others =
        count === 0 ? [] : await events.find({ _id: { $in: allShares(firstId, count) } }, { projection }).toArray();
      const [earlier] = [before, ...others.filter((other) => other._id !== _id)]
        .flatMap((document) => entriesAt(document, key))
        .sort();
      if (earlier === undefined) return 'stored';
      return isSameEvent(earlier, entry, { isTimed: input.at !== undefined }) ? 'known' : 'differs';
    },

    /**
     * Stores events; those without `at` happened `now`, and those without an id get one of `newId`, which is given their position. Returns what became of each. The profiles need
     * not exist. With `received` (microseconds, later for later events) a repetition stores the very same, and says so.
     */
    async insertMany(
      inputs: readonly EventInput[],
      now: Date,
      options: { newId?: (index: number) => string; received?: number | undefined } = {},
    ): Promise<EventOutcome[]> {
      if (inputs.length === 0) return [];
      const { received = stamp(), newId: next = () => newId('evt') } = options;
      return await write(inputs, { stamp: received, now, newId: next });
    },

    /**
     * The latest event of each of `names` for each of `profileIds`: by profile id, then by name; profiles without any are left out.
     * Of events at the same instant the one with the greatest id is the latest.
     */
    async lastEvents(
      profileIds: readonly string[],
      names: readonly string[],
    ): Promise<ReadonlyMap<string, ReadonlyMap<string, LastEvent>>> {
      const latest = new Map<string, Map<string, ProfileEvent>>();
      for (const event of eventsOf(await documentsOf(profileIds, names))) {
        const ofProfile = latest.get(event.profileId) ?? new Map<string, ProfileEvent>();
        const other = ofProfile.get(event.name);
        if (other === undefined || latestFirst(event, other) < 0) ofProfile.set(event.name, event);
        latest.set(event.profileId, ofProfile);
      }
      return latest;
    },

    /** All events of these names, by profile id; profiles without any are left out. */
    async ofProfiles(
      profileIds: readonly string[],
      names: readonly string[],
    ): Promise<ReadonlyMap<string, readonly ProfileEvent[]>> {
      const found = new Map<string, ProfileEvent[]>();
      for (const event of eventsOf(await documentsOf([...new Set(profileIds)], names))) {
        const ofProfile = found.get(event.profileId);
        if (ofProfile) ofProfile.push(event);
        else found.set(event.profileId, [event]);
      }
      return found;
    },

    /** Ids of the profiles with events of a name, of which the latest is not before `since` (null: any), in their order: 1 to 200 at a time. */
    async *profilesWith({ name, since }: { name: string; since: Date | null }): AsyncGenerator<string[], void, void> {
      const [first, $lt] = idsOfName(name);
      const source = pagedSource<string>(db.collection('events'), {
        after: (id) => ({
          _id: { ...(id === undefined ? { $gte: first } : { $gt: id }), $lt },
          ...(since && { last: { $gte: since } }),
        }),
        projection: { _id: 1 },
        pageSize: PROFILES_AT_ONCE,
        read: (bytes) => profileIdOf(BSON.deserialize(bytes)._id),
      });
      try {
        let last: string | undefined;
        for (let page = await source.next(); page !== null; page = await source.next()) {
          // Several documents may hold the events of one profile.
          const ids = [...new Set(page)].filter((id) => id !== last);
          last = page.at(-1);
          if (ids.length > 0) yield ids;
        }
      } finally {
        await source.close();
      }
    },

    /** A reader of the times of profiles' events; `close` it. */
    times: (span: { from: Date; to: Date }): EventTimes => eventTimes(db, span),

    /** One profile's events, the latest first, at most `limit`; `before` is the last event of the previous page. */
    async ofProfile(query: {
      profileId: string;
      limit: number;
      before?: { at: Date; id: string } | undefined;
    }): Promise<ProfileEvent[]> {
      const { profileId, limit, before } = query;
      const position = before && { at: before.at, _id: before.id };
      const found = [...eventsOf(await events.find({ profileId }).toArray())];
      return found
        .filter((event) => position === undefined || latestFirst(event, position) > 0)
        .sort(latestFirst)
        .slice(0, limit);
    },

    async countOfProfile(profileId: string): Promise<number> {
      return [...eventsOf(await events.find({ profileId }).toArray())].length;
    },

    /** Returns how many events were removed. */
    async removeOfProfile(profileId: string): Promise<number> {
      const documents = await events.find({ profileId }).toArray();
      // The events last: without them a repetition after a crash wouldn't find the others.
      await shares.remove(documents.map(({ _id }) => firstDocumentId(_id)));
      await events.deleteMany({ profileId });
      return [...eventsOf(documents)].length;
    },
  };
}

interface Group {
  readonly profileId: string;
  readonly name: string;
  readonly entries: Map<string, Given>;
  /** Further events with one of these ids. */
  readonly repeated: (Given & { readonly key: string })[];
  bytes: number;
  /** Whether an id is the caller's. */
  mayBeKnown: boolean;
}

interface Given {
  readonly entry: string;
  readonly at: number;
  /** Position among the inputs. */
  readonly index: number;
  readonly isTimed: boolean;
}

interface Update {
  readonly profileId: string;
  readonly name: string;
  readonly entries: Record<string, string>;
  last: number;
}

/** By the first document of the profile and name; of those with one id the first. */
function grouped(
  inputs: readonly EventInput[],
  received: { stamp: number; now: Date; newId: (index: number) => string },
): Map<string, Group> {
  const groups = new Map<string, Group>();
  for (const [index, input] of inputs.entries()) {
    const { profileId, name, id = received.newId(index) } = input;
    const firstId = documentId(name, profileId);
    const group: Group = groups.get(firstId) ?? {
      profileId,
      name,
      entries: new Map(),
      repeated: [],
      bytes: 0,
      mayBeKnown: false,
    };
    groups.set(firstId, group);
    const key = keyOf(id);
    const given = {
      entry: entryOf(input, received),
      at: atOf(input, received.now),
      index,
      isTimed: input.at !== undefined,
    };
    group.mayBeKnown ||= input.id !== undefined;
    if (group.entries.has(key)) {
      group.repeated.push({ ...given, key });
      continue;
    }
    group.entries.set(key, given);
    group.bytes += key.length + given.entry.length;
  }
  return groups;
}

const adding = ({ profileId, name, last, entries }: Update): UpdateFilter<EventDocument> => ({
  $min: entries as never,
  $max: { last: new Date(last) },
  $setOnInsert: { profileId, name },
});

/** The entry of a key; ids may be called as members of any object are (`constructor`). */
function entriesAt(document: Pick<EventDocument, 'events'> | null, key: string): string[] {
  const entry = Object.hasOwn(document?.events ?? {}, key) ? document?.events[key] : undefined;
  return entry === undefined ? [] : [entry];
}

type Position = Pick<ProfileEvent, 'at' | '_id'>;

const latestFirst = (a: Position, b: Position): number => {
  const difference = b.at.getTime() - a.at.getTime();
  if (difference !== 0) return difference;
  return a._id === b._id ? 0 : a._id < b._id ? 1 : -1;
};
