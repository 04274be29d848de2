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
  'duplicate',
  'archive',
  'unarchive',
] as const;
export type Steering = (typeof CAMPAIGN_ACTIONS)[number];

const POSSIBLE_STEERING: Readonly<Record<CampaignStatus, readonly Steering[]>> = {
  draft: ['edit', 'delete', 'schedule', 'duplicate', 'archive'],
  scheduled: ['edit', 'pause', 'stop', 'duplicate'],
  running: ['edit', 'pause', 'stop', 'duplicate'],
  awaiting_approval: ['approve', 'raise-limit', 'edit', 'pause', 'stop', 'duplicate'],
  blocked: ['retry', 'edit', 'pause', 'stop', 'duplicate'],
  paused: ['resume', 'edit', 'stop', 'duplicate'],
  completed: ['duplicate', 'archive'],
  stopped: ['duplicate', 'archive'],
};

/** What its allowed actions depend on. */
export interface CampaignState {
  readonly status: CampaignStatus;
  /** Left out: it isn't archived. */
  readonly archivedAt?: Date;
}

/** An archived draft has to be taken out of the archive before it is edited or scheduled: lists leave it out. */
export function possibleSteering({ status, archivedAt }: CampaignState): readonly Steering[] {
  if (archivedAt === undefined) return POSSIBLE_STEERING[status];
  return status === 'draft' ? ['delete', 'duplicate', 'unarchive'] : ['duplicate', 'unarchive'];
}

/** Whether the campaign has ended. */
export const hasEnded = (status: CampaignStatus): status is EndPhase => status === 'completed' || status === 'stopped';

export const ENDED_STATUSES = CAMPAIGN_STATUSES.filter(hasEnded);

/** Statuses of campaigns that were scheduled and have not ended. */
export const STATUSES_UNDER_WAY = CAMPAIGN_STATUSES.filter((status) => status !== 'draft' && !hasEnded(status));

/** Statuses of campaigns that can be archived. */
export const ARCHIVABLE_STATUSES = CAMPAIGN_STATUSES.filter((status) => POSSIBLE_STEERING[status].includes('archive'));
