import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPlanner, openHours, type Plan } from '../../../src/domain/audience/plan.ts';
import { openUntil } from '../../../src/domain/dnd/dnd.ts';
import { type DndWindow, type DndWindowsInput, dndWindows } from '../../../src/domain/dnd/dndSchema.ts';
import { LATE_AFTER_MS } from '../../../src/domain/schedule/due.ts';
import { addDays, toInstant, toLocalDate } from '../../../src/domain/schedule/localTime.ts';
import { nextOccurrence, type Occurrence } from '../../../src/domain/schedule/occurrences.ts';
import { WEEKDAYS } from '../../../src/domain/schedule/rruleText.ts';
import { type WhenInput, when } from '../../../src/domain/schedule/whenSchema.ts';
import { isWithin, MINUTE, type Reading, walkTo, wallClock } from '../schedule/wallClock.ts';

const accountZone = 'Europe/Paris';
const DAY = 24 * 60 * MINUTE;

/** The plan of a recipient: the instant, or the reason of a skip. */
const outcome = (plan: Plan): string => (plan.kind === 'send' ? plan.at.toISOString() : plan.reason);

/** All occurrences up to an instant, each run at its due time. */
function* runs(input: WhenInput, from: string, to: string): Generator<Occurrence> {
  const query = { when: when.parse(input), accountZone, scheduledAt: new Date(from), notBefore: new Date(from) };
  let previous: string | null = null;
  for (let runs = 0; ; runs++) {
    const next: Occurrence | null = nextOccurrence({ ...query, previous, runs });
    if (next === null || next.firstAt >= to) return;
    yield next;
    previous = next.local;
  }
}

const ZONES = [
  'Europe/Paris',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
  'Pacific/Apia',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
  'America/Santiago',
];

interface Walk {
  readonly zone: string;
  readonly days: readonly string[];
  readonly time: string;
  readonly windows: readonly DndWindow[];
}

/** The due instants of a recipient, found minute by minute with local times from Intl only. */
function walked({ zone, days, time, windows }: Walk): string[] {
  const clocks = { recipient: wallClock(zone), account: wallClock(accountZone) };
  const holding = (at: number): readonly DndWindow[] => {
    const readings: Record<DndWindow['zone'], Reading> = {
      recipient: clocks.recipient(at),
      account: clocks.account(at),
    };
    return windows.filter((window) => isWithin(readings[window.zone], window));
  };
  return days.map((day) => {
    let at = walkTo(`${day}T${time}`, clocks.recipient, Date.parse(day) - 16 * 60 * MINUTE);
    if (holding(at).some(({ action }) => action === 'discard')) return 'dnd';
    while (holding(at).length > 0) at += MINUTE;
    return new Date(at).toISOString();
  });
}

function planned(input: WhenInput, zone: string, windows: readonly DndWindow[], from: string, to: string): string[] {
  return [...runs(input, from, to)].map((occurrence) =>
    outcome(createPlanner({ occurrence, accountZone, windows, now: new Date(occurrence.firstAt) })({ timeZone: zone })),
  );
}

describe('two years of the 7th of each month at 10:00 in the zone of each profile, with DND', () => {
  const windows = dndWindows.parse([
    { from: '00:00', to: '00:00', days: ['SU'], action: 'delay' },
    { from: '09:30', to: '11:15', days: ['MO', 'SA'], action: 'delay' },
    { from: '08:00', to: '12:00', days: ['TU'], action: 'discard' },
    { from: '22:00', to: '07:00', zone: 'account', action: 'delay' },
    { from: '14:00', to: '16:00', days: ['TH', 'FR'], zone: 'account', action: 'delay' },
  ] satisfies DndWindowsInput);
  const input: WhenInput = { kind: 'recurring', rule: { kind: 'monthly', day: 7 }, time: '10:00', zone: 'profile' };
  const sevenths = Array.from({ length: 24 }, (_, month) =>
    new Date(Date.UTC(2026, month, 7)).toISOString().slice(0, 10),
  );

  it.each(ZONES)('in %s equals a search minute by minute', (zone) => {
    const ours = planned(input, zone, windows, '2026-01-01T00:00:00Z', '2028-01-01T00:00:00Z');
    expect(ours).toHaveLength(24);
    expect(ours).toEqual(walked({ zone, days: sevenths, time: '10:00', windows }));
    expect(ours).toContain('dnd');
    expect(new Set(ours.map((at) => at.slice(11))).size).toBeGreaterThan(3);
  });
});

describe('every day at 02:30 around each clock change, with DND until the skipped hour', () => {
  const windows = dndWindows.parse([
    { from: '23:00', to: '02:45', action: 'delay' },
    { from: '03:10', to: '03:40', zone: 'account', action: 'delay' },
  ] satisfies DndWindowsInput);
  const input: WhenInput = {
    kind: 'recurring',
    rule: { kind: 'daily' },
    time: '02:30',
    zone: 'profile',
    end: { kind: 'never' },
  };
  const changes = [
    '2026-03-08',
    '2026-03-29',
    '2026-04-05',
    '2026-09-06',
    '2026-10-04',
    '2026-10-25',
    '2026-11-01',
    '2027-03-14',
  ];

  it.each(ZONES)('in %s equals a search minute by minute', (zone) => {
    for (const change of changes) {
      const days = [-2, -1, 0, 1, 2].map((day) => new Date(Date.parse(change) + day * DAY).toISOString().slice(0, 10));
      const start = { ...input, start: days[0], end: { kind: 'on', date: days[4] } } as WhenInput;
      const ours = planned(start, zone, windows, '2026-01-01T00:00:00Z', '2028-01-01T00:00:00Z');
      expect(ours).toEqual(walked({ zone, days, time: '02:30', windows }));
    }
  });
});

const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom('00', '20', '30'))
  .map(([h, m]) => `${String(h).padStart(2, '0')}:${m}`);
const anyWindows = fc
  .array(
    fc.record({
      from: clock,
      to: clock,
      days: fc.uniqueArray(fc.constantFrom(...WEEKDAYS), { minLength: 1 }),
      zone: fc.constantFrom('recipient' as const, 'account' as const),
      action: fc.constantFrom('discard' as const, 'delay' as const),
    }),
    { maxLength: 4 },
  )
  .filter((windows) => dndWindows.safeParse(windows).success);

describe('for any campaign, recipient and lateness', () => {
  it('nothing is sent in DND, before the start, after the end, or early; a group has one decision', () => {
    let sent = 0;
    fc.assert(
      fc.property(
        anyWindows,
        clock,
        fc.constantFrom('account', 'profile', 'best_time', 'America/New_York'),
        fc.constantFrom('skip', 'send_now', 'next_day'),
        fc.constantFrom('2026-03-07', '2026-03-28', '2026-04-04', '2026-10-24', '2026-10-31'),
        fc.integer({ min: 0, max: 40 * 60 }),
        fc.option(fc.array(fc.nat(3), { minLength: 24, maxLength: 24 })),
        (windows, time, zone, late, start, minutesLate, activity) => {
          const own = zone === 'profile' || zone === 'best_time';
          const end = new Date(Date.parse(start) + 2 * DAY).toISOString().slice(0, 10);
          const input = {
            kind: 'recurring',
            rule: { kind: 'daily' },
            time,
            zone,
            start,
            end: { kind: 'on', date: end },
            ...(own && { late }),
          } as WhenInput;
          for (const occurrence of runs(input, '2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z')) {
            const now = new Date(Date.parse(occurrence.firstAt) + minutesLate * MINUTE);
            const plan = createPlanner({ occurrence, accountZone, windows, now });
            const groups = new Map<string, string>();
            for (const timeZone of [...ZONES, null, 'Europe/Berlin', 'Africa/Lagos']) {
              const result = plan({ timeZone, activity });
              expect(plan({ timeZone, activity })).toEqual(result);
              if (result.kind === 'skip') continue;
              const recipient = wallClock(result.zone);
              const clocks = { recipient, account: wallClock(accountZone) };
              const sentAt = Math.max(result.at.getTime(), now.getTime());
              expect(windows.some((window) => isWithin(clocks[window.zone](sentAt), window))).toBe(false);
              const ownClock = zone === 'profile' || zone === 'best_time' ? recipient : wallClock(occurrence.zone);
              const shown = ownClock(result.at.getTime()).local;
              const isLate = now.getTime() - result.at.getTime() > LATE_AFTER_MS;
              const sentOn = ownClock(isLate ? now.getTime() : result.at.getTime()).local.slice(0, 10);
              expect(sentOn >= start && sentOn <= end).toBe(true);
              sent += 1;
              expect(result.at.getTime()).toBeGreaterThanOrEqual(Date.parse(occurrence.firstAt));
              if (result.timing === 'on_time' && zone !== 'best_time') expect(shown >= occurrence.local).toBe(true);
              const zones = { recipient: result.zone, account: accountZone };
              const from = new Date(sentAt);
              const dayEnds = own && toInstant(`${addDays(toLocalDate(from, result.zone), 1)}T00:00`, result.zone);
              const answer = [result.at, openUntil({ at: from, windows, zones }), dayEnds].map(String).join(' ');
              expect(groups.get(result.group) ?? answer).toBe(answer);
              groups.set(result.group, answer);
            }
          }
        },
      ),
      { numRuns: 50, seed: 7 },
    );
    expect(sent).toBeGreaterThan(500);
  });
});

describe('at the best time', () => {
  const [occurrence] = [
    ...runs(
      { kind: 'dates', dates: ['2026-05-07T10:30'], zone: 'best_time' },
      '2026-05-01T00:00:00Z',
      '2027-01-01T00:00:00Z',
    ),
  ];
  const windows = dndWindows.parse([{ from: '21:00', to: '08:00', action: 'delay' }]);
  const activity = (counts: Record<number, number>): number[] =>
    Array.from({ length: 24 }, (_, hour) => counts[hour] ?? 0);

  it.each([
    ['the hour of most activity', activity({ 9: 1, 18: 3 }), '2026-05-07T12:30:00.000Z'],
    ['the best hour outside DND', activity({ 9: 1, 23: 3 }), '2026-05-07T03:30:00.000Z'],
    ['the time given, where all activity was at night', activity({ 23: 3 }), '2026-05-07T05:00:00.000Z'],
    ['the time given, without history', null, '2026-05-07T05:00:00.000Z'],
  ])('a profile in Kolkata is sent to at %s', (_, counts, at) => {
    if (occurrence === undefined) throw new Error('wanted: an occurrence');
    const plan = createPlanner({ occurrence, accountZone, windows, now: new Date(occurrence.firstAt) });
    expect(outcome(plan({ timeZone: 'Asia/Kolkata', activity: counts }))).toBe(at);
  });
});

describe('hours outside DND', () => {
  const zones = { recipient: 'Europe/Paris', account: 'America/New_York' };
  const closedHours = (date: string, windows: unknown): number[] =>
    openHours({ date, windows: dndWindows.parse(windows), zones }).flatMap((open, hour) => (open ? [] : [hour]));

  it('depend on the day of the week and on the zone of the window', () => {
    const saturdays = [{ from: '20:00', to: '10:00', days: ['SA'], action: 'delay' }];
    expect(closedHours('2026-05-09', saturdays)).toEqual([20, 21, 22, 23]);
    expect(closedHours('2026-05-10', saturdays)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(closedHours('2026-05-09', [{ from: '08:00', to: '10:00', zone: 'account', action: 'delay' }])).toEqual([
      14, 15,
    ]);
  });

  it('that a clock change skips are judged at the instant to which they move', () => {
    expect(closedHours('2026-03-29', [{ from: '03:00', to: '04:00', action: 'delay' }])).toEqual([2, 3]);
  });
});
