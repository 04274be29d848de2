import { CancellationScope, condition } from '@temporalio/workflow';
import { after, merged, queueOf } from '../../domain/campaign/batchQueue.ts';
import { NO_MESSAGES } from '../../domain/campaign/progress.ts';
import {
  allBatches,
  block,
  isBlockedAsAWhole,
  isSending,
  needsApproval,
  type RunState,
} from '../../domain/campaign/runState.ts';
import { causeOf, FAILURES } from '../../domain/failures.ts';
import { bookkeeping, freezing } from '../activities.ts';
import { instantNow } from '../steering/execution.ts';

export interface RunHost {
  readonly campaignId: string;
  readonly isStopped: () => boolean;
  /** The next execution takes over. */
  readonly isLeaving: () => boolean;
  /** Resolves when the store and Temporal have the new state. */
  readonly onPhase: () => Promise<void>;
  readonly onSafetyStop: (run: RunState) => void;
  readonly onBlocked: (run: RunState, how: { isNew: boolean }) => void;
}

/** Carries one run out, from the freezing of its audience to its end, or until the next execution takes over. */
export async function driveRun(run: RunState, host: RunHost): Promise<void> {
  const { isStopped, isLeaving, onPhase } = host;
  while (run.ended === null && !isLeaving()) {
    try {
      if (isBlockedAsAWhole(run)) await condition(() => !isBlockedAsAWhole(run) || isStopped() || isLeaving());
      if (!isStopped() && !isBlockedAsAWhole(run) && !isLeaving()) await advance();
      if (isStopped()) await condition(() => run.inFlight.length === 0);
      if (isStopped() || isSent()) await end();
    } catch (error) {
      const isNew = run.blocked === null;
      const cause = causeOf(error);
      const now = Date.now();
      // All of its batches look for those who are left when somebody has it tried again.
      block(run, cause, { now, batches: cause.type === FAILURES.recipientsLeft ? allBatches(run, now) : [] });
      host.onBlocked(run, { isNew });
      await onPhase();
    }
  }

  async function advance(): Promise<void> {
    while (run.frozen === null && !isStopped() && !isLeaving()) await freeze();
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
    const isTold = onPhase();
    const { runId, safetyLimit } = run.settings;
    const { campaignId } = host;
    // The first batch is sent while the rest is frozen, unless the whole number decides whether anything is sent.
    const stopAfterBatches = safetyLimit === null && run.queued === undefined ? 1 : undefined;
    const summary = `audience of run ${run.occurrence}`;
    const scope = new CancellationScope();
    let isSettled = false;
    const frozen = scope.run(() => freezing({ campaignId, summary }).freezeAudience({ runId, stopAfterBatches }));
    const settled = (): void => {
      isSettled = true;
    };
    frozen.then(settled, settled);
    await condition(() => isSettled || isStopped());
    // If the run was stopped, its audience is not awaited: nothing is sent to it.
    if (!isSettled) scope.cancel();
    try {
      const { due, isPartial, ...audience } = await frozen;
      run.queue = merged(run.queue, after(queueOf(due), run.queued ?? 0));
      if (isPartial) {
        run.queued = audience.batches;
      } else {
        run.frozen = audience;
        delete run.queued;
      }
    } catch (error) {
      if (!isStopped()) throw error;
    }
    await isTold;
  }

  /** Whether each recipient has a message. */
  function isSent(): boolean {
    return (
      run.frozen !== null &&
      isSending(run) &&
      run.queue.length === 0 &&
      run.inFlight.length === 0 &&
      run.blocked === null
    );
  }

  async function end(): Promise<void> {
    const status = isStopped() ? 'stopped' : 'completed';
    const counted = await bookkeeping(`run ${run.occurrence} is ${status}`).finishRun({
      runId: run.settings.runId,
      status,
    });
    const { failures, ...ledger } = counted ?? {};
    // Without it, what the batches said as they returned is newer than the last look.
    run.ledger = counted && { ...NO_MESSAGES, ...ledger };
    if (failures) run.failures = failures;
    run.ended = status;
  }
}
