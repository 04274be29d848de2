import type { AnniversaryWindow } from '../../src/domain/audience/anniversary.ts';
import type { ProfileEvent } from '../../src/domain/audience/event.ts';
import type { Profile } from '../../src/domain/audience/profile.ts';
import type {
  EventCondition,
  Period,
  ResolvedCondition,
  Threshold,
  WhereClause,
} from '../../src/domain/audience/segment.ts';
import type { ScalarValue } from '../../src/domain/audience/segmentTests.ts';
import type { StoredValue } from '../../src/domain/values.ts';

/** Evaluates a condition for one profile at a time: slow, and independent of the query that it is compared with. Today is in UTC. */
export function qualifies(
  condition: ResolvedCondition,
  profile: Profile,
  events: readonly ProfileEvent[],
  now: Date,
): boolean {
  switch (condition.kind) {
    case 'property':
      return passes(condition, profile.properties[condition.property], now);
    case 'field':
      return passes(condition, (condition.field === 'id' ? profile._id : profile[condition.field]) ?? undefined, now);
    case 'and':
      return condition.conditions.every((member) => qualifies(member, profile, events, now));
    case 'or':
      return condition.conditions.some((member) => qualifies(member, profile, events, now));
    case 'not':
      return !qualifies(condition.condition, profile, events, now);
    case 'event':
      return eventsPass(
        condition,
        events.filter((event) => event.profileId === profile._id),
        now,
      );
  }
}

type Test = { operator: WhereClause['operator']; value?: unknown };

function passes(test: Test, value: StoredValue | undefined, today: Date): boolean {
  const opposite = OPPOSITES[test.operator];
  if (opposite) return !passes({ ...test, operator: opposite }, value, today);
  if (value === undefined) return false;
  return Array.isArray(value) && test.operator !== 'exists'
    ? value.some((element) => holds(test, element, today))
    : holds(test, value, today);
}

const OPPOSITES: Partial<Record<Test['operator'], Test['operator']>> = {
  not_equals: 'equals',
  not_in: 'in',
  not_contains: 'contains',
  not_exists: 'exists',
};

function holds({ operator, value }: Test, found: StoredValue, today: Date): boolean {
  if (operator === 'exists') return true;
  if (operator === 'anniversary')
    return found instanceof Date && isCelebrated(found, value as AnniversaryWindow, today);
  if (operator === 'contains') return typeof found === 'string' && found.includes(value as string);
  const compared = (wanted: unknown): number => compare(found, wanted as ScalarValue);
  switch (operator) {
    case 'equals':
      return compared(value) === 0;
    case 'in':
      return (value as ScalarValue[]).some((each) => compared(each) === 0);
    case 'lt':
      return compared(value) < 0;
    case 'lte':
      return compared(value) <= 0;
    case 'gt':
      return compared(value) > 0;
    case 'gte':
      return compared(value) >= 0;
    default: {
      const [low, high] = value as [ScalarValue, ScalarValue];
      return compared(low) >= 0 && compared(high) <= 0;
    }
  }
}

/** Checks for each day of the window whether it is the person's anniversary in that year. */
function isCelebrated(born: Date, { fromDay, toDay }: AnniversaryWindow, today: Date): boolean {
  for (let offset = fromDay; offset <= toDay; offset += 1) {
    const day = new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate() + offset));
    const thatYear = new Date(Date.UTC(day.getUTCFullYear(), born.getUTCMonth(), born.getUTCDate()));
    // 29 February of a common year has become 1 March.
    if (thatYear.getUTCMonth() !== born.getUTCMonth()) thatYear.setUTCDate(0);
    if (thatYear.getTime() === day.getTime()) return true;
  }
  return false;
}

/** Negative, zero, positive; NaN, which fails every comparison, across types. */
function compare(found: StoredValue, wanted: ScalarValue): number {
  const right = typeof wanted === 'object' ? new Date(wanted.date) : wanted;
  if (found instanceof Date && right instanceof Date) return found.getTime() - right.getTime();
  if (typeof found !== typeof right || found instanceof Date || right instanceof Date) return Number.NaN;
  if (found === right) return 0;
  return found < right ? -1 : 1;
}

function eventsPass(condition: EventCondition, own: readonly ProfileEvent[], now: Date): boolean {
  const matching = own.filter(
    (event) =>
      event.name === condition.event &&
      isIn(condition.within, event.at, now) &&
      (condition.where ?? []).every((clause) => passes(clause, event.properties[clause.property], now)),
  );
  if (!condition.did) return matching.length === 0;
  const { count, sum, first, last } = condition;
  if (!count && !sum && !first && !last) return matching.length > 0;
  const times = matching.map((event) => event.at.getTime()).sort((a, b) => a - b);
  const total = matching
    .map((event) => (sum ? event.properties[sum.property] : 0))
    .reduce<number>((before, value) => before + (typeof value === 'number' ? value : 0), 0);
  return (
    (!count || reaches(count, matching.length)) &&
    (!sum || reaches(sum.threshold, total)) &&
    (!first || isTimeIn(first, times[0], now)) &&
    (!last || isTimeIn(last, times.at(-1), now))
  );
}

const isTimeIn = (period: Period, time: number | undefined, now: Date): boolean =>
  time !== undefined && isIn(period, new Date(time), now);

function isIn(period: Period | undefined, at: Date, now: Date): boolean {
  if (period === undefined) return true;
  if ('lastDays' in period) return at <= now && now.getTime() - at.getTime() <= period.lastDays * 24 * 3600 * 1000;
  return !(period.from && at < new Date(period.from)) && !(period.to && at >= new Date(period.to));
}

function reaches({ operator, value }: Threshold, found: number): boolean {
  switch (operator) {
    case 'equals':
      return found === value;
    case 'lt':
      return found < value;
    case 'lte':
      return found <= value;
    case 'gt':
      return found > value;
    case 'gte':
      return found >= value;
    case 'between':
      return found >= value[0] && found <= value[1];
  }
}
