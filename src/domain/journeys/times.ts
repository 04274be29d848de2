import { addDays, dayIn, toInstant, toLocalDate } from '../schedule/localTime.ts';
import { WEEKDAYS } from '../schedule/rruleText.ts';
import type { StoredValue } from '../values.ts';
import { milliseconds } from './duration.ts';
import type { PersonDate } from './journey.ts';

const DAY_MS = 86_400_000;
const WEEK = 7;

/** The first instant from `from` on at which clocks in the zone show the time, on one of the weekdays; null: any. A time that a clock change skips moves forward. */
export function localTimeFrom(of: {
  readonly from: Date;
  readonly zone: string;
  readonly time: string;
  readonly days: readonly string[] | null;
}): Date {
  const { from, zone, time, days } = of;
  const today = toLocalDate(from, zone);
  for (let ahead = 0; ahead <= WEEK; ahead += 1) {
    const date = addDays(today, ahead);
    const at = toInstant(`${date}T${time}`, zone);
    if (at >= from && (days === null || days.includes(weekdayOf(date)))) return at;
  }
  throw new RangeError(`no day of the week is one of ${days?.join(', ')}; wanted: some of ${WEEKDAYS.join(', ')}`);
}

const weekdayOf = (date: string): string => WEEKDAYS[(new Date(date).getUTCDay() + 6) % WEEK] ?? '';

/**
 * The instant that a date property stands for, with the offset and the local time; null if it holds no date. A date without a time is stored as midnight UTC: its day is
 * the same in every zone.
 */
export function personDateAt(
  value: StoredValue | undefined,
  { before, after, at }: PersonDate,
  zone: string,
): Date | null {
  if (!(value instanceof Date)) return null;
  const offset = (after ? milliseconds(after) : 0) - (before ? milliseconds(before) : 0);
  if (at === undefined) return new Date(value.getTime() + offset);
  return toInstant(`${addDays(dayIn(value, zone), Math.round(offset / DAY_MS))}T${at}`, zone);
}
