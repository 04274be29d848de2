import { randomUUID } from 'node:crypto';
import { Context } from '@temporalio/activity';
import { documentNotFound, unknownZone } from '../domain/failures.ts';
import type { JourneyCalls } from '../domain/journeys/calls.ts';
import type { Journey } from '../domain/journeys/journey.ts';
import { totalOf } from '../domain/message/counts.ts';
import type { Sizes } from '../domain/message/dispatch.ts';
import { mapValues } from '../domain/values.ts';
import { UnknownZoneError } from '../domain/zones.ts';
import type { AlertBaseUrls } from '../mail/alertLinks.ts';
import type { Mailer } from '../mail/mailer.ts';
import { receiptAddresses } from '../providers/receiptAddress.ts';
import { type IngestionOptions, ingestion } from '../store/ingestion/ingestion.ts';
import { journeyEntrance } from '../store/journeys/journeyEntrance.ts';
import type { Store } from '../store/store.ts';
import { sendAlert } from './alert.ts';
import { freezeAudience } from './audience/freezeAudience.ts';
import { campaignActivities } from './campaigns.ts';
import type { Activities, ChunkInput, ChunkResult, RunLook } from './contract.ts';
import { erasePerson } from './erasePerson.ts';
import { importFile } from './importFile.ts';
import { journeyActivities } from './journeys/journeyActivities.ts';
import { journeyTask } from './journeys/journeyTask.ts';
import { finishLive, sendLive } from './live/sendLive.ts';
import { sweepDates } from './live/sweepDates.ts';
import type { ChunkContext } from './sending/chunk/chunkServices.ts';
import { sendChunk } from './sending/chunk/sendChunk.ts';
import { SEND_POLICY, type SendPolicy } from './sending/policy.ts';
import { preparedDispatches } from './sending/preparedDispatches.ts';
import type { ProviderPool } from './sending/providers/providerPool.ts';
import { sendSingle } from './sending/sendSingle.ts';
import { steeringWatch } from './steeringWatch.ts';

export interface ActivityDependencies {
  readonly store: Store;
  readonly pool: ProviderPool;
  /** The providers as single messages use them, with connections, breakers and turns of their own. Default: `pool`. */
  readonly directPool?: ProviderPool;
  /** Null if no mail server is configured: alerts are only stored. */
  readonly mailer: Mailer | null;
  /** Base addresses of the links in mails. Default: none. */
  readonly baseUrls?: AlertBaseUrls;
  /** Base of the addresses that providers report to; undefined: no receipts are requested. */
  readonly publicUrl: string | undefined;
  /** 32 bytes, base64: signs those addresses. */
  readonly secretKey: string;
  /** Is told of live campaigns that have new triggers. Default: nobody is. */
  readonly onTriggers?: IngestionOptions['onTriggers'];
  readonly policy?: SendPolicy;
  readonly sizes?: Sizes;
  /** The journeys of this release, and their workflows. Default: none. */
  readonly journeys?: { readonly all: readonly Journey[]; readonly calls: JourneyCalls };
}

/** By the clock, not by slice. The SDK sends one heartbeat in each 0.8 of the timeout, since each is an action that Temporal counts. */
const HEARTBEAT_MS = 5000;

/** All activities, with the connections that the worker has opened. */
export function createActivities(dependencies: ActivityDependencies): Activities {
  const {
    store,
    pool,
    directPool = pool,
    mailer,
    baseUrls,
    publicUrl,
    secretKey: key,
    policy = SEND_POLICY,
    sizes,
    journeys: { all: journeys, calls } = NO_JOURNEYS,
    onTriggers = () => undefined,
  } = dependencies;
  const entrance = journeyEntrance({ store, calls, journeys });
  const incoming = ingestion({ store, onTriggers, onEvents: entrance.onEvents });
  const prepared = preparedDispatches(store.dispatches);
  const addresses = receiptAddresses(key);
  const steering = steeringWatch({ store: store.steering });
  const receiptUrl =
    publicUrl === undefined
      ? null
      : (providerId: string, messageId: string) => addresses.addressOf({ publicUrl, providerId, messageId });
  const sendOne = (dispatchId: string) =>
    withHeartbeat(({ signal, owner }) =>
      sendSingle(dispatchId, { store, pool: directPool, policy, owner, signal, receiptUrl }),
    );
  const { lookAtRun, ...short } = campaignActivities({ store, ...(sizes && { sizes }) });
  return withFinalFailures({
    ...short,
    sendAlert: sendAlert({ store, mailer, ...(baseUrls && { baseUrls }) }),

    sendSingle: ({ dispatchId }) => sendOne(dispatchId),

    ...journeyActivities({ store, journeys, send: sendOne }),

    journeyTask: ({ taskId }) =>
      withHeartbeat(({ signal, tell }) => journeyTask(taskId, { store, calls, entrance, journeys, signal, tell })),

    lookAtRun: (input) =>
      steering.watched(input, (halted) => Promise.race([lookAtRun(input), whenHalted(halted, NO_LOOK)])),

    importFile: ({ importId }) =>
      withHeartbeat(({ signal, tell }) => importFile(importId, { store, ingestion: incoming, signal, tell })),

    erasePerson: ({ erasureId }) =>
      withHeartbeat(({ signal, tell }) => erasePerson(erasureId, { store, signal, tell: () => tell({}) })),

    freezeAudience: ({ runId, stopAfterBatches }) =>
      withHeartbeat(async ({ signal }) => {
        const run = await store.runs.get(runId);
        if (!run) throw documentNotFound('run', runId);
        return await freezeAudience({ store, run, signal, stopAfterBatches });
      }),

    sendChunk: ({ campaignId, revision, ...chunk }) =>
      withHeartbeat(
        async ({ signal: cancelled, owner, tell }) =>
          await steering.watched({ campaignId, revision }, async (halted) => {
            const signal = AbortSignal.any([cancelled, halted]);
            const onProgress = (messages: number): void => tell({ messages, recipients: chunk.limit });
            return withRevision(await send(chunk, { owner, signal, onProgress }), halted);
          }),
      ),

    sendLive: (input) =>
      withHeartbeat(
        async ({ signal: cancelled, owner, tell }) =>
          await steering.watched(input, async (halted) => {
            const signal = AbortSignal.any([cancelled, halted]);
            let messages = 0;
            const onProgress = (): void => tell({ messages });
            const result = await sendLive(input, {
              store,
              signal,
              async sendChunk(chunk) {
                const sent = await send(chunk, { owner, signal, onProgress });
                messages += sent.state === 'done' ? totalOf(sent.counts) : 0;
                return sent;
              },
            });
            return withRevision(result, halted);
          }),
      ),

    sweepDates: ({ campaignId }) =>
      withHeartbeat(({ signal, tell }) => sweepDates(campaignId, { store, signal, tell })),

    finishLive: (input) => finishLive(input, { store }),
  });

  async function send(
    chunk: ChunkInput,
    of: Pick<ChunkContext, 'owner' | 'signal' | 'onProgress'>,
  ): Promise<ChunkResult> {
    return await sendChunk(chunk, {
      store,
      pool,
      policy,
      prepared: await prepared(chunk.dispatchId),
      receiptUrl,
      ...of,
    });
  }
}

/** With the revision for which the work was halted, where some is left. */
function withRevision<Result extends { readonly state: string }>(result: Result, halted: AbortSignal): Result {
  const revision: number | undefined = halted.reason;
  return result.state === 'later' && revision !== undefined ? { ...result, revision } : result;
}

const nothing = async (): Promise<void> => undefined;
const NO_JOURNEYS = { all: [], calls: { start: nothing, signal: async () => true, startTask: nothing } };

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

const NO_LOOK: RunLook = { messages: null, providersDown: [], tookMs: 0 };

const whenHalted = <T>(halted: AbortSignal, result: T): Promise<T> =>
  new Promise((resolve) => {
    if (halted.aborted) resolve(result);
    halted.addEventListener('abort', () => resolve(result), { once: true });
  });

interface Execution {
  readonly signal: AbortSignal;
  /** Unique to this execution of this activity: when an operator resets it, attempts are counted from 1 again. */
  readonly owner: string;
  /** Counts for the Web UI, which shows them from the next heartbeat on. */
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
