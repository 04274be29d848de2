import { createPlanner, type Plan, type PlannedRecipient } from '../../domain/audience/plan.ts';
import type { Run } from '../../domain/campaign/run.ts';
import { isJudgedByRecipient } from '../../domain/dnd/dnd.ts';
import { memoize } from '../../domain/memoize.ts';
import type { PlannedSkip } from '../../domain/message/batch.ts';
import { hasOwnHours } from '../../domain/schedule/occurrences.ts';
import type { PageGroup } from '../../store/audiencePages.ts';

/** Recipients that may share batches: those with the same key have the same due time, DND decision and skip reason. */
export type DueGroup = Omit<PageGroup, 'size'>;

/** Whether all possible recipients of the run belong to one group. */
export const isDueAsOne = ({ schedule, windows, reach }: Run): boolean =>
  reach.kind === 'everyone' && !hasOwnHours(schedule) && !isJudgedByRecipient(windows);

/** Returns a function that plans a recipient and gives its group. */
export function dueGroups(run: Run): (recipient: PlannedRecipient) => DueGroup {
  const { schedule, accountZone, windows, startedAt: now } = run;
  const plan = createPlanner({ occurrence: schedule, accountZone, windows, now });
  // The planner returns the same object to all recipients that share a plan.
  const groupOfPlan = memoize((planned: Plan) => groupOf(planned, run));
  return (recipient) => groupOfPlan(plan(recipient));
}

/** The group of recipients that are skipped for `reason`; their messages are recorded as soon as the run begins. */
export const skippedGroup = (run: Run, reason: PlannedSkip['reason']): DueGroup => ({
  key: `skipped ${reason}`,
  at: run.startedAt,
  zone: run.accountZone,
  skipped: reason,
});

function groupOf(plan: Plan, run: Run): DueGroup {
  if (plan.kind === 'skip') return skippedGroup(run, plan.reason);
  return { key: plan.group.replaceAll('.', '_'), at: plan.at, zone: plan.zone, skipped: null };
}
