import { Temporal } from 'temporal-polyfill';
import { addDays, toInstant, toLocal, toLocalDate } from '../schedule/localTime.ts';

/** The local day that limits are counted under, such as `2026-05-07`. */
export const dayKey = (instant: Date, zone: string): string => toLocalDate(instant, zone);

/** The local week that limits are counted under, as in ISO 8601: `2026-W19`. Weeks begin on Monday; week 1 has the year's first Thursday. */
export function weekKey(instant: Date, zone: string): string {
  const { yearOfWeek, weekOfYear } = Temporal.PlainDate.from(toLocalDate(instant, zone));
  return `${yearOfWeek}-W${String(weekOfYear).padStart(2, '0')}`;
}

/** The local hour, 0 to 23, that activity is counted under. */
export const hourOfDay = (instant: Date, zone: string): number => Number(toLocal(instant, zone).slice(11, 13));

/** When the local day ends that limits are counted under. */
export const dayEnd = (instant: Date, zone: string): Date => startOf(addDays(toLocalDate(instant, zone), 1), zone);

/** When the local week ends that limits are counted under: its Sunday, as in ISO 8601. */
export function weekEnd(instant: Date, zone: string): Date {
  const date = toLocalDate(instant, zone);
  // From 1, Monday, to 7.
  const weekday = new Date(`${date}T00:00Z`).getUTCDay() || 7;
  return startOf(addDays(date, 8 - weekday), zone);
}

const startOf = (date: string, zone: string): Date => toInstant(`${date}T00:00`, zone);
