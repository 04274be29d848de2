import { appliedLimits } from '../limits/profileLimits.ts';
import type { Dispatch } from '../message/dispatch.ts';
import { campaignQuotas } from '../message/quotaDefinition.ts';
import type { Run } from './run.ts';

/** Priority of the tasks of campaigns: single messages and journeys take precedence. */
const CAMPAIGN_PRIORITY = 4;

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
  releasedAt: run.releasedAt,
  quotas: campaignQuotas({ campaignId: run.campaignId, runId: run._id, limits: run.limits }),
  profileLimits: appliedLimits(run.profileLimits, { ...run.limits, tags: run.tags }),
  ...(run.topic && { topic: run.topic }),
  onUncertain: run.onUncertain,
  resolveWithinSeconds: run.resolveWithinSeconds,
  validityPeriodSeconds: run.validityPeriodSeconds,
  priority: CAMPAIGN_PRIORITY,
  sizes: run.sizes,
  startedAt: run.startedAt,
  finishedAt: run.finishedAt,
});
