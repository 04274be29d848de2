import { z } from 'zod';
import { isoInstant } from '../values.ts';
import { canonicalZone } from '../zones.ts';
import { firstDay } from './recurrence.ts';
import { rruleProblem, WEEKDAYS } from './rruleText.ts';

export const weekday = z.enum(WEEKDAYS);
/** A time of day on a 24-hour clock. */
export const clockTime = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'wanted: a time of day from 00:00 to 23:59, such as 09:30');

const localDate = z.string().refine(isDate, 'wanted: a date from 2000-01-01 to 2199-12-31, such as 2026-05-07');

const localDateTime = z
  .string()
  .refine(
    (value) => value.length === 16 && value[10] === 'T' && isDate(value.slice(0, 10)) && isClockTime(value.slice(11)),
    'wanted: a local date and time without offset, such as 2026-05-07T10:00',
  );

/** Whether no value occurs twice. */
const distinct = (values: readonly unknown[]): boolean => new Set(values).size === values.length;

const every = (unit: string, max: number) => z.int().min(1).max(max).default(1).describe(`every N ${unit}`);

const DAY_WANTED = 'wanted: a day from 1 to 31, or last';

export const recurrenceRule = z.discriminatedUnion('kind', [
  z
    .strictObject({ kind: z.literal('daily'), every: every('days', 366) })
    .meta({ id: 'DailyRule', title: 'Daily', description: 'each day, or every N days' }),
  z
    .strictObject({
      kind: z.literal('weekly'),
      every: every('weeks', 52),
      days: z.array(weekday).min(1).max(7).refine(distinct, 'wanted: each day once').describe('days of the week'),
    })
    .meta({ id: 'WeeklyRule', title: 'Weekly', description: 'weeks begin on Monday' }),
  z
    .strictObject({
      kind: z.literal('monthly'),
      every: every('months', 120),
      day: z
        .union([z.int().min(1, DAY_WANTED).max(31, DAY_WANTED), z.literal('last')], { error: DAY_WANTED })
        .describe('months without that day are left out; last is the last day of each month'),
    })
    .meta({ id: 'MonthlyRule', title: 'Monthly', description: 'on one day of the month' }),
  z
    .strictObject({
      kind: z.literal('rrule'),
      text: z
        .string()
        .superRefine(checkRrule)
        .describe(
          'a recurrence rule of RFC 5545 for days only, such as FREQ=MONTHLY;BYDAY=-1FR; INTERVAL counts from the first matching day. A rule that names no day has that of ' +
            'the start: one that begins on the 31st leaves out months without a 31st',
        ),
    })
    .meta({ id: 'RruleRule', title: 'RRULE', description: 'a recurrence rule of RFC 5545' }),
]);
/** The days on which a campaign recurs. Intervals count from the first matching day. */
export type RecurrenceRule = z.infer<typeof recurrenceRule>;

const end = z.discriminatedUnion('kind', [
  z
    .strictObject({ kind: z.literal('never') })
    .meta({ id: 'EndNever', title: 'Never', description: 'until the campaign is stopped' }),
  z
    .strictObject({
      kind: z.literal('on'),
      date: localDate.describe('from 2000-01-01 to 2199-12-31, such as 2026-05-07; included'),
    })
    .meta({ id: 'EndOn', title: 'On', description: 'the last day on which anything is sent' }),
  z
    .strictObject({
      kind: z.literal('after'),
      runs: z.int().min(1).max(100_000).describe('how many runs there are in all'),
    })
    .meta({ id: 'EndAfter', title: 'After', description: 'after a number of runs' }),
]);

export const latePolicy = z.enum(['skip', 'send_now', 'next_day']);
/** Policy for a recipient whose hour has already passed when the run starts. */
export type LatePolicy = z.infer<typeof latePolicy>;

const namedZone = zoneOr(['account'], 'wanted: account or an IANA time zone, such as Europe/Paris');

const zoned = {
  zone: zoneOr(
    ['account', 'profile', 'best_time'],
    'wanted: account, profile, best_time or an IANA time zone, such as Europe/Paris',
  ).describe(
    "the time zone of the times: the account's (account), a named one, each profile's own (profile), or each profile's own at the hour in which the profile " +
      'is most active (best_time; the given time of day then applies to profiles that were never active)',
  ),
  defaultZone: namedZone
    .optional()
    .describe('with profile and best_time: the time zone of profiles that have none. Left out: account'),
  late: latePolicy
    .optional()
    .describe(
      'with profile and best_time: what happens to recipients whose hour has already passed when the run starts, or passed more than 15 minutes before ' +
        'a run held by the safety check was approved. Left out: skip. next_day skips recipients whose next hour is on or after the day of the next run',
    ),
};

export const when = z.discriminatedUnion('kind', [
  z
    .strictObject({ kind: z.literal('now') })
    .meta({ id: 'WhenNow', title: 'Now', description: 'as soon as the campaign is scheduled' }),
  z
    .strictObject({
      kind: z.literal('at'),
      at: isoInstant.describe('an ISO 8601 date, which is midnight UTC, or a date and time with offset'),
    })
    .meta({ id: 'WhenAt', title: 'At' })
    .describe('once, at an instant. An instant that has passed when the campaign is scheduled is refused'),
  z
    .strictObject({
      kind: z.literal('dates'),
      dates: z
        .array(localDateTime)
        .min(1)
        .max(100)
        .refine(distinct, 'wanted: each date and time once')
        .describe('local dates and times without offset, such as 2026-05-07T10:00'),
      ...zoned,
    })
    .superRefine(checkZoned)
    .refine(({ zone, dates }) => zone !== 'best_time' || distinct(dates.map((date) => date.slice(0, 10))), {
      message: 'wanted: each day once, where zone is best_time',
      path: ['dates'],
    })
    .meta({ id: 'WhenDates', title: 'Dates' })
    .describe('at one or several local dates and times'),
  z
    .strictObject({
      kind: z.literal('recurring'),
      rule: recurrenceRule.describe('the days on which it runs'),
      time: clockTime.describe('the local time of each run, from 00:00 to 23:59'),
      start: localDate.optional().describe('the first day. Left out: the day on which the campaign is scheduled'),
      end: end.default({ kind: 'never' }).describe('when it ends; left out: never'),
      ...zoned,
    })
    .superRefine(checkZoned)
    .refine(
      ({ start, end: { kind, ...rest } }) =>
        kind !== 'on' || start === undefined || !('date' in rest) || start <= rest.date,
      {
        message: 'wanted: an end on or after the start',
        path: ['end'],
      },
    )
    .meta({ id: 'WhenRecurring', title: 'Recurring' })
    .describe('repeatedly. A day whose time has passed when the campaign is scheduled is left out'),
]);
/** When a past-behaviour campaign runs. */
export type When = z.infer<typeof when>;
export type WhenInput = z.input<typeof when>;

/** One schema rather than a union: the error of a union would not list the keywords that are allowed besides a zone. */
function zoneOr(keywords: readonly string[], wanted: string) {
  return z
    .string()
    .refine((value) => keywords.includes(value) || canonicalZone(value) !== null, wanted)
    .overwrite((value) => (keywords.includes(value) ? value : (canonicalZone(value) ?? value)));
}

function checkRrule(text: string, context: z.RefinementCtx): void {
  const problem =
    rruleProblem(text) ?? (firstDay(text, '2000-01-01') === null ? 'wanted: a rule that fits some day' : null);
  if (problem !== null) context.addIssue({ code: 'custom', message: problem });
}

function checkZoned(
  value: { zone: string; defaultZone?: string | undefined; late?: string | undefined },
  context: z.RefinementCtx,
): void {
  if (value.zone === 'profile' || value.zone === 'best_time') return;
  for (const name of ['defaultZone', 'late'] as const) {
    if (value[name] === undefined) continue;
    context.addIssue({
      code: 'custom',
      path: [name],
      message: `wanted: ${name} only where zone is profile or best_time`,
    });
  }
}

function isDate(value: string): boolean {
  return value >= '2000-01-01' && value <= '2199-12-31' && z.iso.date().safeParse(value).success;
}

function isClockTime(value: string): boolean {
  return clockTime.safeParse(value).success;
}
