export const HOURS_OF_DAY = 24;

export interface BestTimeQuery {
  /** How often the profile was active in each hour of its local day: 24 numbers, 00:00 first. */
  readonly activity: readonly number[];
  /** The time for a profile that was never active in the allowed hours. */
  readonly defaultTime: string;
  /** Which of the 24 hours are allowed. Left out: all. */
  readonly openHours?: readonly boolean[] | undefined;
}

/** The hour of the day in which the profile is most active (`18:00`). Of equally active hours, the earliest. */
export function bestTime({ activity, defaultTime, openHours }: BestTimeQuery): string {
  let best: number | null = null;
  for (let hour = 0; hour < HOURS_OF_DAY; hour++) {
    const count = activity[hour] ?? 0;
    if (!(count > 0) || openHours?.[hour] === false) continue;
    if (best === null || count > (activity[best] ?? 0)) best = hour;
  }
  return best === null ? defaultTime : clockHour(best);
}

/** An hour from 0 to 23 as a time of day: `08:00`. */
export const clockHour = (hour: number): string => `${String(hour).padStart(2, '0')}:00`;
