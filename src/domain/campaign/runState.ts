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
import type { FailureCount } from './report.ts';
import { type AudienceCounts, recipientsIn } from './run.ts';
import type { EndPhase } from './status.ts';

/** The settings that a workflow needs to carry out a run; the others are on the run's document. */
export interface RunSettings {
  readonly runId: string;
  /** A run with more recipients than this needs an approval; null: no limit. */
  readonly safetyLimit: number | null;
  /** Whether an approval has to come from an API key, which the API has found to be a second one. */
  readonly fourEyes?: boolean;
  readonly pauseOnErrors: PauseOnErrors | null;
  readonly providerGroupId: string;
}

export interface FrozenAudience {
  /** These batches are final and can be sent, but more are to come. */
  readonly isPartial?: boolean;
  readonly audience: AudienceCounts;
  readonly batches: number;
  /** In the order of the batches' ordinals, which is the order in which they are due. */
  readonly due: readonly DueBatches[];
}

/** A run as its campaign's workflow knows it. JSON: continue-as-new passes it on. */
export interface RunState {
  readonly occurrence: number;
  settings: RunSettings;
  frozen: Omit<FrozenAudience, 'due' | 'isPartial'> | null;
  /** While the audience is frozen in part: the ordinal of the last batch that is in the queue or was. */
  queued?: number;
  isApproved: boolean;
  /** The run has awaited approval, and the approval is not recorded yet. */
  isHeld: boolean;
  /** The counts at the time when the campaign was last resumed: errors count from there. */
  errorBaseline: { readonly done: number; readonly failed: number };
  queue: BatchQueue;
  /** None when an execution ends. */
  inFlight: readonly NextBatch[];
  batchesDone: number;
  /** Of the finished batches. */
  messages: MessageCounts;
  /** The last reading of the ledger, and the final one. */
  ledger: MessageCounts | null;
  /** The most frequent reasons of failed messages, seen with it. */
  failures?: readonly FailureCount[];
  providersDown: readonly ProviderDown[];
  /** No provider accepts messages: for the time being one batch at a time tries. Instants are ISO 8601. */
  rest: { readonly since: string; readonly until: string; readonly tries: number } | null;
  /** When all that is left began to wait for providers (ISO 8601), and whether an alert was sent. */
  outage: { readonly since: string; readonly isTold: boolean } | null;
  /** `batches`: number of blocked batches; `isWhole`: the run as a whole is blocked, whatever the state of its batches. */
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

/** Whether the run has more recipients than the safety check allows, and is not approved. */
export function needsApproval({ settings, isApproved, frozen }: RunState): boolean {
  if (isApproved || settings.safetyLimit === null || frozen === null) return false;
  return recipientsIn(frozen.audience) > settings.safetyLimit;
}

/** Whether its batches may be started. */
export const isSending = (run: RunState): boolean =>
  (run.frozen !== null || run.queued !== undefined) &&
  !needsApproval(run) &&
  !run.isHeld &&
  !isBlockedAsAWhole(run) &&
  run.ended === null;

export const isBlockedAsAWhole = ({ blocked }: RunState): boolean => blocked?.isWhole ?? false;

/** Batches that were started and are neither done nor blocked. */
export const begunOf = ({ queue, inFlight }: RunState): BegunBatch[] =>
  [...queue, ...inFlight].flatMap(({ begun }) => begun ?? []);

/** The messages as far as they are known: of returned batches, or of the last reading of the ledger if that has more; at the end the ledger's. */
export function messagesOf({ queue, inFlight, blocked, messages, ledger, ended }: RunState): MessageCounts {
  if (ended !== null && ledger !== null) return ledger;
  const returned = [...queue, ...inFlight, ...(blocked?.batches ?? [])]
    .map(({ begun }) => countsOfBegun(begun))
    .reduce(addCounts, messages);
  return ledger !== null && totalOf(ledger) >= totalOf(returned) ? ledger : returned;
}

/** Messages since the campaign was last resumed, and the failed ones among them. */
export function sinceBaseline(run: RunState): { done: number; failed: number } {
  const known = messagesOf(run);
  return { done: totalOf(known) - run.errorBaseline.done, failed: known.failed - run.errorBaseline.failed };
}

/** Counts errors from now on, because an operator has seen the earlier ones. */
export function resetErrorBaseline(run: RunState): void {
  const known = messagesOf(run);
  run.errorBaseline = { done: totalOf(known), failed: known.failed };
}

/** Whether the share of failed messages has reached the campaign's threshold. */
export function hasTooManyErrors(run: RunState): boolean {
  const { pauseOnErrors } = run.settings;
  if (!pauseOnErrors) return false;
  const { done, failed } = sinceBaseline(run);
  return done >= pauseOnErrors.minMessages && (100 * failed) / done >= pauseOnErrors.percent;
}

/** Whether some recipients have no message yet, as far as is known. */
export const hasMore = (run: RunState): boolean =>
  run.frozen === null || totalOf(messagesOf(run)) < recipientsIn(run.frozen.audience);

/** `batches`: the batches that are blocked; none: the run as a whole is. */
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

/** Retries everything that is blocked, at once. */
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
