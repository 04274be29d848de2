import { randomUUID } from 'node:crypto';
import { Client } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { importWorkflowId } from '../../src/domain/ids.ts';
import { temporalImportClient } from '../../src/temporal/importClient.ts';
import { bundleWorkflows, fakeActivities, runUntil, testWorkers } from '../support/workflows.ts';

describe('the workflow of an import', () => {
  let env: TestWorkflowEnvironment;
  let workflowBundle: WorkflowBundleWithSourceMap;
  beforeAll(async () => {
    Runtime.install({ logger: new DefaultLogger('ERROR') });
    env = await TestWorkflowEnvironment.createTimeSkipping({
      server: { executable: { type: 'existing-path', path: inject('timeSkippingServerPath') } },
    });
    workflowBundle = await bundleWorkflows();
  });
  afterAll(async () => {
    await env?.teardown();
  });

  it('is started once for an import, before there is a worker, and goes on after an attempt that broke off', async () => {
    const taskQueue = `test-${randomUUID()}`;
    const client = new Client({ connection: env.connection });
    const imports = temporalImportClient(client, taskQueue);
    const request = { importId: `imp_${randomUUID()}`, kind: 'profiles', by: 'tests' };
    await imports.start(request);
    await imports.start(request);
    let attempts = 0;
    const activities = fakeActivities(
      { recipients: 0 },
      {
        async importFile() {
          attempts += 1;
          if (attempts === 1) throw new Error('the store is away');
          return { status: 'completed', received: 3, accepted: 2, rejected: 1 };
        },
      },
    );
    const workers = await testWorkers({ connection: env.nativeConnection, taskQueue, workflowBundle, activities });
    await runUntil(workers, async () => {
      const handle = client.workflow.getHandle(importWorkflowId(request.importId));
      expect(await handle.result()).toEqual({ status: 'completed', received: 3, accepted: 2, rejected: 1 });
    });
    expect(attempts).toBe(2);
    // It has ended, and isn't begun again.
    await imports.start(request);
  });
});
