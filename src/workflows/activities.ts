import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/contract.ts';

/** Temporal retries for as long as it takes: an outage of the store must not end a campaign. What is final says so itself. */
const retry = { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' } as const;

/** Reads and writes of single documents. */
export const { loadCampaign, setCampaignStatus, openRun, batchSize, finishRun, releaseRun, raiseSafetyLimit } =
  proxyActivities<Activities>({ startToCloseTimeout: '1m', retry });

/** Streams as many profiles as there are. */
export const { freezeAudience } = proxyActivities<Activities>({
  startToCloseTimeout: '6h',
  heartbeatTimeout: '1m',
  retry,
});

/**
 * On a pause the activity finishes and records what is in the air before it returns: hence the waiting for its completion.
 * The heartbeat timeout is how long a killed worker's recipients wait for another worker.
 */
export const { sendChunk } = proxyActivities<Activities>({
  startToCloseTimeout: '1h',
  heartbeatTimeout: '15s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry,
});

/** A run that is held waits for ever, so that somebody is told even when the mail server, or an address, is there only after days. */
export const { sendAlert } = proxyActivities<Activities>({
  startToCloseTimeout: '1m',
  scheduleToCloseTimeout: '14d',
  retry: { initialInterval: '10s', backoffCoefficient: 3, maximumInterval: '10m' },
});
