import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { CampaignProgress, WaitReason } from '../domain/progress.ts';

/** Who steers, for the record: the name of an API key, or whatever an operator writes in the Web UI. */
export interface By {
  readonly by: string;
}

/** Holds the campaign: what is in the air is finished and recorded, nothing new is sent. Pausing twice is refused. */
export const pauseCampaignUpdate = defineUpdate<CampaignProgress, [By]>('pauseCampaign');
/** Goes on where it was paused. */
export const resumeCampaignUpdate = defineUpdate<CampaignProgress, [By]>('resumeCampaign');
/** Ends the campaign for good: nothing new is sent. */
export const stopCampaignUpdate = defineUpdate<CampaignProgress, [By]>('stopCampaign');
export const campaignProgressQuery = defineQuery<CampaignProgress>('campaignProgress');

/** From a campaign to its batches. */
export const pauseBatchSignal = defineSignal('pauseBatch');
export const resumeBatchSignal = defineSignal('resumeBatch');
export const stopBatchSignal = defineSignal('stopBatch');

/** From a batch to its campaign. */
export const batchWaitsSignal = defineSignal<[BatchWait]>('batchWaits');

export interface BatchWait {
  readonly batchId: string;
  /** Why; null: it goes on. */
  readonly reason: WaitReason | null;
  /** Providers work, only not for who is left: the batch takes nobody's place from now on. */
  readonly leavesPlace: boolean;
}
