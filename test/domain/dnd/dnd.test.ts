import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dndAt, effectiveDnd, isJudgedByRecipient, isOpen, nextOpen, openUntil } from '../../../src/domain/dnd/dnd.ts';
import { nextFlip } from '../../../src/domain/dnd/dndClock.ts';
import { type DndWindowsInput, dndWindows } from '../../../src/domain/dnd/dndSchema.ts';
import { closedSpans } from '../../../src/domain/dnd/dndWeek.ts';
import { WEEKDAYS } from '../../../src/domain/schedule/rruleText.ts';
import { isWithin, MINUTE, wallClock } from '../schedule/wallClock.ts';

interface Question {
  readonly at: string;
  readonly windows: DndWindowsInput;
  readonly recipient?: string;
  readonly account?: string;
}

const query = ({ at, windows, recipient = 'Europe/Paris', account = 'Europe/Paris' }: Question) => ({
  at: new Date(at),
  windows: dndWindows.parse(windows),
  zones: { recipient, account },
});
const iso = (instant: Date | null): string => instant?.toISOString() ?? 'never';
const answer = (question: Question): string => {
  const dnd = dndAt(query(question));
  return dnd === null ? 'open' : `${dnd.action} until ${iso(dnd.until)}`;
};

const night = { from: '22:00', to: '08:00', action: 'delay' } as const;

describe('a night from 22:00 to 08:00', () => {
  it.each([
    ['2026-05-07T19:59:59.999Z', 'open'],
    ['2026-05-07T20:00:00.000Z', 'delay until 2026-05-08T06:00:00.000Z'],
    ['2026-05-08T05:59:59.999Z', 'delay until 2026-05-08T06:00:00.000Z'],
    ['2026-05-08T06:00:00.000Z', 'open'],
  ])('at %s: %s', (at, expected) => {
    expect(answer({ at, windows: [night] })).toBe(expected);
  });

  it('is an hour shorter when clocks go forward, and an hour longer when they go back', () => {
    expect(answer({ at: '2026-03-28T21:00:00Z', windows: [night] })).toBe('delay until 2026-03-29T06:00:00.000Z');
    expect(answer({ at: '2026-10-24T20:00:00Z', windows: [night] })).toBe('delay until 2026-10-25T07:00:00.000Z');
  });

  it("is the recipient's, or the account's", () => {
    const at = '2026-05-07T15:00:00Z'; // 20:30 in Kolkata, 17:00 in Paris
    expect(answer({ at: '2026-05-07T16:30:00Z', windows: [night], recipient: 'Asia/Kolkata' })).toBe(
      'delay until 2026-05-08T02:30:00.000Z',
    );
    expect(answer({ at, windows: [{ ...night, zone: 'account' }], account: 'Asia/Kolkata' })).toBe('open');
    expect(
      answer({ at: '2026-05-07T16:30:00Z', windows: [{ ...night, zone: 'account' }], account: 'Asia/Kolkata' }),
    ).toBe('delay until 2026-05-08T02:30:00.000Z');
  });

  it('says how long sending may go on', () => {
    const until = (at: string) => iso(openUntil(query({ at, windows: [night] })));
    expect(until('2026-05-07T10:00:00Z')).toBe('2026-05-07T20:00:00.000Z');
    expect(until('2026-05-07T21:00:00Z')).toBe('2026-05-07T21:00:00.000Z');
    expect(until('2026-03-29T06:00:00Z')).toBe('2026-03-29T20:00:00.000Z');
  });
});

describe('a window', () => {
  it('belongs to the day on which it begins', () => {
    const friday = [{ ...night, days: ['FR'] as const }].map((window) => ({ ...window, days: [...window.days] }));
    expect(answer({ at: '2026-05-08T04:00:00Z', windows: friday })).toBe('open'); // Friday morning
    expect(answer({ at: '2026-05-08T20:00:00Z', windows: friday })).toBe('delay until 2026-05-09T06:00:00.000Z');
    expect(answer({ at: '2026-05-09T04:00:00Z', windows: friday })).toBe('delay until 2026-05-09T06:00:00.000Z'); // Saturday morning
    expect(answer({ at: '2026-05-09T20:00:00Z', windows: friday })).toBe('open');
  });

  it('over a whole weekend joins the nights before and after it', () => {
    const weekend = { from: '00:00', to: '00:00', days: ['SA' as const, 'SU' as const], action: 'delay' as const };
    expect(answer({ at: '2026-05-08T20:30:00Z', windows: [night, weekend] })).toBe(
      'delay until 2026-05-11T06:00:00.000Z',
    );
    expect(iso(openUntil(query({ at: '2026-05-06T10:00:00Z', windows: [weekend] })))).toBe('2026-05-08T22:00:00.000Z');
  });

  it('that begins in the hour that is skipped begins when clocks go forward', () => {
    const window = { from: '02:30', to: '04:00', action: 'delay' as const };
    expect(iso(openUntil(query({ at: '2026-03-29T00:00:00Z', windows: [window] })))).toBe('2026-03-29T01:00:00.000Z');
    expect(answer({ at: '2026-03-29T01:00:00Z', windows: [window] })).toBe('delay until 2026-03-29T02:00:00.000Z');
  });

  it('in the skipped hour does not occur on that day', () => {
    const window = { from: '02:00', to: '03:00', action: 'delay' as const };
    expect(iso(openUntil(query({ at: '2026-03-29T00:30:00Z', windows: [window] })))).toBe('2026-03-30T00:00:00.000Z');
  });

  it('in the repeated hour occurs twice', () => {
    const window = { from: '02:00', to: '02:30', action: 'delay' as const };
    expect(answer({ at: '2026-10-25T00:00:00Z', windows: [window] })).toBe('delay until 2026-10-25T00:30:00.000Z');
    expect(answer({ at: '2026-10-25T00:30:00Z', windows: [window] })).toBe('open');
    expect(answer({ at: '2026-10-25T01:00:00Z', windows: [window] })).toBe('delay until 2026-10-25T01:30:00.000Z');
  });

  it('follows clocks that go forward by half an hour, and a zone that skips a day', () => {
    const lordHowe = {
      recipient: 'Australia/Lord_Howe',
      windows: [{ from: '01:00', to: '03:00', action: 'delay' as const }],
    };
    expect(answer({ ...lordHowe, at: '2026-10-03T14:30:00Z' })).toBe('delay until 2026-10-03T16:00:00.000Z');
    const apia = { recipient: 'Pacific/Apia', windows: [{ from: '22:00', to: '06:00', action: 'delay' as const }] };
    expect(answer({ ...apia, at: '2011-12-30T09:00:00Z' })).toBe('delay until 2011-12-30T16:00:00.000Z');
  });

  it('that discards takes precedence over one that delays', () => {
    const windows = [night, { from: '00:00', to: '06:00', action: 'discard' as const }];
    expect(answer({ at: '2026-05-07T20:30:00Z', windows })).toBe('delay until 2026-05-08T06:00:00.000Z');
    expect(answer({ at: '2026-05-07T22:00:00Z', windows })).toBe('discard until 2026-05-08T06:00:00.000Z');
  });
});

describe('a clock', () => {
  it('does not change at the end of the week when a closed span continues', () => {
    const clock = { zone: 'UTC', closed: closedSpans(dndWindows.parse([night])) };
    expect(iso(nextFlip(clock, new Date('2026-05-10T23:00:00Z')))).toBe('2026-05-11T08:00:00.000Z');
    expect(iso(nextFlip(clock, new Date('2026-05-10T21:00:00Z')))).toBe('2026-05-10T22:00:00.000Z');
    expect(nextFlip({ zone: 'UTC', closed: [] }, new Date(0))).toBe(null);
  });
});

describe('without windows', () => {
  it('sending is always allowed', () => {
    const any = query({ at: '2026-05-07T10:00:00Z', windows: [] });
    expect([dndAt(any), nextOpen(any), openUntil(any)]).toEqual([null, any.at, null]);
  });

  it('a campaign takes those of the account, unless it says that it has none', () => {
    const account = dndWindows.parse([night]);
    expect(effectiveDnd(undefined, account)).toBe(account);
    expect(effectiveDnd([], account)).toEqual([]);
    expect(effectiveDnd(undefined, undefined)).toEqual([]);
    expect([isJudgedByRecipient(account), isJudgedByRecipient([])]).toEqual([true, false]);
  });
});

describe('windows are refused', () => {
  const all = { from: '00:00', to: '00:00', action: 'delay' as const };
  const said = (windows: unknown): string => dndWindows.safeParse(windows).error?.issues[0]?.message ?? 'nothing';
  it.each([
    ['that cover the whole week', [all]],
    [
      'that cover it together',
      [
        { ...night, action: 'discard' },
        { from: '08:00', to: '22:00', action: 'delay' },
      ],
    ],
    ['that cover it on all days', WEEKDAYS.map((day) => ({ ...all, from: '12:00', to: '12:00', days: [day] }))],
    [
      'that cover it for a recipient some hours away',
      [
        { ...night, zone: 'account' },
        { from: '14:00', to: '05:00', action: 'delay' },
      ],
    ],
  ])('%s', (_, windows) => {
    expect(said(windows)).toMatch(/^wanted: windows that leave some time of the week/);
  });

  it('that name a day twice, or no time of day', () => {
    expect(said([{ ...night, days: ['MO', 'MO'] }])).toMatch(/each day once/);
    expect(said([{ ...night, to: '24:00' }])).toMatch(/a time of day/);
  });

  it('but not when they leave a minute', () => {
    expect(said([{ ...all, from: '10:01', to: '10:00' }])).toBe('nothing');
  });
});

const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom('00', '15', '30', '47'))
  .map(([h, m]) => `${String(h).padStart(2, '0')}:${m}`);
const anyWindow = fc.record({
  from: clock,
  to: clock,
  days: fc.uniqueArray(fc.constantFrom(...WEEKDAYS), { minLength: 1 }),
  zone: fc.constantFrom('recipient' as const, 'account' as const),
  action: fc.constantFrom('discard' as const, 'delay' as const),
});
const anyWindows = fc
  .array(anyWindow, { minLength: 1, maxLength: 4 })
  .filter((windows) => dndWindows.safeParse(windows).success);
const zone = fc.constantFrom('Europe/Paris', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata', 'Pacific/Apia');
/** Around the clock changes in 2026 in Europe, America and on Lord Howe; Samoa's date line in 2011. */
const anyAt = fc
  .tuple(
    fc.constantFrom('2026-03-08', '2026-03-29', '2026-04-05', '2026-10-04', '2026-10-25', '2026-11-01', '2011-12-30'),
    fc.integer({ min: -2 * 24 * 60, max: 2 * 24 * 60 }),
  )
  .map(([date, minutes]) => Date.parse(date) + minutes * MINUTE);

describe('for any windows and zones, around any clock change', () => {
  it('the answers equal those of a search minute by minute', () => {
    fc.assert(
      fc.property(anyWindows, zone, zone, anyAt, (windows, recipient, account, at) => {
        const clocks = { recipient: wallClock(recipient), account: wallClock(account) };
        const closed = (instant: number): boolean =>
          windows.some((window) => isWithin(clocks[window.zone](instant), window));
        const question = { at: new Date(at), windows, zones: { recipient, account } };
        const isClosed = closed(at);
        expect(isOpen(question)).toBe(!isClosed);
        let flip = at;
        while (closed(flip) === isClosed) flip += MINUTE;
        expect(nextOpen(question)).toEqual(new Date(isClosed ? flip : at));
        expect(openUntil(question)).toEqual(new Date(isClosed ? at : flip));
        const discards = windows.some(
          (window) => window.action === 'discard' && isWithin(clocks[window.zone](at), window),
        );
        expect(dndAt(question)).toEqual(
          isClosed ? { until: new Date(flip), action: discards ? 'discard' : 'delay' } : null,
        );
      }),
      { numRuns: 250, seed: 5 },
    );
  });
});
