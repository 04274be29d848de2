export { batchWorkflow } from './batch.ts';
export { campaignWorkflow } from './campaign.ts';
