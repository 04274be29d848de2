import { HORIZON_YEARS, type Rrule, readRrule, WEEKDAYS, type Weekday } from './rruleText.ts';

/**
 * The days of a recurrence, by RFC 5545 section 3.3.10. Only dates: the instant of a date and a time of day in a zone is computed
 * afterwards, by one rule for all kinds of campaigns. A day is a whole number, counted from 1970-01-01.
 */

/** The first day from `from` on that fits the rule without its interval. The interval counts from this day. */
export const firstDay = (rrule: string, from: string): string | null =>
  search({ ...readRrule(rrule), interval: 1 }, { anchor: from, from });

/** A recurrence and the day from which it is searched. Dates are local. */
export interface DayQuery {
  readonly rrule: string;
  /** A day that fits the rule; intervals count from it. */
  readonly anchor: string;
  readonly from: string;
}

/** The first day of the recurrence that is `from` or later; null when there is none within `HORIZON_YEARS`. */
export const dayOnOrAfter = ({ rrule, ...days }: DayQuery): string | null => search(readRrule(rrule), days);

/**
 * Goes through the periods of the rule's frequency, beginning with that of the first day asked for. A rule is bounded by the horizon: 36,525 periods
 * of a day, or 100 of a year, whose days are a few whole numbers each.
 */
function search(rule: Rrule, { anchor, from }: Omit<DayQuery, 'rrule'>): string | null {
  const start = dayOf(anchor);
  const first = Math.max(start, dayOf(from));
  const last = first + HORIZON_DAYS;
  const { indexOf, firstOf } = periods(rule);
  const isDay = dayTest(completed(rule, start));
  const steps = Math.ceil((indexOf(first) - indexOf(start)) / rule.interval);
  for (let index = indexOf(start) + steps * rule.interval; firstOf(index) <= last; index += rule.interval) {
    const days: number[] = [];
    for (let day = firstOf(index); day < firstOf(index + 1); day += 1) if (isDay(day)) days.push(day);
    const found = atPositions(days, rule.setPositions).find((day) => day >= first);
    if (found !== undefined) return found <= last ? dateOf(found) : null;
  }
  return null;
}

const HORIZON_DAYS = Math.floor(HORIZON_YEARS * 365.25);

/** A rule that names no day has that of its start; a month without that day is left out, as RFC 5545 section 3.3.10 requires. */
function completed(rule: Rrule, start: number): Rrule {
  if (rule.days || rule.monthDays || rule.frequency === 'DAILY') return rule;
  const { month, day } = calendar(start);
  switch (rule.frequency) {
    case 'WEEKLY':
      return { ...rule, days: [{ weekday: weekdayOf(start), position: null }] };
    case 'MONTHLY':
      return { ...rule, monthDays: [day] };
    case 'YEARLY':
      return { ...rule, monthDays: [day], months: rule.months ?? [month] };
  }
}

/** The periods that the interval counts and BYSETPOS selects from: a number for each, in order, and its first day. */
function periods({ frequency, weekStart }: Rrule): {
  readonly indexOf: (day: number) => number;
  readonly firstOf: (index: number) => number;
} {
  const offset = WEEKDAYS.indexOf(weekStart) - EPOCH_WEEKDAY;
  switch (frequency) {
    case 'DAILY':
      return { indexOf: (day) => day, firstOf: (index) => index };
    case 'WEEKLY':
      return { indexOf: (day) => Math.floor((day - offset) / 7), firstOf: (index) => index * 7 + offset };
    case 'MONTHLY':
      return { indexOf: monthIndexOf, firstOf: firstOfMonth };
    case 'YEARLY':
      return { indexOf: (day) => calendar(day).year, firstOf: (year) => firstOfMonth(year * 12) };
  }
}

/** Whether a day fits every part of the rule. A numbered weekday counts within the month, in a yearly rule without months within the year. */
function dayTest({ frequency, months, monthDays, days }: Rrule): (day: number) => boolean {
  const inMonths = months && new Set(months);
  const inMonthDays = monthDays && new Set(monthDays);
  const everyOne = new Set(days?.flatMap(({ weekday, position }) => (position === null ? [weekday] : [])));
  const numbered = new Set(
    days?.flatMap(({ weekday, position }) => (position === null ? [] : `${position}${weekday}`)),
  );
  const countsInYear = frequency === 'YEARLY' && months === null;
  return (day) => {
    const { year, month, day: monthDay } = calendar(day);
    if (inMonths && !inMonths.has(month)) return false;
    const first = day - monthDay + 1;
    const next = firstOfMonth(year * 12 + month);
    if (inMonthDays && !inMonthDays.has(monthDay) && !inMonthDays.has(day - next)) return false;
    if (days === null) return true;
    const weekday = weekdayOf(day);
    if (everyOne.has(weekday)) return true;
    if (numbered.size === 0) return false;
    const [from, to] = countsInYear ? [firstOfMonth(year * 12), firstOfMonth(year * 12 + 12)] : [first, next];
    const position = Math.floor((day - from) / 7) + 1;
    const fromEnd = Math.floor((to - 1 - day) / 7) + 1;
    return numbered.has(`${position}${weekday}`) || numbered.has(`${-fromEnd}${weekday}`);
  };
}

function atPositions(days: readonly number[], positions: readonly number[] | null): readonly number[] {
  if (positions === null || days.length === 0) return days;
  const chosen = new Set(positions.map((position) => days.at(position > 0 ? position - 1 : position)));
  return days.filter((day) => chosen.has(day));
}

const DAY_MS = 86_400_000;
/** 1970-01-01 was a Thursday. */
const EPOCH_WEEKDAY = WEEKDAYS.indexOf('TH');

const dayOf = (date: string): number => Date.parse(date) / DAY_MS;

const dateOf = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

function calendar(day: number): { readonly year: number; readonly month: number; readonly day: number } {
  const date = new Date(day * DAY_MS);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

const weekdayOf = (day: number): Weekday => WEEKDAYS[(((day + EPOCH_WEEKDAY) % 7) + 7) % 7] ?? 'MO';

/** Months are counted from the year 0. */
const firstOfMonth = (index: number): number => Date.UTC(Math.floor(index / 12), index % 12, 1) / DAY_MS;

function monthIndexOf(day: number): number {
  const { year, month } = calendar(day);
  return year * 12 + month - 1;
}
