import { type DndZones, isOpen } from '../dnd/dnd.ts';
import type { DndWindow } from '../dnd/dndSchema.ts';
import { toInstant } from './localTime.ts';

/** The hours of a local day, 00:00 first: one entry each. */
export const HOURS_OF_DAY = 24;

export interface BestTimeQuery {
  /** How often the profile was active in each hour of its local day, 24 numbers. */
  readonly activity: readonly number[];
  /** The time of who has no history in the hours that are left. */
  readonly defaultTime: string;
  /** Which of the 24 hours may be chosen; left out: all. */
  readonly openHours?: readonly boolean[] | undefined;
}

/** The time of day at which the profile is most active, to the hour (`18:00`). Of equals the earliest. */
export function bestTime({ activity, defaultTime, openHours }: BestTimeQuery): string {
  let best: number | null = null;
  for (let hour = 0; hour < HOURS_OF_DAY; hour++) {
    const count = activity[hour] ?? 0;
    if (!(count > 0) || openHours?.[hour] === false) continue;
    if (best === null || count > (activity[best] ?? 0)) best = hour;
  }
  return best === null ? defaultTime : clockHour(best);
}

/** Which of the 24 hours of a local date begin outside DND. An hour that doesn't exist is judged where it moves to. */
export function openHours({
  date,
  windows,
  zones,
}: {
  date: string;
  windows: readonly DndWindow[];
  zones: DndZones;
}): boolean[] {
  return Array.from({ length: HOURS_OF_DAY }, (_, hour) => {
    const at = toInstant(`${date}T${clockHour(hour)}`, zones.recipient);
    return isOpen({ at, windows, zones });
  });
}

const clockHour = (hour: number): string => `${String(hour).padStart(2, '0')}:00`;
