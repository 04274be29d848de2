import type { Db, IndexDescription } from 'mongodb';
import type { EventInput, LastEvent, ProfileEvent } from '../domain/audience/event.ts';
import { mapValues, toStored } from '../domain/values.ts';
import { insertManyOnce } from './collections.ts';
import { type EventTimes, eventTimes } from './eventTimes.ts';
import { newId } from './newId.ts';

export const eventIndexes: IndexDescription[] = [
  // Segments read the events of a name in order of the profile; most need no more than what stands in the index.
  { key: { name: 1, profileId: 1, at: 1 } },
  // Personalisation, one profile's events, and all events in order of the profile.
  { key: { profileId: 1, name: 1, at: -1 } },
];

export type EventStore = ReturnType<typeof eventStore>;

/** What profiles did. */
export function eventStore(db: Db) {
  const events = db.collection<ProfileEvent>('events');
  return {
    /**
     * Stores events; those without `at` happened `now`. `inserted` counts the new ones, `known` those whose id (the caller's, one
     * name space for all events) was there already and that change nothing. The profiles need not exist.
     */
    async insertMany(inputs: readonly EventInput[], now: Date): Promise<{ inserted: number; known: number }> {
      const unique = new Map<string, ProfileEvent>();
      for (const event of inputs.map((input) => toDocument(input, now))) {
        if (!unique.has(event._id)) unique.set(event._id, event);
      }
      const taken = await insertManyOnce(events, [...unique.values()]);
      const inserted = unique.size - taken.size;
      return { inserted, known: inputs.length - inserted };
    },

    /**
     * The latest event of each of `names` for each of `profileIds`: by profile id, then by name; who has none is not in it.
     * Of events at the same instant the one with the greatest id is the latest. A scan on the embedded store,
     * and a fast one only when the ids lie close together, as those of a batch do.
     */
    async lastEvents(
      profileIds: readonly string[],
      names: readonly string[],
    ): Promise<ReadonlyMap<string, ReadonlyMap<string, LastEvent>>> {
      const latest = new Map<string, Map<string, LastEvent>>();
      if (profileIds.length === 0 || names.length === 0) return latest;
      // The bounds add nothing for MongoDB; they spare the embedded store the comparison of each event with each id.
      const ids = [...profileIds].sort();
      const among = { $gte: ids[0], $lte: ids.at(-1), $in: ids };
      const found = events.aggregate<{ _id: { profileId: string; name: string }; last: LastEvent }>([
        { $match: { profileId: among, name: { $in: [...names] } } },
        { $sort: { profileId: 1, name: 1, at: -1, _id: -1 } },
        {
          $group: {
            _id: { profileId: '$profileId', name: '$name' },
            at: { $first: '$at' },
            properties: { $first: '$properties' },
          },
        },
        { $project: { last: { at: '$at', properties: '$properties' } } },
      ]);
      for (const { _id, last } of await found.toArray()) {
        const ofProfile = latest.get(_id.profileId) ?? new Map<string, LastEvent>();
        latest.set(_id.profileId, ofProfile.set(_id.name, last));
      }
      return latest;
    },

    /** A reading of when profiles did anything, whatever it was; `close` it. */
    times: (span: { from: Date; to: Date }): EventTimes => eventTimes(db, span),

    /** One profile's events, the latest first, at most `limit`; `before` is the last one of the page before. */
    async ofProfile(query: {
      profileId: string;
      limit: number;
      before?: { at: Date; id: string } | undefined;
    }): Promise<ProfileEvent[]> {
      const { profileId, limit, before } = query;
      const earlier = before && { $or: [{ at: { $lt: before.at } }, { at: before.at, _id: { $lt: before.id } }] };
      return await events
        .find({ profileId, ...earlier })
        .sort({ at: -1, _id: -1 })
        .limit(limit)
        .toArray();
    },

    /** Returns how many events were removed. */
    async removeOfProfile(profileId: string): Promise<number> {
      return (await events.deleteMany({ profileId })).deletedCount;
    },
  };
}

function toDocument(input: EventInput, now: Date): ProfileEvent {
  return {
    _id: input.id ?? newId('evt'),
    profileId: input.profileId,
    name: input.name,
    at: input.at === undefined ? now : new Date(input.at),
    properties: mapValues(input.properties ?? {}, toStored),
  };
}
