import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { ChunkResult } from '../../src/activities/contract.ts';
import { NO_MESSAGES } from '../../src/domain/campaign/progress.ts';
import type { CampaignStatus } from '../../src/domain/campaign/status.ts';
import { FINAL_REVISION } from '../../src/domain/campaign/steeringRevision.ts';
import { runIdOf } from '../../src/domain/ids.ts';
import {
  type By,
  editCampaignUpdate,
  pauseCampaignUpdate,
  resumeCampaignUpdate,
  stopCampaignUpdate,
} from '../../src/workflows/messages.ts';
import { barrier } from '../support/barrier.ts';
import {
  accepted,
  type CampaignHandle,
  fakeActivities,
  settings,
  untilCancelled,
  workflowTests,
} from '../support/workflows.ts';

const by: { args: [By] } = { args: [{ by: 'marketing' }] };
/** A stop waits for the requests in flight, here for next to nothing. */
const STOP_WITHIN_MS = 8000;

describe('a campaign that is steered at a bad moment', () => {
  const { run, env } = workflowTests();

  it('continues after a resume that came before the paused chunks had returned', async () => {
    let isOpen = false;
    const activities = fakeActivities(
      { recipients: 5000 },
      { sendChunk: async (chunk) => (isOpen ? accepted(chunk) : await untilCancelled({ afterMs: 800 })) },
    );
    const result = await run(activities, async (start) => {
      const handle = await start();
      await expect.poll(() => activities.chunks.length, { timeout: 5000 }).toBeGreaterThan(0);
      await handle.executeUpdate(pauseCampaignUpdate, by);
      isOpen = true;
      await handle.executeUpdate(resumeCampaignUpdate, by);
      return await handle.result();
    });
    expect(result).toMatchObject({ phase: 'completed', run: { messages: { accepted: 5000 } } });
  });

  it('records actions that come while its status is being written', async () => {
    const write = barrier();
    const noted: string[] = [];
    let writes = 0;
    const activities = fakeActivities(
      { recipients: 10, at: new Date((await env().currentTimeMs()) + 3_600_000) },
      {
        setCampaignStatus: async ({ actions }) => {
          writes += 1;
          if (writes === 1) await write.passed;
          noted.push(...actions.map(({ action }) => action));
        },
      },
    );
    await run(activities, async (start) => {
      const handle = await start();
      await expect.poll(() => writes, { timeout: 5000 }).toBe(1);
      const paused = handle.executeUpdate(pauseCampaignUpdate, by);
      await sleep(500);
      write.open();
      await paused;
      await handle.executeUpdate(stopCampaignUpdate, by);
    });
    expect(noted).toEqual(['pause', 'stop']);
  });

  it('shows the last action, even if that left its status unchanged', async () => {
    const activities = fakeActivities({ recipients: 10, at: new Date((await env().currentTimeMs()) + 3_600_000) });
    await run(activities, async (start) => {
      const handle = await start();
      await expect.poll(() => activities.statuses, { timeout: 5000 }).toEqual(['scheduled']);
      await handle.executeUpdate(editCampaignUpdate, { args: [{ by: 'Ada' }] });
      const { events } = await handle.fetchHistory();
      const memos = events?.flatMap((event) => event.workflowPropertiesModifiedEventAttributes?.upsertedMemo ?? []);
      expect(Buffer.from(memos?.at(-1)?.fields?.lastAction?.data ?? []).toString()).toMatch(/^"edit by Ada/);
      await handle.executeUpdate(stopCampaignUpdate, by);
    });
  });

  it('stops while its audience cannot be frozen', async () => {
    let tries = 0;
    const activities = fakeActivities(
      { recipients: 5000 },
      {
        freezeAudience: async () => {
          tries += 1;
          throw new Error('the store is away');
        },
      },
    );
    await run(activities, async (start) => {
      const handle = await start();
      await expect.poll(() => tries, { timeout: 5000 }).toBeGreaterThan(0);
      expect(await phaseAfterStop(handle)).toBe('stopped');
    });
    expect(activities.chunks).toEqual([]);
  });
});

/** Of an execution before a reset, or before the campaign was terminated and begun anew. */
const STORED = 7;

describe('a campaign whose store has a higher steering revision than it knows', () => {
  const { run } = workflowTests();

  it('takes that over, and sends', async () => {
    const activities = fakeActivities(
      { recipients: 5000 },
      { sendChunk: async (chunk) => (chunk.revision < STORED ? halted(STORED) : accepted(chunk)) },
    );
    const result = await run(activities, async (start) => (await start()).result());
    expect(result).toMatchObject({ phase: 'completed', run: { messages: { accepted: 5000 } } });
    // Two at a time are halted before it knows.
    expect(activities.chunks.length).toBeLessThanOrEqual(12);
  });

  it('takes over what a pause was told, and starts nothing with a lower one', async () => {
    const activities = fakeActivities(
      { recipients: 5000 },
      {
        sendChunk: async (chunk) => (chunk.revision < STORED ? await untilCancelled() : accepted(chunk)),
        raiseSteeringRevision: async () => ({ revision: STORED }),
      },
    );
    const result = await run(activities, async (start) => {
      const handle = await start();
      await expect.poll(() => activities.chunks.length, { timeout: 5000 }).toBeGreaterThan(0);
      await handle.executeUpdate(pauseCampaignUpdate, by);
      await handle.executeUpdate(resumeCampaignUpdate, by);
      return await handle.result();
    });
    expect(result).toMatchObject({ phase: 'completed', run: { messages: { accepted: 5000 } } });
  });

  it('stops where that says that the campaign was marked as stopped', async () => {
    const activities = fakeActivities(
      { recipients: 5000 },
      {
        sendChunk: async () => halted(FINAL_REVISION),
        raiseSteeringRevision: async () => ({ revision: FINAL_REVISION }),
      },
    );
    const result = await run(activities, async (start) => (await start()).result());
    expect(result).toMatchObject({ phase: 'stopped', run: { messages: { accepted: 0 } } });
    expect(activities.statuses.at(-1)).toBe('stopped');
  });
});

const halted = (revision: number): ChunkResult => ({
  state: 'later',
  counts: NO_MESSAGES,
  reason: 'interrupted',
  progressed: false,
  retryAfterMs: 0,
  revision,
});

describe('a campaign that is cancelled in the Web UI', () => {
  const { run } = workflowTests();

  it('is shown as stopped although a status was just being written', async () => {
    const statuses: CampaignStatus[] = [];
    let tries = 0;
    let isAway = true;
    const activities = fakeActivities(
      { recipients: 5000 },
      {
        setCampaignStatus: async ({ status }) => {
          tries += status === 'running' ? 1 : 0;
          if (status === 'running' && isAway) throw new Error('the store is away');
          statuses.push(status);
        },
        // This test server loses the task of a batch that is cancelled while its chunks complete.
        sendChunk: () => untilCancelled(),
      },
    );
    await run(activities, async (start) => {
      const handle = await start();
      await expect.poll(() => tries, { timeout: 5000 }).toBeGreaterThan(0);
      await handle.cancel();
      isAway = false;
      await expect(handle.result()).rejects.toThrow();
    });
    expect(statuses.at(-1)).toBe('stopped');
  });

  it('ends its run although that was just being opened', async () => {
    const finished: string[] = [];
    const opening = barrier();
    let opened = 0;
    const activities = fakeActivities(
      { recipients: 5000 },
      {
        openRun: async ({ campaignId }) => {
          opened += 1;
          await opening.passed;
          return settings(runIdOf(campaignId, 1));
        },
        finishRun: async ({ status }) => void finished.push(status),
      },
    );
    await run(activities, async (start) => {
      const handle = await start();
      await expect.poll(() => opened, { timeout: 5000 }).toBe(1);
      await handle.cancel();
      // The workflow hears of the cancellation while the activity runs.
      await sleep(500);
      opening.open();
      await expect(handle.result()).rejects.toThrow();
    });
    expect(finished).toEqual(['stopped']);
    expect(activities.chunks).toEqual([]);
  });
});

/** The campaign's status after the stop; terminates the campaign if it never stops. */
async function phaseAfterStop(handle: CampaignHandle): Promise<string> {
  const stop = handle.executeUpdate(stopCampaignUpdate, by).then(({ phase }) => phase);
  const phase = await Promise.race([stop, sleep(STOP_WITHIN_MS, 'still being stopped')]);
  if (phase !== 'stopped') await handle.terminate();
  return phase;
}
