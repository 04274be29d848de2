import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  isCancellation,
  patched,
  setHandler,
} from '@temporalio/workflow';
import type { SteeringAction } from '../domain/campaign/campaign.ts';
import type { CampaignProgress } from '../domain/campaign/progress.ts';
import { refusedNow } from '../domain/failures.ts';
import { raiseSafetyLimit } from './activities.ts';
import { BatchFleet } from './batchFleet.ts';
import { CampaignAlerts } from './campaignAlerts.ts';
import type { CampaignRun } from './campaignRun.ts';
import { CampaignRuns } from './campaignRuns.ts';
import type { Carried } from './carried.ts';
import { carriedOf, type EarlierCarried } from './earlierHistories.ts';
import { campaignHistoryIsLong } from './historyIsLong.ts';
import {
  approveRunUpdate,
  type By,
  batchErrorsSignal,
  batchWaitsSignal,
  campaignProgressQuery,
  editCampaignUpdate,
  pauseCampaignUpdate,
  raiseSafetyLimitUpdate,
  resumeCampaignUpdate,
  stopCampaignUpdate,
} from './messages.ts';
import { RunSchedule } from './runSchedule.ts';
import { StatusMirror } from './statusMirror.ts';
import { checkBy, checkLimit } from './updateInput.ts';

export interface CampaignWorkflowInput {
  readonly campaignId: string;
  /** What a predecessor of this execution has left. */
  readonly carried?: Carried | EarlierCarried;
}

type EndPhase = 'completed' | 'stopped' | 'failed';

/**
 * One campaign, from its scheduling to its end: sleeps until each run is due and sees it through, several at a time where they
 * overlap. Holds ids and counts, never a recipient, so that its history is as small for ten million people as for ten. Cancelling
 * it stops the campaign.
 */
export async function campaignWorkflow(input: CampaignWorkflowInput): Promise<CampaignProgress> {
  const { campaignId } = input;
  const carried = input.carried && carriedOf(campaignId, input.carried);
  const state = {
    paused: carried?.paused ?? null,
    isStopped: false,
    ended: null as EndPhase | null,
    /** Why no further run can be opened. */
    failure: null as unknown,
  };
  /** The store has the end. */
  let isTold = false;
  const fleet = new BatchFleet({ isHeld: state.paused !== null });
  const mirror = new StatusMirror(progress, carried?.written);
  const alerts = new CampaignAlerts(campaignId);
  const runs = new CampaignRuns(
    {
      fleet,
      onPhase: () => mirror.update(),
      onProgress: () => mirror.describe(),
      onSafetyStop: (run) => alerts.safetyStop(run),
      onFailed: (run) => alerts.failed({ occurrence: run.occurrence, error: run.failure, run }),
      onErrors: pauseOnErrors,
      // At the campaign's end it is told once.
      onEnded: async () => (isOver() || schedule.isDone ? undefined : await mirror.update()),
    },
    carried?.runs.last ?? null,
  );
  const schedule = new RunSchedule(campaignId, carried?.schedule, {
    isStopped: () => state.isStopped,
    isPaused: () => state.paused !== null,
    isHeld: () => runs.awaitingApproval.length > 0,
    isUnderWay: () => runs.underWay.length > 0,
    onPlan: () => mirror.update(),
    begin: (run) => runs.begin(run),
  });

  setHandler(campaignProgressQuery, progress);
  setHandler(
    pauseCampaignUpdate,
    async ({ by }) => {
      await pause(by);
      return progress();
    },
    { validator: (input: By) => refuseIf(input, isOver() || state.paused !== null, 'paused') },
  );
  setHandler(
    resumeCampaignUpdate,
    async ({ by }) => {
      state.paused = null;
      note('resume', by);
      for (const run of runs.underWay) run.forgiveErrors();
      await Promise.all([fleet.release(), mirror.update()]);
      return progress();
    },
    { validator: (input: By) => refuseIf(input, isOver() || state.paused === null, 'resumed') },
  );
  setHandler(
    stopCampaignUpdate,
    async ({ by }) => {
      state.isStopped = true;
      note('stop', by);
      await runs.stop();
      // Who is answered finds the campaign ended wherever they look.
      const waitsForMirror = patched('stop-once-told');
      await condition(() => (waitsForMirror ? isTold : state.ended !== null));
      return progress();
    },
    { validator: (input: By) => refuseIf(input, isOver(), 'stopped') },
  );
  setHandler(
    approveRunUpdate,
    async ({ by, occurrence }) => {
      runs.decided(occurrence).approve();
      afterDecision();
      note('approve', by);
      await mirror.update();
      return progress();
    },
    {
      validator(input) {
        refuseIf(input, isOver() || runs.awaitingApproval.length === 0, 'approved');
        runs.decided(input.occurrence);
      },
    },
  );
  setHandler(
    raiseSafetyLimitUpdate,
    async ({ by, limit, occurrence }) => {
      runs.decided(occurrence).raiseSafetyLimit(limit);
      afterDecision();
      note('raise_limit', by);
      await Promise.all([raiseSafetyLimit({ campaignId, limit }), mirror.update()]);
      return progress();
    },
    {
      validator(input) {
        refuseIf(input, isOver() || runs.awaitingApproval.length === 0, 'given a higher limit');
        checkLimit(input);
        const now = runs.decided(input.occurrence).settings.safetyLimit ?? 0;
        if (input.limit <= now) throw refusedNow(`the limit is ${now}: a higher one is wanted`);
      },
    },
  );
  setHandler(
    editCampaignUpdate,
    async ({ by }) => {
      schedule.replan();
      // Whoever stored it has noted it, too.
      mirror.mention({ action: 'edit', by, at: instantNow() });
      await mirror.update();
      return progress();
    },
    { validator: (input: By) => refuseIf(input, isOver(), 'edited') },
  );
  setHandler(batchWaitsSignal, (wait) => {
    fleet.noteWait(wait);
    mirror.describe();
    for (const run of runs.underWay) alerts.watch(run);
  });
  setHandler(batchErrorsSignal, (errors) => {
    fleet.noteErrors(errors);
    for (const run of runs.underWay) run.checkErrors();
  });

  try {
    for (const run of carried?.runs.underWay ?? []) runs.begin(run);
    await openRuns();
    await condition(() => runs.areSettled);
    if (state.failure !== null && !state.isStopped && runs.underWay.length === 0) throw state.failure;
    // Nothing is awaited between this and the new execution: what an update did meanwhile would be lost.
    await condition(() => !isSuspended() || (allHandlersFinished() && mirror.isIdle && alerts.areStarted));
    if (!isSuspended()) await end(outcome());
  } catch (error) {
    await CancellationScope.nonCancellable(() => end(isCancellation(error) ? 'stopped' : 'failed'));
    if (!isCancellation(error) && error !== state.failure) tellOfFailure(error);
    await CancellationScope.nonCancellable(() => alerts.started());
    throw error;
  }
  if (state.ended === null) {
    return await continueAsNew<typeof campaignWorkflow>({ campaignId, carried: carry() });
  }
  await alerts.started();
  await condition(allHandlersFinished);
  if (state.ended === 'failed') throw runs.failure;
  return progress();

  /** Where a run can't be opened, those under way still go to their end, and until then an edit may mend it. */
  async function openRuns(): Promise<void> {
    for (;;) {
      try {
        return await schedule.openRuns();
      } catch (error) {
        if (isCancellation(error)) throw error;
        state.failure = error;
        tellOfFailure(error);
      }
      const { edits } = schedule;
      await condition(() => state.isStopped || schedule.edits !== edits || runs.areSettled);
      if (state.isStopped || schedule.edits === edits) return;
      state.failure = null;
    }
  }

  function afterDecision(): void {
    if (runs.awaitingApproval.length === 0) schedule.leaveOutWhatHasBegun();
  }

  function tellOfFailure(error: unknown): void {
    alerts.failed({ occurrence: schedule.nextOccurrence, error, run: null });
  }

  function pauseOnErrors(run: CampaignRun): void {
    if (state.paused !== null || isOver()) return;
    const isLast = schedule.isDone && runs.underWay.every((one) => one === run) && !run.hasMore;
    alerts.errors(run, { isOver: isLast });
    // Told of once: there is nobody who could resume.
    if (isLast) {
      run.forgiveErrors();
      return;
    }
    pause('Herald, because of errors').catch(() => undefined);
  }

  async function pause(by: string): Promise<void> {
    state.paused = { by, at: instantNow() };
    note('pause', by);
    await Promise.all([fleet.hold(), mirror.update()]);
  }

  async function end(phase: EndPhase): Promise<void> {
    await runs.end(phase);
    state.ended = phase;
    await mirror.update();
    isTold = true;
  }

  function carry(): Carried {
    return { schedule: schedule.carried, runs: runs.carried(), paused: state.paused, written: mirror.written };
  }

  function note(action: SteeringAction['action'], by: string): void {
    mirror.note({ action, by, at: instantNow() });
  }

  /** Whether the next execution has something left to do. */
  function isSuspended(): boolean {
    const isAllDone = runs.underWay.length === 0 && schedule.isDone;
    return !state.isStopped && campaignHistoryIsLong() && !isAllDone;
  }

  function outcome(): EndPhase {
    if (state.isStopped) return 'stopped';
    return runs.failure === null ? 'completed' : 'failed';
  }

  function isOver(): boolean {
    return state.isStopped || state.ended !== null;
  }

  function refuseIf(input: By, refused: boolean, action: string): void {
    checkBy(input);
    if (!refused) return;
    const now =
      state.isStopped && state.ended === null
        ? 'being stopped'
        : state.paused && !isOver()
          ? 'paused'
          : progress().phase;
    throw refusedNow(`the campaign can't be ${action}: it is ${now}`);
  }

  function progress(): CampaignProgress {
    return {
      campaignId,
      phase: state.ended ?? runs.phase ?? 'scheduled',
      paused: state.ended !== null ? null : state.paused,
      nextRunAt: isOver() ? null : schedule.nextRunAt,
      ...runs.progress(),
    };
  }
}

const instantNow = (): string => new Date().toISOString();
