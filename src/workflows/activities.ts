import {
  ActivityCancellationType,
  type ActivityOptions,
  proxyActivities,
  proxyLocalActivities,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../activities/contract.ts';
import { taskQueuesOf } from '../domain/ids.ts';

/** Temporal retries without a limit, because an outage of the store must not end a campaign. Final failures are marked non-retryable. */
const retry = { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' } as const;

/** Reads and writes of the store, which never wait behind a send. The Web UI shows the summary beside the activity. */
export const bookkeeping = (summary: string) =>
  proxyActivities<
    Omit<
      Activities,
      | 'erasePerson'
      | 'freezeAudience'
      | 'importFile'
      | 'journeyStep'
      | 'journeyTask'
      | 'leaveJourney'
      | 'sendChunk'
      | 'sendLive'
      | 'sendSingle'
      | 'sendJourneySms'
      | 'sweepDates'
      | 'sendAlert'
    >
  >({
    startToCloseTimeout: '1m',
    retry,
    summary,
  });

/**
 * The bookkeeping of a person in a journey, within the workflow's own task: one event of the history each instead of six, since Temporal is what
 * thousands of people who wake at once wait for. In a longer outage of the store the workflow waits by a timer.
 */
export const personBookkeeping = (summary: string) =>
  proxyLocalActivities<Pick<Activities, 'journeyStep' | 'leaveJourney'>>({
    startToCloseTimeout: '30s',
    localRetryThreshold: '2s',
    retry,
    summary,
  });

/** The timeout allows for an audience of any size. */
export const freezing = (options: Queued) =>
  proxyActivities<Pick<Activities, 'freezeAudience'>>({
    ...queued('freeze', options),
    startToCloseTimeout: '6h',
    heartbeatTimeout: '1m',
  });

/** The timeout allows for a segment of any size. */
export const goingThroughPeople = (taskId: string) =>
  proxyActivities<Pick<Activities, 'journeyTask'>>({
    ...queued('freeze', { campaignId: taskId, summary: 'goes through the people' }),
    startToCloseTimeout: '12h',
    heartbeatTimeout: '1m',
  });

/** Streams a whole file. */
export const importing = (importId: string) =>
  proxyActivities<Pick<Activities, 'importFile'>>({
    ...queued('import', { campaignId: importId, summary: 'stores the rows of the file' }),
    startToCloseTimeout: '12h',
    heartbeatTimeout: '1m',
  });

/** Reads through all audiences that are kept. */
export const erasing = () =>
  proxyActivities<Pick<Activities, 'erasePerson'>>({
    startToCloseTimeout: '6h',
    heartbeatTimeout: '5m',
    priority: { priorityKey: 4 },
    retry,
    summary: 'erases a person',
  });

/**
 * On a pause the activity finishes and records the requests in flight before it returns, so its completion is awaited.
 * The heartbeat timeout is how long the recipients of a killed worker wait for another worker.
 */
export const sending = (options: Queued) =>
  proxyActivities<Pick<Activities, 'sendChunk'>>({
    ...queued('send', options),
    startToCloseTimeout: '1h',
    heartbeatTimeout: '30s',
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  });

/** The messages of a live campaign. The short heartbeat timeout is how long a killed worker's messages wait for another worker. */
export const sendingLive = (options: Queued) =>
  proxyActivities<Pick<Activities, 'sendLive'>>({
    ...queued('live', options),
    startToCloseTimeout: '1h',
    heartbeatTimeout: '10s',
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  });

/** Reads through all profiles. */
export const sweeping = (options: Queued) =>
  proxyActivities<Pick<Activities, 'sweepDates'>>({
    ...queued('freeze', options),
    startToCloseTimeout: '6h',
    heartbeatTimeout: '1m',
  });

/** Ahead of all campaigns. The short heartbeat timeout is how long a killed worker's message waits for another worker. */
const sendingDirectly = <Name extends keyof Activities>(priorityKey: number, summary: string) =>
  proxyActivities<Pick<Activities, Name>>({
    taskQueue: taskQueuesOf(workflowInfo().taskQueue).direct,
    startToCloseTimeout: '15m',
    heartbeatTimeout: '15s',
    retry,
    priority: { priorityKey },
    summary,
  });

export const sendingSingle = () => sendingDirectly<'sendSingle'>(1, 'offers the message to its providers');

/** Behind single messages. */
export const sendingJourneySms = (summary: string) => sendingDirectly<'sendJourneySms'>(2, summary);

/** Retried for days: the alert is still mailed if the mail server, or an address, only becomes available later. */
export const { sendAlert } = proxyActivities<Pick<Activities, 'sendAlert'>>({
  startToCloseTimeout: '1m',
  scheduleToCloseTimeout: '14d',
  retry: { initialInterval: '10s', backoffCoefficient: 3, maximumInterval: '10m' },
});

interface Queued {
  readonly campaignId: string;
  readonly summary: string;
}

/** Behind everything else, and fair between campaigns (or imports, whose id is in its place). */
const queued = (queue: 'send' | 'live' | 'freeze' | 'import', { campaignId, summary }: Queued): ActivityOptions => ({
  taskQueue: taskQueuesOf(workflowInfo().taskQueue)[queue],
  priority: { priorityKey: 4, fairnessKey: campaignId },
  retry,
  summary,
});
