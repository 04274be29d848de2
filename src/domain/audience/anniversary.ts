import { z } from 'zod';
import { addDays, toLocalDate } from '../schedule/localTime.ts';

/** How many days from today an anniversary may be asked for, either way. */
const FARTHEST_DAY = 366;
const daysFromToday = z.int().min(-FARTHEST_DAY).max(FARTHEST_DAY).default(0);

export const anniversaryWindow = z
  .strictObject({ fromDay: daysFromToday, toDay: daysFromToday })
  .refine(({ fromDay, toDay }) => fromDay <= toDay, 'wanted: fromDay at or before toDay')
  .describe(
    'which days, counted from today, both included: {} is today, {"toDay": 7} today or in the next 7 days, {"fromDay": -3, "toDay": -1} ' +
      'in the 3 days before today',
  );
/** A stretch of days about today: 0 is today, -1 yesterday, 1 tomorrow; both ends are in it. */
export type AnniversaryWindow = z.infer<typeof anniversaryWindow>;

/** A day of any year: the month (from 1) times 100 and the day; 229 is 29 February. */
export type DayOfYear = number;

/** Today, for whoever asks for anniversaries. */
export interface Today {
  readonly now: Date;
  /** IANA; in whose calendar it is today. */
  readonly zone: string;
}

/**
 * The days of the year whose anniversaries fall into the window, ascending, each once. Who was born on 29 February celebrates on the
 * 28th in common years. The date that has the anniversary is not looked at in any zone: a birthday is the same day wherever it is
 * read, and so it is stored (at midnight UTC); only today depends on the zone. A RangeError for a zone that this runtime doesn't know.
 */
export function anniversaryDays({ fromDay, toDay }: AnniversaryWindow, { now, zone }: Today): DayOfYear[] {
  const today = toLocalDate(now, zone);
  const days = new Set<DayOfYear>();
  for (let offset = fromDay; offset <= toDay; offset += 1) {
    const [year = 0, month = 0, day = 0] = addDays(today, offset).split('-').map(Number);
    days.add(month * 100 + day);
    if (month === 2 && day === 28 && !isLeapYear(year)) days.add(LEAP_DAY);
  }
  return [...days].sort((a, b) => a - b);
}

const LEAP_DAY: DayOfYear = 229;

const isLeapYear = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
