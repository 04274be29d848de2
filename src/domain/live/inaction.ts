import type { ProfileEvent } from '../audience/event.ts';
import { byTime, type EventTest } from './eventMatching.ts';

export interface InactionRule {
  /** Whether an event begins a time. */
  readonly begins: EventTest;
  /** Whether an event cancels those whose time has begun. */
  readonly cancels: EventTest;
  readonly withinMs: number;
  readonly again: 'restart' | 'keep' | 'each';
}

/**
 * Why an event, which begins a time, triggers nothing at the end of it; null: it does. `events` are all that are tied to it. At one instant those that only
 * begin a time come first, and those that only cancel last, so that a cancelling event at either edge of the time counts. An event that does both cancels
 * the earlier ones and begins a time itself.
 */
export function inactionProblem(
  event: ProfileEvent,
  events: readonly ProfileEvent[],
  rule: InactionRule,
): 'cancelled' | 'superseded' | null {
  const inOrder = events
    .map((one) => ({ event: one, begins: rule.begins(one), cancels: rule.cancels(one) }))
    .filter(({ begins, cancels }) => begins || cancels)
    .sort((a, b) => a.event.at.getTime() - b.event.at.getTime() || rank(a) - rank(b) || byTime(a.event, b.event));
  const position = inOrder.findIndex((one) => one.event.name === event.name && one.event._id === event._id);
  const end = event.at.getTime() + rule.withinMs;
  const later = inOrder.slice(position + 1).filter((one) => one.event.at.getTime() <= end);
  if (rule.again === 'keep' && !opens(position, inOrder, rule.withinMs)) return 'superseded';
  const first = later.find(({ cancels }) => cancels || rule.again === 'restart');
  if (first === undefined) return null;
  return first.cancels ? 'cancelled' : 'superseded';
}

interface Step {
  readonly event: ProfileEvent;
  readonly begins: boolean;
  readonly cancels: boolean;
}

const rank = ({ begins, cancels }: Step): number => (begins ? Number(cancels) : 2);

/** Whether no time is open when the event at `position` begins one. */
function opens(position: number, inOrder: readonly Step[], withinMs: number): boolean {
  let openUntil = Number.NEGATIVE_INFINITY;
  for (const [index, { event, begins, cancels }] of inOrder.entries()) {
    const at = event.at.getTime();
    if (cancels) openUntil = Number.NEGATIVE_INFINITY;
    const isOpen = at <= openUntil;
    if (index === position) return begins && !isOpen;
    if (begins && !isOpen) openUntil = at + withinMs;
  }
  return false;
}
