import type { Campaign } from '../../domain/campaign/campaign.ts';
import { type CampaignState, hasEnded, possibleSteering, type Steering } from '../../domain/campaign/status.ts';
import type { Store } from '../../store/store.ts';
import { ActionRefusedError, NotRunningError, type Steered } from '../../temporal/campaigns.ts';
import { ApiError, conflict, notFound } from '../http/problem.ts';

const REFUSALS: Readonly<Record<Steering, string>> = {
  edit: "The campaign can't be edited",
  delete: "The campaign can't be deleted",
  schedule: "The campaign can't be scheduled",
  pause: "The campaign can't be paused",
  resume: "The campaign can't be resumed",
  stop: "The campaign can't be stopped",
  approve: 'The campaign has no run that can be approved',
  'raise-limit': 'The campaign has no run that waits for a higher limit',
  retry: 'The campaign has nothing that could be tried again',
  duplicate: "The campaign can't be duplicated",
  archive: "The campaign can't be archived",
  unarchive: "The campaign can't be taken out of the archive",
};

/** 409 that says what is possible instead. */
export function notNow(state: CampaignState, action: Steering, reason?: string): ApiError {
  const { status, archivedAt } = state;
  const possible = possibleSteering(state);
  // It may be done now, so the status isn't what is in the way.
  if (reason !== undefined && possible.includes(action)) return campaignState(state, `Refused: ${reason}.`);
  const archived = archivedAt === undefined ? '' : ' and archived';
  const sentence = hasEnded(status) ? 'It has ended.' : `Possible now: ${possible.join(', ')}.`;
  return campaignState(
    state,
    `${REFUSALS[action]}: it is ${status}${archived}. ${sentence}${reason ? ` (${reason}.)` : ''}`,
  );
}

/** 409 with the actions that the state allows. */
export const campaignState = (state: CampaignState, detail: string): ApiError =>
  new ApiError('conflict', { code: 'campaign_state', detail, allowedActions: possibleSteering(state) });

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
  act: () => Promise<Steered>,
): Promise<Steered> {
  try {
    return await act();
  } catch (error) {
    const refused = error instanceof ActionRefusedError;
    if (!refused && !(error instanceof NotRunningError)) throw error;
    // Read again: the status is the reason, and it may be a moment old by now.
    const campaign = await loadCampaign(store, campaignId);
    const { status } = campaign;
    if (!refused && status === 'scheduled') {
      throw conflict(
        'workflow_ended',
        'The campaign is marked as scheduled, but has no workflow that is open. Schedule it again: it starts, or the answer says why it never will.',
      );
    }
    if (!refused && !hasEnded(status)) {
      throw conflict(
        'workflow_ended',
        `${REFUSALS[action]}: its workflow has ended. Stop it, so that its status says so.`,
      );
    }
    throw notNow(campaign, action, refused ? error.message : undefined);
  }
}

/** The same for what can be done only to a campaign that was scheduled. */
export async function steeredOnceScheduled(
  store: Store,
  steering: { campaignId: string; action: Steering },
  act: () => Promise<Steered>,
): Promise<Steered> {
  const campaign = await loadCampaign(store, steering.campaignId);
  if (campaign.status === 'draft') throw notNow(campaign, steering.action);
  return await steered(store, steering, act);
}
