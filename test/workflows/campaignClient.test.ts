import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ActionRefusedError, type CampaignClient, NotRunningError } from '../../src/api/campaignClient.ts';
import { temporalCampaignClient } from '../../src/api/temporalCampaignClient.ts';
import { SEARCH_ATTRIBUTES } from '../../src/domain/searchAttributes.ts';
import { addSearchAttributes } from '../../src/searchAttributes.ts';
import { bundleWorkflows, fakeActivities } from '../support/workflows.ts';

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

  async function withWorker(scenario: (client: CampaignClient, campaignId: string) => Promise<void>): Promise<void> {
    const taskQueue = `test-${randomUUID()}`;
    const activities = { ...fakeActivities({ recipients: 10, at: TOMORROW() }) };
    const worker = await Worker.create({ connection: env.nativeConnection, taskQueue, workflowBundle, activities });
    const client = new Client({ connection: env.connection });
    await worker.runUntil(() => scenario(temporalCampaignClient(client, taskQueue), `cmp_${randomUUID()}`));
  }
  const start = (client: CampaignClient, campaignId: string) =>
    client.start({ campaignId, name: 'Spring 🌱'.repeat(60), type: 'past_behaviour', by: 'tests' });
  const action = (campaignId: string, actionId: string = randomUUID()) => ({ campaignId, by: 'tests', actionId });

  it('starts a campaign once, and tells its progress', async () => {
    await withWorker(async (client, campaignId) => {
      expect(await client.progress(campaignId)).toBeNull();
      await start(client, campaignId);
      await start(client, campaignId);
      await expect
        .poll(() => client.progress(campaignId))
        .toMatchObject({ campaignId, phase: 'scheduled', paused: null });
      await client.stop(action(campaignId));
      await start(client, campaignId);
      await expect.poll(() => client.progress(campaignId)).toMatchObject({ phase: 'stopped' });
    });
  });

  it('steers it, tells a refusal from a campaign that is not there, and repeats an action of the same id harmlessly', async () => {
    await withWorker(async (client, campaignId) => {
      await expect(client.pause(action(campaignId))).rejects.toThrow(NotRunningError);
      await start(client, campaignId);
      await client.pause(action(campaignId, 'act_1'));
      await client.pause(action(campaignId, 'act_1'));
      expect((await client.progress(campaignId))?.paused?.by).toBe('tests');
      const refused = client.pause(action(campaignId, 'act_2'));
      await expect(refused).rejects.toThrow(ActionRefusedError);
      await expect(refused).rejects.toThrow("can't be paused: it is paused");
      await client.resume(action(campaignId));
      await client.stop(action(campaignId));
      await expect(client.stop(action(campaignId))).rejects.toThrow(/not|ended|stopped|completed/);
    });
  });

  it('says that Temporal is away when it is', async () => {
    const connection = Connection.lazy({ address: '127.0.0.1:1', connectTimeout: 500 });
    const limits = { callMs: 500, queryMs: 500, stopMs: 500, pingMs: 500 };
    const client = temporalCampaignClient(new Client({ connection }), 'none', limits);
    await expect(client.ping()).rejects.toThrow();
    await expect(client.pause(action('cmp_1'))).rejects.toMatchObject({ name: 'ApiError', status: 503 });
    expect(await client.progress('cmp_1')).toBeNull();
    await connection.close();
  });
});
