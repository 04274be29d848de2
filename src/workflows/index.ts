import { journeyWorkflowOf } from './journeys/journeyWorkflow.ts';
import { JOURNEYS } from './journeys/registry.ts';

export { alertWorkflow } from './alert.ts';
export { batchWorkflow } from './batch.ts';
export { campaignWorkflow } from './campaign/campaignWorkflow.ts';
export { erasureWorkflow } from './erasure.ts';
export { importWorkflow } from './import.ts';
export { journeyTaskWorkflow } from './journeys/journeyTask.ts';
export { liveWorkflow } from './live/liveWorkflow.ts';
export { singleMessageWorkflow } from './singleMessage.ts';
export const journeyWorkflow = journeyWorkflowOf(JOURNEYS);
