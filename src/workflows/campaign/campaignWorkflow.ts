import {
  allHandlersFinished,
  CancellationScope,
  CancelledFailure,
  condition,
  continueAsNew,
} from '@temporalio/workflow';
import type { CampaignProgress } from '../../domain/campaign/progress.ts';
import { runProgress } from '../../domain/campaign/runProgress.ts';
import { hasMore, hasTooManyErrors, type RunState, resetErrorBaseline } from '../../domain/campaign/runState.ts';
import type { EndPhase } from '../../domain/campaign/status.ts';
import { pageIsFull } from '../steering/execution.ts';
import { StatusMirror } from '../steering/statusMirror.ts';
import { Steering } from '../steering/steering.ts';
import { CampaignAlerts } from './campaignAlerts.ts';
import { Dispatcher } from './dispatcher.ts';
import { driveRun } from './run.ts';
import { Scheduler } from './scheduler.ts';
import { type CampaignState, newState } from './state.ts';
import { mirroredOf, progressOf } from './status.ts';
import { awaitingApproval, registerUpdates } from './updates.ts';

export interface CampaignWorkflowInput {
  readonly campaignId: string;
  /** The state that the previous execution has passed on. */
  readonly state?: CampaignState;
  /** A new execution follows when the history has more events than this; for tests. */
  readonly pageEvents?: number;
}

/**
 * One campaign, from its scheduling to its end. It sleeps until a run is due and carries the run out; several runs are in progress at a time
 * when they overlap. It holds ids and counts, never a recipient, so that its history is as small for ten million people as for ten. Cancelling
 * it stops the campaign.
 */
export async function campaignWorkflow(input: CampaignWorkflowInput): Promise<CampaignProgress> {
  const { campaignId } = input;
  const state = input.state ?? newState();
  let ended: EndPhase | null = null;
  let isCancelled = false;
  /** Runs in progress. */
  let driven = 0;

  const progress = (): CampaignProgress => progressOf(campaignId, state, ended);
  const mirror = new StatusMirror(campaignId, state.steering, () => mirroredOf(progress(), state));
  const alerts = new CampaignAlerts(campaignId, state);
  const isStopped = (): boolean => state.steering.isStopped;
  const isPaused = (): boolean => state.steering.paused !== null;
  const isAllDone = (): boolean => state.runs.length === 0 && scheduler.isDone;
  const isLeaving = (): boolean => isStopped() || pageIsFull(input.pageEvents);
  // One cause may block hundreds of batches: one alert is sent for it, until somebody retries.
  const onBlocked = (run: RunState, { isNew }: { isNew: boolean }): void => {
    if (run.blocked && isNew) alerts.blocked(run.occurrence, run.blocked, run);
    void mirror.update();
  };
  const dispatcher = new Dispatcher({
    campaignId,
    revision: () => state.steering.revision,
    runs: () => state.runs,
    isPaused,
    isLeaving: () => isLeaving() || isAllDone(),
    onProgress(run) {
      pauseOnErrors(run);
      alerts.outage(run);
      mirror.describe();
    },
    onBlocked,
    onRevision: (stored) => steering.adopt(stored),
  });
  const steering = new Steering({
    campaignId,
    state: state.steering,
    mirror,
    progress,
    hasEnded: () => ended !== null,
    halt: () => dispatcher.halt(),
    onResume: () => state.runs.forEach(resetErrorBaseline),
  });
  const scheduler = new Scheduler({
    campaignId,
    state,
    isLeaving,
    isHeld: () => isPaused() || awaitingApproval(state).length > 0,
    onPlan: () => mirror.update(),
    onBlocked: (occurrence) => {
      if (state.unopened) alerts.blocked(occurrence, state.unopened, null);
    },
    begin(run) {
      state.runs.push(run);
      void drive(run);
    },
  });
  registerUpdates({ campaignId, state, steering, mirror, scheduler });
  CancellationScope.current().cancelRequested.catch(async () => {
    isCancelled = ended === null;
    if (isCancelled) await steering.stop({ by: 'Temporal, where the workflow was cancelled' });
  });

  // A cancellation is a stop. The stop itself must not be cancelled by it.
  await CancellationScope.nonCancellable(async () => {
    do {
      await Promise.all([scheduler.run(), dispatcher.run(), ...state.runs.map(drive)]);
      // Nothing is awaited between this line and the new execution: the changes of an update in between would be lost.
      await condition(() => driven === 0 && (!goesOn() || isQuiet()));
    } while (!goesOn() && !isStopped() && !isAllDone());
    if (goesOn()) return;
    // Runs that were to continue in the next execution, if the stop came in between.
    await Promise.all(state.runs.map(drive));
    ended = isStopped() ? 'stopped' : 'completed';
    await mirror.update();
    steering.noteEnd();
    await alerts.started();
    await condition(allHandlersFinished);
  });
  if (ended === null) return await continueAsNew<typeof campaignWorkflow>({ ...input, state });
  if (isCancelled) throw new CancelledFailure('the campaign was stopped by a cancellation');
  return progress();

  /** Carries a run out for as long as this execution lasts. */
  async function drive(run: RunState): Promise<void> {
    driven += 1;
    await driveRun(run, {
      campaignId,
      isStopped,
      isLeaving: () => !isStopped() && pageIsFull(input.pageEvents),
      onPhase: () => mirror.update(),
      onSafetyStop: (held) => alerts.safetyStop(held),
      onBlocked,
    });
    driven -= 1;
    if (run.ended === null) return;
    const isNewest = run.occurrence >= (state.last?.occurrence ?? 0);
    state.runs = state.runs.filter((one) => one !== run);
    if (isNewest) state.last = { occurrence: run.occurrence, progress: runProgress(run, Date.now()) };
    alerts.forget(run.occurrence);
    // If the campaign ends with this run, the main function writes the state.
    if (!isAllDone() && !isStopped()) await mirror.update();
  }

  /** Whether the next execution has something left to do. */
  function goesOn(): boolean {
    return !isStopped() && pageIsFull(input.pageEvents) && !isAllDone();
  }

  function isQuiet(): boolean {
    return allHandlersFinished() && mirror.isIdle && steering.isIdle && alerts.areStarted;
  }

  function pauseOnErrors(run: RunState): void {
    if (isPaused() || isStopped() || !hasTooManyErrors(run)) return;
    const isOver = scheduler.isDone && state.runs.every((one) => one === run) && !hasMore(run);
    alerts.errors(run, { isOver });
    // The alert is sent once: nothing is left that could be resumed.
    if (isOver) resetErrorBaseline(run);
    else void steering.pause({ by: 'Herald, because of errors' });
  }
}
