import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowFailedError } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import type { ChunkInput, ChunkResult } from '../../src/activities/contract.ts';
import { NO_MESSAGES } from '../../src/domain/campaign/progress.ts';
import {
  campaignProgressQuery,
  pauseCampaignUpdate,
  resumeCampaignUpdate,
  stopCampaignUpdate,
} from '../../src/workflows/messages.ts';
import { executionsOf } from '../support/executions.ts';
import { accepted, fakeActivities, settings, untilCancelled, workflowTests } from '../support/workflows.ts';

const DAY = 24 * 3600 * 1000;

describe('a campaign', () => {
  const { run, env } = workflowTests();

  it('sleeps until it is due, freezes its audience, sends every chunk once and completes', async () => {
    const due = new Date((await env().currentTimeMs()) + 40 * DAY);
    let openedFor = '';
    const activities = fakeActivities(
      { recipients: 12_345, at: due },
      {
        openRun: async ({ campaignId, schedule }) => {
          openedFor = schedule.firstAt;
          return settings(`${campaignId}/1`);
        },
      },
    );
    const result = await run(activities, async (start) => (await start()).result());
    expect(result).toMatchObject({
      phase: 'completed',
      paused: null,
      nextRunAt: null,
      run: { batches: 3, batchesDone: 3, messages: { accepted: 12_345, failed: 0 } },
    });
    expect(openedFor).toBe(due.toISOString());
    expect(await env().currentTimeMs()).toBeGreaterThanOrEqual(due.getTime());
    expect(activities.statuses).toEqual(['scheduled', 'running', 'completed']);
    expectEachOnce(activities.chunks, 12_345);
  });

  it('sends nothing if no profile qualifies', async () => {
    const activities = fakeActivities({ recipients: 0 });
    const result = await run(activities, async (start) => (await start()).result());
    expect(result).toMatchObject({ phase: 'completed', run: { batches: 0, messages: { accepted: 0 } } });
    expect(activities.chunks).toEqual([]);
  });

  it('stays small for millions: a new execution takes over, and each batch is sent once', async () => {
    const activities = fakeActivities(
      { recipients: 2_500_000 },
      {
        batchSize: async () => ({ recipients: 5000, chunk: 5000 }),
      },
    );
    const { result, pages } = await run(activities, async (start) => {
      const handle = await start();
      const result = await handle.result();
      const pages = await executionsOf(env().client.workflow, handle);
      return { result, pages };
    });
    expect(result).toMatchObject({ run: { batchesDone: 500, messages: { accepted: 2_500_000 } } });
    expect(new Set(activities.chunks.map((chunk) => chunk.batchId)).size).toBe(500);
    expect(activities.chunks).toHaveLength(500);
    expect(pages.length).toBeGreaterThan(1);
    for (const { events } of pages) expect(events).toBeLessThan(2000);
  }, 180_000);

  it('waits, longer each time, while no provider accepts messages, and then continues', async () => {
    let refusals = 6;
    const activities = fakeActivities(
      { recipients: 500 },
      {
        sendChunk: async (chunk) => {
          refusals -= 1;
          return refusals >= 0
            ? {
                state: 'later',
                counts: NO_MESSAGES,
                reason: 'providers_unavailable',
                progressed: false,
                retryAfterMs: 15_000,
              }
            : accepted(chunk);
        },
      },
    );
    const began = await env().currentTimeMs();
    const result = await run(activities, async (start) => (await start()).result());
    expect(result).toMatchObject({ phase: 'completed', run: { messages: { accepted: 500 } } });
    const waited = (await env().currentTimeMs()) - began;
    expect(waited).toBeGreaterThanOrEqual(15_000 * (1 + 2 + 4 + 8 + 16 + 16));
  });

  it('gets a batch back after the time of one chunk where its provider is slow', async () => {
    const tries = new Map<number, number>();
    const activities = fakeActivities(
      { recipients: 2500 },
      {
        sendChunk: async (chunk): Promise<ChunkResult> => {
          const tried = tries.get(chunk.offset) ?? 0;
          tries.set(chunk.offset, tried + 1);
          if (tried > 0) return accepted(chunk);
          const counts = { ...NO_MESSAGES, accepted: chunk.limit / 2 };
          return { state: 'later', counts, reason: 'time_budget', progressed: true, retryAfterMs: 0 };
        },
      },
    );
    const result = await run(activities, async (start) => (await start()).result());
    expect(result).toMatchObject({ phase: 'completed', run: { messages: { accepted: 2500 } } });
    // Two chunks at a time: the batch returns when they have had their time, and begins with them again.
    const offsets = activities.chunks.map(({ offset }) => offset);
    for (const start of [0, 2]) expect(new Set(offsets.slice(start, start + 2))).toEqual(new Set([0, 500]));
    expect([...tries.values()]).toEqual([2, 2, 2, 2, 2]);
  });

  it('does not hold up the other chunks for one with lost answers', async () => {
    const order: number[] = [];
    let first = true;
    const activities = fakeActivities(
      { recipients: 5000 },
      {
        sendChunk: async (chunk) => {
          order.push(chunk.offset);
          if (chunk.offset !== 0 || !first) return accepted(chunk);
          first = false;
          return {
            state: 'later',
            counts: NO_MESSAGES,
            reason: 'answers_lost',
            progressed: true,
            retryAfterMs: 15_000,
          };
        },
      },
    );
    const result = await run(activities, async (start) => (await start()).result());
    expect(result).toMatchObject({ run: { messages: { accepted: 5000 } } });
    expect(order.lastIndexOf(0)).toBe(order.length - 1);
    expect(order).toHaveLength(11);
  });

  it('sends the other batches while lost answers of the first ones are still open', async () => {
    const opened = new Set<string>();
    const lost = new Set<string>();
    const activities = fakeActivities(
      { recipients: 40_000 },
      {
        sendChunk: async (chunk) => {
          opened.add(chunk.batchId);
          // The lost answers of the first chunks are resolved only once all eight batches have begun.
          if (chunk.offset > 0 || opened.size === 8) return accepted(chunk);
          lost.add(chunk.batchId);
          return {
            state: 'later',
            counts: NO_MESSAGES,
            reason: 'answers_lost',
            progressed: true,
            retryAfterMs: 15_000,
          };
        },
      },
    );
    const result = await run(activities, async (start) => (await start()).result());
    expect(result).toMatchObject({ phase: 'completed', run: { messages: { accepted: 40_000 } } });
    expect(lost.size).toBeGreaterThan(4);
  });

  it('is stopped by a cancellation in the Web UI, with its run', async () => {
    const finished: string[] = [];
    const activities = fakeActivities(
      { recipients: 5000 },
      { sendChunk: () => untilCancelled(), finishRun: async ({ status }) => void finished.push(status) },
    );
    await run(activities, async (start) => {
      const handle = await start();
      await expect.poll(() => activities.chunks.length).toBeGreaterThan(0);
      await handle.cancel();
      await expect(handle.result()).rejects.toThrow(WorkflowFailedError);
    });
    expect(activities.statuses.at(-1)).toBe('stopped');
    expect(finished).toEqual(['stopped']);
  });
});

describe('steering a campaign', () => {
  const { run, env } = workflowTests();

  it('pauses after the requests in flight, and continues where it was', async () => {
    let interrupted = 0;
    let open = false;
    const activities = fakeActivities(
      { recipients: 20_000 },
      {
        sendChunk: async (chunk) => {
          if (open) return accepted(chunk);
          const result = await untilCancelled();
          interrupted += 1;
          return result;
        },
      },
    );
    const result = await run(activities, async (start) => {
      const handle = await start();
      await expect.poll(() => activities.chunks.length, { timeout: 5000 }).toBeGreaterThanOrEqual(4);
      const paused = await handle.executeUpdate(pauseCampaignUpdate, { args: [{ by: 'marketing' }] });
      expect(paused).toMatchObject({ phase: 'sending', paused: { by: 'marketing' } });
      await expect.poll(() => interrupted, { timeout: 5000 }).toBe(activities.chunks.length);
      const sent = activities.chunks.length;
      await sleep(300);
      expect(activities.chunks).toHaveLength(sent);

      await expect(handle.executeUpdate(pauseCampaignUpdate, { args: [{ by: 'again' }] })).rejects.toThrow();
      open = true;
      await handle.executeUpdate(resumeCampaignUpdate, { args: [{ by: 'marketing' }] });
      return await handle.result();
    });
    expect(result).toMatchObject({ phase: 'completed', run: { messages: { accepted: 20_000 } } });
    expect(activities.statuses).toEqual(['running', 'paused', 'running', 'completed']);
  });

  it('that is paused when it falls due starts on resume', async () => {
    const due = new Date((await env().currentTimeMs()) + DAY);
    const activities = fakeActivities({ recipients: 10, at: due });
    await run(activities, async (start) => {
      const handle = await start();
      await handle.executeUpdate(pauseCampaignUpdate, { args: [{ by: 'x' }] });
      await env().sleep(2 * DAY);
      expect(await handle.query(campaignProgressQuery)).toMatchObject({ phase: 'scheduled', run: null });
      await handle.executeUpdate(resumeCampaignUpdate, { args: [{ by: 'x' }] });
      expect(await handle.result()).toMatchObject({ phase: 'completed' });
    });
  });

  it('stops before it is due, and sends nothing', async () => {
    const due = new Date((await env().currentTimeMs()) + DAY);
    const activities = fakeActivities({ recipients: 10, at: due });
    await run(activities, async (start) => {
      const handle = await start();
      const stopped = await handle.executeUpdate(stopCampaignUpdate, { args: [{ by: 'x' }] });
      expect(stopped).toMatchObject({ phase: 'stopped', run: null });
      expect(await handle.result()).toMatchObject({ phase: 'stopped' });
      await expect(handle.executeUpdate(pauseCampaignUpdate, { args: [{ by: 'x' }] })).rejects.toThrow();
    });
    expect(activities.chunks).toEqual([]);
  });

  it('stops with what its batches have said, where the ledger takes too long to be counted', async () => {
    const activities = fakeActivities(
      { recipients: 20_000 },
      {
        sendChunk: async (chunk) => (chunk.batchId.endsWith('/1') ? accepted(chunk) : await untilCancelled()),
        finishRun: async () => null,
      },
    );
    await run(activities, async (start) => {
      const handle = await start();
      await expect
        .poll(() => handle.query(campaignProgressQuery), { timeout: 5000 })
        .toMatchObject({ run: { batchesDone: 1 } });
      const stopped = await handle.executeUpdate(stopCampaignUpdate, { args: [{ by: 'x' }] });
      expect(stopped).toMatchObject({ phase: 'stopped', run: { messages: { accepted: 5000 } } });
    });
  });

  it('stops while sending: nothing new is sent, and the run is stopped', async () => {
    const finished: string[] = [];
    const activities = fakeActivities(
      { recipients: 100_000 },
      {
        sendChunk: async (chunk) => (chunk.batchId.endsWith('/1') ? accepted(chunk) : await untilCancelled()),
        finishRun: async ({ status }) => void finished.push(status),
      },
    );
    await run(activities, async (start) => {
      const handle = await start();
      await expect.poll(() => activities.chunks.length, { timeout: 5000 }).toBeGreaterThan(14);
      const stopped = await handle.executeUpdate(stopCampaignUpdate, { args: [{ by: 'x' }] });
      expect(stopped).toMatchObject({ phase: 'stopped', run: { messages: { accepted: 5000 } } });
      expect(await handle.result()).toMatchObject({ phase: 'stopped' });
    });
    expect(finished).toEqual(['stopped']);
    expect(activities.chunks.length).toBeLessThan(60);
  });
});

function expectEachOnce(chunks: readonly ChunkInput[], recipients: number): void {
  const keys = chunks.map((chunk) => `${chunk.batchId}/${chunk.offset}`);
  expect(new Set(keys).size).toBe(keys.length);
  expect(chunks.reduce((sum, chunk) => sum + chunk.limit, 0)).toBe(recipients);
}
