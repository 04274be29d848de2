import { knownZone } from '../zones.ts';
import { addDays, toInstant, toLocal, toLocalDate } from './localTime.ts';
import { dayOnOrAfter, firstDay } from './recurrence.ts';
import type { LatePolicy, RecurrenceRule, When } from './whenSchema.ts';

/** One time at which a campaign runs. JSON; instants are ISO 8601. */
export interface Occurrence {
  /** The local date-time of the definition. It orders the occurrences of a campaign and is unique among them. With best_time only its date applies to all. */
  readonly local: string;
  /** The zone that `local` is in, or each profile's own. */
  readonly zone: string | 'profile' | 'best_time';
  /** The zone of profiles that have none. */
  readonly defaultZone: string;
  readonly late: LatePolicy;
  /** The last local date on which anything is sent; null when there is no such limit. */
  readonly lastDate: string | null;
  /** The local date of the campaign's next occurrence on another day, as known when this one was planned or approved. Null or left out: none. */
  readonly nextDate?: string | null;
  /** The instant of `local` in the earliest time zone: the run's due time. */
  readonly firstAt: string;
  /** The instant of `local` in the latest time zone; equal to `firstAt` where all are due at the same instant. Late and delayed messages come after it. */
  readonly lastAt: string;
}

/** Whether each recipient is due at an hour of its own, in its own time zone. */
export const hasOwnHours = ({ zone }: Pick<Occurrence, 'zone'>): boolean => zone === 'profile' || zone === 'best_time';

export interface OccurrenceQuery {
  readonly when: When;
  readonly accountZone: string;
  /** When the campaign was scheduled, or rescheduled. */
  readonly scheduledAt: Date;
  /** Occurrences that had passed at this instant are left out: `scheduledAt` for the first one, and later the instant from which missed ones count. */
  readonly notBefore: Date;
  /** `local` of the previous occurrence, null for the first one. It survives a rescheduling, so that a day never has two runs. */
  readonly previous: string | null;
  /** How many runs the campaign has had. */
  readonly runs: number;
  /**
   * The definition that `when` replaced after the run of the previous occurrence. Left out: none. A time that is new in `when` is left out
   * on the day of that run: its recipients have had their message, and an edit of the hour must not send them another.
   */
  readonly replaced?: When | undefined;
}

/**
 * The campaign's next occurrence; null when there is none.
 *
 * A date in each profile's zone has passed when it has passed in every time zone; an occurrence of a recurrence in each profile's zone
 * when it has passed in the account's zone; any other one when it has passed in its own zone.
 * @throws UnknownZoneError when the campaign or the account has a zone that isn't known, even where the times don't depend on it: sending does
 */
export function nextOccurrence(query: OccurrenceQuery): Occurrence | null {
  const { when } = query;
  checkZones(query);
  switch (when.kind) {
    case 'now':
      return instantOccurrence(query, query.scheduledAt);
    case 'at':
      return instantOccurrence(query, new Date(when.at));
    case 'dates':
      return nextOfDates(query, when);
    case 'recurring':
      return nextOfRecurrence(query, when);
  }
}

/** @throws UnknownZoneError when the campaign or the account has a zone that isn't known */
export function checkZones({ when, accountZone }: Pick<OccurrenceQuery, 'when' | 'accountZone'>): void {
  knownZone(accountZone);
  if (when.kind !== 'dates' && when.kind !== 'recurring') return;
  for (const zone of [when.zone, when.defaultZone]) knownZone(judgingZone(zone ?? 'account', accountZone));
}

type Dates = Extract<When, { kind: 'dates' }>;
export type Recurring = Extract<When, { kind: 'recurring' }>;

function instantOccurrence(query: OccurrenceQuery, at: Date): Occurrence | null {
  const { accountZone, notBefore, previous } = query;
  const local = toLocal(at, accountZone);
  if (at < notBefore || (previous !== null && local <= previous) || isMoved(local, query)) return null;
  const instant = at.toISOString();
  const clock = { zone: accountZone, defaultZone: accountZone, late: 'skip', lastDate: null } as const;
  return { local, ...clock, firstAt: instant, lastAt: instant };
}

function nextOfDates(query: OccurrenceQuery, when: Dates): Occurrence | null {
  const { accountZone, notBefore, previous } = query;
  for (const local of when.dates.toSorted()) {
    if ((previous !== null && local <= previous) || isMoved(local, query)) continue;
    const occurrence = occurrenceOf(when, local, accountZone);
    if (Date.parse(occurrence.lastAt) >= notBefore.getTime()) return occurrence;
  }
  return null;
}

/** Whether a time is on the day of the previous run and was added to the definition since then. */
export function isMoved(
  local: string,
  { when, accountZone, previous, replaced }: Pick<OccurrenceQuery, 'when' | 'accountZone' | 'previous' | 'replaced'>,
): boolean {
  if (!replaced || previous === null || local.slice(0, 10) !== previous.slice(0, 10)) return false;
  if (replaced.kind === 'at') return toLocal(new Date(replaced.at), accountZone) !== local;
  if (replaced.kind !== 'dates' || when.kind !== 'dates' || replaced.zone !== when.zone) return true;
  return !replaced.dates.includes(local);
}

function nextOfRecurrence(query: OccurrenceQuery, when: Recurring): Occurrence | null {
  const { accountZone, notBefore, previous, runs } = query;
  if (when.end.kind === 'after' && runs >= when.end.runs) return null;
  const zone = judgingZone(when.zone, accountZone);
  const rrule = rruleOf(when.rule);
  const anchor = firstDay(rrule, startDay(when, query.scheduledAt, accountZone));
  if (anchor === null) return null;
  const earliest = [anchor, firstDateFrom(notBefore, when.time, zone)];
  // By date: a campaign whose time of day is moved to a later one has no second run on the same day.
  if (previous !== null) earliest.push(addDays(previous.slice(0, 10), 1));
  const date = dayOnOrAfter({ rrule, anchor, from: earliest.toSorted().at(-1) ?? anchor });
  if (date === null || (when.end.kind === 'on' && date > when.end.date)) return null;
  return occurrenceOf(when, `${date}T${when.time}`, accountZone);
}

/** The day with which the recurrence begins: `start` or, without one, the first day whose time comes after the scheduling. */
export const startDay = ({ start, time, zone }: Recurring, scheduledAt: Date, accountZone: string): string =>
  start ?? firstDateFrom(scheduledAt, time, judgingZone(zone, accountZone));

/** The first local date whose `time` is at `instant` or later. */
function firstDateFrom(instant: Date, time: string, zone: string): string {
  // The search starts a day early: a skipped time moves forward, even into the next day where a zone skips a whole day.
  let date = addDays(toLocalDate(instant, zone), -1);
  while (toInstant(`${date}T${time}`, zone) < instant) date = addDays(date, 1);
  return date;
}

const judgingZone = (zone: string, accountZone: string): string =>
  zone === 'account' || zone === 'profile' || zone === 'best_time' ? accountZone : zone;

function occurrenceOf(when: Dates | Recurring, local: string, accountZone: string): Occurrence {
  const zone = when.zone === 'account' ? accountZone : when.zone;
  return {
    local,
    zone,
    defaultZone: when.defaultZone === undefined || when.defaultZone === 'account' ? accountZone : when.defaultZone,
    late: when.late ?? 'skip',
    lastDate: when.kind === 'recurring' && when.end.kind === 'on' ? when.end.date : null,
    ...spanOf(local, zone),
  };
}

function spanOf(local: string, zone: string): Pick<Occurrence, 'firstAt' | 'lastAt'> {
  if (zone === 'profile') return { firstAt: inZoneOf(FIRST_OFFSET, local), lastAt: inZoneOf(LAST_OFFSET, local) };
  if (zone === 'best_time') {
    const [date = '', time = ''] = local.split('T');
    const last = time > LAST_HOUR ? time : LAST_HOUR;
    return { firstAt: inZoneOf(FIRST_OFFSET, `${date}T00:00`), lastAt: inZoneOf(LAST_OFFSET, `${date}T${last}`) };
  }
  const instant = toInstant(local, zone).toISOString();
  return { firstAt: instant, lastAt: instant };
}

/** Kiritimati has the largest offset of all zones, and ships at the date line have the smallest. */
const FIRST_OFFSET = '+14:00';
const LAST_OFFSET = '-12:00';
/** The last hour that can be a profile's best time. */
const LAST_HOUR = '23:00';

const inZoneOf = (offset: string, local: string): string => new Date(`${local}${offset}`).toISOString();

/** The rule in the notation of RFC 5545 section 3.3.10. */
function rruleOf(rule: RecurrenceRule): string {
  switch (rule.kind) {
    case 'daily':
      return `FREQ=DAILY;INTERVAL=${rule.every}`;
    case 'weekly':
      return `FREQ=WEEKLY;INTERVAL=${rule.every};BYDAY=${rule.days.join(',')}`;
    case 'monthly':
      return `FREQ=MONTHLY;INTERVAL=${rule.every};BYMONTHDAY=${rule.day === 'last' ? -1 : rule.day}`;
    case 'rrule':
      return rule.text;
  }
}
