import { createPlanner, type Plan, type PlannedRecipient } from '../../domain/audience/plan.ts';
import type { Run } from '../../domain/campaign/run.ts';
import { isJudgedByRecipient } from '../../domain/dnd/dnd.ts';
import { type QuietHours, type QuietNumber, quietHoursOf } from '../../domain/dnd/quietHours.ts';
import { memoize } from '../../domain/memoize.ts';
import type { PlannedSkip } from '../../domain/message/batch.ts';
import { hasOwnHours } from '../../domain/schedule/occurrences.ts';
import type { PageGroup } from '../../store/audiencePages.ts';

/** Recipients that may share batches: those with the same key have the same due time, DND decision and skip reason. */
export type DueGroup = Omit<PageGroup, 'size'>;

/** Whether all possible recipients of the run belong to one group. */
export const isDueAsOne = ({ schedule, windows, quietHours, reach }: Run): boolean =>
  reach.kind === 'everyone' && !hasOwnHours(schedule) && !isJudgedByRecipient(windows) && quietHours === undefined;

/** Returns a function that plans a recipient and gives its group. The number matters only where quiet hours apply. */
export function dueGroups(run: Run): (recipient: PlannedRecipient & Partial<QuietNumber>) => DueGroup {
  const { schedule, accountZone, windows, quietHours: setting, startedAt: now } = run;
  const plannerOf = memoize((quiet: QuietHours | null) => {
    const all = quiet === null ? windows : [...windows, ...quiet.windows];
    const plan = createPlanner({ occurrence: schedule, accountZone, windows: all, now });
    // The planner returns the same object to all recipients that share a plan.
    const groupOfPlan = memoize((planned: Plan) => groupOf(planned, run, quiet));
    return (recipient: PlannedRecipient) => groupOfPlan(plan(recipient));
  });
  return (recipient) => {
    const { number = null, country = null } = recipient;
    return plannerOf(setting === undefined ? null : quietHoursOf({ number, country }, setting))(recipient);
  };
}

/** The group of recipients that are skipped for `reason`; their messages are recorded as soon as the run begins. */
export const skippedGroup = (run: Run, reason: PlannedSkip['reason']): DueGroup => ({
  key: `skipped ${reason}`,
  at: run.startedAt,
  zone: run.accountZone,
  skipped: reason,
});

function groupOf(plan: Plan, run: Run, quiet: QuietHours | null): DueGroup {
  if (plan.kind === 'skip') return skippedGroup(run, plan.reason);
  const { at, zone } = plan;
  const key = plan.group.replaceAll('.', '_');
  if (quiet === null) return { key, at, zone, skipped: null };
  return { key: `${key} quiet ${quiet.key}`, at, zone, quietHours: quiet.windows, skipped: null };
}
