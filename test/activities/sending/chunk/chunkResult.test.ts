import { expect, it } from 'vitest';
import { type ChunkState, chunkResult } from '../../../../src/activities/sending/chunk/chunkResult.ts';
import { SEND_POLICY as POLICY } from '../../../../src/activities/sending/policy.ts';
import type { UnfinishedReason } from '../../../../src/activities/sending/slice/recipient.ts';
import type { SliceResult } from '../../../../src/activities/sending/slice/sendSlice.ts';

const NONE = { unavailable: 0, dnd: 0, closed: 0, open: 0, limits: 0 };
const slice = (...reasons: UnfinishedReason[]): SliceResult => ({
  statuses: new Map([['d/1/a', 'accepted']]),
  unfinished: { ...NONE, ...Object.fromEntries(reasons.map((reason) => [reason, 1])) },
  fullQuotas: [],
});
const NOW = new Date('2026-05-07T12:00:00Z');
const MORNING = new Date('2026-05-08T08:00:00Z');
const DONE: ChunkState = {
  isInterrupted: false,
  hours: { kind: 'open' },
  before: ['delivered'],
  results: [slice()],
  untouched: 0,
  hasUntouchedDoubts: false,
  isFull: false,
  now: NOW,
};
const waiting = { kind: 'waiting', until: MORNING, reason: 'dnd' } as const;
const nextDay = { kind: 'waiting', until: MORNING, reason: 'next_day' } as const;

it.each<[string, Partial<ChunkState>, string, number]>([
  ['has been interrupted', { isInterrupted: true, untouched: 3 }, 'interrupted', 0],
  ['found no provider', { results: [slice('unavailable', 'open')] }, 'providers_unavailable', POLICY.unavailableMs],
  ['has lost answers', { results: [slice('open', 'limits')] }, 'answers_lost', POLICY.answersLostMs],
  ['waits for slots', { results: [slice('limits')] }, 'limits', POLICY.limitsMs],
  ['left slices to a full quota', { isFull: true, untouched: 1 }, 'limits', POLICY.limitsMs],
  ['lost a slice to another owner', { results: [slice('closed')] }, 'taken_over', POLICY.leaseMs],
  ['had no time for all', { untouched: 1 }, 'time_budget', 0],
  ['ran into a window', { results: [slice('dnd')], hours: waiting }, 'dnd', 0],
  ['began in a window', { results: [], hours: nextDay, untouched: 2 }, 'next_day', 0],
  [
    'ran into a window with answers lost',
    { results: [slice('dnd', 'open')], hours: waiting },
    'answers_lost',
    POLICY.answersLostMs,
  ],
  [
    'has doubts that wait for a window’s end',
    { hours: waiting, untouched: 1, hasUntouchedDoubts: true },
    'answers_lost',
    POLICY.answersLostMs,
  ],
  ['lost a slice as a window began', { results: [slice('closed')], hours: waiting }, 'taken_over', POLICY.leaseMs],
])('a chunk that %s continues later', (_what, state, reason, retryAfterMs) => {
  const result = chunkResult({ ...DONE, ...state }, POLICY);
  expect(result).toMatchObject({ state: 'later', reason, retryAfterMs });
  const isTimed = reason === 'dnd' || reason === 'next_day';
  expect('resumeAt' in result ? result.resumeAt : null).toBe(isTimed ? MORNING.toISOString() : null);
});

it('a chunk is done when each recipient has a message, and counts those that were there before', () => {
  const result = chunkResult(DONE, POLICY);
  expect(result).toMatchObject({ state: 'done', counts: { accepted: 1, delivered: 1, failed: 0 } });
  expect(chunkResult({ ...DONE, hours: waiting }, POLICY)).toEqual(result);
});
