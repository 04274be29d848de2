import type { Profile } from '../audience/profile.ts';
import type { ResolvedCondition } from '../audience/segment.ts';
import { memoize } from '../memoize.ts';
import { addDays, toLocalDate } from '../schedule/localTime.ts';
import type { StoredValue } from '../values.ts';
import { type DueTimes, dateOf, dayOf, dueTimes, isYearlyDay, yearlyDays } from './dates.ts';
import type { DateOffset, LiveWhenOf } from './liveWhen.ts';
import { clockOf, type ZonedProfile, type ZoneSettings } from './recipientClock.ts';
import { type Trigger, triggerIdOf, triggerKey } from './trigger.ts';

/** The fields of a profile that its dates are read from. */
export const DATED_FIELDS = ['timeZone', 'number', 'country', 'properties'] as const;
export type DatedProfile = ZonedProfile & Pick<Profile, '_id' | 'properties'>;

/**
 * How far ahead of its due time, in milliseconds, a message for a date of a profile has a trigger. The profiles are searched for dates once a day, and a change of the
 * account's time zone brings messages forward by up to 26 hours.
 */
export const DATES_AHEAD_MS = 50 * 3_600_000;

export interface DatesQuery {
  readonly campaignId: string;
  readonly when: LiveWhenOf<'profile_date'>;
  readonly zones: ZoneSettings;
  readonly now: Date;
  /** Only messages that are due until this instant. */
  readonly until: Date;
}

/** Returns a function that gives a profile's triggers for its dates whose messages are due from `now` on. */
export function profileDates({
  campaignId,
  when,
  zones,
  now,
  until,
}: DatesQuery): (profile: DatedProfile) => Trigger[] {
  const { property, yearly } = when;
  const times = dueTimes(when);
  const yearlyIn = memoize((zone: string) => dueYearly({ when, times, zone, now, until }));
  return (profile) => {
    const zone = clockOf(profile, when.zone, zones);
    const value = profile.properties[property];
    const found = yearly ? yearlyDue(value, yearlyIn(zone), zone) : dueOnce(value, { when, times, zone, now, until });
    return found.map(({ date, offset, due, dueAt }) => ({
      _id: triggerIdOf(campaignId, triggerKey(profile._id, offset, date)),
      campaignId,
      profileId: profile._id,
      dueAt,
      at: due,
      createdAt: now,
      event: null,
      offset,
      date,
    }));
  };
}

interface DueDate {
  readonly date: string;
  readonly offset: number;
  readonly due: Date;
  readonly dueAt: Date;
}

interface DueQuery extends Pick<DatesQuery, 'when' | 'now' | 'until'> {
  readonly times: DueTimes;
  readonly zone: string;
}

/** The message if it is due in time; `first` is when it is due in some zone. */
function inTime(of: Omit<DueDate, 'dueAt'>, first: Date, { now, until }: DueQuery): DueDate[] {
  return of.due < now || of.due > until ? [] : [{ ...of, dueAt: new Date(Math.max(first.getTime(), now.getTime())) }];
}

function dueOnce(value: StoredValue | undefined, query: DueQuery): DueDate[] {
  const { when, times, zone } = query;
  return when.offsets.flatMap((each, offset) => {
    const date = dateOf(value, each, zone);
    const between = times.between(value, each);
    return date && between ? inTime({ date, offset, due: times.on(date, each, zone) }, between.first, query) : [];
  });
}

function yearlyDue(
  value: StoredValue | undefined,
  dueOn: ReadonlyMap<string, readonly DueDate[]>,
  zone: string,
): readonly DueDate[] {
  const day = dayOf(value, zone);
  return day === null ? [] : (dueOn.get(day.slice(5)) ?? []).filter(({ date }) => isYearlyDay(date, day));
}

/** The messages that are due, by month and day: computed once for a zone, so that a profile costs a lookup. */
function dueYearly(query: DueQuery): ReadonlyMap<string, DueDate[]> {
  const { when, times, zone, now, until } = query;
  const found = new Map<string, DueDate[]>();
  const last = toLocalDate(until, zone);
  for (let dueDay = toLocalDate(now, zone); dueDay <= last; dueDay = addDays(dueDay, 1)) {
    for (const [offset, each] of when.offsets.entries()) {
      const date = addDays(dueDay, -daysOf(each));
      const due = inTime({ date, offset, due: times.on(date, each, zone) }, times.firstOn(date, each), query);
      for (const key of yearlyDays(date)) found.set(key, [...(found.get(key) ?? []), ...due]);
    }
  }
  return found;
}

/**
 * A condition that holds for all profiles for which `profileDates` finds something, and for few others. A day of a profile's clock is on up to two days of UTC,
 * and so is the date of an instant. The day of each year is no condition that a store evaluates faster than it sends the profiles.
 */
export function profilesDue(
  { property, yearly, offsets }: DatesQuery['when'],
  { now, until }: Pick<DatesQuery, 'now' | 'until'>,
): ResolvedCondition {
  if (yearly) return { kind: 'property', property, operator: 'exists' };
  const days = offsets.map(daysOf);
  const first = now.getTime() - (MARGIN_DAYS + Math.max(...days)) * DAY_MS;
  const last = until.getTime() + (MARGIN_DAYS - Math.min(...days)) * DAY_MS;
  return { kind: 'property', property, operator: 'between', value: [dateAt(first), dateAt(last)] };
}

const dateAt = (time: number) => ({ date: new Date(time).toISOString() });

const DAY_MS = 86_400_000;
const MARGIN_DAYS = 4;

const daysOf = (offset: DateOffset): number => ('days' in offset ? offset.days : offset.hours / 24);
