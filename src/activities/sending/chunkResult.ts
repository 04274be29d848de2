import type { MessageStatus } from '../../domain/message.ts';
import { type MessageCounts, NO_MESSAGES, type WaitReason } from '../../domain/progress.ts';
import type { ChunkResult } from '../contract.ts';
import type { HoursState } from './hours.ts';
import type { SendPolicy } from './policy.ts';
import type { SliceResult } from './sendSlice.ts';

/** How a chunk stands when its activity ends. */
export interface ChunkState {
  readonly isInterrupted: boolean;
  readonly hours: HoursState;
  /** Of the messages that there were before. */
  readonly before: Iterable<MessageStatus>;
  readonly results: readonly SliceResult[];
  /** Slices that nobody came to, although recipients of theirs have no message. */
  readonly untouched: number;
  readonly now: Date;
}

export function chunkResult(state: ChunkState, policy: SendPolicy): ChunkResult {
  const { hours, before, results, now } = state;
  const written = results.flatMap((result) => result.statuses);
  const reason = waitReason(state);
  if (reason === null) return { state: 'done', counts: countStatuses([...before, ...written]) };
  const waiting = {
    state: 'waiting',
    reason,
    progressed: written.length > 0,
    retryAfterMs: waitAfter(reason, policy),
  } as const;
  if (reason !== 'dnd') return waiting;
  return { ...waiting, resumeAt: (hours.kind === 'waiting' ? hours.until : now).toISOString() };
}

/** A window comes before all that could be waited for within it: nobody is sent to until it ends. Only questions are still asked. */
function waitReason({ isInterrupted, hours, results, untouched }: ChunkState): WaitReason | null {
  const left = (why: keyof SliceResult['left']): boolean => results.some((result) => result.left[why] > 0);
  if (isInterrupted) return 'interrupted';
  const isHeldUp = untouched > 0 || left('unavailable') || left('limits');
  if (left('dnd') || (hours.kind === 'waiting' && isHeldUp)) return 'dnd';
  if (left('unavailable')) return 'providers_unavailable';
  if (left('open')) return 'answers_lost';
  if (left('limits')) return 'limits';
  if (left('closed')) return 'taken_over';
  return untouched > 0 ? 'time_budget' : null;
}

function waitAfter(reason: WaitReason, policy: SendPolicy): number {
  switch (reason) {
    case 'providers_unavailable':
      return policy.unavailableMs;
    case 'answers_lost':
      return policy.answersLostMs;
    case 'limits':
      return policy.limitsMs;
    // Whoever comes next has to wait for the other's lease.
    case 'taken_over':
      return policy.leaseMs;
    case 'dnd':
    case 'interrupted':
    case 'time_budget':
      return 0;
  }
}

function countStatuses(statuses: readonly MessageStatus[]): MessageCounts {
  const counts = { ...NO_MESSAGES };
  for (const status of statuses) counts[status] += 1;
  return counts;
}
