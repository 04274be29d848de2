import { type MessageCounts, NO_MESSAGES } from '../../../domain/message/counts.ts';
import type { MessageStatus } from '../../../domain/message/message.ts';
import type { WaitReason } from '../../../domain/message/waitReason.ts';
import type { ChunkResult } from '../../contract.ts';
import type { SendPolicy } from '../policy.ts';
import type { UnfinishedReason } from '../slice/recipient.ts';
import type { SliceResult } from '../slice/sendSlice.ts';
import type { HoursState } from './hours.ts';

/** The state of a chunk when its activity ends. */
export interface ChunkState {
  readonly isInterrupted: boolean;
  readonly hours: HoursState;
  /** Counts of the messages that existed before. */
  readonly before: Iterable<MessageStatus>;
  readonly results: readonly SliceResult[];
  /** Slices that weren't sent, although some of their recipients have no message. */
  readonly untouched: number;
  /** Whether any of their recipients is in doubt. */
  readonly hasUntouchedDoubts: boolean;
  /** Whether a quota that all of them need is full. */
  readonly isFull: boolean;
  readonly now: Date;
}

export function chunkResult(state: ChunkState, policy: SendPolicy): ChunkResult {
  const { hours, before, results, now } = state;
  const written = results.flatMap((result) => [...result.statuses.values()]);
  const reason = waitReason(state);
  const counts = countStatuses([...before, ...written]);
  if (reason === null) return { state: 'done', counts };
  const waiting = {
    state: 'later',
    counts,
    reason,
    progressed: written.length > 0,
    retryAfterMs: waitAfter(reason, policy),
  } as const;
  if (reason !== 'dnd' && reason !== 'next_day') return waiting;
  return { ...waiting, resumeAt: (hours.kind === 'waiting' ? hours.until : now).toISOString() };
}

function waitReason(state: ChunkState): WaitReason | null {
  const { isInterrupted, hours, results, untouched, isFull } = state;
  const left = (why: UnfinishedReason): boolean => results.some((result) => result.unfinished[why] > 0);
  if (isInterrupted) return 'interrupted';
  if (left('dnd') || hours.kind === 'waiting') return waitReasonOutOfHours(state, left);
  if (left('unavailable')) return 'providers_unavailable';
  if (left('open')) return 'answers_lost';
  if (left('limits') || (isFull && untouched > 0)) return 'limits';
  if (left('closed')) return 'taken_over';
  return untouched > 0 ? 'time_budget' : null;
}

/**
 * Nothing is sent until the hours begin, but providers may be queried at any time: a recipient in doubt holds slots that other messages
 * wait for, and must not hold them for a night.
 */
function waitReasonOutOfHours(
  { hours, untouched, hasUntouchedDoubts }: ChunkState,
  left: (why: UnfinishedReason) => boolean,
): WaitReason | null {
  if (left('open') || hasUntouchedDoubts) return 'answers_lost';
  if (left('closed')) return 'taken_over';
  if (!left('dnd') && !left('unavailable') && !left('limits') && untouched === 0) return null;
  return hours.kind === 'waiting' ? hours.reason : 'dnd';
}

function waitAfter(reason: WaitReason, policy: SendPolicy): number {
  switch (reason) {
    case 'providers_unavailable':
      return policy.unavailableMs;
    case 'answers_lost':
      return policy.answersLostMs;
    case 'limits':
      return policy.limitsMs;
    // The next owner has to wait until the lease of the other one is over.
    case 'taken_over':
      return policy.leaseMs;
    case 'dnd':
    case 'next_day':
    case 'interrupted':
    case 'errors':
    case 'time_budget':
      return 0;
  }
}

function countStatuses(statuses: readonly MessageStatus[]): MessageCounts {
  const counts = { ...NO_MESSAGES };
  for (const status of statuses) counts[status] += 1;
  return counts;
}
