import { setHandler } from '@temporalio/workflow';
import { needsApproval, type RunState, unblock } from '../../domain/campaign/runState.ts';
import { refusedNow } from '../../domain/failures.ts';
import { bookkeeping } from '../activities.ts';
import { approveRunUpdate, type By, raiseSafetyLimitUpdate, retryCampaignUpdate, type WhichRun } from '../messages.ts';
import type { StatusMirror } from '../steering/statusMirror.ts';
import type { Steering } from '../steering/steering.ts';
import { answered, registerSteering } from '../steering/updates.ts';
import type { Scheduler } from './scheduler.ts';
import { type CampaignState, instantNow } from './state.ts';

interface Updated {
  readonly campaignId: string;
  readonly state: CampaignState;
  readonly steering: Steering;
  readonly mirror: StatusMirror;
  readonly scheduler: Scheduler;
}

/** All that a past-behaviour campaign answers to. */
export function registerUpdates({ campaignId, state, steering, mirror, scheduler }: Updated): void {
  registerSteering(steering, async (by) => {
    scheduler.replan();
    for (const run of state.runs) if (run.blocked) unblock(run, Date.now());
    // Whoever stored it has noted it, too.
    mirror.mention({ action: 'edit', by, at: instantNow() });
    await mirror.update();
  });
  setHandler(
    approveRunUpdate,
    answered(steering, async ({ by, occurrence }) => {
      decided(state, occurrence).isApproved = true;
      if (awaitingApproval(state).length === 0) scheduler.leaveOutWhatHasBegun();
      steering.note('approve', by);
      await mirror.update();
    }),
    {
      description: `Lets a run go that the safety check holds: it is sent to everybody that it was opened for. Input: {"by": "your name", "occurrence": 1}; occurrence may be left out where one run waits`,
      validator(input: By & WhichRun) {
        steering.refuseIf(input, steering.isEnding || awaitingApproval(state).length === 0, 'approved');
        decided(state, input.occurrence);
      },
    },
  );
  setHandler(
    raiseSafetyLimitUpdate,
    answered(steering, async ({ by, limit, occurrence }) => {
      const run = decided(state, occurrence);
      run.settings = { ...run.settings, safetyLimit: Math.max(limit, run.settings.safetyLimit ?? 0) };
      if (awaitingApproval(state).length === 0) scheduler.leaveOutWhatHasBegun();
      steering.note('raise_limit', by);
      await Promise.all([
        bookkeeping(`safety limit ${limit}`).raiseSafetyLimit({ campaignId, limit }),
        mirror.update(),
      ]);
    }),
    {
      description: `Raises the limit of the safety check, for the run that it holds and for those to come. Input: {"by": "your name", "limit": 5000, "occurrence": 1}; occurrence may be left out where one run waits`,
      validator(input: By & WhichRun & { readonly limit: number }) {
        steering.refuseIf(input, steering.isEnding || awaitingApproval(state).length === 0, 'given a higher limit');
        if (!Number.isSafeInteger(input.limit) || input.limit <= 0) {
          throw refusedNow('it has to say the new limit, a whole number: {"by": "your name", "limit": 5000}');
        }
        const now = decided(state, input.occurrence).settings.safetyLimit ?? 0;
        if (input.limit <= now) throw refusedNow(`the limit is ${now}: a higher one is wanted`);
      },
    },
  );
  setHandler(
    retryCampaignUpdate,
    answered(steering, async ({ by }) => {
      for (const run of state.runs) if (run.blocked) unblock(run, Date.now());
      if (state.unopened) scheduler.replan();
      steering.note('retry', by);
      await mirror.update();
    }),
    {
      description: `Tries again what is blocked: batches that could not be sent, a run that could not be opened. Input: {"by": "your name"}`,
      validator(input: By) {
        const isBlocked = state.unopened !== null || state.runs.some(({ blocked }) => blocked !== null);
        steering.refuseIf(input, steering.isEnding || !isBlocked, 'retried');
      },
    },
  );
}

export const awaitingApproval = ({ runs }: CampaignState): RunState[] =>
  runs.filter((run) => needsApproval(run) && run.ended === null);

/**
 * The run that a decision is about: the one that waits, or the one of several that is named.
 *
 * @throws the refusal, where that is none or can't be told: whoever has read one mail must not let go what another is about.
 */
function decided(state: CampaignState, occurrence: number | undefined): RunState {
  const waiting = awaitingApproval(state);
  const named = occurrence === undefined ? waiting : waiting.filter((run) => run.occurrence === occurrence);
  const [run] = named;
  if (run && named.length === 1) return run;
  const ordinals = waiting.map((one) => one.occurrence).join(', ');
  if (occurrence === undefined)
    throw refusedNow(`runs ${ordinals} wait: say which, as in {"occurrence": ${run?.occurrence}}`);
  throw refusedNow(`run ${occurrence} doesn't wait for a decision; what does: ${ordinals}`);
}
