import type { Run } from '../../domain/campaign/run.ts';
import { isJudgedByRecipient } from '../../domain/dnd/dnd.ts';
import type { PlannedSkip } from '../../domain/message/batch.ts';
import { hasOwnHours } from '../../domain/schedule/occurrences.ts';
import { createPlanner, type Plan, type PlannedRecipient } from '../../domain/schedule/plan.ts';
import type { PageGroup } from '../../store/audiencePages.ts';

/** Recipients that may share batches. Those with the same key have the same instant, DND answer and reason. */
export type DueGroup = Omit<PageGroup, 'size'>;

/** Whether all recipients of the run belong to one group, whoever they are. */
export const isDueAsOne = ({ schedule, windows, reach }: Run): boolean =>
  reach.kind === 'everyone' && (schedule === null || (!hasOwnHours(schedule) && !isJudgedByRecipient(windows)));

/** Plans recipients: to which group each belongs. */
export function dueGroups(run: Run): (recipient: PlannedRecipient) => DueGroup {
  const { schedule, accountZone, windows, startedAt: now } = run;
  if (schedule === null) {
    const group = { key: 'all', at: run.dueAt, zone: accountZone, skipped: null };
    return () => group;
  }
  const plan = createPlanner({ occurrence: schedule, accountZone, windows, now });
  // The planner answers with the same object to whoever shares it.
  const groups = new Map<Plan, DueGroup>();
  return (recipient) => {
    const planned = plan(recipient);
    const group = groups.get(planned) ?? groupOf(planned, run);
    groups.set(planned, group);
    return group;
  };
}

/** Those who get nothing but a reason: told as soon as the run begins. */
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
