import {
  allHandlersFinished,
  CancellationScope,
  CancelledFailure,
  condition,
  continueAsNew,
  isCancellation,
} from '@temporalio/workflow';
import type { LiveResult } from '../../activities/contract.ts';
import { type CampaignProgress, NO_MESSAGES, totalOf } from '../../domain/campaign/progress.ts';
import type { EndPhase } from '../../domain/campaign/status.ts';
import { causeOf } from '../../domain/failures.ts';
import { bookkeeping, sendingLive, sweeping } from '../activities.ts';
import { instantNow, pageIsFull } from '../steering/execution.ts';
import { StatusMirror } from '../steering/statusMirror.ts';
import { Steering } from '../steering/steering.ts';
import { LiveAlerts } from './alerts.ts';
import { type LiveState, newLiveState } from './state.ts';
import { mirroredOf, progressOf } from './status.ts';
import { registerLiveUpdates } from './updates.ts';

export interface LiveWorkflowInput {
  readonly campaignId: string;
  /** The state that the previous execution has passed on. */
  readonly state?: LiveState;
  /** A new execution follows when the history has more events than this; for tests. */
  readonly pageEvents?: number;
  /** How long it sleeps at most; for tests. */
  readonly longestSleepMs?: number;
}

/** How long it sleeps at most, should a signal be lost with the API process that was to send it and nobody start another one, which would tell it to look. */
const LONGEST_SLEEP_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** The longest wait before providers, limits or another worker are tried again. */
const LONGEST_WAIT_MS = 60_000;

/**
 * A live campaign, from its scheduling to its end. It sleeps until a trigger is due and has an activity send what is, for as long as there is something to send. It
 * knows counts and times, never a person: an event costs it nothing.
 */
export async function liveWorkflow(input: LiveWorkflowInput): Promise<CampaignProgress> {
  const { campaignId, longestSleepMs = LONGEST_SLEEP_MS } = input;
  const state = input.state ?? newLiveState();
  let ended: EndPhase | null = null;
  let isCancelled = false;
  let isSending = false;
  let isOver = false;
  let scope = new CancellationScope();

  const progress = (): CampaignProgress => progressOf(campaignId, state, { ended, isSending });
  const mirror = new StatusMirror(campaignId, state.steering, () => mirroredOf(progress(), state));
  const alerts = new LiveAlerts(campaignId, state);
  const isStopped = (): boolean => state.steering.isStopped;
  const isLeaving = (): boolean => isStopped() || isOver || pageIsFull(input.pageEvents);
  const isResting = (): boolean => state.steering.paused !== null || state.held !== null || state.blocked !== null;
  /** Milliseconds. While something is in the way, triggers that are due don't matter. */
  const dueAt = (): number => Math.max(Date.parse(state.wakeAt), Date.parse(state.waitsFor?.until ?? state.wakeAt));
  const wake = (at = instantNow()): void => {
    if (at < state.wakeAt) state.wakeAt = at;
  };
  const steering: Steering = new Steering({
    campaignId,
    state: state.steering,
    mirror,
    progress,
    hasEnded: () => ended !== null,
    async halt() {
      scope.cancel();
      scope = new CancellationScope();
      await condition(() => !isSending);
    },
    onResume() {
      const inAll = state.last?.inAll ?? NO_MESSAGES;
      state.errorBaseline = { done: totalOf(inAll), failed: inAll.failed };
      wake();
    },
  });
  registerLiveUpdates({ campaignId, state, steering, mirror, wake });
  CancellationScope.current().cancelRequested.catch(async () => {
    isCancelled = ended === null;
    if (isCancelled) await steering.stop({ by: 'Temporal, where the workflow was cancelled' });
  });

  // A cancellation is a stop. The stop itself must not be cancelled by it.
  await CancellationScope.nonCancellable(async () => {
    await mirror.update();
    while (!isLeaving()) {
      if (isResting()) await condition(() => !isResting() || isLeaving());
      else if (dueAt() > Date.now()) await untilAwake();
      else await work();
    }
    // Nothing is awaited between this line and the new execution: the changes of an update in between would be lost.
    await condition(() => isStopped() || isOver || isQuiet());
    if (!isStopped() && !isOver) return;
    await finish();
  });
  if (ended === null) return await continueAsNew<typeof liveWorkflow>({ ...input, state });
  if (isCancelled) throw new CancelledFailure('the campaign was stopped by a cancellation');
  return progress();

  async function untilAwake(): Promise<void> {
    const at = dueAt();
    const isOther = (): boolean => dueAt() !== at || isResting() || isLeaving();
    await condition(isOther, Math.max(1, at - Date.now()), { summary: 'the next triggers are due' });
  }

  /** Has everything sent that is due. */
  async function work(): Promise<void> {
    // A signal that comes meanwhile brings this forward again.
    state.wakeAt = new Date(Date.now() + longestSleepMs).toISOString();
    isSending = true;
    mirror.describe();
    try {
      await sweepIfDue();
      take(
        await scope.run(() =>
          sendingLive({ campaignId, summary: 'messages that are due' }).sendLive({
            campaignId,
            revision: state.steering.revision,
            ...(state.approvedAt && { approvedAt: state.approvedAt }),
            errorBaseline: state.errorBaseline,
          }),
        ),
      );
    } catch (error) {
      if (!isCancellation(error)) block(error);
      else wake();
    }
    isSending = false;
    await mirror.update();
  }

  async function sweepIfDue(): Promise<void> {
    if (!state.last?.hasProfileDates) return;
    if (state.sweptAt !== null && Date.now() - Date.parse(state.sweptAt) < DAY_MS) return;
    const at = instantNow();
    await scope.run(() => sweeping({ campaignId, summary: 'dates of profiles' }).sweepDates({ campaignId }));
    state.sweptAt = at;
  }

  function take(result: LiveResult): void {
    const isFirst = state.last === null;
    state.last = result;
    if (result.revision !== undefined) steering.adopt(result.revision);
    if (result.nextAt !== null) wake(result.nextAt);
    if (isFirst && result.hasProfileDates) wake();
    if (result.state !== 'later') state.waitsFor = null;
    switch (result.state) {
      case 'waiting':
        return;
      case 'over':
        isOver = true;
        return;
      case 'held':
        state.held = { hour: result.heldHour ?? instantNow(), maxPerHour: result.maxPerHour, since: instantNow() };
        alerts.held();
        return;
      case 'errors':
        alerts.errors();
        void steering.pause({ by: 'Herald, because of errors' });
        return;
      case 'later':
        waitFor(result);
    }
  }

  function waitFor({ reason = 'interrupted', retryAfterMs = 0 }: Pick<LiveResult, 'reason' | 'retryAfterMs'>): void {
    const before = state.waitsFor?.reason === reason ? state.waitsFor : null;
    const tries = (before?.tries ?? 0) + 1;
    const wait = Math.min(LONGEST_WAIT_MS, retryAfterMs * 2 ** Math.min(tries - 1, 6));
    const until = new Date(Date.now() + wait).toISOString();
    wake(until);
    if (reason === 'interrupted') return;
    state.waitsFor = { reason, since: before?.since ?? instantNow(), until, tries, isTold: before?.isTold ?? false };
    alerts.outage();
  }

  function block(error: unknown): void {
    state.blocked = { ...causeOf(error), since: instantNow() };
    alerts.blocked(state.blocked);
  }

  async function finish(): Promise<void> {
    const status = isStopped() ? 'stopped' : 'completed';
    // The status first: from then on, no event triggers anything.
    ended = status;
    await mirror.update();
    await bookkeeping(`the campaign is ${status}`).finishLive({ campaignId, status });
    steering.noteEnd();
    await alerts.started();
    await condition(allHandlersFinished);
  }

  function isQuiet(): boolean {
    return allHandlersFinished() && mirror.isIdle && steering.isIdle && alerts.areStarted;
  }
}
