import type { Profile } from '../audience/profile.ts';
import type { ResolvedCondition } from '../audience/segment.ts';
import { memoize } from '../memoize.ts';
import { addDays, toLocalDate } from '../schedule/localTime.ts';
import { type DueTimes, dayOf, dueTimes, isDayOf, yearlyDays } from './dates.ts';
import type { LiveWhenOf } from './liveWhen.ts';
import { clockOf, type ZonedProfile, type ZoneSettings } from './recipientClock.ts';
import { type Trigger, triggerIdOf, triggerKey } from './trigger.ts';

/** The fields of a profile that its dates are read from. */
export const DATED_FIELDS = ['timeZone', 'number', 'country', 'properties'] as const;
export type DatedProfile = ZonedProfile & Pick<Profile, '_id' | 'properties'>;

/** How far ahead of its due time, in milliseconds, a message for a date of a profile has a trigger. The profiles are searched for dates once a day. */
export const DATES_AHEAD_MS = 50 * 3_600_000;

export interface DatesQuery {
  readonly campaignId: string;
  readonly when: LiveWhenOf<'profile_date'>;
  readonly zones: ZoneSettings;
  readonly now: Date;
  /** Only messages that may be due before this instant, the profile's zone being what it may. */
  readonly until: Date;
}

/**
 * Returns a function that gives a profile's triggers for its dates whose messages are due from `now` on. What is due on which days is computed once for each
 * zone: a profile costs a lookup.
 */
export function profileDates({
  campaignId,
  when,
  zones,
  now,
  until,
}: DatesQuery): (profile: DatedProfile) => Trigger[] {
  const { property, yearly } = when;
  const times = dueTimes(when);
  const dueIn = memoize((zone: string) => dueByDate({ when, times, zone, now, until }));
  return (profile) => {
    const zone = clockOf(profile, when.zone, zones);
    const date = dayOf(profile.properties[property], zone);
    if (date === null) return [];
    return (dueIn(zone).get(yearly ? date.slice(5) : date) ?? [])
      .filter(({ day }) => isDayOf(date, day, yearly))
      .map(({ day, offset, due, dueAt }) => ({
        _id: triggerIdOf(campaignId, triggerKey(profile._id, offset, day)),
        campaignId,
        profileId: profile._id,
        dueAt,
        at: due,
        createdAt: now,
        event: null,
        offset,
        date: day,
      }));
  };
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
  const days = offsets.map((offset) => offset.days);
  const first = now.getTime() - (MARGIN_DAYS + Math.max(...days)) * DAY_MS;
  const last = until.getTime() + (MARGIN_DAYS - Math.min(...days)) * DAY_MS;
  return { kind: 'property', property, operator: 'between', value: [dateAt(first), dateAt(last)] };
}

const dateAt = (time: number) => ({ date: new Date(time).toISOString() });

const DAY_MS = 86_400_000;
const MARGIN_DAYS = 4;

interface DueDay {
  readonly day: string;
  readonly offset: number;
  readonly due: Date;
  readonly dueAt: Date;
}

/** By date, or with `yearly` by month and day: the messages that are due. */
function dueByDate(
  query: Pick<DatesQuery, 'when' | 'now' | 'until'> & { times: DueTimes; zone: string },
): ReadonlyMap<string, DueDay[]> {
  const { when, times, zone, now, until } = query;
  const found = new Map<string, DueDay[]>();
  // An hour that a clock change skips moves forward; and a message may be looked at a day before it is due in the zone.
  const last = addDays(toLocalDate(until, zone), 2);
  for (let dueDate = addDays(toLocalDate(now, zone), -1); dueDate <= last; dueDate = addDays(dueDate, 1)) {
    for (const [offset, each] of when.offsets.entries()) {
      const day = addDays(dueDate, -each.days);
      const due = times.on(day, each, zone);
      const first = when.zone === 'profile' ? times.inAnyZone(day, each).first : due;
      if (due < now || first > until) continue;
      const dueAt = new Date(Math.max(first.getTime(), now.getTime()));
      for (const key of when.yearly ? yearlyDays(day) : [day]) {
        found.set(key, [...(found.get(key) ?? []), { day, offset, due, dueAt }]);
      }
    }
  }
  return found;
}
