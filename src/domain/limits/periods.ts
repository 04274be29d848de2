import { addDays, toInstant, toLocal, toLocalDate } from '../schedule/localTime.ts';

/** The local day that limits are counted under, such as `2026-05-07`. */
export const dayKey = (instant: Date, zone: string): string => toLocalDate(instant, zone);

/** The local hour, 0 to 23, that activity is counted under. */
export const hourOfDay = (instant: Date, zone: string): number => Number(toLocal(instant, zone).slice(11, 13));

/** When the local day begins that limits are counted under. */
export const dayStart = (instant: Date, zone: string): Date => startOf(toLocalDate(instant, zone), zone);

/** When the local day ends that limits are counted under. */
export const dayEnd = (instant: Date, zone: string): Date => startOf(addDays(toLocalDate(instant, zone), 1), zone);

/** When the local week begins that limits are counted under: its Monday, as in ISO 8601. */
export const weekStart = (instant: Date, zone: string): Date => startOf(mondayOf(toLocalDate(instant, zone)), zone);

/** When the local week ends that limits are counted under. */
export const weekEnd = (instant: Date, zone: string): Date =>
  startOf(addDays(mondayOf(toLocalDate(instant, zone)), 7), zone);

function mondayOf(date: string): string {
  // From 1, Monday, to 7.
  const weekday = new Date(`${date}T00:00Z`).getUTCDay() || 7;
  return addDays(date, 1 - weekday);
}

const startOf = (date: string, zone: string): Date => toInstant(`${date}T00:00`, zone);
