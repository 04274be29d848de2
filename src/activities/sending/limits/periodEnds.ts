import { addDays, toInstant, toLocalDate } from '../../../domain/schedule/localTime.ts';

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
