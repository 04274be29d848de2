/**
 * The states of a campaign, and the actions that each allows.
 *
 * | status            | it is                                              | it goes to                            |
 * | ----------------- | -------------------------------------------------- | ------------------------------------- |
 * | draft             | not started                                        | scheduled                             |
 * | scheduled         | waiting for its next run                           | running, paused, blocked, ended       |
 * | running           | freezing or sending a run                          | scheduled, any of those below, ended  |
 * | awaiting_approval | holding a run that is larger than its safety check | running, paused, stopped              |
 * | blocked           | unable to continue a run; others continue          | running, scheduled, paused, stopped   |
 * | paused            | sending nothing until it is resumed                | the state before, stopped             |
 * | completed         | finished with its last run                         |                                       |
 * | stopped           | ended by an operator                               |                                       |
 */
export const CAMPAIGN_STATUSES = [
  'draft',
  'scheduled',
  'running',
  'awaiting_approval',
  'blocked',
  'paused',
  'completed',
  'stopped',
] as const;
export type CampaignStatus = (typeof CAMPAIGN_STATUSES)[number];

/** How a campaign, or a run, ends. */
export type EndPhase = 'completed' | 'stopped';

/** The actions on a campaign, as the paths of the API name them. */
export const CAMPAIGN_ACTIONS = [
  'edit',
  'delete',
  'schedule',
  'pause',
  'resume',
  'stop',
  'approve',
  'raise-limit',
  'retry',
] as const;
export type Steering = (typeof CAMPAIGN_ACTIONS)[number];

export const POSSIBLE_STEERING: Readonly<Record<CampaignStatus, readonly Steering[]>> = {
  draft: ['edit', 'delete', 'schedule'],
  scheduled: ['edit', 'pause', 'stop'],
  running: ['edit', 'pause', 'stop'],
  awaiting_approval: ['approve', 'raise-limit', 'edit', 'pause', 'stop'],
  blocked: ['retry', 'edit', 'pause', 'stop'],
  paused: ['resume', 'edit', 'stop'],
  completed: [],
  stopped: [],
};

/** Whether the campaign has ended. */
export const hasEnded = (status: CampaignStatus): status is EndPhase => POSSIBLE_STEERING[status].length === 0;

export const ENDED_STATUSES = CAMPAIGN_STATUSES.filter(hasEnded);

/** Statuses of campaigns that were scheduled and have not ended. */
export const STATUSES_UNDER_WAY = CAMPAIGN_STATUSES.filter((status) => status !== 'draft' && !hasEnded(status));
