import { describe, expect, it } from 'vitest';
import type { Activities, ChunkResult } from '../../src/activities/contract.ts';
import { NO_MESSAGES } from '../../src/domain/campaign/progress.ts';
import { executionsOf, serverTime } from '../support/executions.ts';
import { accepted, type FakeActivities, fakeActivities, workflowTests } from '../support/workflows.ts';

const MINUTE = 60_000;
const HALF_AN_HOUR = 30 * MINUTE;

/**
 * Batch 1 has messages in doubt that may count, and waits half an hour for the end of a window. Batches for which `waits` returns true
 * wait meanwhile for the rest of a limit.
 */
function holder(batches: number, waits: (batch: number) => boolean, others: Partial<Activities> = {}): FakeActivities {
  let resumeAt = 0;
  let isSettled = false;
  return fakeActivities(
    { recipients: batches * 5 },
    {
      freezeAudience: async () => {
        const at = new Date(serverTime()).toISOString();
        resumeAt = serverTime() + HALF_AN_HOUR;
        const audience = { qualified: batches * 5, reachable: batches * 5, optedOut: 0, noUsableNumber: 0 };
        const due = [
          { at, batches: 1 },
          { at, batches: batches - 1 },
        ];
        return { audience, batches, due };
      },
      batchSize: async () => ({ recipients: 5, chunk: 500 }),
      sendChunk: async (chunk): Promise<ChunkResult> => {
        const batch = Number(chunk.batchId.split('/').at(-1));
        const waiting = { state: 'later', counts: NO_MESSAGES, progressed: false } as const;
        if (batch === 1 && serverTime() < resumeAt) {
          return { ...waiting, reason: 'dnd', retryAfterMs: 0, resumeAt: new Date(resumeAt).toISOString() };
        }
        if (batch === 1) isSettled = true;
        if (!waits(batch) || isSettled) return accepted(chunk);
        return { ...waiting, reason: 'limits', retryAfterMs: 10 * MINUTE };
      },
      ...others,
    },
  );
}

describe('batches that wait for the rest of a limit', () => {
  const { run, env } = workflowTests();

  it('make room for the batch that it depends on, even if they fill all concurrency slots', async () => {
    const result = await run(
      holder(70, () => true),
      async (start) => (await start()).result(),
    );
    expect(result).toMatchObject({ phase: 'completed', run: { batchesDone: 70, messages: { accepted: 350 } } });
  });

  it('do not keep a new execution from taking over', async () => {
    const activities = holder(250, (batch) => batch >= 2 && batch <= 4);
    const result = await run(activities, async (start) => (await start()).result());
    expect(result).toMatchObject({ phase: 'completed', run: { batchesDone: 250, messages: { accepted: 1250 } } });
  });

  it('do not let a history grow while providers fail and recover again and again', async () => {
    const tries = new Map<string, number>();
    const activities = fakeActivities(
      { recipients: 20_000 },
      {
        batchSize: async () => ({ recipients: 5000, chunk: 5000 }),
        sendChunk: async (chunk): Promise<ChunkResult> => {
          const looks = (tries.get(chunk.batchId) ?? 0) + 1;
          tries.set(chunk.batchId, looks);
          if (looks > 120) return accepted(chunk);
          const reason = looks % 2 === 0 ? 'answers_lost' : 'providers_unavailable';
          return { state: 'later', counts: NO_MESSAGES, reason, progressed: false, retryAfterMs: 5000 };
        },
      },
    );
    const pages = await run(activities, async (start) => {
      const handle = await start();
      expect(await handle.result()).toMatchObject({ phase: 'completed', run: { messages: { accepted: 20_000 } } });
      return await executionsOf(env().client.workflow, handle);
    });
    expect(pages.length).toBeGreaterThan(1);
    for (const { events } of pages) expect(events).toBeLessThan(2000);
  });
});
