import { describe, expect, it } from 'vitest';
import type { ChunkResult } from '../../src/activities/contract.ts';
import { NO_MESSAGES } from '../../src/domain/campaign/progress.ts';
import { campaignProgressQuery, stopCampaignUpdate } from '../../src/workflows/messages.ts';
import { serverTime } from '../support/executions.ts';
import { accepted, fakeActivities, workflowTests } from '../support/workflows.ts';

const MINUTE = 60_000;
const FAR = '2100-01-01T00:00:00.000Z';

describe('an outage of the providers', () => {
  const { run, env } = workflowTests();

  it('is shown as long as it lasts, with one batch at a time that tries, and disappears from the status when it is over', async () => {
    let began = 0;
    let inFlight = 0;
    let most = 0;
    const activities = fakeActivities(
      { recipients: 50_000 },
      {
        batchSize: async () => ({ recipients: 5000, chunk: 5000 }),
        sendChunk: async (chunk): Promise<ChunkResult> => {
          began ||= serverTime();
          const minutes = (serverTime() - began) / MINUTE;
          const later = { state: 'later', counts: NO_MESSAGES, progressed: false } as const;
          // The last batch waits for the end of a window, so that the campaign can be queried.
          if (minutes > 60 && chunk.batchId.endsWith('/10')) {
            return { ...later, reason: 'dnd', retryAfterMs: 0, resumeAt: FAR };
          }
          if (minutes > 60) return accepted(chunk);
          if (minutes > 1) {
            inFlight += 1;
            most = Math.max(most, inFlight);
            await new Promise((resolve) => setTimeout(resolve, 20));
            inFlight -= 1;
          }
          return { ...later, reason: 'providers_unavailable', retryAfterMs: 5000 };
        },
      },
    );
    await run(activities, async (start) => {
      const handle = await start();
      await env().sleep(30 * MINUTE);
      const { phase, run: waiting } = await handle.query(campaignProgressQuery);
      expect([phase, waiting?.waiting?.reason]).toEqual(['sending', 'providers_unavailable']);
      expect(Math.abs(Date.parse(waiting?.waiting?.since ?? '') - began)).toBeLessThan(MINUTE);
      await env().sleep(40 * MINUTE);
      await expect
        .poll(() => handle.query(campaignProgressQuery), { timeout: 10_000 })
        .toMatchObject({
          run: { batchesDone: 9, waiting: { batches: 1, reason: 'dnd', until: FAR }, batchesInFlight: 0 },
        });
      await handle.executeUpdate(stopCampaignUpdate, { args: [{ by: 'marketing' }] });
    });
    expect(most).toBe(1);
    expect(activities.alerts).toMatchObject([{ kind: 'providers_unavailable' }]);
  });
});
