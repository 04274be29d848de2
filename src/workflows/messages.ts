import { defineQuery, defineUpdate } from '@temporalio/workflow';
import type { CampaignProgress } from '../domain/campaign/progress.ts';

/** Who steers, for the record: the name of an API key, or whatever an operator writes in the Web UI. */
export interface By {
  readonly by: string;
}

/** Which of the runs that wait, from 1; may be left out when only one does. */
export interface WhichRun {
  readonly occurrence?: number;
}

/** Holds the campaign; answered when nothing more of it will be accepted by a provider. Pausing twice is refused. */
export const pauseCampaignUpdate = defineUpdate<CampaignProgress, [By]>('pauseCampaign');
/** Goes on where it was paused. */
export const resumeCampaignUpdate = defineUpdate<CampaignProgress, [By]>('resumeCampaign');
/** Ends the campaign for good; answered when nothing more of it will be accepted by a provider. */
export const stopCampaignUpdate = defineUpdate<CampaignProgress, [By]>('stopCampaign');
/** Lets a run go that the safety check holds. */
export const approveRunUpdate = defineUpdate<CampaignProgress, [By & WhichRun]>('approveRun');
/** A higher limit for the safety check, of the run that it holds and of those to come. */
export const raiseSafetyLimitUpdate = defineUpdate<CampaignProgress, [By & WhichRun & { readonly limit: number }]>(
  'raiseSafetyLimit',
);
/** Tries again whatever is blocked. */
export const retryCampaignUpdate = defineUpdate<CampaignProgress, [By]>('retryCampaign');
/** What the next run is planned by was edited: it has what is stored now; a run under way doesn't change, and what is blocked is tried again. */
export const editCampaignUpdate = defineUpdate<CampaignProgress, [By]>('editCampaign');
export const campaignProgressQuery = defineQuery<CampaignProgress>('campaignProgress');
