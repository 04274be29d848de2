import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Context } from '@temporalio/activity';
import type { WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import {
  bundleWorkflowCode,
  DefaultLogger,
  type NativeConnection,
  Runtime,
  Worker,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';
import { afterAll, beforeAll, inject } from 'vitest';
import { activitiesByQueue } from '../../src/activities/activitiesByQueue.ts';
import type { Activities, ChunkInput, ChunkResult } from '../../src/activities/contract.ts';
import { type Alert, alertIdOf } from '../../src/domain/account/alerts.ts';
import { addCounts, type MessageCounts, NO_MESSAGES } from '../../src/domain/campaign/progress.ts';
import type { RunSettings } from '../../src/domain/campaign/runState.ts';
import type { CampaignStatus, EndPhase } from '../../src/domain/campaign/status.ts';
import { campaignWorkflowId, runIdOf, taskQueuesOf } from '../../src/domain/ids.ts';
import { nextOccurrence } from '../../src/domain/schedule/occurrences.ts';
import { type WhenInput, when } from '../../src/domain/schedule/whenSchema.ts';
import { SEARCH_ATTRIBUTES } from '../../src/domain/searchAttributes.ts';
import { addSearchAttributes } from '../../src/temporal/searchAttributes.ts';
import type { campaignWorkflow } from '../../src/workflows/campaign/campaignWorkflow.ts';
import './provided.ts';
import { instantSchedule } from './sending.ts';

const WORKFLOWS = fileURLToPath(new URL('../../src/workflows/index.ts', import.meta.url));

/** The bundle of all workflows, as a worker of a release has it. */
export const bundleWorkflows = (workflowsPath = WORKFLOWS): Promise<WorkflowBundleWithSourceMap> =>
  bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });

/** Activities that answer at once, and note what they were asked for. */
export interface FakeActivities extends Activities {
  readonly statuses: CampaignStatus[];
  /** Steering revisions that were written. */
  readonly revisions: number[];
  readonly chunks: ChunkInput[];
  readonly alerts: Alert[];
}

/** What a run's end counts is what the chunks said; null: it isn't counted. */
type Overridable = Omit<Activities, 'finishRun'> & {
  finishRun(input: { runId: string; status: EndPhase }): Promise<unknown>;
};
export type Overrides = Partial<Overridable>;

/** Long past: due at once. */
const EPOCH = new Date(0).toISOString();

/** A campaign whose audience has `recipients`, in batches of 5,000 and chunks of 500, all accepted unless `overrides` say otherwise. */
export function fakeActivities(campaign: { recipients: number; at?: Date }, overrides: Overrides = {}): FakeActivities {
  const statuses: CampaignStatus[] = [];
  const revisions: number[] = [];
  const results = new Map<string, ChunkResult>();
  const chunks: ChunkInput[] = [];
  const alerts: Alert[] = [];
  const { recipients, at } = campaign;
  const audience = { qualified: recipients, reachable: recipients, optedOut: 0, noUsableNumber: 0 };
  const fakes: Overridable = {
    loadCampaign: async ({ planning }) => ({
      name: 'test',
      type: 'past_behaviour',
      revision: 1,
      accountZone: 'UTC',
      next: planning.runs === 0 ? instantSchedule(at ?? new Date(planning.scheduledAt)) : null,
      isLast: true,
    }),
    setCampaignStatus: async ({ status }) => {
      statuses.push(status);
    },
    openRun: async ({ campaignId, occurrence }) => settings(runIdOf(campaignId, occurrence)),
    freezeAudience: async () => {
      const batches = Math.ceil(recipients / 5000);
      return { audience, batches, due: batches > 0 ? [{ at: EPOCH, batches }] : [] };
    },
    batchSize: async ({ batchId }) => {
      const ordinal = Number(batchId.split('/').at(-1));
      return { recipients: Math.min(5000, recipients - (ordinal - 1) * 5000), chunk: 500 };
    },
    sendChunk: async (chunk) => accepted(chunk),
    journeyStep: async ({ step }) => ({ state: 'go', step, at: null, holds: false }),
    sendJourneySms: async ({ step, now }) => ({ state: 'done', step, at: now, status: 'accepted', reason: null }),
    leaveJourney: async () => undefined,
    sendLive: async () => ({
      state: 'waiting',
      inAll: NO_MESSAGES,
      waiting: 0,
      nextAt: null,
      today: { day: '2026-05-07', zone: 'UTC', messages: NO_MESSAGES, dropped: {} },
      limits: {},
      name: 'test',
      maxPerHour: null,
      pauseOnErrorsPercent: null,
      providerGroupId: 'grp_1',
      occurrence: 1,
      hasProfileDates: false,
    }),
    sweepDates: async () => ({ triggers: 0 }),
    finishLive: async () => undefined,
    journeyTask: async () => ({ people: 0 }),
    sendSingle: async () => ({ state: 'done', counts: { ...NO_MESSAGES, accepted: 1 } }),
    raiseSteeringRevision: async ({ revision }) => void revisions.push(revision),
    lookAtRun: async ({ runId }) => ({ messages: counted(runId), providersDown: [], tookMs: 1 }),
    finishRun: async () => undefined,
    releaseRun: async () => undefined,
    importFile: async () => ({ status: 'completed', received: 0, accepted: 0, rejected: 0 }),
    erasePerson: async () => ({
      profiles: 0,
      events: 0,
      messages: 0,
      inboundTexts: 0,
      suppressions: 0,
      unsubscriptions: 0,
    }),
    raiseSafetyLimit: async () => undefined,
    sendAlert: async ({ alert }) => {
      alerts.push(alert);
      return { alertId: alertIdOf(alert), status: 'sent', code: null };
    },
    ...overrides,
  };
  return {
    ...fakes,
    statuses,
    revisions,
    chunks,
    alerts,
    async sendChunk(chunk) {
      chunks.push(chunk);
      const result = await fakes.sendChunk(chunk);
      results.set(`${chunk.batchId} ${chunk.offset}`, result);
      return result;
    },
    async finishRun(input) {
      const isCounted = (await fakes.finishRun(input)) !== null;
      return isCounted ? counted(input.runId) : null;
    },
  };

  /** What the ledger would count. */
  function counted(runId: string): MessageCounts {
    const ofRun = [...results].filter(([key]) => key.startsWith(`${runId}/`));
    return ofRun.map(([, { counts }]) => counts).reduce(addCounts, NO_MESSAGES);
  }
}

/** Plans as the real activity does, for a campaign with this `when` in an account in UTC. */
export function plannedBy(definition: () => { when: WhenInput; revision?: number }): Activities['loadCampaign'] {
  return async ({ planning }) => {
    const { when: input, revision = 1 } = definition();
    const { scheduledAt, notBefore, ...rest } = planning;
    const query = { ...rest, when: when.parse(input), accountZone: 'UTC', scheduledAt: new Date(scheduledAt) };
    const { releasedAt } = planning;
    let next = nextOccurrence({ ...query, notBefore: new Date(notBefore) });
    while (next && releasedAt && next.firstAt <= releasedAt) {
      next = nextOccurrence({ ...query, notBefore: new Date(notBefore), previous: next.local });
    }
    return { name: 'test', type: 'past_behaviour', revision, accountZone: 'UTC', next, isLast: false };
  };
}

/** Of a run without a safety check. */
export const settings = (runId: string, others: Partial<RunSettings> = {}): RunSettings => ({
  runId,
  safetyLimit: null,
  pauseOnErrors: null,
  providerGroupId: 'grp_1',
  ...others,
});

export const accepted = ({ limit }: ChunkInput): ChunkResult => ({
  state: 'done',
  counts: { ...NO_MESSAGES, accepted: limit },
});

/** Sends nothing and gives the chunk back once it is cancelled (`afterMs` later), as the real activity does. */
export async function untilCancelled({ afterMs = 0 } = {}): Promise<ChunkResult> {
  const context = Context.current();
  const timer = setInterval(() => context.heartbeat(), 50);
  await context.cancelled.catch(() => undefined);
  await sleep(afterMs);
  clearInterval(timer);
  return { state: 'later', counts: NO_MESSAGES, reason: 'interrupted', progressed: false, retryAfterMs: 0 };
}

export type CampaignHandle = WorkflowHandleWithFirstExecutionRunId<typeof campaignWorkflow>;

/** With `pageEvents`, executions that hand over to the next one after so many events. */
export type StartCampaign = (input?: {
  readonly pageEvents?: number;
  readonly longestSleepMs?: number;
}) => Promise<CampaignHandle>;

export interface WorkflowTests {
  readonly env: () => TestWorkflowEnvironment;
  /** Runs `scenario`, which starts the campaign `campaignId`, with a worker whose activities are `activities`, on a task queue of its own. */
  run<T>(
    activities: Activities,
    scenario: (start: StartCampaign, campaignId: string) => Promise<T>,
    options?: {
      /** Chunks at a time. */
      readonly sendSlots?: number;
      /** Default: a campaign at set times. */
      readonly workflowType?: 'campaignWorkflow' | 'liveWorkflow';
    },
  ): Promise<T>;
}

/** A server for the tests of one file: the time-skipping one, or the dev server where updates and signals are tested. */
export function workflowTests(): WorkflowTests {
  let env: TestWorkflowEnvironment;
  let workflowBundle: WorkflowBundleWithSourceMap;
  beforeAll(async () => {
    Runtime.install({ logger: new DefaultLogger('ERROR') });
    env = await TestWorkflowEnvironment.createTimeSkipping({
      server: { executable: { type: 'existing-path', path: inject('timeSkippingServerPath') } },
    });
    // This server can't list them, so ensureSearchAttributes is for real ones.
    await addSearchAttributes(env.connection.operatorService, 'default', SEARCH_ATTRIBUTES);
    workflowBundle = await bundleWorkflows();
  });
  afterAll(async () => {
    await env?.teardown();
  });
  return {
    env: () => env,
    async run(activities, scenario, { sendSlots, workflowType = 'campaignWorkflow' } = {}) {
      const id = randomUUID();
      const taskQueue = `test-${id}`;
      const workers = await testWorkers({
        ...{ connection: env.nativeConnection, taskQueue, workflowBundle, activities },
        ...(sendSlots !== undefined && { sendSlots }),
      });
      const start: StartCampaign = (input = {}) =>
        env.client.workflow.start<typeof campaignWorkflow>(workflowType, {
          workflowId: campaignWorkflowId(id),
          taskQueue,
          args: [{ campaignId: id, ...input }],
        });
      return await runUntil(workers, () => scenario(start, id));
    },
  };
}

/** A worker for each task queue, as src/worker.ts has them. */
export async function testWorkers(options: {
  connection: NativeConnection;
  taskQueue: string;
  workflowBundle: WorkflowBundleWithSourceMap;
  activities: Activities;
  /** Chunks at a time. */
  sendSlots?: number;
}): Promise<Worker[]> {
  const { connection, taskQueue, workflowBundle, activities, sendSlots = 100 } = options;
  const byQueue = activitiesByQueue(activities);
  const queues = taskQueuesOf(taskQueue);
  const shared = { connection, maxHeartbeatThrottleInterval: '100ms' } as const;
  return await Promise.all([
    Worker.create({ ...shared, taskQueue: queues.main, workflowBundle, activities: byQueue.main }),
    Worker.create({
      ...shared,
      taskQueue: queues.send,
      activities: byQueue.send,
      maxConcurrentActivityTaskExecutions: sendSlots,
    }),
    Worker.create({ ...shared, taskQueue: queues.live, activities: byQueue.live }),
    Worker.create({ ...shared, taskQueue: queues.direct, activities: byQueue.direct }),
    Worker.create({ ...shared, taskQueue: queues.freeze, activities: byQueue.freeze }),
    Worker.create({ ...shared, taskQueue: queues.import, activities: byQueue.import }),
  ]);
}

/** Runs all workers until the scenario has ended. */
export async function runUntil<T>(workers: readonly Worker[], scenario: () => Promise<T>): Promise<T> {
  const [first, ...others] = workers;
  if (!first) return await scenario();
  return await first.runUntil(() => runUntil(others, scenario));
}
