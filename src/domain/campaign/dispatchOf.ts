import { appliedLimits } from '../limits/profileLimits.ts';
import type { Dispatch } from '../message/dispatch.ts';
import { campaignQuotas } from '../message/quotaDefinition.ts';
import type { Run } from './run.ts';

/** Priority of the tasks of campaigns: single messages and journeys take precedence. */
const CAMPAIGN_PRIORITY = 4;
const LIVE_PRIORITY = 3;

/** The dispatch of a run, which has the run's id. */
export const dispatchOf = (run: Run): Dispatch => ({
  _id: run._id,
  campaignId: run.campaignId,
  runId: run._id,
  name: run.campaignName,
  template: run.what.template,
  maxSegments: run.what.maxSegments,
  members: run.members,
  windows: run.windows,
  ...(run.quietHours && { quietHours: run.quietHours }),
  accountZone: run.accountZone,
  zoneFromNumber: run.zoneFromNumber,
  schedule: run.schedule,
  ...(run.isLive && { isLive: true }),
  ...(run.endsAt && { endsAt: run.endsAt }),
  releasedAt: run.releasedAt,
  quotas: campaignQuotas({ campaignId: run.campaignId, runId: run._id, limits: run.limits }),
  profileLimits: appliedLimits(run.profileLimits, { ...run.limits, tags: run.tags, own: frequencyLimit(run) }),
  ...(run.topic && { topic: run.topic }),
  onUncertain: run.onUncertain,
  resolveWithinSeconds: run.resolveWithinSeconds,
  validityPeriodSeconds: run.validityPeriodSeconds,
  priority: run.isLive ? LIVE_PRIORITY : CAMPAIGN_PRIORITY,
  sizes: run.sizes,
  startedAt: run.startedAt,
  finishedAt: run.finishedAt,
});

/** In days; longer than Herald will have existed. */
const FOR_EVER = 36_500;

/** The limit that the campaign's frequency sets, under a tag that no author can give. */
export function frequencyLimit({ campaignId, frequency }: Pick<Run, 'campaignId' | 'frequency'>) {
  if (frequency === undefined || frequency.kind === 'every_time') return undefined;
  const days = frequency.kind === 'once' ? FOR_EVER : frequency.days;
  return { kind: 'rolling', max: 1, days, tag: `campaign ${campaignId}\n` } as const;
}
