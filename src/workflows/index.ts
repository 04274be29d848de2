export { alertWorkflow } from './alert.ts';
export { batchWorkflow } from './batch.ts';
export { campaignWorkflow } from './campaign/campaignWorkflow.ts';
export { importWorkflow } from './import.ts';
