import type { Db, Document } from 'mongodb';
import type { Today } from '../../domain/audience/anniversary.ts';
import type { ProfileEvent } from '../../domain/audience/event.ts';
import type { EventCondition, Threshold } from '../../domain/audience/segment.ts';
import { documentSource, RAW } from '../documentSource.ts';
import { eventFilter, periodBounds } from './segmentQueryFilter.ts';
import { complement, type IdSource, type Membership, sortedMembership } from './segmentQueryMembership.ts';

/** What a profile's matching events come to; times in milliseconds, null where there is no event. */
interface Tally {
  readonly count: number;
  readonly sum: number;
  readonly first: number | null;
  readonly last: number | null;
}

const NO_EVENTS: Tally = { count: 0, sum: 0, first: null, last: null };

/**
 * Membership in the profiles for which an event condition holds. The matching events are read in order of their profile, which the
 * index gives for nothing, and tallied one profile after the other: neither side ever holds a group for everybody. A condition that
 * holds for somebody without events can't be answered with the profiles that events know, so its opposite is looked for.
 */
export function eventMembership(
  db: Db,
  condition: EventCondition,
  options: { today: Today; profileIds: Document | undefined; batchSize: number },
): Membership {
  const holds = tallyTest(condition, options.today.now);
  const opposite = holds(NO_EVENTS);
  const members = sortedMembership(profilesWith(db, condition, options, (tally) => holds(tally) !== opposite));
  return opposite ? complement(members) : members;
}

function profilesWith(
  db: Db,
  { sum, first, last, ...condition }: EventCondition,
  options: { today: Today; profileIds: Document | undefined; batchSize: number },
  wanted: (tally: Tally) => boolean,
): IdSource {
  const property = sum?.property;
  const cursor = db
    .collection<ProfileEvent>('events')
    .find(
      { ...eventFilter(condition, options.today), ...(options.profileIds && { profileId: options.profileIds }) },
      { batchSize: options.batchSize, allowDiskUse: true, ...RAW },
    )
    .sort({ profileId: 1 })
    .project({
      _id: 0,
      profileId: 1,
      ...((first || last) && { at: 1 }),
      ...(property !== undefined && { [`properties.${property}`]: 1 }),
    });
  const events = documentSource<Pick<ProfileEvent, 'profileId'> & Partial<ProfileEvent>>(cursor);
  let open: { id: string; tally: Tally } | null = null;
  const finish = (into: string[]): void => {
    if (open !== null && wanted(open.tally)) into.push(open.id);
    open = null;
  };
  return {
    async next() {
      const ids: string[] = [];
      const found = await events.next();
      if (found === null) {
        if (open === null) return null;
        finish(ids);
        return ids;
      }
      for (const event of found) {
        if (open?.id !== event.profileId) finish(ids);
        open = { id: event.profileId, tally: added(open?.tally ?? NO_EVENTS, event, property) };
      }
      return ids;
    },
    close: () => events.close(),
  };
}

function added(tally: Tally, event: Partial<ProfileEvent>, property: string | undefined): Tally {
  const value = property === undefined ? undefined : event.properties?.[property];
  const at = event.at?.getTime() ?? null;
  return {
    count: tally.count + 1,
    sum: tally.sum + (typeof value === 'number' ? value : 0),
    first: at === null || (tally.first !== null && tally.first < at) ? tally.first : at,
    last: at === null || (tally.last !== null && tally.last > at) ? tally.last : at,
  };
}

function tallyTest({ did, count, sum, first, last }: EventCondition, now: Date): (tally: Tally) => boolean {
  if (!did) return (tally) => tally.count === 0;
  if (!count && !sum && !first && !last) return (tally) => tally.count > 0;
  const firstIn = first && periodBounds(first, now);
  const lastIn = last && periodBounds(last, now);
  return (tally) =>
    (!count || reaches(count, tally.count)) &&
    (!sum || reaches(sum.threshold, tally.sum)) &&
    (!firstIn || isWithin(firstIn, tally.first)) &&
    (!lastIn || isWithin(lastIn, tally.last));
}

const isWithin = (bounds: { from: number; before: number }, time: number | null): boolean =>
  time !== null && time >= bounds.from && time < bounds.before;

function reaches(threshold: Threshold, value: number): boolean {
  switch (threshold.operator) {
    case 'equals':
      return value === threshold.value;
    case 'lt':
      return value < threshold.value;
    case 'lte':
      return value <= threshold.value;
    case 'gt':
      return value > threshold.value;
    case 'gte':
      return value >= threshold.value;
    case 'between':
      return value >= threshold.value[0] && value <= threshold.value[1];
  }
}
