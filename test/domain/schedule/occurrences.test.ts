import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextOccurrence, type Occurrence, type OccurrenceQuery } from '../../../src/domain/schedule/occurrences.ts';
import { type WhenInput, when } from '../../../src/domain/schedule/whenSchema.ts';

interface Story {
  readonly when: WhenInput;
  readonly scheduledAt?: string;
  readonly accountZone?: string;
}

/** The first `count` occurrences of a campaign that is never late. */
function occurrences(
  { when: input, scheduledAt = '2026-01-01T00:00:00Z', accountZone = 'Europe/Paris' }: Story,
  count: number,
): Occurrence[] {
  const found: Occurrence[] = [];
  const query = {
    when: when.parse(input),
    accountZone,
    scheduledAt: new Date(scheduledAt),
    notBefore: new Date(scheduledAt),
  };
  while (found.length < count) {
    const previous = found.at(-1)?.local ?? null;
    const next = nextOccurrence({ ...query, previous, runs: found.length });
    if (next === null) break;
    found.push(next);
  }
  return found;
}

const locals = (story: Story, count: number): string[] => occurrences(story, count).map(({ local }) => local);
const days = (story: Story, count: number): string[] => locals(story, count).map((local) => local.slice(0, 10));

const recurring = (rule: object, more: object = {}): WhenInput =>
  ({ kind: 'recurring', rule, time: '10:00', zone: 'account', ...more }) as WhenInput;
const onThe7th = recurring({ kind: 'monthly', day: 7 });

describe('a recurrence on the 7th at 10:00', () => {
  it.each([
    ['2026-05-06T22:30:00Z', '2026-05-07', 'in the night before'],
    ['2026-05-07T08:00:00Z', '2026-05-07', 'to the second at 10:00 in Paris'],
    ['2026-05-07T08:00:01Z', '2026-06-07', 'a second later: it never makes up for one that passed'],
    ['2026-05-08T08:00:00Z', '2026-06-07', 'the day after'],
  ])('scheduled at %s begins on %s: %s', (scheduledAt, first) => {
    expect(days({ when: onThe7th, scheduledAt }, 1)).toEqual([first]);
    expect(days({ when: { ...onThe7th, zone: 'profile' } as WhenInput, scheduledAt }, 1)).toEqual([first]);
  });

  it("has one instant in a named zone, whatever the account's zone", () => {
    const story = { when: { ...onThe7th, zone: 'America/New_York' } as WhenInput, scheduledAt: '2026-02-20T00:00:00Z' };
    expect(occurrences(story, 2).map(({ firstAt, lastAt }) => [firstAt, lastAt])).toEqual([
      ['2026-03-07T15:00:00.000Z', '2026-03-07T15:00:00.000Z'],
      ['2026-04-07T14:00:00.000Z', '2026-04-07T14:00:00.000Z'],
    ]);
  });

  it('lasts from the earliest to the latest time zone in the zones of the profiles', () => {
    const [first] = occurrences(
      { when: { ...onThe7th, zone: 'profile', late: 'next_day', defaultZone: 'UTC' } as WhenInput },
      1,
    );
    expect(first).toEqual({
      local: '2026-01-07T10:00',
      zone: 'profile',
      defaultZone: 'UTC',
      late: 'next_day',
      lastDate: null,
      firstAt: '2026-01-06T20:00:00.000Z',
      lastAt: '2026-01-07T22:00:00.000Z',
    });
  });

  it('lasts the whole day everywhere at the best time', () => {
    const [first] = occurrences({ when: { ...onThe7th, zone: 'best_time' } as WhenInput }, 1);
    expect(first).toMatchObject({ firstAt: '2026-01-06T10:00:00.000Z', lastAt: '2026-01-08T11:00:00.000Z' });
    const [late] = occurrences({ when: { ...onThe7th, zone: 'best_time', time: '23:30' } as WhenInput }, 1);
    expect(late).toMatchObject({ lastAt: '2026-01-08T11:30:00.000Z' });
  });
});

describe('a recurrence', () => {
  it.each<[string, object, object, string[]]>([
    ['every day', { kind: 'daily' }, {}, ['2026-01-01', '2026-01-02', '2026-01-03']],
    ['every third day', { kind: 'daily', every: 3 }, {}, ['2026-01-01', '2026-01-04', '2026-01-07']],
    [
      'every other week, from the first day that fits',
      { kind: 'weekly', every: 2, days: ['MO', 'FR'] },
      {},
      ['2026-01-02', '2026-01-12', '2026-01-16'],
    ],
    ['on the 31st leaves months out', { kind: 'monthly', day: 31 }, {}, ['2026-01-31', '2026-03-31', '2026-05-31']],
    ["on the last day doesn't", { kind: 'monthly', day: 'last' }, {}, ['2026-01-31', '2026-02-28', '2026-03-31']],
    [
      'every other month, from the first day that fits',
      { kind: 'monthly', every: 2, day: 7 },
      { start: '2026-02-08' },
      ['2026-03-07', '2026-05-07', '2026-07-07'],
    ],
    [
      'every other week, counted from its start',
      { kind: 'weekly', every: 2, days: ['MO'] },
      { start: '2025-12-01' },
      ['2026-01-12', '2026-01-26', '2026-02-09'],
    ],
    ['by a rule', { kind: 'rrule', text: 'FREQ=MONTHLY;BYDAY=-1FR' }, {}, ['2026-01-30', '2026-02-27', '2026-03-27']],
    [
      'by a rule that leaves the day to the start',
      { kind: 'rrule', text: 'FREQ=WEEKLY' },
      {},
      ['2026-01-01', '2026-01-08', '2026-01-15'],
    ],
    [
      'up to its last day',
      { kind: 'daily' },
      { end: { kind: 'on', date: '2026-01-02' } },
      ['2026-01-01', '2026-01-02'],
    ],
    ['a number of times', { kind: 'daily' }, { end: { kind: 'after', runs: 2 } }, ['2026-01-01', '2026-01-02']],
    ['that has ended before it was scheduled', { kind: 'daily' }, { end: { kind: 'on', date: '2025-12-31' } }, []],
  ])('%s', (_, rule, more, expected) => {
    expect(days({ when: recurring(rule, more) }, 3)).toEqual(expected);
  });

  it('every 5 years on 29 February comes every 20 years, and not in 2100', () => {
    const rule = { kind: 'rrule', text: 'FREQ=YEARLY;INTERVAL=5;BYMONTH=2;BYMONTHDAY=29' };
    expect(days({ when: recurring(rule) }, 6)).toEqual([
      '2028-02-29',
      '2048-02-29',
      '2068-02-29',
      '2088-02-29',
      '2108-02-29',
      '2128-02-29',
    ]);
  });

  it('every 5 years from a year without a matching 29 February ends by itself', () => {
    const rule = { kind: 'rrule', text: 'FREQ=YEARLY;INTERVAL=400;BYMONTH=2;BYMONTHDAY=29' };
    expect(days({ when: recurring(rule) }, 3)).toEqual(['2028-02-29']);
  });

  it('continues in the year 2100', () => {
    const scheduledAt = '2100-02-27T12:00:00Z';
    expect(days({ when: recurring({ kind: 'daily' }), scheduledAt }, 3)).toEqual([
      '2100-02-28',
      '2100-03-01',
      '2100-03-02',
    ]);
    expect(
      days({ when: recurring({ kind: 'monthly', day: 'last' }, { start: '2026-01-01' }), scheduledAt }, 1),
    ).toEqual(['2100-02-28']);
  });

  it('at a skipped hour, scheduled in the gap, is still on that day', () => {
    const when = { ...recurring({ kind: 'daily' }), time: '02:30' } as WhenInput;
    expect(occurrences({ when, scheduledAt: '2026-03-29T01:10:00Z' }, 1)[0]).toMatchObject({
      local: '2026-03-29T02:30',
      firstAt: '2026-03-29T01:30:00.000Z',
    });
  });

  it('on a skipped day, scheduled when it would have been, still runs, after that day', () => {
    const story = {
      when: recurring({ kind: 'daily' }),
      accountZone: 'Pacific/Apia',
      scheduledAt: '2011-12-30T15:00:00Z',
    };
    expect(occurrences(story, 1)[0]).toMatchObject({ local: '2011-12-30T10:00', firstAt: '2011-12-30T20:00:00.000Z' });
  });

  it('at a repeated hour, scheduled between the two, has passed for that day', () => {
    const when = { ...recurring({ kind: 'daily' }), time: '02:30' } as WhenInput;
    expect(days({ when, scheduledAt: '2026-10-25T00:45:00Z' }, 1)).toEqual(['2026-10-26']);
  });

  it('leaves out occurrences that passed while it was paused, and keeps its interval', () => {
    const query: OccurrenceQuery = {
      when: when.parse(recurring({ kind: 'daily', every: 3 })),
      accountZone: 'Europe/Paris',
      scheduledAt: new Date('2026-01-01T00:00:00Z'),
      notBefore: new Date('2026-02-01T00:00:00Z'),
      previous: '2026-01-04T10:00',
      runs: 2,
    };
    expect(nextOccurrence(query)?.local).toBe('2026-02-03T10:00');
  });

  it('has no second run on a day when its hour is moved to a later one', () => {
    const query: OccurrenceQuery = {
      when: when.parse({ ...recurring({ kind: 'daily' }), time: '18:00' }),
      accountZone: 'Europe/Paris',
      scheduledAt: new Date('2026-01-04T12:00:00Z'),
      notBefore: new Date('2026-01-04T12:00:00Z'),
      previous: '2026-01-04T10:00',
      runs: 1,
    };
    expect(nextOccurrence(query)?.local).toBe('2026-01-05T18:00');
  });
});

describe('dates', () => {
  const dates = ['2026-05-08T10:00', '2026-05-07T18:00', '2026-05-07T10:00'];
  it('are in order, without those that have passed', () => {
    expect(locals({ when: { kind: 'dates', dates, zone: 'account' }, scheduledAt: '2026-05-07T08:00:01Z' }, 9)).toEqual(
      ['2026-05-07T18:00', '2026-05-08T10:00'],
    );
  });

  it('in the zones of the profiles have passed when they have in every zone', () => {
    const when = { kind: 'dates', dates, zone: 'profile' } as const;
    expect(locals({ when, scheduledAt: '2026-05-07T22:00:00Z' }, 1)).toEqual(['2026-05-07T10:00']);
    expect(locals({ when, scheduledAt: '2026-05-07T22:00:01Z' }, 1)).toEqual(['2026-05-07T18:00']);
  });
});

describe('once', () => {
  it('now is the instant of scheduling', () => {
    const [only, ...more] = occurrences({ when: { kind: 'now' }, scheduledAt: '2026-05-07T08:00:01.234Z' }, 2);
    expect(only).toMatchObject({
      local: '2026-05-07T10:00',
      firstAt: '2026-05-07T08:00:01.234Z',
      lastAt: '2026-05-07T08:00:01.234Z',
    });
    expect(more).toEqual([]);
  });

  it('at an instant is that instant, unless it has passed', () => {
    const story = { when: { kind: 'at', at: '2026-05-07T10:00:30+02:00' } } as const;
    expect(occurrences(story, 2).map(({ firstAt }) => firstAt)).toEqual(['2026-05-07T08:00:30.000Z']);
    expect(occurrences({ ...story, scheduledAt: '2026-05-07T08:00:31Z' }, 1)).toEqual([]);
  });
});

const DAY = 86_400_000;
const dateAt = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const WEEKDAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];

type SimpleRule =
  | { kind: 'daily'; every: number }
  | { kind: 'weekly'; every: number; days: string[] }
  | { kind: 'monthly'; every: number; day: number | 'last' };

/** The days of a rule, found day by day. */
function naiveDays(rule: SimpleRule, start: string, count: number): string[] {
  const found: string[] = [];
  let anchor: number | null = null;
  const month = (ms: number) => new Date(ms).getUTCFullYear() * 12 + new Date(ms).getUTCMonth();
  const monday = (ms: number) => Math.floor((ms / DAY + 3) / 7);
  for (let ms = Date.parse(start); found.length < count; ms += DAY) {
    const date = new Date(ms);
    const lastOfMonth = new Date(ms + DAY).getUTCDate() === 1;
    const fits =
      rule.kind === 'daily' ||
      (rule.kind === 'weekly' && rule.days.includes(WEEKDAYS[date.getUTCDay()] ?? '')) ||
      (rule.kind === 'monthly' && (rule.day === 'last' ? lastOfMonth : date.getUTCDate() === rule.day));
    if (!fits) continue;
    anchor ??= ms;
    const units =
      rule.kind === 'daily'
        ? (ms - anchor) / DAY
        : rule.kind === 'weekly'
          ? monday(ms) - monday(anchor)
          : month(ms) - month(anchor);
    if (units % rule.every === 0) found.push(dateAt(ms));
  }
  return found;
}

const anyRule: fc.Arbitrary<SimpleRule> = fc.oneof(
  fc.record({ kind: fc.constant('daily' as const), every: fc.integer({ min: 1, max: 366 }) }),
  fc.record({
    kind: fc.constant('weekly' as const),
    every: fc.integer({ min: 1, max: 52 }),
    days: fc.uniqueArray(fc.constantFrom('MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'), { minLength: 1 }),
  }),
  fc.record({
    kind: fc.constant('monthly' as const),
    every: fc.integer({ min: 1, max: 14 }),
    day: fc.oneof(fc.integer({ min: 1, max: 28 }), fc.constant('last' as const)),
  }),
);
const anyStart = fc.integer({ min: Date.UTC(2026) / DAY, max: Date.UTC(2100) / DAY }).map((day) => dateAt(day * DAY));
const anyZone = fc.constantFrom(
  'account',
  'profile',
  'best_time',
  'America/New_York',
  'Pacific/Apia',
  'Australia/Lord_Howe',
);
const anyTime = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));

describe('for any recurrence', () => {
  it('the days equal those of a search day by day', () => {
    fc.assert(
      fc.property(anyRule, anyStart, anyZone, anyTime, (rule, start, zone, time) => {
        const story = { when: recurring(rule, { start, zone, time }), scheduledAt: '2026-01-01T00:00:00Z' };
        expect(days(story, 6)).toEqual(naiveDays(rule, start, 6));
      }),
      { numRuns: 120, seed: 3, examples: [[{ kind: 'daily', every: 1 }, '2026-01-02', 'account', '00:00']] },
    );
  });

  it('each occurs once, in order, within start, end and number, and none had passed', () => {
    fc.assert(
      fc.property(
        anyRule,
        anyStart,
        anyZone,
        anyTime,
        fc.integer({ min: 0, max: 400 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: -300, max: 300 }),
        (rule, start, zone, time, length, runs, earlier) => {
          const endDate = dateAt(Date.parse(start) + length * DAY);
          const scheduledAt = new Date(Date.parse(start) - earlier * DAY + 12_345_678).toISOString();
          const ends = [{ kind: 'on', date: endDate }, { kind: 'after', runs }, { kind: 'never' }];
          for (const end of ends) {
            const story = { when: recurring(rule, { start, zone, time, end }), scheduledAt };
            const found = occurrences(story, 8);
            const dates = found.map(({ local }) => local.slice(0, 10));
            expect(dates).toEqual([...new Set(dates)].sort());
            for (const { local, firstAt, lastAt } of found) {
              expect(local.slice(0, 10) >= start && local.endsWith(time)).toBe(true);
              expect(firstAt <= lastAt && lastAt >= scheduledAt).toBe(true);
              if (end.kind === 'on') expect(local.slice(0, 10) <= endDate).toBe(true);
            }
            if (end.kind === 'after') expect(found.length).toBe(runs);
          }
        },
      ),
      { numRuns: 60, seed: 4 },
    );
  });
});
