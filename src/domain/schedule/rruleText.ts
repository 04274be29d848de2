export const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** Longest RRULE text, in characters. */
export const MAX_RRULE_LENGTH = 500;

/** How far ahead the next day is searched for; a rule without a day in that period has ended. */
export const HORIZON_YEARS = 100;

/**
 * Validates a recurrence rule in the notation of RFC 5545 section 3.3.10, such as `FREQ=MONTHLY;BYDAY=-1FR`; returns the error, or null.
 * The rule gives days only: a campaign has other fields for the time of day and the end. BYYEARDAY and BYWEEKNO
 * have simpler equivalents, and a numbered BYDAY with BYMONTHDAY is refused because the RFC doesn't say what the number counts in.
 */
export function rruleProblem(text: string): string | null {
  if (text.length > MAX_RRULE_LENGTH) return `wanted: at most ${MAX_RRULE_LENGTH} characters`;
  const parts = new Map<string, string>();
  for (const part of text.split(';')) {
    const [, name = '', value = ''] = /^([A-Z]+)=([A-Z0-9,+-]+)$/.exec(part) ?? [];
    const problem = partProblem(name, value);
    if (problem !== null) return problem;
    if (parts.has(name)) return `wanted: ${name} once`;
    parts.set(name, value);
  }
  return combinationProblem(parts);
}

/** A rule in parts. Null: the rule doesn't have the part. Negative numbers count from the end. */
export interface Rrule {
  readonly frequency: (typeof FREQUENCIES)[number];
  readonly interval: number;
  readonly months: readonly number[] | null;
  readonly monthDays: readonly number[] | null;
  /** `position`: the n-th of the month or the year; null: each one. */
  readonly days: readonly { readonly weekday: Weekday; readonly position: number | null }[] | null;
  readonly setPositions: readonly number[] | null;
  readonly weekStart: Weekday;
}

/** Reads a rule in which `rruleProblem` finds no error. */
export function readRrule(text: string): Rrule {
  const parts = new Map(text.split(';').map((part) => part.split('=') as [string, string]));
  const list = <T>(name: string, read: (item: string) => T): T[] | null =>
    parts.get(name)?.split(',').map(read) ?? null;
  return {
    frequency: parts.get('FREQ') as Rrule['frequency'],
    interval: Number(parts.get('INTERVAL') ?? 1),
    months: list('BYMONTH', Number),
    monthDays: list('BYMONTHDAY', Number),
    days: list('BYDAY', (item) => ({
      weekday: item.slice(-2) as Weekday,
      position: item.length === 2 ? null : Number(item.slice(0, -2)),
    })),
    setPositions: list('BYSETPOS', Number),
    weekStart: (parts.get('WKST') ?? 'MO') as Weekday,
  };
}

/** Whether the day of the rule is that of its start, because the rule names none. */
export function hasDayOfStart(text: string): boolean {
  const { frequency, days, monthDays } = readRrule(text);
  return frequency !== 'DAILY' && days === null && monthDays === null;
}

const FREQUENCIES = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'] as const;
const WEEKDAY = '(?:MO|TU|WE|TH|FR|SA|SU)';

/** The largest absolute value of the numbers that a part lists; negative numbers count from the end. */
const NUMBER_LISTS: Readonly<Record<string, { readonly max: number; readonly negative: boolean }>> = {
  BYMONTHDAY: { max: 31, negative: true },
  BYMONTH: { max: 12, negative: false },
  BYSETPOS: { max: 366, negative: true },
};

/** Parts that a campaign expresses otherwise. */
const REPLACED_PARTS: Readonly<Record<string, string>> = {
  COUNT: 'end instead of COUNT',
  UNTIL: 'end instead of UNTIL',
  BYYEARDAY: 'BYMONTH and BYMONTHDAY instead of BYYEARDAY',
  BYWEEKNO: 'BYMONTH and BYDAY instead of BYWEEKNO',
  DTSTART: 'start instead of DTSTART',
  BYHOUR: 'time instead of BYHOUR',
  BYMINUTE: 'time instead of BYMINUTE',
  BYSECOND: 'time instead of BYSECOND',
};

function partProblem(name: string, value: string): string | null {
  const replacement = REPLACED_PARTS[name];
  if (replacement !== undefined) return `wanted: ${replacement}`;
  const list = NUMBER_LISTS[name];
  if (list !== undefined)
    return value.split(',').every((item) => isListed(item, list)) ? null : listProblem(name, list);
  switch (name) {
    case 'FREQ':
      return (FREQUENCIES as readonly string[]).includes(value)
        ? null
        : `wanted: FREQ as one of ${FREQUENCIES.join(', ')}`;
    case 'INTERVAL':
      return /^[1-9]\d{0,2}$/.test(value) ? null : 'wanted: INTERVAL from 1 to 999';
    case 'WKST':
      return new RegExp(`^${WEEKDAY}$`).test(value) ? null : 'wanted: WKST as one of MO, TU, WE, TH, FR, SA, SU';
    case 'BYDAY':
      return new RegExp(`^(?:${DAY})(?:,(?:${DAY}))*$`).test(value) ? null : 'wanted: BYDAY as MO,-1FR and the like';
    default:
      return 'wanted: parts such as FREQ=MONTHLY;BYDAY=-1FR out of FREQ, INTERVAL, BYDAY, BYMONTHDAY, BYMONTH, BYSETPOS, WKST';
  }
}

/** A weekday, or the n-th (from the end) of it: up to the 53rd in a year. */
const DAY = `(?:[+-]?(?:[1-9]|[1-4]\\d|5[0-3]))?${WEEKDAY}`;

const isListed = (item: string, { max, negative }: { max: number; negative: boolean }): boolean =>
  (negative ? /^[+-]?[1-9]\d{0,2}$/ : /^[1-9]\d?$/).test(item) && Math.abs(Number(item)) <= max;

const listProblem = (name: string, { max, negative }: { max: number; negative: boolean }): string =>
  `wanted: ${name} as numbers from 1 to ${max}${negative ? `, or from -1 to -${max} counted from the end` : ''}`;

/** Checks which parts are allowed with which frequency (the table in RFC 5545 section 3.3.10). */
function combinationProblem(parts: ReadonlyMap<string, string>): string | null {
  const frequency = parts.get('FREQ');
  if (frequency === undefined) return 'wanted: FREQ';
  const days = parts.get('BYDAY')?.split(',') ?? [];
  const numbered = days.some((day) => day.length > 2);
  if (frequency === 'WEEKLY' && parts.has('BYMONTHDAY')) return 'wanted: BYMONTHDAY with another FREQ than WEEKLY';
  if (numbered && (frequency === 'DAILY' || frequency === 'WEEKLY')) {
    return 'wanted: numbers in BYDAY with FREQ=MONTHLY or YEARLY only';
  }
  if (numbered && parts.has('BYMONTHDAY')) return 'wanted: numbers in BYDAY without BYMONTHDAY';
  const selecting = [...parts.keys()].some((name) => name.startsWith('BY') && name !== 'BYSETPOS');
  if (parts.has('BYSETPOS') && !selecting) return 'wanted: BYSETPOS with another BY part';
  return null;
}
