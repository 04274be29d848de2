import { z } from 'zod';
import { addDays, toLocalDate } from '../schedule/localTime.ts';

/** How many days before or after today a window may begin and end. */
const FARTHEST_DAY = 366;
const daysFromToday = z.int().min(-FARTHEST_DAY).max(FARTHEST_DAY).default(0);

export const anniversaryWindow = z
  .strictObject({
    fromDay: daysFromToday.describe('the first day, counted from today: -1 is yesterday'),
    toDay: daysFromToday.describe('the last day, counted from today: 1 is tomorrow'),
  })
  .refine(({ fromDay, toDay }) => fromDay <= toDay, 'wanted: fromDay at or before toDay')
  .describe(
    'days counted from today, both ends included: {} means today, {"toDay": 7} today or one of the next 7 days, {"fromDay": -3, "toDay": -1} ' +
      'one of the 3 days before today',
  );
/** A range of days around today: 0 is today, -1 yesterday, 1 tomorrow; both ends are included. */
export type AnniversaryWindow = z.infer<typeof anniversaryWindow>;

/** A day of any year: the month (from 1) times 100 and the day; 229 is 29 February. */
export type DayOfYear = number;

/** The day that anniversaries are counted from. */
export interface Today {
  readonly now: Date;
  /** IANA time zone whose calendar says which day it is. */
  readonly zone: string;
}

/**
 * The days of the year whose anniversaries are in the window, ascending, each once. A person born on 29 February has the anniversary on
 * the 28th in common years. The date itself is read in UTC: a birthday is the same day in every zone and is stored as midnight UTC; only
 * today depends on the zone. Throws a RangeError for a zone that this runtime doesn't know.
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
