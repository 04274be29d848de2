/**
 * Ids and names that several processes must agree on. Every id that a retry could write again is derived, never drawn,
 * so that writing it again is harmless.
 */

/** The task queue of Herald's workflows and short activities, unless the configuration names another. */
export const DEFAULT_TASK_QUEUE = 'herald';

/** Where chunks are sent and audiences frozen: on queues of their own, so that no bookkeeping waits behind them. */
export const taskQueuesOf = (taskQueue: string): Readonly<Record<'main' | 'send' | 'freeze', string>> => ({
  main: taskQueue,
  send: `${taskQueue}-send`,
  freeze: `${taskQueue}-freeze`,
});

/** Workflow id of a campaign; Temporal allows one open workflow per id, hence one sender per campaign. */
export const campaignWorkflowId = (campaignId: string): string => `campaign/${campaignId}`;

/** Workflow id of a batch. */
export const batchWorkflowId = (batchId: string): string => `batch/${batchId}`;

/** Workflow id of an alert's mailing. */
export const alertWorkflowId = (alertId: string): string => `alert/${alertId}`;

/** Id of a run: the campaign and the ordinal of the occurrence, from 1. */
export const runIdOf = (campaignId: string, occurrence: number): string => `${campaignId}/${occurrence}`;

/** Id of a batch (of its audience document and of its child workflow): the run and the ordinal of the batch, from 1. */
export const batchIdOf = (runId: string, ordinal: number): string => `${runId}/${ordinal}`;

/** Id of a page of a run's audience while it is frozen: the run and the ordinal of the page, from 1. */
export const audiencePageIdOf = (runId: string, ordinal: number): string => `${runId}/${ordinal}`;

/** Id of a slice's intent: the batch and the position of the slice's first recipient in it. */
export const intentIdOf = (batchId: string, offset: number): string => `${batchId}/${offset}`;

/** The slice whose intent it is. */
export function sliceOfIntent(intentId: string): { readonly batchId: string; readonly offset: number } {
  const end = intentId.lastIndexOf('/');
  return { batchId: intentId.slice(0, end), offset: Number(intentId.slice(end + 1)) };
}

/** Id of a message: one per run and profile, which is what makes a second send impossible to record. */
export const messageIdOf = (runId: string, profileId: string): string => `${runId}/${profileId}`;

/** The run of a profile's message. */
export const runOfMessage = (messageId: string, profileId: string): string =>
  messageId.slice(0, messageId.length - profileId.length - 1);
