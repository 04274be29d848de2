import { defineQuery, defineUpdate } from '@temporalio/workflow';
import type { Actor } from '../domain/campaign/campaign.ts';
import type { CampaignProgress } from '../domain/campaign/progress.ts';

/** The operator, for the record. The API adds the id of the key; an operator who acts in the Web UI enters a name. */
export type By = Actor;

/** Which of the runs that await approval, from 1. May be left out if there is only one. */
export interface WhichRun {
  readonly occurrence?: number;
}

/** Pauses the campaign. Answered when no provider will accept any more of its messages. Pausing twice is refused. */
export const pauseCampaignUpdate = defineUpdate<CampaignProgress, [By]>('pauseCampaign');
/** Continues a paused campaign. */
export const resumeCampaignUpdate = defineUpdate<CampaignProgress, [By]>('resumeCampaign');
/** Ends the campaign for good. Answered when no provider will accept any more of its messages. */
export const stopCampaignUpdate = defineUpdate<CampaignProgress, [By]>('stopCampaign');
/** Approves a run that the safety check made wait. */
export const approveRunUpdate = defineUpdate<CampaignProgress, [By & WhichRun]>('approveRun');
/** Raises the limit of the safety check, for the run that awaits approval and for later ones. */
export const raiseSafetyLimitUpdate = defineUpdate<CampaignProgress, [By & WhichRun & { readonly limit: number }]>(
  'raiseSafetyLimit',
);
/** Retries everything that is blocked. */
export const retryCampaignUpdate = defineUpdate<CampaignProgress, [By]>('retryCampaign');
/** The definition was edited: the next run is planned again. A run in progress keeps its copy, and everything that is blocked is retried. */
export const editCampaignUpdate = defineUpdate<CampaignProgress, [By]>('editCampaign');
export const campaignProgressQuery = defineQuery<CampaignProgress>('campaignProgress');
