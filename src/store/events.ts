import type { Db, IndexDescription, UpdateFilter } from 'mongodb';
import type { EventInput, LastEvent, ProfileEvent } from '../domain/audience/event.ts';
import { repeatedOnRace } from './collections.ts';
import {
  atOf,
  documentId,
  type EventDocument,
  entryOf,
  eventsOf,
  firstDocumentId,
  keyOf,
  NO_LAST,
} from './eventDocuments.ts';
import { allShares, eventShares, isToBeLookedAt, shareOf } from './eventShares.ts';
import { type EventTimes, eventTimes } from './eventTimes.ts';
import { newId } from './newId.ts';

/** Segments and personalisation read by `_id`; this index serves one profile's events, and all events in order of their profiles. */
export const eventIndexes: IndexDescription[] = [{ key: { profileId: 1 } }];

export type EventStore = ReturnType<typeof eventStore>;

/**
 * Events of profiles. An event's id is unique among the profile's events of its name; the event that was received first stays. The
 * events of a profile and name are in one document, so that a segment reads few documents, and no derived data has to be kept consistent.
 */
export function eventStore(db: Db) {
  const events = db.collection<EventDocument>('events');
  const shares = eventShares(db);

  let latestStamp = 0;
  /** Microseconds; each later than the previous one, also within a millisecond. */
  const stamp = (): number => {
    latestStamp = Math.max(latestStamp + 1, Date.now() * 1000);
    return latestStamp;
  };

  async function write(inputs: readonly EventInput[], now: Date): Promise<void> {
    const received = { stamp: stamp(), now };
    const groups = grouped(inputs, received);
    const known = await shares.of([...groups.keys()]);
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
    await repeatedOnRace(() => events.bulkWrite(operations, { ordered: false }));
    await shares.look([...toLookAt], counts);
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
    /** Stores an event; without `at` it happened `now`. `known`: it existed already, and nothing changed. The profile need not exist. */
    async insert(input: EventInput & { id: string }, now: Date): Promise<{ known: boolean }> {
      const { id, profileId, name } = input;
      const firstId = documentId(name, profileId);
      const counts = await shares.of([firstId]);
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
      if (count === 0) return { known: holds(before, key) };
      // The event may have been stored before there were so many documents.
      const others = await events.find({ _id: { $in: allShares(firstId, count) } }, { projection }).toArray();
      return { known: [before, ...others.filter((other) => other._id !== _id)].some((each) => holds(each, key)) };
    },

    /** Stores events; those without `at` happened `now`. Known ones change nothing. The profiles need not exist. */
    async insertMany(inputs: readonly EventInput[], now: Date): Promise<void> {
      if (inputs.length > 0) await write(inputs, now);
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

    /** Returns how many events were removed. */
    async removeOfProfile(profileId: string): Promise<number> {
      const documents = await events.find({ profileId }).toArray();
      await events.deleteMany({ profileId });
      await shares.remove(documents.map(({ _id }) => firstDocumentId(_id)));
      return [...eventsOf(documents)].length;
    },
  };
}

interface Group {
  readonly profileId: string;
  readonly name: string;
  readonly entries: Map<string, { entry: string; at: number }>;
  bytes: number;
}

interface Update {
  readonly profileId: string;
  readonly name: string;
  readonly entries: Record<string, string>;
  last: number;
}

/** By the first document of the profile and name. Of events with one id, the first is kept. */
function grouped(inputs: readonly EventInput[], received: { stamp: number; now: Date }): Map<string, Group> {
  const groups = new Map<string, Group>();
  for (const input of inputs) {
    const { profileId, name, id = newId('evt') } = input;
    const firstId = documentId(name, profileId);
    const group = groups.get(firstId) ?? { profileId, name, entries: new Map(), bytes: 0 };
    groups.set(firstId, group);
    const key = keyOf(id);
    if (group.entries.has(key)) continue;
    const entry = entryOf(input, received);
    group.entries.set(key, { entry, at: atOf(input, received.now) });
    group.bytes += key.length + entry.length;
  }
  return groups;
}

const adding = ({ profileId, name, last, entries }: Update): UpdateFilter<EventDocument> => ({
  $min: entries as never,
  $max: { last: new Date(last) },
  $setOnInsert: { profileId, name },
});

const holds = (document: Pick<EventDocument, 'events'> | null, key: string): boolean =>
  Object.hasOwn(document?.events ?? {}, key);

type Position = Pick<ProfileEvent, 'at' | '_id'>;

const latestFirst = (a: Position, b: Position): number => {
  const difference = b.at.getTime() - a.at.getTime();
  if (difference !== 0) return difference;
  return a._id === b._id ? 0 : a._id < b._id ? 1 : -1;
};
