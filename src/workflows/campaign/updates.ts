import { setHandler } from '@temporalio/workflow';
import { needsApproval, type RunState, unblock } from '../../domain/campaign/runState.ts';
import { refusedNow } from '../../domain/failures.ts';
import { bookkeeping } from '../activities.ts';
import { approveRunUpdate, type By, raiseSafetyLimitUpdate, retryCampaignUpdate, type WhichRun } from '../messages.ts';
import { instantNow } from '../steering/execution.ts';
import type { StatusMirror } from '../steering/statusMirror.ts';
import { actorOf, type Steering } from '../steering/steering.ts';
import { answered, refuseUnknown, registerSteering } from '../steering/updates.ts';
import type { Scheduler } from './scheduler.ts';
import type { CampaignState } from './state.ts';

interface Updated {
  readonly campaignId: string;
  readonly state: CampaignState;
  readonly steering: Steering;
  readonly mirror: StatusMirror;
  readonly scheduler: Scheduler;
}

/** All updates of a past-behaviour campaign. */
export function registerUpdates({ campaignId, state, steering, mirror, scheduler }: Updated): void {
  registerSteering(steering, async (actor) => {
    scheduler.replan();
    for (const run of state.runs) if (run.blocked) unblock(run, Date.now());
    // The API has recorded the action already.
    mirror.mention({ action: 'edit', ...actorOf(actor), at: instantNow() });
    await mirror.update();
  });
  setHandler(
    approveRunUpdate,
    answered(steering, async (input) => {
      decided(state, input.occurrence).isApproved = true;
      if (awaitingApproval(state).length === 0) scheduler.leaveOutBegunOccurrences();
      steering.note('approve', input);
      await mirror.update();
    }),
    {
      description: `Approves a run that awaits approval: it is sent to all of its recipients. Input: {"by": "your name", "occurrence": 1}; occurrence may be left out if only one run waits`,
      validator(input: By & WhichRun) {
        steering.refuseIf(input, steering.isEnding || awaitingApproval(state).length === 0, 'approved');
        refuseUnknown(input, decided(state, input.occurrence).settings.fourEyes);
      },
    },
  );
  setHandler(
    raiseSafetyLimitUpdate,
    answered(steering, async (input) => {
      const { limit, occurrence } = input;
      const run = decided(state, occurrence);
      run.settings = { ...run.settings, safetyLimit: Math.max(limit, run.settings.safetyLimit ?? 0) };
      if (awaitingApproval(state).length === 0) scheduler.leaveOutBegunOccurrences();
      steering.note('raise_limit', input);
      await Promise.all([
        bookkeeping(`safety limit ${limit}`).raiseSafetyLimit({ campaignId, limit }),
        mirror.update(),
      ]);
    }),
    {
      description: `Raises the limit of the safety check, for the run that awaits approval and for later ones. Input: {"by": "your name", "limit": 5000, "occurrence": 1}; occurrence may be left out if only one run waits`,
      validator(input: By & WhichRun & { readonly limit: number }) {
        steering.refuseIf(input, steering.isEnding || awaitingApproval(state).length === 0, 'given a higher limit');
        if (!Number.isSafeInteger(input.limit) || input.limit <= 0) {
          throw refusedNow('it has to say the new limit, a whole number: {"by": "your name", "limit": 5000}');
        }
        const run = decided(state, input.occurrence);
        refuseUnknown(input, run.settings.fourEyes);
        const now = run.settings.safetyLimit ?? 0;
        if (input.limit <= now) throw refusedNow(`the limit is ${now}: a higher one is wanted`);
      },
    },
  );
  setHandler(
    retryCampaignUpdate,
    answered(steering, async (input) => {
      for (const run of state.runs) if (run.blocked) unblock(run, Date.now());
      if (state.unopened) scheduler.replan();
      steering.note('retry', input);
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
 * The run that a decision is about: the one that awaits approval, or the named one of several.
 *
 * @throws the refusal if there is none or it is ambiguous: a decision about one run must not approve another
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
