import { randomUUID } from 'node:crypto';
import { Context } from '@temporalio/activity';
import { documentNotFound, unknownZone } from '../domain/failures.ts';
import type { Sizes } from '../domain/message/dispatch.ts';
import { mapValues } from '../domain/values.ts';
import { UnknownZoneError } from '../domain/zones.ts';
import type { AlertBaseUrls } from '../mail/alertLinks.ts';
import type { Mailer } from '../mail/mailer.ts';
import { receiptAddresses } from '../providers/receiptAddress.ts';
import type { Store } from '../store/store.ts';
import { sendAlert } from './alert.ts';
import { freezeAudience } from './audience/freezeAudience.ts';
import { campaignActivities } from './campaigns.ts';
import type { Activities } from './contract.ts';
import { sendChunk } from './sending/chunk/sendChunk.ts';
import { SEND_POLICY, type SendPolicy } from './sending/policy.ts';
import { preparedDispatches } from './sending/preparedDispatches.ts';
import type { ProviderPool } from './sending/providers/providerPool.ts';
import { steeringWatch } from './steeringWatch.ts';

export interface ActivityDependencies {
  readonly store: Store;
  readonly pool: ProviderPool;
  /** Null where no mail server is configured: alerts are only written down. */
  readonly mailer: Mailer | null;
  /** What mails link to. Default: nothing. */
  readonly baseUrls?: AlertBaseUrls;
  /** Base of the addresses that providers report to; undefined: no receipts are asked for. */
  readonly publicUrl: string | undefined;
  /** 32 bytes, base64: signs those addresses. */
  readonly secretKey: string;
  readonly policy?: SendPolicy;
  readonly sizes?: Sizes;
}

/** By the clock and not by slice. The SDK passes on one of them in each 0.8 of the heartbeat timeout, since each is an action that Temporal counts. */
const HEARTBEAT_MS = 5000;

/** All activities, over what a worker has opened. */
export function createActivities(dependencies: ActivityDependencies): Activities {
  const { store, pool, mailer, baseUrls, publicUrl, secretKey: key, policy = SEND_POLICY, sizes } = dependencies;
  const prepared = preparedDispatches(store.dispatches);
  const addresses = receiptAddresses(key);
  const steering = steeringWatch({ store: store.steering });
  const receiptUrl =
    publicUrl === undefined
      ? null
      : (providerId: string, messageId: string) => addresses.addressOf({ publicUrl, providerId, messageId });
  return withFinalFailures({
    ...campaignActivities({ store, ...(sizes && { sizes }) }),
    sendAlert: sendAlert({ store, mailer, ...(baseUrls && { baseUrls }) }),

    freezeAudience: ({ runId }) =>
      withHeartbeat(async ({ signal }) => {
        const run = await store.runs.get(runId);
        if (!run) throw documentNotFound('run', runId);
        return await freezeAudience({ store, run, signal });
      }),

    sendChunk: ({ campaignId, revision, ...chunk }) =>
      withHeartbeat(
        async ({ signal: cancelled, owner, tell }) =>
          await steering.watched({ campaignId, revision }, async (halted) => {
            const dispatch = await prepared(chunk.dispatchId);
            const signal = AbortSignal.any([cancelled, halted]);
            const onProgress = (messages: number): void => tell({ messages, recipients: chunk.limit });
            return await sendChunk(chunk, {
              store,
              pool,
              policy,
              prepared: dispatch,
              owner,
              signal,
              receiptUrl,
              onProgress,
            });
          }),
      ),
  });
}

/** No retry makes a stored time zone a known one: the campaign is blocked, and somebody is told. */
function withFinalFailures(activities: Activities): Activities {
  const withFailure =
    (work: (...args: never[]) => Promise<unknown>) =>
    async (...args: never[]): Promise<unknown> => {
      try {
        return await work(...args);
      } catch (error) {
        throw error instanceof UnknownZoneError ? unknownZone(error.message) : error;
      }
    };
  return mapValues(
    activities as unknown as Record<string, () => Promise<unknown>>,
    withFailure,
  ) as unknown as Activities;
}

interface Execution {
  readonly signal: AbortSignal;
  /** Unique to this execution of this activity: an operator's reset counts attempts anew. */
  readonly owner: string;
  /** What the Web UI shows of it from the next heartbeat on: counts. */
  readonly tell: (details: Readonly<Record<string, number>>) => void;
}

async function withHeartbeat<T>(work: (execution: Execution) => Promise<T>): Promise<T> {
  const context = Context.current();
  const { activityId, attempt } = context.info;
  let details: Readonly<Record<string, number>> = {};
  const tell: Execution['tell'] = (latest) => {
    details = latest;
  };
  const timer = setInterval(() => context.heartbeat(details), HEARTBEAT_MS);
  try {
    const owner = `${activityId}/${attempt}/${randomUUID()}`;
    return await work({ signal: context.cancellationSignal, owner, tell });
  } finally {
    clearInterval(timer);
  }
}
