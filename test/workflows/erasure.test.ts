import { randomUUID } from 'node:crypto';
import { ApplicationFailure, Client } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import { FAILURES } from '../../src/domain/failures.ts';
import { erasureWorkflowId } from '../../src/domain/ids.ts';
import { temporalErasureClient } from '../../src/temporal/erasureClient.ts';
import { bundleWorkflows, fakeActivities, runUntil, testWorkers, workflowTests } from '../support/workflows.ts';

describe('the workflow of an erasure', () => {
  const { env } = workflowTests();

  it('is started once, waits for open runs, and knows nothing but the id of the erasure', async () => {
    const taskQueue = `test-${randomUUID()}`;
    const client = new Client({ connection: env().connection });
    const erasures = temporalErasureClient(client, taskQueue);
    const request = { erasureId: `ers_${randomUUID()}`, by: 'tests' };
    await erasures.start(request);
    await erasures.start(request);
    const counts = { profiles: 1, events: 2, messages: 3, inboundTexts: 0, suppressions: 1, unsubscriptions: 2 };
    const inputs: unknown[] = [];
    const activities = fakeActivities(
      { recipients: 0 },
      {
        async erasePerson(input) {
          inputs.push(input);
          if (inputs.length > 2) return counts;
          throw ApplicationFailure.create({ type: FAILURES.runsAreOpen, message: 'open', nextRetryDelay: '1s' });
        },
      },
    );
    const workflowBundle = await bundleWorkflows();
    const connection = env().nativeConnection;
    const workers = await testWorkers({ connection, taskQueue, workflowBundle, activities });
    await runUntil(workers, async () => {
      const handle = client.workflow.getHandle(erasureWorkflowId(request.erasureId));
      expect(await handle.result()).toEqual(counts);
    });
    const { erasureId } = request;
    expect(inputs).toEqual([{ erasureId }, { erasureId }, { erasureId }]);
    // It has ended, and isn't begun again.
    await erasures.start(request);
  });
});
