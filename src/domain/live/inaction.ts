import type { ProfileEvent } from '../audience/event.ts';
import { byTime, type EventTest, tieOf } from './eventMatching.ts';

export interface InactionRule {
  /** Whether an event begins a time. */
  readonly begins: EventTest;
  /** Whether an event cancels those whose time has begun. */
  readonly cancels: EventTest;
  readonly withinMs: number;
  /** The property by which events belong together; undefined: all do. */
  readonly tiedBy: string | undefined;
  readonly again: 'restart' | 'keep' | 'each';
}

/** Why an event triggers nothing at the end of its time; null: it does. */
export type InactionOutcome = 'cancelled' | 'superseded' | null;

interface Step {
  readonly event: ProfileEvent;
  readonly at: number;
  readonly begins: boolean;
  readonly cancels: boolean;
}

/** The outcomes of all events of a profile that begin a time. */
export function inactionOutcomes(
  events: readonly ProfileEvent[],
  rule: InactionRule,
): ReadonlyMap<ProfileEvent, InactionOutcome> {
  const outcomes = new Map<ProfileEvent, InactionOutcome>();
  for (const steps of stepsByTie(events, rule).values()) {
    const kept = rule.again === 'keep' ? opening(steps, rule) : null;
    let next: Step | undefined;
    let nextCancelling: Step | undefined;
    for (const step of steps.toReversed()) {
      const following = rule.again === 'restart' ? next : nextCancelling;
      if (step.begins) {
        const isKept = kept === null || kept.has(step);
        outcomes.set(step.event, isKept ? outcomeOf(step, following, rule) : 'superseded');
      }
      next = step;
      if (step.cancels) nextCancelling = step;
    }
  }
  return outcomes;
}

function outcomeOf({ at }: Step, following: Step | undefined, { withinMs }: InactionRule): InactionOutcome {
  if (following === undefined || following.at > at + withinMs) return null;
  return following.cancels ? 'cancelled' : 'superseded';
}

/**
 * Events that belong together, in order. At one instant those that only begin a time come first, and those that only cancel last, so that a cancelling event
 * at either edge of the time counts. An event that does both cancels the earlier ones and begins a time itself.
 */
function stepsByTie(events: readonly ProfileEvent[], { begins, cancels, tiedBy }: InactionRule): Map<string, Step[]> {
  const groups = new Map<string, Step[]>();
  for (const event of events) {
    const step = { event, at: event.at.getTime(), begins: begins(event), cancels: cancels(event) };
    const tie = step.begins || step.cancels ? tieOf(event, tiedBy) : null;
    if (tie === null) continue;
    const group = groups.get(tie);
    if (group) group.push(step);
    else groups.set(tie, [step]);
  }
  for (const steps of groups.values())
    steps.sort((a, b) => a.at - b.at || rank(a) - rank(b) || byTime(a.event, b.event));
  return groups;
}

const rank = ({ begins, cancels }: Step): number => (begins ? Number(cancels) : 2);

/** The events that begin a time while none is open. */
function opening(steps: readonly Step[], { withinMs }: InactionRule): ReadonlySet<Step> {
  const found = new Set<Step>();
  let openUntil = Number.NEGATIVE_INFINITY;
  for (const step of steps) {
    if (step.cancels) openUntil = Number.NEGATIVE_INFINITY;
    if (!step.begins || step.at <= openUntil) continue;
    found.add(step);
    openUntil = step.at + withinMs;
  }
  return found;
}
