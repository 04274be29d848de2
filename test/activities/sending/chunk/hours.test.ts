import { expect, it } from 'vitest';
import { sendingHours } from '../../../../src/activities/sending/chunk/hours.ts';
import { dndWindow } from '../../../../src/domain/dnd/dndSchema.ts';

const at = (time: string): Date => new Date(`2026-05-07T${time}Z`);
const MORNING = new Date('2026-05-08T08:00:00Z');
const night = (action: 'delay' | 'discard') => [dndWindow.parse({ from: '20:00', to: '08:00', action })];
const onTime = { kind: 'on_time' } as const;
const OPEN = { kind: 'open' };
const untilMorning = { kind: 'waiting', until: MORNING, reason: 'dnd' };

/** A chunk that begins at `from` and is looked at at `then`. Its requests may take 10 s. */
function hoursAt(from: string, then: string, more: Partial<Parameters<typeof sendingHours>[0]> = {}) {
  let now = at(from);
  const hours = sendingHours({
    windows: [],
    zones: { recipient: 'UTC', account: 'UTC' },
    endsAt: null,
    longestRequestMs: 10_000,
    lateness: onTime,
    now: () => now,
    ...more,
  });
  now = at(then);
  return { isOpen: hours.isOpen(), secondsLeft: hours.secondsLeft(), state: hours.state() };
}

it.each([
  ['without windows', hoursAt('12:00:00', '23:00:00'), { isOpen: true, secondsLeft: null, state: OPEN }],
  [
    'hours before a window',
    hoursAt('12:00:00', '12:00:00', { windows: night('delay') }),
    { isOpen: true, secondsLeft: 28_780, state: OPEN },
  ],
  [
    'two minutes before one',
    hoursAt('19:00:00', '19:58:00', { windows: night('delay') }),
    { isOpen: true, secondsLeft: 100, state: OPEN },
  ],
  [
    'too near for a shortest validity period',
    hoursAt('19:00:00', '19:58:50', { windows: night('delay') }),
    { isOpen: false, secondsLeft: 60, state: untilMorning },
  ],
  [
    'in one that delays',
    hoursAt('19:00:00', '20:00:00', { windows: night('delay') }),
    { isOpen: false, state: untilMorning },
  ],
  [
    'begun in one that delays',
    hoursAt('22:00:00', '22:00:00', { windows: night('delay') }),
    { isOpen: false, state: untilMorning },
  ],
  [
    'in one that discards',
    hoursAt('19:00:00', '20:00:00', { windows: night('discard') }),
    { isOpen: false, state: { kind: 'discarding', reason: 'dnd' } },
  ],
  [
    'just before one that discards',
    hoursAt('19:00:00', '19:59:30', { windows: night('discard') }),
    { isOpen: false, state: { kind: 'waiting', until: at('20:00:00'), reason: 'dnd' } },
  ],
  [
    'before the last day ends',
    hoursAt('12:00:00', '12:59:00', { endsAt: at('13:00:00') }),
    { isOpen: true, state: OPEN },
  ],
  [
    'after it',
    hoursAt('12:00:00', '13:00:00', { endsAt: at('13:00:00') }),
    { isOpen: false, state: { kind: 'discarding', reason: 'after_end' } },
  ],
  [
    'that had passed when it was released',
    hoursAt('12:00:00', '12:00:00', { lateness: { kind: 'skip', reason: 'hour_passed' } }),
    { isOpen: false, state: { kind: 'discarding', reason: 'hour_passed' } },
  ],
  [
    'that come again the next day',
    hoursAt('12:00:00', '12:00:00', { lateness: { kind: 'due', at: MORNING } }),
    { isOpen: false, state: { kind: 'waiting', until: MORNING, reason: 'next_day' } },
  ],
])('hours %s', (_when, hours, wanted) => {
  expect(hours).toMatchObject(wanted);
});
