import { setTimeout as sleep } from 'node:timers/promises';
import { ApplicationFailure } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import type { FrozenAudience } from '../../src/domain/campaign/runState.ts';
import {
  type By,
  campaignProgressQuery,
  pauseCampaignUpdate,
  resumeCampaignUpdate,
  retryCampaignUpdate,
  stopCampaignUpdate,
} from '../../src/workflows/messages.ts';
import { barrier } from '../support/barrier.ts';
import { executionsOf } from '../support/executions.ts';
import { accepted, type FakeActivities, fakeActivities, type Overrides, workflowTests } from '../support/workflows.ts';

const by: { args: [By] } = { args: [{ by: 'marketing' }] };
const SOON = { timeout: 10_000 };

/** Three batches of 5,000: the first one is there at once, the others are once `rest` lets them. */
function frozenInTwoSteps(rest: () => Promise<unknown>, overrides: Overrides = {}) {
  const asked: (number | undefined)[] = [];
  const activities = fakeActivities(
    { recipients: 15_000 },
    {
      freezeAudience: async ({ stopAfterBatches }) => {
        asked.push(stopAfterBatches);
        if (stopAfterBatches !== undefined) return { isPartial: true, ...frozenOf(stopAfterBatches) };
        await rest();
        return frozenOf(3);
      },
      ...overrides,
    },
  );
  return { activities, asked };
}

function frozenOf(batches: number): FrozenAudience {
  const recipients = 5000 * batches;
  const audience = { qualified: recipients, reachable: recipients, optedOut: 0, noUsableNumber: 0 };
  return { audience, batches, due: [{ at: new Date(0).toISOString(), batches }] };
}

const sentOf = ({ chunks }: FakeActivities): string[] =>
  chunks.map(({ batchId, offset }) => `${batchId.split('/').at(-1)}/${offset}`).toSorted();
const chunksOf = (...batches: number[]): string[] =>
  batches.flatMap((batch) => Array.from({ length: 10 }, (_, index) => `${batch}/${500 * index}`)).toSorted();

describe('a run of which the first batch is there before the rest is frozen', () => {
  const { run, env } = workflowTests();

  it('sends that batch meanwhile, then the others, and each once', async () => {
    const rest = barrier();
    const { activities, asked } = frozenInTwoSteps(() => rest.passed);
    const result = await run(activities, async (start) => {
      const handle = await start();
      await expect
        .poll(() => handle.query(campaignProgressQuery), SOON)
        .toMatchObject({ run: { phase: 'freezing', audience: null, batchesDone: 1, messages: { accepted: 5000 } } });
      expect(sentOf(activities)).toEqual(chunksOf(1));
      rest.open();
      return await handle.result();
    });
    expect(result).toMatchObject({
      phase: 'completed',
      run: { batches: 3, batchesDone: 3, audience: { qualified: 15_000 }, messages: { accepted: 15_000 } },
    });
    expect(sentOf(activities)).toEqual(chunksOf(1, 2, 3));
    expect(asked).toEqual([1, undefined]);
  });

  it('stops meanwhile: the rest is not sent', async () => {
    const rest = barrier();
    const ends: string[] = [];
    const { activities } = frozenInTwoSteps(() => rest.passed, {
      finishRun: async ({ status }) => void ends.push(status),
    });
    await run(activities, async (start) => {
      const handle = await start();
      await expect.poll(() => activities.chunks.length, SOON).toBe(10);
      const stopped = await handle.executeUpdate(stopCampaignUpdate, by);
      expect(stopped).toMatchObject({ phase: 'stopped', run: { messages: { accepted: 5000 } } });
      rest.open();
      await handle.result();
    });
    expect(ends).toEqual(['stopped']);
    expect(sentOf(activities)).toEqual(chunksOf(1));
  });

  it('sends nothing while it is paused, although the rest comes to be frozen, and goes on where it was', async () => {
    const rest = barrier();
    const { activities } = frozenInTwoSteps(() => rest.passed);
    const result = await run(activities, async (start) => {
      const handle = await start();
      await expect.poll(() => activities.chunks.length, SOON).toBe(10);
      await handle.executeUpdate(pauseCampaignUpdate, by);
      rest.open();
      await expect
        .poll(() => handle.query(campaignProgressQuery), SOON)
        .toMatchObject({ run: { phase: 'sending', batches: 3 } });
      expect(activities.chunks).toHaveLength(10);
      await handle.executeUpdate(resumeCampaignUpdate, by);
      return await handle.result();
    });
    expect(result).toMatchObject({ phase: 'completed', run: { messages: { accepted: 15_000 } } });
    expect(sentOf(activities)).toEqual(chunksOf(1, 2, 3));
  });

  it('sends each batch once although the next execution takes over meanwhile', async () => {
    const { activities, asked } = frozenInTwoSteps(async () => undefined);
    const pages = await run(activities, async (start) => {
      const handle = await start({ pageEvents: 12 });
      expect(await handle.result()).toMatchObject({ phase: 'completed', run: { messages: { accepted: 15_000 } } });
      return await executionsOf(env().client.workflow, handle);
    });
    expect(pages.length).toBeGreaterThan(1);
    expect(sentOf(activities)).toEqual(chunksOf(1, 2, 3));
    expect(asked).toEqual([1, undefined]);
  });

  it('is blocked, and tells somebody once, where neither that batch can be sent nor the rest be frozen', async () => {
    const rest = barrier();
    let isMended = false;
    const gone = () => ApplicationFailure.nonRetryable('there is no run', 'NotFound');
    const { activities, asked } = frozenInTwoSteps(
      async () => {
        await rest.passed;
        if (!isMended) throw gone();
      },
      {
        sendChunk: async (chunk) => {
          if (!isMended) throw gone();
          return accepted(chunk);
        },
      },
    );
    const result = await run(activities, async (start) => {
      const handle = await start();
      await expect
        .poll(() => handle.query(campaignProgressQuery), SOON)
        .toMatchObject({ phase: 'blocked' })
        .finally(() => rest.open());
      await expect
        .poll(() => handle.query(campaignProgressQuery), SOON)
        .toMatchObject({ run: { blocked: { batches: 0 } } });
      // It would be tried again and again.
      await sleep(1000);
      expect(asked).toEqual([1, undefined]);
      expect(activities.alerts).toMatchObject([{ kind: 'run_blocked', qualified: null }]);
      isMended = true;
      await handle.executeUpdate(retryCampaignUpdate, by);
      return await handle.result();
    });
    expect(result).toMatchObject({ phase: 'completed', run: { messages: { accepted: 15_000 } } });
  });
});
