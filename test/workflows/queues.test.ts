import { describe, expect, it } from 'vitest';
import type { RunSettings } from '../../src/domain/campaign/runState.ts';
import { campaignWorkflowId, runIdOf } from '../../src/domain/ids.ts';
import type { campaignWorkflow } from '../../src/workflows/campaign/campaignWorkflow.ts';
import { approveRunUpdate, campaignProgressQuery, stopCampaignUpdate } from '../../src/workflows/messages.ts';
import { fakeActivities, settings, untilCancelled, workflowTests } from '../support/workflows.ts';

const SLOTS = 16;

describe('campaigns on slow providers', () => {
  const { run, env } = workflowTests();

  it('delay only the sends of another one: its run opens, the alert is sent, the run is approved, and its status is written', async () => {
    const slow = ['slow-1', 'slow-2', 'slow-3', 'slow-4'];
    const isSlow = (id: string): boolean => slow.some((one) => id.startsWith(one));
    let held = 0;
    const written: string[] = [];
    const activities = fakeActivities(
      { recipients: 20_000 },
      {
        openRun: async ({ campaignId }): Promise<RunSettings> =>
          settings(runIdOf(campaignId, 1), { safetyLimit: isSlow(campaignId) ? null : 10 }),
        setCampaignStatus: async ({ campaignId, status }) => void (isSlow(campaignId) || written.push(status)),
        sendChunk: async () => {
          held += 1;
          return await untilCancelled();
        },
      },
    );
    await run(
      activities,
      async (start, campaignId) => {
        const taskQueue = `test-${campaignId}`;
        const others = await Promise.all(
          slow.map((id) =>
            env().client.workflow.start<typeof campaignWorkflow>('campaignWorkflow', {
              workflowId: campaignWorkflowId(id),
              taskQueue,
              args: [{ campaignId: id }],
            }),
          ),
        );
        await expect.poll(() => held, { timeout: 20_000 }).toBe(SLOTS);

        const handle = await start();
        await expect.poll(() => activities.alerts, { timeout: 10_000 }).toMatchObject([{ kind: 'safety_stop' }]);
        await handle.executeUpdate(approveRunUpdate, { args: [{ by: 'marketing' }] });
        await expect
          .poll(() => handle.query(campaignProgressQuery), { timeout: 10_000 })
          .toMatchObject({ phase: 'sending', run: { batchesInFlight: 4 } });
        expect(written).toEqual(['running', 'awaiting_approval', 'running']);
        expect(held, 'what it sends waits for a slot').toBe(SLOTS);
        const stop = { args: [{ by: 'marketing' }] as [{ by: string }] };
        // Its chunks wait for a slot and end at once: a stop doesn't wait for another campaign's providers.
        expect(await handle.executeUpdate(stopCampaignUpdate, stop)).toMatchObject({ phase: 'stopped' });
        expect(held).toBe(SLOTS);
        for (const other of others) await other.executeUpdate(stopCampaignUpdate, stop);
      },
      { sendSlots: SLOTS },
    );
  });
});
