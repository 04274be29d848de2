import { FAILURES } from '../failures.ts';
import {
  type BatchQueue,
  type BegunBatch,
  countsOfBegun,
  type DueBatches,
  merged,
  type NextBatch,
  type QueuedBatches,
  queueOf,
} from './batchQueue.ts';
import type { PauseOnErrors } from './campaign.ts';
import { addCounts, type Blocked, type MessageCounts, NO_MESSAGES, type ProviderDown, totalOf } from './progress.ts';
import { type AudienceCounts, recipientsIn } from './run.ts';
import type { EndPhase } from './status.ts';

/** What a workflow steers a run by; the rest of its settings is on the run's document. */
export interface RunSettings {
  readonly runId: string;
  /** More recipients than this need an approval; null: any number may be sent to. */
  readonly safetyLimit: number | null;
  readonly pauseOnErrors: PauseOnErrors | null;
  readonly providerGroupId: string;
}

export interface FrozenAudience {
  readonly audience: AudienceCounts;
  readonly batches: number;
  /** In the order of the batches' ordinals, which is the order in which they are due. */
  readonly due: readonly DueBatches[];
}

/** A run as its campaign's workflow knows it. JSON: what continue-as-new hands over. */
export interface RunState {
  readonly occurrence: number;
  settings: RunSettings;
  frozen: Omit<FrozenAudience, 'due'> | null;
  isApproved: boolean;
  /** The safety check has held it, and it isn't noted yet that it was let go. */
  isHeld: boolean;
  /** What had been dealt with when the campaign was last resumed: errors count from there. */
  errorBaseline: { readonly done: number; readonly failed: number };
  queue: BatchQueue;
  /** None where an execution ends. */
  inFlight: readonly NextBatch[];
  batchesDone: number;
  /** Of the batches that are done. */
  messages: MessageCounts;
  /** Of the last look at the ledger, and at its end. */
  ledger: MessageCounts | null;
  providersDown: readonly ProviderDown[];
  /** No provider took anything: until then one batch at a time tries. Instants are ISO 8601. */
  rest: { readonly since: string; readonly until: string; readonly tries: number } | null;
  /** When all that is left began to wait for providers (ISO 8601), and whether somebody was told. */
  outage: { readonly since: string; readonly isTold: boolean } | null;
  /** `batches`: those that can't go on; `isWhole`: the run as a whole can't, whatever became of batches of it. */
  blocked: (Blocked & { readonly batches: BatchQueue; readonly isWhole: boolean }) | null;
  ended: EndPhase | null;
}

export const newRun = (occurrence: number, settings: RunSettings): RunState => ({
  occurrence,
  settings,
  frozen: null,
  isApproved: false,
  isHeld: false,
  errorBaseline: { done: 0, failed: 0 },
  queue: [],
  inFlight: [],
  batchesDone: 0,
  messages: NO_MESSAGES,
  ledger: null,
  providersDown: [],
  rest: null,
  outage: null,
  blocked: null,
  ended: null,
});

/** More recipients than the safety check lets through, and nobody has approved. */
export function needsApproval({ settings, isApproved, frozen }: RunState): boolean {
  if (isApproved || settings.safetyLimit === null || frozen === null) return false;
  return recipientsIn(frozen.audience) > settings.safetyLimit;
}

/** Whether its batches may be started. */
export const isSending = (run: RunState): boolean =>
  run.frozen !== null && !needsApproval(run) && !run.isHeld && !isBlockedAsAWhole(run) && run.ended === null;

export const isBlockedAsAWhole = ({ blocked }: RunState): boolean => blocked?.isWhole ?? false;

/** Batches that were begun and are not done, those that are blocked left out. */
export const begunOf = ({ queue, inFlight }: RunState): BegunBatch[] =>
  [...queue, ...inFlight].flatMap(({ begun }) => begun ?? []);

/** Messages as far as is known: of batches that returned, or of the last look at the ledger where that saw more; at the end the ledger's. */
export function messagesOf({ queue, inFlight, blocked, messages, ledger, ended }: RunState): MessageCounts {
  if (ended !== null && ledger !== null) return ledger;
  const returned = [...queue, ...inFlight, ...(blocked?.batches ?? [])]
    .map(({ begun }) => countsOfBegun(begun))
    .reduce(addCounts, messages);
  return ledger !== null && totalOf(ledger) >= totalOf(returned) ? ledger : returned;
}

/** Messages since the campaign was last resumed, and those of them that failed. */
export function sinceBaseline(run: RunState): { done: number; failed: number } {
  const known = messagesOf(run);
  return { done: totalOf(known) - run.errorBaseline.done, failed: known.failed - run.errorBaseline.failed };
}

/** Somebody has seen the errors so far. */
export function forgiveErrors(run: RunState): void {
  const known = messagesOf(run);
  run.errorBaseline = { done: totalOf(known), failed: known.failed };
}

/** Whether more messages failed than the campaign puts up with. */
export function hasTooManyErrors(run: RunState): boolean {
  const { pauseOnErrors } = run.settings;
  if (!pauseOnErrors) return false;
  const { done, failed } = sinceBaseline(run);
  return done >= pauseOnErrors.minMessages && (100 * failed) / done >= pauseOnErrors.percent;
}

/** Whether there are recipients that have no message yet, as far as is known. */
export const hasMore = (run: RunState): boolean =>
  run.frozen === null || totalOf(messagesOf(run)) < recipientsIn(run.frozen.audience);

/** `batches`: those that can't go on; none: the run as a whole can't. */
export function block(run: RunState, cause: Omit<Blocked, 'since'>, { now, batches = [] }: BlockedPart): void {
  const { since = isoOf(now), batches: before = [], isWhole = false } = run.blocked ?? {};
  run.blocked = {
    ...cause,
    since,
    batches: [...before, ...batches],
    isWhole: isWhole || batches.length === 0,
  };
}

/** All batches of a run, as if none had been started. */
export function allBatches({ frozen }: RunState, now: number): BatchQueue {
  return queueOf([{ at: isoOf(now), batches: frozen?.batches ?? 0 }]);
}

/** Has whatever is blocked tried again, at once. */
export function unblock(run: RunState, now: number): void {
  const at = isoOf(now);
  const again = run.blocked?.batches.map((one): QueuedBatches => ({ ...one, at })) ?? [];
  if (run.blocked?.type === FAILURES.recipientsLeft) {
    run.batchesDone = 0;
    run.messages = NO_MESSAGES;
  }
  run.queue = merged(run.queue, again);
  run.blocked = null;
}

interface BlockedPart {
  /** Milliseconds. */
  readonly now: number;
  readonly batches?: BatchQueue;
}

const isoOf = (milliseconds: number): string => new Date(milliseconds).toISOString();
