import type { Db, Document } from 'mongodb';
import type { Today } from '../../domain/audience/anniversary.ts';
import { type Profile, reachability } from '../../domain/audience/profile.ts';
import type { FieldCondition, ResolvedCondition } from '../../domain/audience/segment.ts';
import { valueTest } from '../../domain/audience/valueTest.ts';
import { type DocumentSource, pagedSource } from '../documentSource.ts';
import { type SuppressionStore, suppressionStore } from '../suppressions.ts';
import { eventMembership, type ProfileRange } from './segmentQueryEvents.ts';
import { profileFilter } from './segmentQueryFilter.ts';
import {
  complement,
  type IdSource,
  idsOf,
  intersection,
  type Membership,
  sortedMembership,
  union,
} from './segmentQueryMembership.ts';

/** Documents that are read from the store at once, of each stream: this bounds the memory. */
const PAGE = 1000;

interface QualifiedRange extends ProfileRange {
  /** Left out: those without the suppressions of erased persons. */
  readonly suppressions?: Pick<SuppressionStore, 'among'>;
}

export interface QualifiedQuery<Field extends keyof Profile> extends QualifiedRange {
  /** The instant that `lastDays` counts back from, and whose date is today. */
  readonly now: Date;
  /** IANA time zone of today's date, for anniversaries. Default: UTC. */
  readonly zone?: string | undefined;
  /** The fields that are needed; all if left out. `_id` is always included. */
  readonly fields?: readonly Field[];
  /** Only profiles after this id. */
  readonly afterId?: string | undefined;
  /** Only these profiles. */
  readonly ids?: readonly string[] | undefined;
}

/**
 * The profiles that meet the condition, in ascending order of `_id`, in pages of 1 to 1,000.
 *
 * One cursor reads the profiles, filtered by the parts of the condition about the profile itself. Every other part (an
 * event condition, an opt-out, a mixed `or`) is a stream of profile ids in the same order, and the streams are merged: no query is made
 * for a single profile, and memory doesn't grow with the audience.
 */
export async function* qualifiedProfiles<Field extends keyof Profile = keyof Profile>(
  db: Db,
  condition: ResolvedCondition | 'everyone',
  query: QualifiedQuery<Field>,
): AsyncGenerator<Pick<Profile, Field | '_id'>[], void, void> {
  const today = { now: query.now, zone: query.zone ?? 'UTC' };
  const { filter, rest } = split(condition, today);
  const membership = rest.length === 0 ? null : intersection(rest.map((part) => open(db, part, today, query)));
  const profiles = profilesWhere(db, filter, query, query.fields);
  try {
    for (let page = await profiles.next(); page !== null; page = await profiles.next()) {
      const answers = await membership?.among(page.map((profile) => profile._id));
      const qualified = answers ? page.filter((_, index) => answers[index]) : page;
      if (qualified.length > 0) yield qualified;
    }
  } finally {
    await Promise.all([profiles.close(), membership?.close()]);
  }
}

/** The part of a condition that the cursor over the profiles can filter by, and the other parts that must be met. */
function split(
  condition: ResolvedCondition | 'everyone',
  today: Today,
): { filter: Document | null; rest: ResolvedCondition[] } {
  if (condition === 'everyone') return { filter: null, rest: [] };
  const whole = profileFilter(condition, today);
  if (whole) return { filter: whole, rest: [] };
  if (condition.kind !== 'and') return { filter: null, rest: [condition] };
  const parts = condition.conditions.map((part) => split(part, today));
  const filters = parts.map((part) => part.filter).filter((filter) => filter !== null);
  return { filter: filters.length > 0 ? { $and: filters } : null, rest: parts.flatMap((part) => part.rest) };
}

/** Opens the streams that a condition needs. */
function open(db: Db, condition: ResolvedCondition, today: Today, range: QualifiedRange): Membership {
  const filter = profileFilter(condition, today);
  if (filter) return sortedMembership(idsOf(profilesWhere(db, filter, range, ['_id'])));
  switch (condition.kind) {
    case 'field':
      return sortedMembership(optOutIds(db, condition, today, range));
    case 'event':
      return eventMembership(db, condition, { today, profiles: range, batchSize: PAGE });
    case 'not':
      return complement(open(db, condition.condition, today, range));
    case 'and':
      return intersection(gathered(condition, today).map((part) => open(db, part, today, range)));
    case 'or':
      return union(gathered(condition, today).map((part) => open(db, part, today, range)));
    default:
      throw new TypeError(`a condition of kind ${condition.kind} has a filter`);
  }
}

/** The ids of the profiles whose opt-out, their own or that of their number, passes a test. */
function optOutIds(db: Db, condition: FieldCondition, today: Today, range: QualifiedRange): IdSource {
  const { suppressions = suppressionStore(db) } = range;
  const passes = valueTest({ ...condition, property: condition.field }, today);
  const profiles = profilesWhere(db, null, range, ['number', 'optedOut']);
  return {
    async next() {
      const page = await profiles.next();
      if (page === null) return null;
      const suppressed = await suppressions.among(page.flatMap(({ number }) => number ?? []));
      const isOptedOut = (profile: (typeof page)[number]): boolean => reachability(profile, suppressed) === 'opted_out';
      return page.filter((profile) => passes(isOptedOut(profile))).map(({ _id }) => _id);
    },
    close: () => profiles.close(),
  };
}

/** The members of a group, with all those about the profile itself combined: one stream instead of one for each. */
function gathered(group: ResolvedCondition & { kind: 'and' | 'or' }, today: Today): ResolvedCondition[] {
  const own = group.conditions.filter((member) => profileFilter(member, today) !== null);
  const others = group.conditions.filter((member) => profileFilter(member, today) === null);
  return own.length > 1 ? [{ kind: group.kind, conditions: own }, ...others] : group.conditions;
}

function profilesWhere<Field extends keyof Profile>(
  db: Db,
  filter: Document | null,
  range: ProfileRange,
  fields: readonly Field[] | undefined,
): DocumentSource<Pick<Profile, Field | '_id'>> {
  return pagedSource(db.collection<{ _id: string }>('profiles'), {
    after: (id = range.afterId) => {
      const ids = idFilter({ ...range, afterId: id });
      return { ...(ids && { _id: ids }), ...(filter && { $and: [filter] }) };
    },
    projection: fields ? Object.fromEntries(['_id', ...fields].map((name) => [name, 1])) : {},
    pageSize: PAGE,
  });
}

function idFilter({ afterId, ids }: ProfileRange): Document | undefined {
  if (ids !== undefined) return { $in: afterId === undefined ? [...ids] : ids.filter((id) => id > afterId) };
  return afterId === undefined ? undefined : { $gt: afterId };
}
