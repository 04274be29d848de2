import { CancellationScope, condition } from '@temporalio/workflow';
import { queueOf } from '../../domain/campaign/batchQueue.ts';
import { NO_MESSAGES } from '../../domain/campaign/progress.ts';
import { block, isBlockedAsAWhole, isSending, needsApproval, type RunState } from '../../domain/campaign/runState.ts';
import { causeOf } from '../../domain/failures.ts';
import { bookkeeping, freezing } from '../activities.ts';
import { instantNow } from './state.ts';

export interface RunHost {
  readonly campaignId: string;
  readonly isStopped: () => boolean;
  /** The next execution is to take over. */
  readonly isLeaving: () => boolean;
  /** Resolves when the outside knows of a new state. */
  readonly onPhase: () => Promise<void>;
  readonly onSafetyStop: (run: RunState) => void;
  readonly onBlocked: (run: RunState, how: { isNew: boolean }) => void;
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
      const isNew = run.blocked === null;
      block(run, causeOf(error), { now: Date.now() });
      host.onBlocked(run, { isNew });
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
