import { Temporal } from 'temporal-polyfill';
import { toLocal, toLocalDate } from '../schedule/localTime.ts';

/** The local day that limits are counted under, such as `2026-05-07`. */
export const dayKey = (instant: Date, zone: string): string => toLocalDate(instant, zone);

/** The local week that limits are counted under, as in ISO 8601: `2026-W19`. Weeks begin on Monday; week 1 has the year's first Thursday. */
export function weekKey(instant: Date, zone: string): string {
  const { yearOfWeek, weekOfYear } = Temporal.PlainDate.from(toLocalDate(instant, zone));
  return `${yearOfWeek}-W${String(weekOfYear).padStart(2, '0')}`;
}

/** The local hour, 0 to 23, that activity is counted under. */
export const hourOfDay = (instant: Date, zone: string): number => Number(toLocal(instant, zone).slice(11, 13));
