import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayOnOrAfter, firstDay } from '../../../src/domain/schedule/recurrence.ts';
import { rruleProblem, WEEKDAYS } from '../../../src/domain/schedule/rruleText.ts';
import { naiveDays } from './naiveRecurrence.ts';

const DAY = 86_400_000;
const dateAt = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);
const dayAfter = (date: string): string => dateAt(Date.parse(date) / DAY + 1);

/** The first `count` days of a rule that begins on `start`. */
function days(rrule: string, start: string, count: number): string[] {
  const anchor = firstDay(rrule, start);
  const found: string[] = [];
  let next = anchor;
  while (anchor !== null && next !== null && found.length < count) {
    found.push(next);
    next = dayOnOrAfter({ rrule, anchor, from: dayAfter(next) });
  }
  return found;
}

describe('a rule of RFC 5545', () => {
  it.each<[string, string, string[]]>([
    ['FREQ=YEARLY;BYDAY=53MO', '2026-12-01', ['2029-12-31', '2035-12-31', '2040-12-31']],
    ['FREQ=YEARLY;BYDAY=-53MO', '2026-12-01', ['2029-01-01', '2035-01-01', '2040-01-02']],
    ['FREQ=YEARLY;BYDAY=53TU', '2026-12-01', ['2030-12-31', '2036-12-30', '2041-12-31']],
    ['FREQ=YEARLY;BYDAY=-1SU', '2026-12-01', ['2026-12-27', '2027-12-26', '2028-12-31']],
    // Without a day: that of the start, and months without it are left out.
    ['FREQ=MONTHLY', '2027-01-31', ['2027-01-31', '2027-03-31', '2027-05-31', '2027-07-31']],
    ['FREQ=MONTHLY;INTERVAL=2', '2027-01-31', ['2027-01-31', '2027-03-31', '2027-05-31', '2027-07-31', '2028-01-31']],
    ['FREQ=MONTHLY;BYMONTH=4,6,9,11', '2027-01-31', []],
    ['FREQ=MONTHLY;BYMONTH=4,6,9,11', '2027-01-30', ['2027-04-30', '2027-06-30', '2027-09-30']],
    ['FREQ=MONTHLY;BYMONTH=2', '2027-01-29', ['2028-02-29', '2032-02-29']],
    ['FREQ=MONTHLY;BYMONTH=2', '2027-01-30', []],
    ['FREQ=YEARLY;BYMONTH=2', '2027-01-28', ['2027-02-28', '2028-02-28']],
    ['FREQ=YEARLY;BYMONTH=2', '2027-01-29', ['2028-02-29', '2032-02-29']],
    ['FREQ=YEARLY', '2028-02-29', ['2028-02-29', '2032-02-29', '2036-02-29']],
    ['FREQ=YEARLY', '2096-02-29', ['2096-02-29', '2104-02-29']],
    ['FREQ=WEEKLY;BYMONTH=1', '2027-01-01', ['2027-01-01', '2027-01-08', '2027-01-15']],
    // Examples of RFC 5545, section 3.8.5.3.
    [
      'FREQ=WEEKLY;INTERVAL=2;WKST=MO;BYDAY=TU,SU',
      '1997-08-05',
      ['1997-08-05', '1997-08-10', '1997-08-19', '1997-08-24'],
    ],
    [
      'FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=TU,SU',
      '1997-08-05',
      ['1997-08-05', '1997-08-17', '1997-08-19', '1997-08-31'],
    ],
    ['FREQ=MONTHLY;BYDAY=1FR', '1997-09-05', ['1997-09-05', '1997-10-03', '1997-11-07']],
    ['FREQ=MONTHLY;INTERVAL=2;BYDAY=1SU,-1SU', '1997-09-07', ['1997-09-07', '1997-09-28', '1997-11-02', '1997-11-30']],
    ['FREQ=MONTHLY;BYDAY=-2MO', '1997-09-22', ['1997-09-22', '1997-10-20', '1997-11-17', '1997-12-22']],
    [
      'FREQ=MONTHLY;BYMONTHDAY=-3',
      '1997-09-28',
      ['1997-09-28', '1997-10-29', '1997-11-28', '1997-12-29', '1998-01-29', '1998-02-26'],
    ],
    ['FREQ=MONTHLY;BYMONTHDAY=1,-1', '1997-09-30', ['1997-09-30', '1997-10-01', '1997-10-31', '1997-11-01']],
    [
      'FREQ=MONTHLY;INTERVAL=18;BYMONTHDAY=10,11,12',
      '1997-09-10',
      ['1997-09-10', '1997-09-11', '1997-09-12', '1999-03-10'],
    ],
    ['FREQ=YEARLY;BYMONTH=6,7', '1997-06-10', ['1997-06-10', '1997-07-10', '1998-06-10', '1998-07-10']],
    ['FREQ=YEARLY;INTERVAL=2;BYMONTH=1,2,3', '1997-03-10', ['1997-03-10', '1999-01-10', '1999-02-10', '1999-03-10']],
    ['FREQ=YEARLY;BYDAY=20MO', '1997-05-19', ['1997-05-19', '1998-05-18', '1999-05-17']],
    ['FREQ=YEARLY;BYMONTH=3;BYDAY=TH', '1997-03-13', ['1997-03-13', '1997-03-20', '1997-03-27', '1998-03-05']],
    [
      'FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13',
      '1997-09-02',
      ['1998-02-13', '1998-03-13', '1998-11-13', '1999-08-13', '2000-10-13'],
    ],
    ['FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13', '1997-09-13', ['1997-09-13', '1997-10-11', '1997-11-08']],
    [
      'FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8',
      '1996-11-05',
      ['1996-11-05', '2000-11-07', '2004-11-02'],
    ],
    ['FREQ=MONTHLY;BYDAY=TU,WE,TH;BYSETPOS=3', '1997-09-04', ['1997-09-04', '1997-10-07', '1997-11-06']],
    [
      'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2',
      '1997-09-29',
      ['1997-09-29', '1997-10-30', '1997-11-27', '1997-12-30'],
    ],
    [
      'FREQ=MONTHLY;BYMONTHDAY=15,30',
      '2007-01-15',
      ['2007-01-15', '2007-01-30', '2007-02-15', '2007-03-15', '2007-03-30'],
    ],
  ])('%s from %s on is on the days that it says', (rrule, start, expected) => {
    expect(rruleProblem(rrule)).toBeNull();
    expect(days(rrule, start, Math.max(expected.length, 1))).toEqual(expected);
  });

  it('equals a walk over all days, whatever parts it has, in leap years and at the ends of years', () => {
    fc.assert(
      fc.property(anyRule, anyStart, (rrule, start) => {
        fc.pre(rruleProblem(rrule) === null);
        const until = `${Number(start.slice(0, 4)) + 12}-12-31`;
        const wanted = naiveDays({ rrule, start, until });
        if (wanted.length > 0) expect(firstDay(rrule, start)).toBe(wanted[0]);
        expect(days(rrule, start, 12).filter((date) => date <= until)).toEqual(wanted.slice(0, 12));
      }),
      { numRuns: 150, seed: 22 },
    );
  }, 60_000);

  it.each(WEEKDAYS.flatMap((day) => [`53${day}`, `-53${day}`]))('on %s of a year equals the walk', (day) => {
    const rrule = `FREQ=YEARLY;BYDAY=${day}`;
    expect(days(rrule, '2000-01-01', 20)).toEqual(
      naiveDays({ rrule, start: '2000-01-01', until: '2200-12-31' }).slice(0, 20),
    );
  });

  it('never takes long, however rarely it fits or even if it never does', () => {
    const leapSunday = 'BYMONTH=2;BYMONTHDAY=29;BYDAY=SU';
    const rules = [
      `FREQ=DAILY;${leapSunday}`,
      `FREQ=DAILY;INTERVAL=7;${leapSunday}`,
      'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30',
      `FREQ=WEEKLY;${'INTERVAL=3;BYMONTH=2;BYDAY=MO;BYSETPOS=2'}`,
      `FREQ=MONTHLY;${leapSunday};BYSETPOS=2`,
      'FREQ=YEARLY;BYDAY=53MO,-53TU;BYSETPOS=366',
      'FREQ=YEARLY;BYMONTH=2;BYDAY=5MO;INTERVAL=999',
      'FREQ=YEARLY;BYMONTHDAY=31;BYMONTH=2,4,6,9,11',
    ];
    for (const rrule of rules) {
      const began = performance.now();
      const anchor = firstDay(rrule, '2000-01-01');
      for (const from of ['2027-01-01', '2099-12-31', '2199-12-31']) {
        if (anchor !== null) dayOnOrAfter({ rrule, anchor, from });
      }
      expect(performance.now() - began, rrule).toBeLessThan(400);
    }
  });
});

const numbers = (max: number, negative: boolean) => {
  const one = fc.integer({ min: 1, max });
  const signed = negative ? fc.tuple(one, fc.boolean()).map(([n, minus]) => (minus ? -n : n)) : one;
  return fc.uniqueArray(signed, { minLength: 1, maxLength: 4 }).map((list) => list.join(','));
};
const optional = (name: string, value: fc.Arbitrary<string>) =>
  fc.option(
    value.map((text) => `${name}=${text}`),
    { nil: null },
  );
const weekday = fc.constantFrom(...WEEKDAYS);
const byDay = fc
  .uniqueArray(
    fc.oneof(
      weekday,
      fc
        .tuple(fc.constantFrom(1, 2, 3, 4, 5, 20, 51, 52, 53, -1, -2, -4, -5, -52, -53), weekday)
        .map((pair) => pair.join('')),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((list) => list.join(','));

/** A rule of any accepted parts. */
const anyRule = fc
  .tuple(
    fc.constantFrom('DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'),
    optional('INTERVAL', fc.integer({ min: 1, max: 5 }).map(String)),
    optional('BYMONTH', numbers(12, false)),
    optional('BYMONTHDAY', numbers(31, true)),
    optional('BYDAY', byDay),
    optional('BYSETPOS', fc.oneof(numbers(3, true), numbers(366, true))),
    optional('WKST', weekday),
  )
  .map(([frequency, ...parts]) => [`FREQ=${frequency}`, ...parts.filter((part) => part !== null)].join(';'));

const anyStart = fc.oneof(
  fc.integer({ min: Date.UTC(2000) / DAY, max: Date.UTC(2190) / DAY }).map(dateAt),
  fc.constantFrom(
    '2024-02-29',
    '2027-12-31',
    '2028-12-31',
    '2028-01-01',
    '2099-12-31',
    '2100-02-28',
    '2027-01-31',
    '2096-02-29',
  ),
);
