import { CancellationScope, condition } from '@temporalio/workflow';
import {
  type BatchQueue,
  type BegunBatch,
  countsOfBegun,
  merged,
  type QueuedBatches,
  queueOf,
} from '../../domain/campaign/batchQueue.ts';
import { addCounts, type MessageCounts, totalOf } from '../../domain/campaign/progress.ts';
import { recipientsIn } from '../../domain/campaign/run.ts';
import { causeOf } from '../../domain/failures.ts';
import { bookkeeping, freezing } from '../activities.ts';
import { instantNow, type RunState } from './state.ts';

/** More recipients than the safety check lets through, and nobody has approved. */
export function needsApproval({ settings, isApproved, frozen }: RunState): boolean {
  if (isApproved || settings.safetyLimit === null || frozen === null) return false;
  return recipientsIn(frozen.audience) > settings.safetyLimit;
}

/** Whether its batches may be started. */
export const isSending = (run: RunState): boolean =>
  run.frozen !== null && !needsApproval(run) && !run.isHeld && !isBlockedAsAWhole(run) && run.ended === null;

export const isBlockedAsAWhole = ({ blocked }: RunState): boolean => blocked !== null && blocked.batches.length === 0;

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
export function block(run: RunState, cause: ReturnType<typeof causeOf>, batches: BatchQueue = []): void {
  const before = run.blocked?.batches ?? [];
  run.blocked = { ...cause, since: run.blocked?.since ?? instantNow(), batches: [...before, ...batches] };
}

/** Has whatever is blocked tried again, at once. */
export function unblock(run: RunState): void {
  const at = instantNow();
  const again = run.blocked?.batches.map((one): QueuedBatches => ({ ...one, at })) ?? [];
  run.queue = merged(run.queue, again);
  run.blocked = null;
}

export interface RunHost {
  readonly campaignId: string;
  readonly isStopped: () => boolean;
  /** The next execution is to take over. */
  readonly isLeaving: () => boolean;
  /** Resolves when the outside knows of a new state. */
  readonly onPhase: () => Promise<void>;
  readonly onSafetyStop: (run: RunState) => void;
  readonly onBlocked: (run: RunState) => void;
}

/** Sees one run through, from the freezing of its audience to its end, or to where the next execution takes over. */
export async function driveRun(run: RunState, host: RunHost): Promise<void> {
  const { isStopped, isLeaving, onPhase } = host;
  while (run.ended === null && !isLeaving()) {
    try {
      if (isBlockedAsAWhole(run)) await condition(() => !isBlockedAsAWhole(run) || isStopped() || isLeaving());
      if (!isStopped() && !isBlockedAsAWhole(run) && !isLeaving()) await advance();
      if (isStopped()) await condition(() => run.inFlight.length === 0);
      if (isStopped() || isSent()) await end();
    } catch (error) {
      block(run, causeOf(error));
      host.onBlocked(run);
      await onPhase();
    }
  }

  async function advance(): Promise<void> {
    if (run.frozen === null) await freeze();
    if (needsApproval(run)) {
      if (!run.isHeld) host.onSafetyStop(run);
      run.isHeld = true;
      await onPhase();
      await condition(() => !needsApproval(run) || isStopped() || isLeaving());
    }
    if (run.frozen === null || needsApproval(run) || isStopped()) return;
    if (run.isHeld) await bookkeeping('the run was let go').releaseRun({ runId: run.settings.runId, at: instantNow() });
    run.isHeld = false;
    await onPhase();
    await condition(() => isSent() || isStopped() || isLeaving());
  }

  async function freeze(): Promise<void> {
    await onPhase();
    const { runId } = run.settings;
    const { campaignId } = host;
    const summary = `audience of run ${run.occurrence}`;
    const scope = new CancellationScope();
    let isSettled = false;
    const frozen = scope.run(() => freezing({ campaignId, summary }).freezeAudience({ runId }));
    const settled = (): void => {
      isSettled = true;
    };
    frozen.then(settled, settled);
    await condition(() => isSettled || isStopped());
    // Nobody waits for an audience that nothing is sent to.
    if (!isSettled) scope.cancel();
    try {
      const { due, ...audience } = await frozen;
      run.frozen = audience;
      run.queue = queueOf(due);
    } catch (error) {
      if (!isStopped()) throw error;
    }
  }

  /** Whether each recipient has a message. */
  function isSent(): boolean {
    return isSending(run) && run.queue.length === 0 && run.inFlight.length === 0 && run.blocked === null;
  }

  async function end(): Promise<void> {
    const status = isStopped() ? 'stopped' : 'completed';
    run.ledger = await bookkeeping(`run ${run.occurrence} is ${status}`).finishRun({
      runId: run.settings.runId,
      status,
    });
    run.ended = status;
  }
}
