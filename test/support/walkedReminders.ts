import { MINUTE, type Reading, walkTo, wallClock } from '../domain/schedule/wallClock.ts';

/**
 * When reminders of dates are due, found by walks over minutes, as an independent implementation for the tests: of the rules, and of whole campaigns. It reads
 * clocks with Intl alone, and counts days in UTC.
 */

const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Days at a local time, such as `18:00`; or hours from the instant of the date, which is `time` if it has none. */
export type Offset = { readonly time: string } & ({ readonly days: number } | { readonly hours: number });

/** A date that was made known at an instant (milliseconds): a day such as `2026-05-07`, or an instant, which is on the day that the clock shows. */
export interface KnownDate {
  readonly known: number;
  readonly date: string;
}

const readings = new Map<string, (instant: number) => Reading>();
function clock(zone: string): (instant: number) => Reading {
  const read = readings.get(zone) ?? wallClock(zone);
  readings.set(zone, read);
  return read;
}

const isDay = (date: string): boolean => date.length === 10;

/** The minute at which the message is due for somebody who lives by the zone all the time. */
function dueIn(zone: string, { date }: Pick<KnownDate, 'date'>, offset: Offset): number {
  if ('hours' in offset) {
    const from = isDay(date) ? minuteOf(`${date}T${offset.time}`, zone) : Date.parse(date);
    return from + offset.hours * HOUR;
  }
  const day = isDay(date) ? date : clock(zone)(Date.parse(date)).local.slice(0, 10);
  const local = new Date(Date.parse(day) + offset.days * DAY).toISOString().slice(0, 10);
  return minuteOf(`${local}T${offset.time}`, zone);
}

function minuteOf(local: string, zone: string): number {
  const key = `${zone} ${local}`;
  const minute = dues.get(key) ?? walkTo(local, clock(zone), threeHoursBefore(`${local}Z`, zone));
  dues.set(key, minute);
  return minute;
}
const dues = new Map<string, number>();

/** Near enough for a walk, and before any change of the clock that matters. */
function threeHoursBefore(local: string, zone: string): number {
  const utc = Date.parse(local);
  return 2 * utc - Date.parse(`${clock(zone)(utc).local}Z`) - 3 * HOUR;
}

/**
 * The first minute, from the one at which the date is known on, at which the message is due by the zone that the profile has then; null if by that zone
 * it had been due before the date was known. A zone that changes is a clock that is set: what it skips is made up for at once.
 */
export function walkedDue(of: KnownDate, offset: Offset, zoneAt: (instant: number) => string): number | null {
  const middle = Date.parse(of.date.slice(0, 10)) + ('days' in offset ? offset.days * DAY : offset.hours * HOUR);
  const start = Math.max(of.known, middle - 2 * DAY);
  const here = new Map<string, number>();
  for (let minute = Math.ceil(start / MINUTE) * MINUTE; minute <= Math.max(start, middle + 4 * DAY); minute += MINUTE) {
    const zone = zoneAt(minute);
    const due = here.get(zone) ?? dueIn(zone, of, offset);
    here.set(zone, due);
    if (minute >= due) return due < of.known ? null : minute;
  }
  return null;
}

/** Something that was said about a booking: its date, or with null that it is cancelled. */
export interface Said {
  readonly id: string;
  readonly booking: string;
  readonly at: number;
  readonly date: string | null;
}

export interface Reminder {
  readonly id: string;
  readonly offset: number;
  readonly at: number;
}

/** The reminders of bookings: of all that was said of a booking until then, only the last counts. */
export const walkedReminders = (
  all: readonly Said[],
  offsets: readonly Offset[],
  zoneAt: (instant: number) => string,
): Reminder[] =>
  all
    .flatMap(({ id, booking, at: known, date }) =>
      offsets.flatMap((each, offset): Reminder[] => {
        const at = date === null ? null : walkedDue({ known, date }, each, zoneAt);
        const last = all.findLast((one) => one.booking === booking && at !== null && one.at <= at);
        return at !== null && last?.id === id ? [{ id, offset, at }] : [];
      }),
    )
    .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));

/** The days in a range on which somebody who was born on a date has a birthday. */
export function walkedBirthdays(born: string, from: string, to: string): string[] {
  const days: string[] = [];
  for (let time = Date.parse(from); time <= Date.parse(to); time += DAY) {
    const day = new Date(time).toISOString().slice(0, 10);
    const isLastOfFebruary = new Date(time + DAY).getUTCDate() === 1 && day.slice(5, 7) === '02';
    if (day.slice(5) === born.slice(5) || (born.endsWith('02-29') && isLastOfFebruary)) days.push(day);
  }
  return days.filter((day) => day >= born);
}
