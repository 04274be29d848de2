import { describe, expect, it } from 'vitest';
import type { ChunkResult } from '../../src/activities/contract.ts';
import { NO_MESSAGES } from '../../src/domain/campaign/progress.ts';
import { runIdOf } from '../../src/domain/ids.ts';
import {
  approveRunUpdate,
  campaignProgressQuery,
  raiseSafetyLimitUpdate,
  stopCampaignUpdate,
} from '../../src/workflows/messages.ts';
import { serverTime } from '../support/executions.ts';
import { accepted, type CampaignHandle, fakeActivities, settings, workflowTests } from '../support/workflows.ts';

const HOUR = 3_600_000;
const by = { args: [{ by: 'marketing' }] as [{ by: string }] };

describe('a window of DND that begins while batches are sent', () => {
  const { run, env } = workflowTests();

  it('ends them, makes the others of their group wait with them, and delays no other group', async () => {
    const sent: { batch: number; at: number }[] = [];
    let resumeAt = 0;
    const activities = fakeActivities(
      { recipients: 60 },
      {
        // Batches 1 to 10 are in a window that begins at once; 11 and 12 are in other zones.
        freezeAudience: async () => {
          const at = new Date(serverTime()).toISOString();
          resumeAt = serverTime() + 10 * HOUR;
          const audience = { qualified: 60, reachable: 60, optedOut: 0, noUsableNumber: 0 };
          return {
            audience,
            batches: 12,
            due: [
              { at, batches: 10 },
              { at, batches: 2 },
            ],
          };
        },
        batchSize: async () => ({ recipients: 5, chunk: 500 }),
        sendChunk: async (chunk): Promise<ChunkResult> => {
          const batch = Number(chunk.batchId.split('/').at(-1));
          sent.push({ batch, at: serverTime() });
          if (batch > 10 || serverTime() >= resumeAt) return accepted(chunk);
          const until = new Date(resumeAt).toISOString();
          return {
            state: 'later',
            counts: NO_MESSAGES,
            reason: 'dnd',
            progressed: false,
            retryAfterMs: 0,
            resumeAt: until,
          };
        },
      },
    );
    const result = await run(activities, async (start) => {
      const handle = await start();
      await env().sleep(HOUR);
      expect(await handle.query(campaignProgressQuery)).toMatchObject({
        phase: 'sending',
        run: { batchesDone: 2, nextBatchAt: new Date(resumeAt).toISOString() },
      });
      return await handle.result();
    });
    expect(result).toMatchObject({ phase: 'completed', run: { batchesDone: 12, messages: { accepted: 60 } } });
    const before = sent.filter(({ at }) => at < resumeAt).map(({ batch }) => batch);
    expect(before).toEqual(expect.arrayContaining([11, 12]));
    expect(before.filter((batch) => batch <= 10).length).toBeLessThanOrEqual(4);
    expect(sent.filter(({ at }) => at >= resumeAt)).toHaveLength(10);
  });

  it('does not prevent the resolution of lost answers', async () => {
    const asked: { offset: number; at: number }[] = [];
    let began = 0;
    const activities = fakeActivities(
      { recipients: 1500 },
      {
        sendChunk: async (chunk): Promise<ChunkResult> => {
          const at = serverTime();
          began ||= at;
          asked.push({ offset: chunk.offset, at });
          if (at >= began + 10 * HOUR) return accepted(chunk);
          const isAsked = asked.filter(({ offset }) => offset === chunk.offset).length > 3;
          const waiting = { state: 'later', counts: NO_MESSAGES, progressed: false } as const;
          // The last of three chunks has lost answers that are resolved at the fourth attempt; the window applies to all.
          if (chunk.offset === 1000 && !isAsked) return { ...waiting, reason: 'answers_lost', retryAfterMs: 5000 };
          const resumeAt = new Date(began + 10 * HOUR).toISOString();
          return { ...waiting, reason: 'dnd', retryAfterMs: 0, resumeAt };
        },
      },
    );
    const result = await run(activities, async (start) => (await start()).result());
    expect(result).toMatchObject({ phase: 'completed', run: { messages: { accepted: 1500 } } });
    const looks = asked.filter(({ offset, at }) => offset === 1000 && at < began + HOUR);
    expect(looks).toHaveLength(4);
    expect(asked.filter(({ at }) => at >= began + HOUR && at < began + 10 * HOUR)).toEqual([]);
  });
});

describe('a campaign with a safety check', () => {
  const { run, env } = workflowTests();

  function tooLarge() {
    const raised: number[] = [];
    const activities = fakeActivities(
      { recipients: 500 },
      {
        openRun: async ({ campaignId, occurrence }) => settings(runIdOf(campaignId, occurrence), { safetyLimit: 100 }),
        raiseSafetyLimit: async ({ limit }) => void raised.push(limit),
      },
    );
    return { activities, raised };
  }

  /** Days later, still waiting. */
  async function waiting(handle: CampaignHandle): Promise<void> {
    await env().sleep(48 * HOUR);
    expect(await handle.query(campaignProgressQuery)).toMatchObject({
      phase: 'awaiting_approval',
      run: { phase: 'awaiting_approval', safetyLimit: 100, audience: { qualified: 500 }, nextBatchAt: null },
    });
  }

  it('sends nothing if the run is too large, sends one alert, and continues when it is approved', async () => {
    const { activities } = tooLarge();
    await run(activities, async (start) => {
      const handle = await start();
      await waiting(handle);
      expect(activities.chunks).toEqual([]);
      expect(activities.alerts).toMatchObject([{ kind: 'safety_stop', qualified: 500, reachable: 500, limit: 100 }]);
      await handle.executeUpdate(approveRunUpdate, by);
      expect(await handle.result()).toMatchObject({ phase: 'completed', run: { messages: { accepted: 500 } } });
      await expect(handle.executeUpdate(approveRunUpdate, by)).rejects.toThrow();
    });
    expect(activities.statuses).toEqual(['running', 'awaiting_approval', 'running', 'completed']);
    expect(activities.alerts).toHaveLength(1);
  });

  it('continues with a limit that is high enough, and waits with one that is not', async () => {
    const { activities, raised } = tooLarge();
    await run(activities, async (start) => {
      const handle = await start();
      await waiting(handle);
      const raise = (limit: number) => handle.executeUpdate(raiseSafetyLimitUpdate, { args: [{ by: 'm', limit }] });
      await expect(raise(100)).rejects.toThrow();
      expect(await raise(499)).toMatchObject({ phase: 'awaiting_approval', run: { safetyLimit: 499 } });
      await raise(500);
      expect(await handle.result()).toMatchObject({ phase: 'completed', run: { messages: { accepted: 500 } } });
    });
    expect(raised).toEqual([499, 500]);
  });

  it('records the approval before anything is sent', async () => {
    const order: string[] = [];
    const activities = fakeActivities(
      { recipients: 500 },
      {
        openRun: async ({ campaignId }) => settings(runIdOf(campaignId, 1), { safetyLimit: 100 }),
        releaseRun: async ({ at }) => void order.push(`released ${Math.abs(Date.parse(at) - serverTime()) < HOUR}`),
        sendChunk: async (chunk) => {
          order.push('sent');
          return accepted(chunk);
        },
      },
    );
    await run(activities, async (start) => {
      const handle = await start();
      await waiting(handle);
      await handle.executeUpdate(approveRunUpdate, by);
      await handle.result();
    });
    expect(order).toEqual(['released true', 'sent']);
  });

  it.each([
    ['nothing', undefined],
    ['no name', { occurrence: 1 }],
    ['an empty name', { by: ' ' }],
    ['a text for a limit', { by: 'm', limit: '500' }],
  ])('answers at once if an operator sends %s, and continues', async (_, input) => {
    const { activities } = tooLarge();
    await run(activities, async (start) => {
      const handle = await start();
      await waiting(handle);
      const args = { args: [input as never] as [never] };
      const update = handle.executeUpdate(raiseSafetyLimitUpdate, args);
      await expect(update).rejects.toMatchObject({ cause: { message: expect.stringContaining('{"by": "your name"') } });
      await handle.executeUpdate(approveRunUpdate, by);
      expect(await handle.result()).toMatchObject({ phase: 'completed' });
    });
  });

  it('is stopped while it waits, and has sent nothing', async () => {
    const { activities } = tooLarge();
    await run(activities, async (start) => {
      const handle = await start();
      await waiting(handle);
      expect(await handle.executeUpdate(stopCampaignUpdate, by)).toMatchObject({ phase: 'stopped' });
    });
    expect(activities.chunks).toEqual([]);
  });

  it('does not stop a run that is small enough', async () => {
    const activities = fakeActivities(
      { recipients: 500 },
      { openRun: async ({ campaignId }) => settings(runIdOf(campaignId, 1), { safetyLimit: 500 }) },
    );
    const result = await run(activities, async (start) => (await start()).result());
    expect(result).toMatchObject({ phase: 'completed', run: { messages: { accepted: 500 } } });
    expect(activities.alerts).toEqual([]);
  });
});

// That it does is tested on a real server (test/system/errors.test.ts): this one comes to a standstill when two workflows signal each other.
describe('a campaign that pauses itself on errors', () => {
  const { run } = workflowTests();

  it('pauses nothing when all messages have been processed, and reports that', async () => {
    const activities = fakeActivities(
      { recipients: 300 },
      {
        openRun: async ({ campaignId }) =>
          settings(runIdOf(campaignId, 1), { pauseOnErrors: { percent: 20, minMessages: 100 } }),
        sendChunk: async ({ limit }) => ({ state: 'done', counts: { ...NO_MESSAGES, failed: limit } }),
      },
    );
    await run(activities, async (start) => {
      expect(await (await start()).result()).toMatchObject({ phase: 'completed' });
      await expect.poll(() => activities.alerts).toMatchObject([{ kind: 'errors_over_threshold', isOver: true }]);
    });
    expect(activities.statuses).not.toContain('paused');
  });

  it('tolerates a few', async () => {
    const activities = fakeActivities(
      { recipients: 5000 },
      {
        openRun: async ({ campaignId }) =>
          settings(runIdOf(campaignId, 1), { pauseOnErrors: { percent: 20, minMessages: 500 } }),
        sendChunk: async (chunk) => ({
          state: 'done',
          counts: { ...NO_MESSAGES, accepted: chunk.limit - 99, failed: 99 },
        }),
      },
    );
    const result = await run(activities, async (start) => (await start()).result());
    expect(result).toMatchObject({ phase: 'completed', run: { messages: { failed: 990 } } });
    expect(activities.alerts).toEqual([]);
  });
});

describe('a group of providers that is down', () => {
  const { run } = workflowTests();

  it('causes an alert once it lasts, and no second one before it has recovered', async () => {
    let first = 0;
    const activities = fakeActivities(
      { recipients: 500 },
      {
        sendChunk: async (chunk): Promise<ChunkResult> => {
          first ||= serverTime();
          if (serverTime() - first > HOUR) return accepted(chunk);
          return {
            state: 'later',
            counts: NO_MESSAGES,
            reason: 'providers_unavailable',
            progressed: false,
            retryAfterMs: 5000,
          };
        },
      },
    );
    const result = await run(activities, async (start) => (await start()).result());
    expect(result).toMatchObject({ phase: 'completed', run: { messages: { accepted: 500 } } });
    expect(activities.alerts).toMatchObject([
      { kind: 'providers_unavailable', providerGroupId: 'grp_1', done: 0, qualified: 500 },
    ]);
  });

  it('causes no alert if it recovers soon', async () => {
    let tries = 0;
    const activities = fakeActivities(
      { recipients: 500 },
      {
        sendChunk: async (chunk): Promise<ChunkResult> => {
          tries += 1;
          if (tries > 3) return accepted(chunk);
          return {
            state: 'later',
            counts: NO_MESSAGES,
            reason: 'providers_unavailable',
            progressed: false,
            retryAfterMs: 5000,
          };
        },
      },
    );
    await run(activities, async (start) => (await start()).result());
    expect(activities.alerts).toEqual([]);
  });
});
