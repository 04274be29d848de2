/**
 * Ids and names that several processes must agree on. Every id that a retry could write again is derived, never random, so that writing
 * it again is harmless.
 */

/** A text as a part of an id whose parts are separated by slashes. */
export const escapedPart = (text: string): string =>
  text.replace(/[%/]/g, (character) => (character === '%' ? '%25' : '%2F'));

/** The task queue of Herald's workflows and short activities, unless the configuration names another. */
export const DEFAULT_TASK_QUEUE = 'herald';

export type TaskQueueName = 'main' | 'direct' | 'live' | 'send' | 'freeze' | 'import';

/** Single messages, live campaigns and chunks are sent, audiences frozen and files imported on task queues of their own, so that none waits behind another. */
export const taskQueuesOf = (taskQueue: string): Readonly<Record<TaskQueueName, string>> => ({
  main: taskQueue,
  direct: `${taskQueue}-direct`,
  live: `${taskQueue}-live`,
  send: `${taskQueue}-send`,
  freeze: `${taskQueue}-freeze`,
  import: `${taskQueue}-import`,
});

/** Workflow id of a campaign. Temporal allows one open workflow per id, so that a campaign has only one sender. */
export const campaignWorkflowId = (campaignId: string): string => `campaign/${campaignId}`;

/** Workflow id of a batch. */
export const batchWorkflowId = (batchId: string): string => `batch/${batchId}`;

/** Id of the dispatch of a single message, and of the workflow that sends it. */
export const singleDispatchId = (id: string): string => `single/${id}`;

/** Id of the workflow that mails an alert. */
export const alertWorkflowId = (alertId: string): string => `alert/${alertId}`;

/** Id of the workflow that imports a file. */
export const importWorkflowId = (importId: string): string => `import/${importId}`;

/** Id of the workflow that erases a person. */
export const erasureWorkflowId = (erasureId: string): string => `erasure/${erasureId}`;

/** Id of the workflow that takes one person through a journey. */
export const journeyWorkflowId = (journey: string, personId: string): string => `journey/${journey}/${personId}`;

/** Id of the dispatch of a person's text, by its ordinal in the journey. */
export const journeyDispatchId = (personId: string, ordinal: number): string => `journey/${personId}-${ordinal}`;

/** What stands for a campaign's id in the messages of a journey, so that reports and searches find them. */
export const journeyCampaignId = (journey: string): string => `journey:${journey}`;

/** Id of the workflow that goes through many people of a journey. */
export const journeyTaskWorkflowId = (taskId: string): string => `journeyTask/${taskId}`;

/** First parts of the ids of dispatches without a document, of which the messages are all that is stored. */
export const DISPATCHES_OF_MESSAGES_ONLY = ['answer', 'confirmation', 'test'] as const;

/** Id of a run: the campaign and the ordinal of the occurrence, from 1. */
export const runIdOf = (campaignId: string, occurrence: number): string => `${campaignId}/${occurrence}`;

/** Id of a batch (of its audience document and of its child workflow): the dispatch and the ordinal of the batch, from 1. */
export const batchIdOf = (dispatchId: string, ordinal: number): string => `${dispatchId}/${ordinal}`;

/** Id of a page of a run's audience while it is frozen: the run and the ordinal of the page, from 1. */
export const audiencePageIdOf = (runId: string, ordinal: number): string => `${runId}/${ordinal}`;

/** Id of a slice's intent: the batch and the position of the slice's first recipient in it. */
export const intentIdOf = (batchId: string, offset: number): string => `${batchId}/${offset}`;

/** The slice whose intent it is. */
export function sliceOfIntent(intentId: string): {
  readonly dispatchId: string;
  readonly batchId: string;
  readonly offset: number;
} {
  const end = intentId.lastIndexOf('/');
  const batchId = intentId.slice(0, end);
  return { dispatchId: batchId.slice(0, batchId.lastIndexOf('/')), batchId, offset: Number(intentId.slice(end + 1)) };
}

/** Id of a message: one per dispatch and recipient key, which is what makes a second send impossible to record. */
export const messageIdOf = (dispatchId: string, key: string): string => `${dispatchId}/${key}`;

/** The dispatch of a message: a dispatch's id has one slash, a recipient key may have any number. */
export const dispatchOfMessage = (messageId: string): string =>
  messageId.slice(0, messageId.indexOf('/', messageId.indexOf('/') + 1));

/** The recipient key of a single message. */
export const SINGLE_KEY = '1';

/** Id of a single message in the ledger. */
export const singleMessageId = (id: string): string => messageIdOf(singleDispatchId(id), SINGLE_KEY);
