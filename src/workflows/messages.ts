import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
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

/** To a person's journey: an event came that it may wait for. */
export const journeyEventSignal = defineSignal<[{ readonly watch?: number }?]>('journeyEvent');
/** To a person's journey: it is paused no longer. */
export const journeySteeredSignal = defineSignal('journeySteered');
/** Ends the present wait of a person, as its time-out would. With `step`, only if that is where the person is. */
export const moveOnSignal = defineSignal<[{ readonly step?: string | null }?]>('moveOn');
/** Takes a person out of a journey at once. */
export const leaveSignal = defineSignal<[{ readonly why?: 'removed' | 'stopped' }?]>('leave');

/** For a live campaign: there is a trigger that is due at `at` (ISO 8601), or earlier. */
export const triggersDueSignal = defineSignal<[{ readonly at: string }]>('triggersDue');
