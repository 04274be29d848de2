import type { Account } from '../domain/account/account.ts';
import type { PastBehaviourCampaign } from '../domain/campaign/campaign.ts';
import { nextOccurrence, type Occurrence, type OccurrenceQuery } from '../domain/schedule/occurrences.ts';
import type { When } from '../domain/schedule/whenSchema.ts';
import type { CampaignPlan, Planning } from './contract.ts';

/** The next run of a campaign, and whether it is the last one. */
export function planRuns(
  campaign: PastBehaviourCampaign,
  account: Account,
  planning: Planning,
): Pick<CampaignPlan, 'next' | 'isLast'> {
  const next = nextRun(campaign, account, planning);
  if (next === null) return { next, isLast: true };
  const query = queryOf(campaign, account, planning);
  const follow = ({ local }: Occurrence): Occurrence | null =>
    nextOccurrence({ ...query, previous: local, runs: planning.runs + 1 });
  const after = follow(next);
  // If a day has several occurrences, the policy `late` needs the first one of another day.
  let other = after;
  while (other !== null && dateOf(other) === dateOf(next)) other = follow(other);
  return { next: { ...next, nextDate: other && dateOf(other) }, isLast: after === null };
}

/** When the campaign runs next; null if it doesn't. */
export function nextRun(campaign: PastBehaviourCampaign, account: Account, planning: Planning): Occurrence | null {
  const { rescheduledAt, replacedWhen } = campaign;
  const { previous, runs, releasedAt } = planning;
  const query = queryOf(campaign, account, planning);
  const lastRunAt = lastRunOf(planning);
  const isReplaced = lastRunAt !== null && rescheduledAt !== undefined && lastRunAt < rescheduledAt;
  let next = nextOccurrence({ ...query, previous, runs, replaced: isReplaced ? replacedWhen : undefined });
  while (next !== null && releasedAt !== undefined && next.firstAt <= releasedAt) {
    next = nextOccurrence({ ...query, previous: next.local, runs });
  }
  return next;
}

type Query = Omit<OccurrenceQuery, 'previous' | 'runs' | 'replaced'>;

function queryOf(campaign: PastBehaviourCampaign, account: Account, planning: Planning): Query {
  const { when, rescheduledAt } = campaign;
  const scheduledAt = rescheduledAt ?? scheduledFirst(campaign) ?? new Date(planning.scheduledAt);
  const passed = [scheduledAt];
  // Occurrences that have passed by the clock of the new zone are not made up for, just as after an edit of the times.
  if (account.zoneChangedAt !== undefined && goesByAccount(when)) passed.push(account.zoneChangedAt);
  if (planning.runs > 0) passed.push(new Date(planning.notBefore));
  return { when, accountZone: account.timeZone, scheduledAt, notBefore: latestOf(passed) };
}

const lastRunOf = ({ runs, lastRunAt, notBefore }: Planning): Date | null =>
  runs > 0 ? new Date(lastRunAt ?? notBefore) : null;

/** The caller was told that the campaign is scheduled, so an occurrence before a worker started it is made up for. */
function scheduledFirst({ actions }: PastBehaviourCampaign): Date | null {
  const scheduled = actions.find(({ action }) => action === 'schedule');
  return scheduled ? new Date(scheduled.at) : null;
}

/** Whether the account's zone determines which occurrences have passed. */
const goesByAccount = (when: When): boolean =>
  (when.kind === 'dates' || when.kind === 'recurring') && ['account', 'profile', 'best_time'].includes(when.zone);

const latestOf = (instants: readonly Date[]): Date => new Date(Math.max(...instants.map((one) => one.getTime())));

const dateOf = ({ local }: Occurrence): string => local.slice(0, 10);
