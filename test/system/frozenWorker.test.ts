import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { projectRoot } from '../../dev/components/projectRoot.ts';
import { campaignWorkflowId, taskQueuesOf } from '../../src/domain/ids.ts';
import { ensureSearchAttributes } from '../../src/temporal/searchAttributes.ts';
import type { campaignWorkflow } from '../../src/workflows/campaign/campaignWorkflow.ts';
import { barrier } from '../support/barrier.ts';
import '../support/provided.ts';
import { accepted, type CampaignHandle, fakeActivities, runUntil } from '../support/workflows.ts';

const BATCHES = 24;
const RECIPIENTS = BATCHES * 5000;
/** So that executions also follow each other meanwhile. */
const PAGE_EVENTS = 150;
/** Another worker takes a workflow over that was not answered for in 10 s. */
const TAKEN_OVER_MS = 40_000;
const CODE = join(projectRoot(), 'dist/workflow-bundle.js');

describe('a campaign whose worker is frozen while its batches end', () => {
  let connection: Connection;
  let native: NativeConnection;
  let frozen: ChildProcess | undefined;
  const taskQueue = `frozen-${randomUUID()}`;
  const queues = taskQueuesOf(taskQueue);

  beforeAll(async () => {
    Runtime.install({ logger: new DefaultLogger('ERROR') });
    const address = inject('temporalAddress');
    connection = await Connection.connect({ address });
    native = await NativeConnection.connect({ address });
    await ensureSearchAttributes(connection.operatorService, { namespace: 'default', log: { warn: console.error } });
    const env = { ...process.env, TEMPORAL_ADDRESS: address, TASK_QUEUE: taskQueue, BUNDLE: CODE };
    const script = join(projectRoot(), 'test/support/workflowWorker.mjs');
    frozen = spawn(process.execPath, [script], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    if (frozen.stdout) await once(frozen.stdout, 'data');
  });
  afterAll(async () => {
    frozen?.kill('SIGKILL');
    await native?.close();
    await connection?.close();
  });

  it('knows every batch afterwards: those that ended meanwhile, and those that another worker started', async () => {
    const begin = barrier();
    const activities = fakeActivities(
      { recipients: RECIPIENTS },
      {
        freezeAudience: async () => {
          await begin.passed;
          const audience = { qualified: RECIPIENTS, reachable: RECIPIENTS, optedOut: 0, noUsableNumber: 0 };
          return { audience, batches: BATCHES, due: [{ at: new Date(0).toISOString(), batches: BATCHES }] };
        },
        sendChunk: async (chunk) => {
          await sleep(200);
          return accepted(chunk);
        },
      },
    );
    const { freezeAudience, sendChunk, ...short } = activities;
    const create = (queue: keyof typeof queues, options: object) =>
      Worker.create({ connection: native, taskQueue: queues[queue], ...options });
    const workers = await Promise.all([
      create('main', { activities: short }),
      create('send', { activities: { sendChunk } }),
      create('freeze', { activities: { freezeAudience } }),
    ]);
    await runUntil(workers, async () => {
      const id = randomUUID();
      const handle = await new Client({ connection }).workflow.start<typeof campaignWorkflow>('campaignWorkflow', {
        workflowId: campaignWorkflowId(id),
        taskQueue,
        args: [{ campaignId: id, pageEvents: PAGE_EVENTS }],
      });
      // Only then is there another worker for workflows, which takes up most batches.
      await expect.poll(() => isFreezing(handle), { timeout: 20_000 }).toBe(true);
      const other = await create('main', { workflowBundle: { codePath: CODE } });
      await runUntil([other], async () => {
        begin.open();
        await expect.poll(() => activities.chunks.length, { timeout: 20_000 }).toBeGreaterThan(0);
        frozen?.kill('SIGSTOP');
        await expect.poll(() => endedUnseen(handle), { timeout: 20_000 }).toBeGreaterThanOrEqual(2);
        frozen?.kill('SIGCONT');

        const before = activities.chunks.length;
        await expect.poll(() => activities.chunks.length, { timeout: 20_000 }).toBeGreaterThan(before + 20);
        frozen?.kill('SIGSTOP');
        const started = batchesIn(activities.chunks);
        const isTakenOver = () => batchesIn(activities.chunks) > started + 4;
        await expect.poll(isTakenOver, { timeout: TAKEN_OVER_MS }).toBe(true);
        frozen?.kill('SIGCONT');

        expect(await handle.result()).toMatchObject({
          phase: 'completed',
          run: { batchesDone: BATCHES, batchesInFlight: 0, messages: { accepted: RECIPIENTS } },
        });
      });
    });
    const sent = new Set(activities.chunks.map(({ batchId, offset }) => `${batchId} ${offset}`));
    expect(sent.size).toBe(BATCHES * 10);
  }, 180_000);
});

const batchesIn = (chunks: readonly { readonly batchId: string }[]): number =>
  new Set(chunks.map(({ batchId }) => batchId)).size;

const isFreezing = async (handle: CampaignHandle): Promise<boolean> =>
  (await eventsOf(handle)).some(
    (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === 'freezeAudience',
  );

/** Batches that have ended since the campaign's workflow was last heard of. */
async function endedUnseen(handle: CampaignHandle): Promise<number> {
  const events = await eventsOf(handle);
  const last = events.findLastIndex((event) => event.workflowTaskCompletedEventAttributes);
  return events.slice(last + 1).filter((event) => event.childWorkflowExecutionCompletedEventAttributes).length;
}

async function eventsOf(handle: CampaignHandle) {
  const { events } = await handle.client.getHandle(handle.workflowId).fetchHistory();
  return events ?? [];
}
