import type { Campaign, CampaignStatus } from '../../domain/campaign/campaign.ts';
import type { Store } from '../../store/store.ts';
import { type ApiError, conflict, notFound } from '../http/problem.ts';
import { toCampaignAnswer, toProgressAnswer } from './campaignAnswer.ts';
import { ActionRefusedError, type CampaignClient, NotRunningError } from './campaignClient.ts';

/** What can be done to a campaign, as the paths of the API say it. */
export type Steering = 'change' | 'delete' | 'schedule' | 'pause' | 'resume' | 'stop' | 'approve' | 'raise-limit';

/** By status. */
const POSSIBLE: Readonly<Record<CampaignStatus, readonly Steering[]>> = {
  draft: ['change', 'delete', 'schedule'],
  scheduled: ['change', 'pause', 'stop'],
  running: ['change', 'pause', 'stop'],
  awaiting_approval: ['approve', 'raise-limit', 'change', 'pause', 'stop'],
  paused: ['resume', 'change', 'stop'],
  completed: [],
  stopped: [],
  failed: [],
};

const REFUSALS: Readonly<Record<Steering, string>> = {
  change: "The campaign can't be changed",
  delete: "The campaign can't be deleted",
  schedule: "The campaign can't be scheduled",
  pause: "The campaign can't be paused",
  resume: "The campaign can't be resumed",
  stop: "The campaign can't be stopped",
  approve: 'The campaign has no run that can be approved',
  'raise-limit': 'The campaign has no run that waits for a higher limit',
};

/** Nothing happens to it any more. */
export const hasEnded = (status: CampaignStatus): boolean => POSSIBLE[status].length === 0;

/** 409 that says what is possible instead. */
export function notNow(status: CampaignStatus, action: Steering, reason?: string): ApiError {
  const possible = POSSIBLE[status];
  // It may be done now, so the status isn't what is in the way.
  if (reason !== undefined && possible.includes(action)) return conflict(`Refused: ${reason}.`);
  const sentence = hasEnded(status) ? 'It has ended.' : `Possible now: ${possible.join(', ')}.`;
  return conflict(`${REFUSALS[action]}: it is ${status}. ${sentence}${reason ? ` (${reason}.)` : ''}`);
}

/** The campaign, or a 404. */
export async function loadCampaign(store: Store, id: string): Promise<Campaign> {
  const campaign = await store.campaigns.get(id);
  if (!campaign) throw notFound('campaign', id);
  return campaign;
}

/** Has the campaign's workflow do something. Where it refuses, or isn't there, it is a 409 with the reason. */
export async function steered(
  store: Store,
  { campaignId, action }: { campaignId: string; action: Steering },
  act: () => Promise<void>,
): Promise<void> {
  try {
    await act();
  } catch (error) {
    const refused = error instanceof ActionRefusedError;
    if (!refused && !(error instanceof NotRunningError)) throw error;
    // Read again: the status is the reason, and it may be a moment old by now.
    const { status } = await loadCampaign(store, campaignId);
    if (!refused && status === 'scheduled') {
      throw conflict(
        'The campaign is marked as scheduled, but has no workflow that is open. Schedule it again: it starts, or the answer says why it never will.',
      );
    }
    if (!refused && !hasEnded(status)) {
      throw conflict(`${REFUSALS[action]}: its workflow has ended. Stop it, so that its status says so.`);
    }
    throw notNow(status, action, refused ? error.message : undefined);
  }
}

/** The same for what can be done only to a campaign that was scheduled. */
export async function steeredOnceScheduled(
  store: Store,
  steering: { campaignId: string; action: Steering },
  act: () => Promise<void>,
): Promise<void> {
  const { status } = await loadCampaign(store, steering.campaignId);
  if (status === 'draft') throw notNow(status, steering.action);
  await steered(store, steering, act);
}

/** The campaign and what it does. It is the workflow that says whether it has ended; the status on the document follows a moment later. */
export async function withProgress(
  { store, campaigns }: { readonly store: Store; readonly campaigns: CampaignClient },
  campaignId: string,
) {
  const campaign = await loadCampaign(store, campaignId);
  if (campaign.status === 'draft') return { ...toCampaignAnswer(campaign), progress: null };
  const progress = await campaigns.progress(campaignId);
  const phase = progress?.phase;
  const ended = phase === 'completed' || phase === 'stopped' || phase === 'failed' ? phase : null;
  return { ...toCampaignAnswer(campaign), status: ended ?? campaign.status, progress: toProgressAnswer(progress) };
}
