import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Context } from '@temporalio/activity';
import type { WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import {
  bundleWorkflowCode,
  DefaultLogger,
  Runtime,
  Worker,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';
import { afterAll, beforeAll, inject } from 'vitest';
import type { Activities, ChunkInput, ChunkResult } from '../../src/activities/contract.ts';
import type { CampaignStatus } from '../../src/domain/campaign.ts';
import { campaignWorkflowId } from '../../src/domain/ids.ts';
import { NO_MESSAGES } from '../../src/domain/progress.ts';
import { SEARCH_ATTRIBUTES } from '../../src/domain/searchAttributes.ts';
import { addSearchAttributes } from '../../src/searchAttributes.ts';
import type { campaignWorkflow } from '../../src/workflows/campaign.ts';
import './provided.ts';

const WORKFLOWS = fileURLToPath(new URL('../../src/workflows/index.ts', import.meta.url));

/** The bundle of all workflows, as a worker of a release has it. */
export const bundleWorkflows = (): Promise<WorkflowBundleWithSourceMap> =>
  bundleWorkflowCode({ workflowsPath: WORKFLOWS, logger: new DefaultLogger('ERROR') });

/** Activities that answer at once, and note what they were asked for. */
export interface FakeActivities extends Activities {
  readonly statuses: CampaignStatus[];
  readonly chunks: ChunkInput[];
}

/** A campaign whose audience has `recipients`, in batches of 5,000 and chunks of 500, all accepted unless `overrides` say otherwise. */
export function fakeActivities(
  campaign: { recipients: number; at?: Date },
  overrides: Partial<Activities> = {},
): FakeActivities {
  const statuses: CampaignStatus[] = [];
  const chunks: ChunkInput[] = [];
  const { recipients, at } = campaign;
  const audience = { qualified: recipients, reachable: recipients, optedOut: 0, noUsableNumber: 0 };
  const fakes: Activities = {
    loadCampaign: async () => ({
      name: 'test',
      type: 'past_behaviour',
      when: at ? { kind: 'at', at: at.toISOString() } : { kind: 'now' },
    }),
    setCampaignStatus: async ({ status }) => {
      statuses.push(status);
    },
    openRun: async ({ campaignId, occurrence }) => ({ runId: `${campaignId}/${occurrence}` }),
    freezeAudience: async () => ({ audience, batches: Math.ceil(recipients / 5000) }),
    batchSize: async ({ batchId }) => {
      const ordinal = Number(batchId.split('/').at(-1));
      return { recipients: Math.min(5000, recipients - (ordinal - 1) * 5000), chunk: 500 };
    },
    sendChunk: async (chunk) => accepted(chunk),
    finishRun: async () => undefined,
    ...overrides,
  };
  return {
    ...fakes,
    statuses,
    chunks,
    sendChunk: (chunk) => {
      chunks.push(chunk);
      return fakes.sendChunk(chunk);
    },
  };
}

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
  return { state: 'waiting', reason: 'interrupted', progressed: false, retryAfterMs: 0 };
}

export type CampaignHandle = WorkflowHandleWithFirstExecutionRunId<typeof campaignWorkflow>;

export interface WorkflowTests {
  readonly env: () => TestWorkflowEnvironment;
  /** Runs `scenario` with a worker whose activities are `activities`, on a task queue of its own. */
  run<T>(activities: Activities, scenario: (start: () => Promise<CampaignHandle>) => Promise<T>): Promise<T>;
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
    async run(activities, scenario) {
      const id = randomUUID();
      const taskQueue = `test-${id}`;
      const worker = await Worker.create({
        connection: env.nativeConnection,
        taskQueue,
        workflowBundle,
        activities: { ...activities },
        maxHeartbeatThrottleInterval: '100ms',
      });
      const start = (): Promise<CampaignHandle> =>
        env.client.workflow.start<typeof campaignWorkflow>('campaignWorkflow', {
          workflowId: campaignWorkflowId(id),
          taskQueue,
          args: [{ campaignId: id }],
        });
      return await worker.runUntil(() => scenario(start));
    },
  };
}
