import { describe, expect, it } from 'vitest';
import type { LiveInput, LiveResult } from '../../src/activities/contract.ts';
import { NO_MESSAGES } from '../../src/domain/campaign/progress.ts';
import { documentNotFound } from '../../src/domain/failures.ts';
import {
  approveRunUpdate,
  campaignProgressQuery,
  editCampaignUpdate,
  pauseCampaignUpdate,
  raiseSafetyLimitUpdate,
  resumeCampaignUpdate,
  retryCampaignUpdate,
  stopCampaignUpdate,
  triggersDueSignal,
} from '../../src/workflows/messages.ts';
import { atRest } from '../support/executions.ts';
import { type CampaignHandle, fakeActivities, untilCancelled, workflowTests } from '../support/workflows.ts';

const by = { args: [{ by: 'marketing' }] as [{ by: string }] };
const LIVE = { workflowType: 'liveWorkflow' } as const;
const inAll = (accepted: number, failed = 0) => ({ ...NO_MESSAGES, accepted, failed });

async function stop(handle: CampaignHandle): Promise<void> {
  await atRest(handle);
  await handle.executeUpdate(stopCampaignUpdate, by);
}

/** Activities whose sending answers by a script; the last answer is repeated. `calls` are its inputs, with the time. */
function scripted(answers: readonly (Partial<LiveResult> | ((input: LiveInput) => Promise<Partial<LiveResult>>))[]) {
  const calls: (LiveInput & { readonly at: number })[] = [];
  const ends: string[] = [];
  const activities = fakeActivities({ recipients: 0 });
  const usual = activities.sendLive;
  return {
    calls,
    ends,
    activities: Object.assign(activities, {
      async sendLive(input: LiveInput): Promise<LiveResult> {
        calls.push({ ...input, at: Date.now() });
        const answer = answers[Math.min(calls.length, answers.length) - 1] ?? {};
        return { ...(await usual(input)), ...(typeof answer === 'function' ? await answer(input) : answer) };
      },
      async finishLive({ status }: { status: string }) {
        ends.push(status);
      },
    }),
  };
}

describe('the workflow of a live campaign', () => {
  const { run, env } = workflowTests();

  it('looks for what is due when it is, when a signal says so, and seldom otherwise', async () => {
    const start = Date.now();
    const { activities, calls } = scripted([{ nextAt: new Date(start + 3_600_000).toISOString(), waiting: 1 }, {}]);
    await run(
      activities,
      async (begin) => {
        const handle = await begin();
        await expect.poll(() => calls.length).toBe(1);
        await env().sleep('1m');
        expect(calls.length).toBe(1);
        await handle.signal(triggersDueSignal, { at: new Date(start).toISOString() });
        await expect.poll(() => calls.length).toBe(2);
        // As an operator sends it from the Web UI, who leaves the input empty.
        for (const [index, input] of [[], [null], [{ at: 'at once' }]].entries()) {
          await handle.signal('triggersDue', ...input);
          await expect.poll(() => calls.length).toBe(3 + index);
        }
        // Between two looks: this server fails the task of a workflow that cancels a timer which has just fired.
        await env().sleep('8.5h');
        // Every hour, should a signal be lost.
        expect(calls.length).toBeGreaterThan(11);
        expect(calls.length).toBeLessThan(16);
        await stop(handle);
        expect(await handle.result()).toMatchObject({ phase: 'stopped' });
      },
      LIVE,
    );
  });

  it('waits longer and longer while no provider accepts anything, and mails once', async () => {
    const down = { state: 'later', reason: 'providers_unavailable', retryAfterMs: 5000, waiting: 7 } as const;
    const { activities, calls } = scripted([...Array<typeof down>(12).fill(down), { state: 'waiting' }]);
    await run(
      activities,
      async (begin) => {
        const handle = await begin();
        await env().sleep('10m');
        await expect.poll(() => calls.length).toBeGreaterThan(12);
        await expect
          .poll(() => activities.alerts)
          .toMatchObject([{ kind: 'providers_unavailable', qualified: 7, done: 0 }]);
        const { live, phase } = await handle.query(campaignProgressQuery);
        expect({ phase, waitsFor: live?.waitsFor }).toEqual({ phase: 'scheduled', waitsFor: null });
        await stop(handle);
      },
      LIVE,
    );
  });

  it('holds what the safety check holds, mails, and goes on when it is approved or the limit is raised', async () => {
    const held = { state: 'held', heldHour: '2030-05-07T10:00:00.000Z', maxPerHour: 10, waiting: 5 } as const;
    const { activities, calls } = scripted([held, held, { state: 'waiting' }]);
    await run(
      activities,
      async (begin) => {
        const handle = await begin();
        const phase = async () => (await handle.query(campaignProgressQuery)).phase;
        await expect.poll(phase).toBe('awaiting_approval');
        await handle.signal(triggersDueSignal, { at: new Date(0).toISOString() });
        await env().sleep('2h');
        expect(calls).toHaveLength(1);
        await expect(
          handle.executeUpdate(raiseSafetyLimitUpdate, { args: [{ by: 'm', limit: 10 }] }),
        ).rejects.toThrow();
        await handle.executeUpdate(raiseSafetyLimitUpdate, { args: [{ by: 'marketing', limit: 12 }] });
        await expect
          .poll(() => activities.alerts)
          .toMatchObject([{ kind: 'triggers_held' }, { kind: 'triggers_held' }]);
        await handle.executeUpdate(approveRunUpdate, by);
        await expect.poll(() => calls.length).toBe(3);
        expect(calls.map(({ approvedAt }) => approvedAt !== undefined)).toEqual([false, false, true]);
        await expect.poll(phase).toBe('scheduled');
        await expect(handle.executeUpdate(approveRunUpdate, by)).rejects.toThrow();
        expect(activities.statuses).toEqual([
          'running',
          'awaiting_approval',
          'running',
          'awaiting_approval',
          'running',
        ]);
        await stop(handle);
      },
      LIVE,
    );
  });

  it('takes decisions only from API keys, where the account wants four eyes', async () => {
    const { activities } = scripted([{ state: 'held', maxPerHour: 10, fourEyes: true }, { state: 'waiting' }]);
    await run(
      activities,
      async (begin) => {
        const handle = await begin();
        await expect.poll(async () => (await handle.query(campaignProgressQuery)).phase).toBe('awaiting_approval');
        await expect(handle.executeUpdate(approveRunUpdate, by)).rejects.toThrow();
        await handle.executeUpdate(approveRunUpdate, { args: [{ by: 'marketing', keyId: 'key_1' }] });
        await stop(handle);
      },
      LIVE,
    );
  });

  it('pauses itself because of errors, which count from zero again when it is resumed', async () => {
    const { activities, calls } = scripted([
      { state: 'errors', inAll: inAll(60, 40), pauseOnErrorsPercent: 20 },
      { state: 'waiting', inAll: inAll(60, 40) },
    ]);
    await run(
      activities,
      async (begin) => {
        const handle = await begin();
        await expect.poll(async () => (await handle.query(campaignProgressQuery)).paused?.by).toMatch(/errors/);
        await expect
          .poll(() => activities.alerts)
          .toMatchObject([{ kind: 'errors_over_threshold', failed: 40, done: 100 }]);
        await handle.executeUpdate(resumeCampaignUpdate, by);
        await expect.poll(() => calls.length).toBe(2);
        expect(calls[1]?.errorBaseline).toEqual({ done: 100, failed: 40 });
        await stop(handle);
      },
      LIVE,
    );
  });

  it('is blocked by a failure for good, and goes on when it is retried', async () => {
    const { activities, calls } = scripted([
      async () => {
        throw documentNotFound('campaign', 'cmp_1');
      },
      {},
    ]);
    await run(
      activities,
      async (begin) => {
        const handle = await begin();
        await expect
          .poll(() => handle.query(campaignProgressQuery))
          .toMatchObject({ phase: 'blocked', nextRunBlocked: { cause: 'there is no campaign cmp_1' } });
        await expect.poll(() => activities.alerts).toMatchObject([{ kind: 'live_blocked', failureType: 'NotFound' }]);
        await handle.executeUpdate(retryCampaignUpdate, by);
        await expect.poll(() => calls.length).toBe(2);
        await stop(handle);
      },
      LIVE,
    );
  });

  it('looks for dates of profiles at once, once a day, and after an edit', async () => {
    const { activities, calls } = scripted([{ hasProfileDates: true }]);
    const swept: number[] = [];
    Object.assign(activities, {
      async sweepDates() {
        swept.push(calls.length);
        return { triggers: 0 };
      },
    });
    await run(
      activities,
      async (begin) => {
        const handle = await begin();
        await expect.poll(() => swept.length).toBe(1);
        await env().sleep('49.5h');
        await expect.poll(() => swept.length).toBe(3);
        await handle.executeUpdate(editCampaignUpdate, by);
        await expect.poll(() => swept.length).toBe(4);
        await stop(handle);
      },
      LIVE,
    );
  });

  it('ends by itself, with its status first', async () => {
    const { activities, ends } = scripted([{ state: 'over', inAll: inAll(1000) }]);
    await run(
      activities,
      async (begin) => {
        const handle = await begin();
        expect(await handle.result()).toMatchObject({ phase: 'completed', live: { inAll: { accepted: 1000 } } });
      },
      LIVE,
    );
    expect(activities.statuses).toEqual(['running', 'completed']);
    expect(ends).toEqual(['completed']);
  });

  it('answers a pause when its sending has returned, and sends nothing until it is resumed', async () => {
    let isOut = false;
    const { activities, calls } = scripted([
      async () => {
        const { reason } = { reason: 'interrupted', ...(await untilCancelled({ afterMs: 300 })) } as const;
        isOut = true;
        return { state: 'later', reason, retryAfterMs: 0 };
      },
      {},
    ]);
    await run(
      activities,
      async (begin) => {
        const handle = await begin();
        await expect.poll(() => calls.length).toBe(1);
        await handle.executeUpdate(pauseCampaignUpdate, by);
        expect(isOut).toBe(true);
        await handle.signal(triggersDueSignal, { at: new Date(0).toISOString() });
        await env().sleep('10m');
        expect(calls).toHaveLength(1);
        await handle.executeUpdate(resumeCampaignUpdate, by);
        await expect.poll(() => calls.length).toBe(2);
        expect(calls[1]?.revision).toBeGreaterThan(calls[0]?.revision ?? 0);
        await atRest(handle);
        await handle.cancel();
        await expect(handle.result()).rejects.toThrow();
      },
      LIVE,
    );
    expect(activities.statuses.at(-1)).toBe('stopped');
  });

  it('continues as new without losing what it knows, however short its executions are', async () => {
    const { activities, calls } = scripted([
      ...Array.from({ length: 40 }, (_, index) => ({ inAll: inAll(index), nextAt: new Date(0).toISOString() })),
      { state: 'over', inAll: inAll(40) } as const,
    ]);
    await run(
      activities,
      async (begin) => {
        const handle = await begin({ pageEvents: 30 });
        expect(await handle.result()).toMatchObject({ phase: 'completed', live: { inAll: { accepted: 40 } } });
        const { runId } = await env().client.workflow.getHandle(handle.workflowId).describe();
        expect(runId).not.toBe(handle.firstExecutionRunId);
        expect(calls).toHaveLength(41);
      },
      LIVE,
    );
  });
});
