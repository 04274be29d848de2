/** The part of a DND window (dndSchema.ts) that this file needs. */
export interface WeekWindow {
  readonly from: string;
  readonly to: string;
  readonly days: readonly (keyof typeof DAY_NUMBER)[];
  readonly zone: 'recipient' | 'account';
}

/** A span of the week in minutes since Monday 00:00: `from` is included, `to` is not. */
export interface WeekSpan {
  readonly from: number;
  readonly to: number;
}

export const WEEK_MINUTES = 7 * 24 * 60;

/** The spans that the windows close, each between 0 and `WEEK_MINUTES`, sorted, with overlapping ones merged. */
export function closedSpans(windows: readonly WeekWindow[]): readonly WeekSpan[] {
  return union(windows.flatMap(spansOf));
}

/**
 * Whether the windows leave no time to send. Windows in the recipient's and in the account's time zone are combined for every difference
 * that the two can have.
 */
export function coversWeek(windows: readonly WeekWindow[]): boolean {
  const recipients = closedSpans(windows.filter(({ zone }) => zone === 'recipient'));
  const accounts = closedSpans(windows.filter(({ zone }) => zone === 'account'));
  if (openMinutes(recipients) === 0 || openMinutes(accounts) === 0) return true;
  if (recipients.length === 0 || accounts.length === 0) return false;
  for (let shift = -MAX_SHIFT; shift <= MAX_SHIFT; shift += SHIFT_STEP) {
    const shifted = recipients.flatMap((span) => wrapped(span.from + shift, span.to + shift));
    if (openMinutes(union([...accounts, ...shifted])) === 0) return true;
  }
  return false;
}

/** Minutes between the zones furthest ahead of and furthest behind UTC; offsets are multiples of a quarter of an hour. */
const MAX_SHIFT = 26 * 60;
const SHIFT_STEP = 15;

const MINUTES_OF_DAY = 24 * 60;
const DAY_NUMBER = { MO: 0, TU: 1, WE: 2, TH: 3, FR: 4, SA: 5, SU: 6 } as const;

function spansOf({ from, to, days }: WeekWindow): WeekSpan[] {
  const begin = minuteOf(from);
  const length = (minuteOf(to) - begin + MINUTES_OF_DAY) % MINUTES_OF_DAY || MINUTES_OF_DAY;
  return days.flatMap((day) => {
    const start = DAY_NUMBER[day] * MINUTES_OF_DAY + begin;
    return wrapped(start, start + length);
  });
}

/** Splits a span that may cross the end or the beginning of the week into parts that don't. */
function wrapped(from: number, to: number): WeekSpan[] {
  const start = ((from % WEEK_MINUTES) + WEEK_MINUTES) % WEEK_MINUTES;
  const end = start + (to - from);
  if (end <= WEEK_MINUTES) return [{ from: start, to: end }];
  return [
    { from: start, to: WEEK_MINUTES },
    { from: 0, to: end - WEEK_MINUTES },
  ];
}

function union(spans: readonly WeekSpan[]): readonly WeekSpan[] {
  const merged: { from: number; to: number }[] = [];
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last !== undefined && span.from <= last.to) last.to = Math.max(last.to, span.to);
    else merged.push({ ...span });
  }
  return merged;
}

const openMinutes = (spans: readonly WeekSpan[]): number =>
  WEEK_MINUTES - spans.reduce((sum, { from, to }) => sum + to - from, 0);

function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}
