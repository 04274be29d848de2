import { randomUUID } from 'node:crypto';
import { Client } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import { NO_MESSAGES } from '../../src/domain/campaign/progress.ts';
import { singleDispatchId } from '../../src/domain/ids.ts';
import { temporalSingleMessageClient } from '../../src/temporal/singleMessageClient.ts';
import { bundleWorkflows, fakeActivities, runUntil, testWorkers, workflowTests } from '../support/workflows.ts';

describe('the workflow of a single message', () => {
  const { env } = workflowTests();

  it('is started once, tries again with longer and longer waits, and knows nothing but the id of the dispatch', async () => {
    const taskQueue = `test-${randomUUID()}`;
    const client = new Client({ connection: env().connection });
    const messages = temporalSingleMessageClient(client, taskQueue);
    const id = `msg_${randomUUID()}`;
    const inputs: unknown[] = [];
    const at: number[] = [];
    const activities = fakeActivities(
      { recipients: 0 },
      {
        async sendSingle(input) {
          inputs.push(input);
          at.push(await env().currentTimeMs());
          if (inputs.length > 12) return { state: 'done', counts: { ...NO_MESSAGES, accepted: 1 } };
          const later = { state: 'later', reason: 'providers_unavailable', progressed: false } as const;
          return { ...later, counts: NO_MESSAGES, retryAfterMs: inputs.length === 1 ? 5000 : 10 };
        },
      },
    );
    await messages.start(id);
    await messages.start(id);
    const workflowBundle = await bundleWorkflows();
    const connection = env().nativeConnection;
    const workers = await testWorkers({ connection, taskQueue, workflowBundle, activities });
    await runUntil(workers, async () => {
      // The environment's own client lets time pass.
      const handle = env().client.workflow.getHandle(singleDispatchId(id));
      expect(await handle.result()).toMatchObject({ accepted: 1 });
      const { events } = await handle.fetchHistory();
      expect(JSON.stringify(events)).not.toContain('+44');
    });
    expect(new Set(inputs.map((input) => JSON.stringify(input)))).toEqual(
      new Set([JSON.stringify({ dispatchId: singleDispatchId(id) })]),
    );
    const waits = at.slice(1).map((time, index) => Math.round((time - (at[index] ?? 0)) / 1000));
    expect(waits[0]).toBeGreaterThanOrEqual(5);
    expect(waits.slice(1, 7).every((wait, index) => wait >= 4 * 2 ** index)).toBe(true);
    expect(Math.max(...waits)).toBeLessThan(310);
    // It has ended, and isn't begun again.
    await messages.start(id);
    expect(inputs).toHaveLength(13);
  });
});
