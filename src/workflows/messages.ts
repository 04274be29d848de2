import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { CampaignProgress, MessageCounts, WaitReason } from '../domain/campaign/progress.ts';

/** Who steers, for the record: the name of an API key, or whatever an operator writes in the Web UI. */
export interface By {
  readonly by: string;
}

/** Which of the runs that wait, from 1; may be left out when only one does. */
export interface WhichRun {
  readonly occurrence?: number;
}

/** Holds the campaign: what is in the air is finished and recorded, nothing new is sent. Pausing twice is refused. */
export const pauseCampaignUpdate = defineUpdate<CampaignProgress, [By]>('pauseCampaign');
/** Goes on where it was paused. */
export const resumeCampaignUpdate = defineUpdate<CampaignProgress, [By]>('resumeCampaign');
/** Ends the campaign for good: nothing new is sent. */
export const stopCampaignUpdate = defineUpdate<CampaignProgress, [By]>('stopCampaign');
/** Lets the run go that the safety check holds. */
export const approveRunUpdate = defineUpdate<CampaignProgress, [By & WhichRun]>('approveRun');
/** A higher limit for the safety check, of the run that it holds and of those to come. */
export const raiseSafetyLimitUpdate = defineUpdate<CampaignProgress, [By & WhichRun & { readonly limit: number }]>(
  'raiseSafetyLimit',
);
/** What the next run is planned by was replaced: it has what is stored now, a run under way doesn't change. */
export const editCampaignUpdate = defineUpdate<CampaignProgress, [By]>('editCampaign');
export const campaignProgressQuery = defineQuery<CampaignProgress>('campaignProgress');

/** From a campaign to its batches. */
export const pauseBatchSignal = defineSignal('pauseBatch');
export const resumeBatchSignal = defineSignal('resumeBatch');
export const stopBatchSignal = defineSignal('stopBatch');
/** End rather than wait: what is left is started again. */
export const yieldBatchSignal = defineSignal('yieldBatch');

/** From a batch to its campaign. */
export const batchWaitsSignal = defineSignal<[BatchWait]>('batchWaits');

export interface BatchWait {
  readonly batchId: string;
  /** Why; null: it goes on. */
  readonly reason: WaitReason | null;
  /** Providers work, only not for who is left: the batch takes nobody's place from now on. */
  readonly leavesPlace: boolean;
}

/** From a batch to its campaign: more of a chunk failed than the campaign puts up with. */
export const batchErrorsSignal = defineSignal<[BatchErrors]>('batchErrors');

export interface BatchErrors {
  readonly batchId: string;
  /** Of the batch so far. */
  readonly messages: MessageCounts;
}
