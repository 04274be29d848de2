import type { Condition, Db } from 'mongodb';
import type { Today } from '../../domain/audience/anniversary.ts';
import type { EventCondition, Threshold } from '../../domain/audience/segment.ts';
import { valueTest } from '../../domain/audience/valueTest.ts';
import { DecimalSum } from '../../domain/decimalSum.ts';
import { type PropertyValue, toStored } from '../../domain/values.ts';
import { type DocumentSource, pagedSource } from '../documentSource.ts';
import { EVENT_BYTES, type EventBytes, entriesIn, eventBytes } from '../eventBytes.ts';
import { documentId, idBehind, idsOfName, propertiesOf, timeOf } from '../eventDocuments.ts';
import { allShares, eventShares } from '../eventShares.ts';
import { periodBounds } from './segmentQueryFilter.ts';
import { complement, type IdSource, type Membership, sortedMembership } from './segmentQueryMembership.ts';

/** The aggregate of a profile's matching events; times in milliseconds, null if there is no event. */
interface Tally {
  count: number;
  sum: number;
  first: number | null;
  last: number | null;
}

const NO_EVENTS: Readonly<Tally> = { count: 0, sum: 0, first: null, last: null };

/** The profiles: those after an id, or a list of them. */
export interface ProfileRange {
  readonly afterId?: string | undefined;
  readonly ids?: readonly string[] | undefined;
}

export interface EventMembershipOptions {
  readonly today: Today;
  readonly profiles: ProfileRange;
  readonly batchSize: number;
}

/**
 * Membership in the profiles for which an event condition holds. The documents with events are read in the order of
 * profile ids, and aggregated one profile after the other: no aggregation of all profiles is held in memory. A condition that
 * holds for profiles without events can't be answered from the events, so the profiles for which it doesn't hold are read.
 */
export function eventMembership(db: Db, condition: EventCondition, options: EventMembershipOptions): Membership {
  const holds = tallyTest(condition, options.today.now);
  const opposite = holds(NO_EVENTS);
  const members = sortedMembership(profilesWith(db, condition, options, (tally) => holds(tally) !== opposite));
  return opposite ? complement(members) : members;
}

function profilesWith(
  db: Db,
  condition: EventCondition,
  options: EventMembershipOptions,
  wanted: (tally: Tally) => boolean,
): IdSource {
  const tallied = tallyOf(condition, options.today);
  const opened = opening(db, condition, options);
  /** Documents of one profile that may continue in the next batch. */
  let own: EventBytes[] = [];
  const finish = (into: string[]): void => {
    const [first] = own;
    if (first !== undefined && wanted(tallied(entriesIn(own)))) into.push(first.profileId);
    own = [];
  };
  return {
    async next() {
      const ids: string[] = [];
      const found = await (await opened).next();
      if (found === null) {
        if (own.length === 0) return null;
        finish(ids);
        return ids;
      }
      for (const document of found) {
        if (own[0]?.profileId !== document.profileId) finish(ids);
        own.push(document);
      }
      return ids;
    },
    close: async () => await (await opened).close(),
  };
}
async function opening(
  db: Db,
  { event, within }: EventCondition,
  { today, profiles, batchSize }: EventMembershipOptions,
): Promise<DocumentSource<EventBytes>> {
  const from = within === undefined ? Number.NEGATIVE_INFINITY : periodBounds(within, today.now).from;
  const idsAfter = await documentIds(db, event, profiles);
  return pagedSource(db.collection<{ _id: string }>('events'), {
    after: (id) => ({ _id: idsAfter(id), ...(Number.isFinite(from) && { last: { $gte: new Date(from) } }) }),
    projection: EVENT_BYTES,
    pageSize: batchSize,
    read: eventBytes,
  });
}

/** Which documents have the profiles' events of a name, after the document with an id. */
async function documentIds(
  db: Db,
  name: string,
  { ids, afterId }: ProfileRange,
): Promise<(id: string | undefined) => Condition<string>> {
  if (ids === undefined) {
    const [start, $lt] = idsOfName(name);
    const $gte = afterId === undefined ? start : idBehind(name, afterId);
    return (id) => (id === undefined ? { $gte, $lt } : { $gt: id, $lt });
  }
  const firstIds = ids.map((id) => documentId(name, id));
  const counts = await eventShares(db).of(firstIds);
  const all = firstIds.flatMap((firstId) => allShares(firstId, counts.get(firstId) ?? 0));
  return (id) => ({ $in: id === undefined ? all : all.filter((one) => one > id) });
}

function tallyOf(condition: EventCondition, today: Today): (entries: readonly string[]) => Tally {
  const { within, where = [], sum, first, last } = condition;
  const needsProperties = where.length > 0 || sum !== undefined;
  if (!within && !needsProperties && !first && !last) {
    return (entries) => ({ ...NO_EVENTS, count: entries.length });
  }
  const bounds = within && periodBounds(within, today.now);
  const clauses = where.map((clause) => ({ property: clause.property, holds: valueTest(clause, today) }));
  return (entries) => {
    const tally = { ...NO_EVENTS };
    const total = sum && new DecimalSum();
    for (const entry of entries) {
      const at = timeOf(entry);
      if (bounds && !isWithin(bounds, at)) continue;
      const properties = needsProperties ? propertiesOf(entry) : {};
      const propertyOf = (name: string) => (Object.hasOwn(properties, name) ? properties[name] : undefined);
      if (!clauses.every(({ property, holds }) => holds(stored(propertyOf(property))))) continue;
      tally.count += 1;
      const value = sum && propertyOf(sum.property);
      if (typeof value === 'number') total?.add(value);
      if (tally.first === null || at < tally.first) tally.first = at;
      if (tally.last === null || at > tally.last) tally.last = at;
    }
    return { ...tally, sum: total?.value ?? 0 };
  };
}

const stored = (value: PropertyValue | undefined) => (value === undefined ? undefined : toStored(value));

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
