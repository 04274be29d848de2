import { describe, expect, it } from 'vitest';
import { MAX_RRULE_LENGTH } from '../../../src/domain/schedule/rruleText.ts';
import { when } from '../../../src/domain/schedule/whenSchema.ts';

const dates = { kind: 'dates', dates: ['2026-05-07T10:00'], zone: 'account' } as const;
const monthly = { kind: 'recurring', rule: { kind: 'monthly', day: 7 }, time: '10:00', zone: 'profile' } as const;
const byRule = (text: string) => ({ ...monthly, rule: { kind: 'rrule', text } });

/** The position and the message of the first error. */
const problem = (value: unknown): string => {
  const issue = when.safeParse(value).error?.issues[0];
  return issue === undefined ? 'none' : `${issue.path.join('.')}: ${issue.message}`;
};

describe('a campaign may run', () => {
  it.each([
    { kind: 'now' },
    { kind: 'at', at: '2026-05-07T10:00:00+02:00' },
    { kind: 'at', at: '2026-05-07' },
    dates,
    { ...dates, dates: ['2026-05-07T10:00', '2026-05-07T18:00', '2027-01-01T00:00'], zone: 'Europe/Paris' },
    { ...dates, zone: 'profile', defaultZone: 'Asia/Kolkata', late: 'next_day' },
    { ...dates, zone: 'best_time', defaultZone: 'account', late: 'send_now' },
    monthly,
    { ...monthly, rule: { kind: 'monthly', day: 'last', every: 3 }, end: { kind: 'after', runs: 12 } },
    {
      ...monthly,
      rule: { kind: 'weekly', days: ['MO', 'TH'], every: 2 },
      start: '2026-05-07',
      end: { kind: 'on', date: '2026-05-07' },
    },
    { ...monthly, rule: { kind: 'daily' }, zone: 'account' },
  ])('%j', (value) => {
    expect(problem(value)).toBe('none');
  });

  it.each([
    'FREQ=DAILY',
    'FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=TU,SU',
    'FREQ=MONTHLY;BYDAY=-1FR',
    'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1',
    'FREQ=YEARLY;INTERVAL=5;BYMONTH=2;BYMONTHDAY=29',
    'FREQ=YEARLY;BYMONTH=11;BYDAY=4TH',
    'FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13',
    'FREQ=YEARLY;BYDAY=20MO',
    'FREQ=YEARLY;BYDAY=-53MO',
    'FREQ=MONTHLY;BYDAY=-1SA,SU',
  ])('by the rule %s', (text) => {
    expect(problem(byRule(text))).toBe('none');
  });

  it('every one, without end, by default', () => {
    expect(when.parse(monthly)).toEqual({
      ...monthly,
      rule: { kind: 'monthly', day: 7, every: 1 },
      end: { kind: 'never' },
    });
  });
});

describe('a campaign may not run', () => {
  it.each([
    [{ ...dates, dates: [] }, /^dates: /],
    [{ ...dates, dates: Array.from({ length: 101 }, (_, n) => `2026-05-07T10:${n}`) }, /^dates/],
    [{ ...dates, dates: ['2026-05-07T10:00', '2026-05-07T10:00'] }, /each date and time once/],
    [{ ...dates, dates: ['2026-05-07T10:00', '2026-05-07T11:00'], zone: 'best_time' }, /each day once/],
    [{ ...dates, dates: ['2026-02-29T10:00'] }, /local date and time/],
    [{ ...dates, dates: ['2026-05-07T24:00'] }, /local date and time/],
    [{ ...dates, dates: ['2026-05-07T10:00Z'] }, /local date and time/],
    [{ ...dates, dates: ['2026-05-07 10:00'] }, /local date and time/],
    [{ ...dates, dates: ['1999-12-31T10:00'] }, /local date and time/],
    [{ ...dates, zone: 'Mars/Base' }, /^zone: wanted: account, profile, best_time or an IANA/],
    [{ ...dates, late: 'skip' }, /^late: wanted: late only where zone is profile or best_time/],
    [{ ...dates, defaultZone: 'UTC' }, /^defaultZone: /],
    [{ ...monthly, defaultZone: 'profile' }, /^defaultZone: wanted: account or an IANA/],
    [{ ...monthly, time: '7:00' }, /^time: wanted: a time of day/],
    [{ ...monthly, rule: { kind: 'monthly', day: 32 } }, /^rule.day: wanted: a day from 1 to 31, or last/],
    [{ ...monthly, rule: { kind: 'daily', every: 0 } }, /^rule.every: /],
    [{ ...monthly, rule: { kind: 'weekly', days: [] } }, /^rule.days: /],
    [{ ...monthly, rule: { kind: 'weekly', days: ['MO', 'MO'] } }, /each day once/],
    [
      { ...monthly, start: '2026-05-08', end: { kind: 'on', date: '2026-05-07' } },
      /^end: wanted: an end on or after the start/,
    ],
    [{ ...monthly, end: { kind: 'after', runs: 0 } }, /^end.runs: /],
  ])('%j', (value, said) => {
    expect(problem(value)).toMatch(said);
  });

  it.each([
    ['', /parts such as/],
    ['RRULE:FREQ=DAILY', /parts such as/],
    ['FREQ=DAILY;', /parts such as/],
    ['FREQ=DAILY;FOO=3', /parts such as/],
    ['freq=daily', /parts such as/],
    ['FREQ=HOURLY', /FREQ as one of/],
    ['INTERVAL=2', /wanted: FREQ/],
    ['FREQ=DAILY;FREQ=DAILY', /FREQ once/],
    ['FREQ=DAILY;INTERVAL=0', /INTERVAL/],
    ['FREQ=DAILY;COUNT=3', /end instead of COUNT/],
    ['FREQ=DAILY;UNTIL=20260507', /end instead of UNTIL/],
    ['FREQ=DAILY;BYHOUR=3', /time instead of BYHOUR/],
    ['FREQ=MONTHLY;BYMONTHDAY=32', /BYMONTHDAY as numbers from 1 to 31/],
    ['FREQ=MONTHLY;BYMONTHDAY=0', /BYMONTHDAY/],
    ['FREQ=MONTHLY;BYMONTHDAY=1,,2', /BYMONTHDAY/],
    ['FREQ=MONTHLY;BYMONTH=13', /BYMONTH/],
    ['FREQ=MONTHLY;BYDAY=54MO', /BYDAY/],
    ['FREQ=MONTHLY;BYDAY=6MO', /a rule that fits some day/],
    ['FREQ=YEARLY;BYMONTH=2;BYDAY=53MO', /a rule that fits some day/],
    ['FREQ=DAILY;BYDAY=MO;BYSETPOS=2', /a rule that fits some day/],
    ['FREQ=WEEKLY;BYDAY=1MO', /numbers in BYDAY/],
    ['FREQ=WEEKLY;BYMONTHDAY=1', /BYMONTHDAY with another/],
    ['FREQ=YEARLY;BYWEEKNO=1', /instead of BYWEEKNO/],
    ['FREQ=YEARLY;BYYEARDAY=1', /instead of BYYEARDAY/],
    ['FREQ=YEARLY;BYDAY=-1WE;BYMONTHDAY=29', /numbers in BYDAY without BYMONTHDAY/],
    ['FREQ=MONTHLY;BYSETPOS=1', /BYSETPOS with another/],
    ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', /a rule that fits some day/],
    ['FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30', /a rule that fits some day/],
    [`FREQ=DAILY;BYMONTH=${'1,'.repeat(MAX_RRULE_LENGTH)}1`, /at most 500 characters/],
  ])('by the rule %s', (text, said) => {
    expect(problem(byRule(text))).toMatch(said);
  });
});
