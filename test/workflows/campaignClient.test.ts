import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Activities } from '../../src/activities/contract.ts';
import { campaignWorkflowId, runIdOf } from '../../src/domain/ids.ts';
import { SEARCH_ATTRIBUTES } from '../../src/domain/searchAttributes.ts';
import { temporalCampaignClient } from '../../src/temporal/campaignClient.ts';
import {
  ActionRefusedError,
  type CampaignClient,
  NotRunningError,
  WorkflowTerminatedError,
} from '../../src/temporal/campaigns.ts';
import { addSearchAttributes } from '../../src/temporal/searchAttributes.ts';
import { bundleWorkflows, fakeActivities, runUntil, settings, testWorkers } from '../support/workflows.ts';

/** The machine may be busy. */
const PATIENTLY = { timeout: 10_000 };
const TOMORROW = () => new Date(Date.now() + 24 * 3600 * 1000);

describe("the API's client of campaign workflows", () => {
  let env: TestWorkflowEnvironment;
  let workflowBundle: WorkflowBundleWithSourceMap;
  beforeAll(async () => {
    Runtime.install({ logger: new DefaultLogger('ERROR') });
    env = await TestWorkflowEnvironment.createTimeSkipping({
      server: { executable: { type: 'existing-path', path: inject('timeSkippingServerPath') } },
    });
    await addSearchAttributes(env.connection.operatorService, 'default', SEARCH_ATTRIBUTES);
    workflowBundle = await bundleWorkflows();
  });
  afterAll(async () => {
    await env?.teardown();
  });

  async function withWorker(
    scenario: (client: CampaignClient, campaignId: string) => Promise<void>,
    activities: Activities = fakeActivities({ recipients: 10, at: TOMORROW() }),
  ): Promise<void> {
    const taskQueue = `test-${randomUUID()}`;
    const workers = await testWorkers({ connection: env.nativeConnection, taskQueue, workflowBundle, activities });
    const client = new Client({ connection: env.connection });
    await runUntil(workers, () => scenario(temporalCampaignClient(client, taskQueue), `cmp_${randomUUID()}`));
  }
  const start = (client: CampaignClient, campaignId: string) =>
    client.start({ campaignId, name: 'Spring 🌱'.repeat(60), type: 'past_behaviour', by: 'tests' });
  const action = (campaignId: string, actionId: string = randomUUID()) => ({ campaignId, by: 'tests', actionId });

  it('starts a campaign once, and returns its progress', async () => {
    await withWorker(async (client, campaignId) => {
      expect(await client.progress(campaignId)).toBeNull();
      await start(client, campaignId);
      await start(client, campaignId);
      await expect
        .poll(() => client.progress(campaignId), PATIENTLY)
        .toMatchObject({ campaignId, phase: 'scheduled', paused: null });
      await client.stop(action(campaignId));
      await start(client, campaignId);
      await expect.poll(() => client.progress(campaignId), PATIENTLY).toMatchObject({ phase: 'stopped' });
    });
  });

  it('steers it, distinguishes a refusal from a missing campaign, and repeats an action of the same id harmlessly', async () => {
    await withWorker(async (client, campaignId) => {
      await expect(client.pause(action(campaignId))).rejects.toThrow(NotRunningError);
      await start(client, campaignId);
      await client.pause(action(campaignId, 'act_1'));
      await client.pause(action(campaignId, 'act_1'));
      expect(await client.progress(campaignId)).toMatchObject({ paused: { by: 'tests' } });
      const refused = client.pause(action(campaignId, 'act_2'));
      await expect(refused).rejects.toThrow(ActionRefusedError);
      await expect(refused).rejects.toThrow("can't be paused: it is paused");
      await client.resume(action(campaignId));
      await client.stop(action(campaignId));
      await expect(client.stop(action(campaignId))).rejects.toThrow(/not|ended|stopped|completed/);
    });
  });

  it('distinguishes a terminated campaign from one that has ended: it is stopped, and never starts again', async () => {
    await withWorker(async (client, campaignId) => {
      await start(client, campaignId);
      await expect.poll(() => client.progress(campaignId), PATIENTLY).toMatchObject({ phase: 'scheduled' });
      await env.client.workflow.getHandle(campaignWorkflowId(campaignId)).terminate('by mistake');
      await expect(start(client, campaignId)).rejects.toThrow(WorkflowTerminatedError);
      expect(await client.progress(campaignId)).toBe('terminated');
      await expect(client.stop(action(campaignId))).rejects.toThrow(NotRunningError);
    });
  });

  it('sends the decision for one run, if it is named', async () => {
    const held = { recipients: 10, at: new Date() };
    await withWorker(
      async (client, campaignId) => {
        await start(client, campaignId);
        await expect.poll(() => client.progress(campaignId), PATIENTLY).toMatchObject({ phase: 'awaiting_approval' });
        const other = { ...action(campaignId), occurrence: 7 };
        await expect(client.approve(other)).rejects.toThrow(ActionRefusedError);
        await expect(client.raiseLimit({ ...other, limit: 20 })).rejects.toThrow(ActionRefusedError);
        await client.approve({ ...action(campaignId), occurrence: 1 });
        await expect.poll(() => client.progress(campaignId), PATIENTLY).toMatchObject({ phase: 'completed' });
      },
      fakeActivities(held, {
        openRun: async ({ campaignId, occurrence }) => settings(runIdOf(campaignId, occurrence), { safetyLimit: 5 }),
      }),
    );
  });

  it('reports that Temporal is unavailable', async () => {
    const connection = Connection.lazy({ address: '127.0.0.1:1', connectTimeout: 500 });
    const limits = { callMs: 500, queryMs: 500, haltMs: 500, pingMs: 500 };
    const client = temporalCampaignClient(new Client({ connection }), 'none', limits);
    await expect(client.ping()).rejects.toThrow();
    await expect(client.pause(action('cmp_1'))).rejects.toMatchObject({
      name: 'TemporalUnreachableError',
      part: 'Temporal, or a worker for the campaign,',
    });
    expect(await client.progress('cmp_1')).toBeNull();
    await connection.close();
  });
});
