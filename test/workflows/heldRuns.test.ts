import { describe, expect, it } from 'vitest';
import type { Activities } from '../../src/activities/contract.ts';
import type { FrozenAudience } from '../../src/domain/campaign/runState.ts';
import { runIdOf } from '../../src/domain/ids.ts';
import {
  approveRunUpdate,
  campaignProgressQuery,
  pauseCampaignUpdate,
  raiseSafetyLimitUpdate,
  resumeCampaignUpdate,
} from '../../src/workflows/messages.ts';
import { barrier } from '../support/barrier.ts';
import { executionsOf, serverTime } from '../support/executions.ts';
import { accepted, fakeActivities, plannedBy, settings, workflowTests } from '../support/workflows.ts';

const DAY = 24 * 3_600_000;
const LIMIT = 100;

/** Recipients of a run, and in how many days they are due. */
interface Recipients {
  readonly count: number;
  readonly inDays: number;
}

describe('a daily campaign with a run that awaits approval', () => {
  const { run, env } = workflowTests();

  function daily(runs: number, recipientsOf: (occurrence: number) => Recipients, others: Partial<Activities> = {}) {
    const sent: number[] = [];
    const opened: string[] = [];
    const released: number[] = [];
    const when = { kind: 'recurring', rule: { kind: 'daily' }, time: '10:00', zone: 'account' } as const;
    const activities = fakeActivities(
      { recipients: 0 },
      {
        loadCampaign: plannedBy(() => ({ when: { ...when, end: { kind: 'after', runs } } })),
        openRun: async ({ campaignId, occurrence, schedule }) => {
          opened.push(schedule.local.slice(0, 10));
          return settings(runIdOf(campaignId, occurrence), { safetyLimit: LIMIT });
        },
        freezeAudience: async ({ runId }): Promise<FrozenAudience> => {
          const { count, inDays } = recipientsOf(occurrenceOf(runId));
          const audience = { qualified: count, reachable: count, optedOut: 0, noUsableNumber: 0 };
          return {
            audience,
            batches: 1,
            due: [{ at: new Date(serverTime() + inDays * DAY).toISOString(), batches: 1 }],
          };
        },
        batchSize: async () => ({ recipients: 10, chunk: 500 }),
        releaseRun: async ({ runId }) => void released.push(occurrenceOf(runId)),
        sendChunk: async (chunk) => {
          sent.push(occurrenceOf(chunk.dispatchId));
          return accepted(chunk);
        },
        ...others,
      },
    );
    return { activities, sent, opened, released };
  }

  it('begins no other run before the decision, and does not make up for the times that pass', async () => {
    const { activities, sent, opened } = daily(2, (occurrence) => ({ count: occurrence === 1 ? 500 : 10, inDays: 0 }));
    await run(activities, async (start) => {
      const handle = await start();
      await env().sleep(4.5 * DAY);
      expect([opened.length, sent]).toEqual([1, []]);
      await handle.executeUpdate(approveRunUpdate, { args: [{ by: 'm', occurrence: 1 }] });
      await expect.poll(() => sent).toEqual([1]);
      await handle.result();
    });
    const [first, second] = opened.map((date) => Date.parse(date) / DAY);
    expect(sent).toEqual([1, 2]);
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(4);
    expect(activities.alerts).toHaveLength(1);
  });

  it('does not make up for them after a pause either', async () => {
    const { activities, opened } = daily(2, (occurrence) => ({ count: occurrence === 1 ? 500 : 10, inDays: 0 }));
    await run(activities, async (start) => {
      const handle = await start();
      const by = { args: [{ by: 'm' }] as [{ by: string }] };
      await env().sleep(1.5 * DAY);
      await handle.executeUpdate(pauseCampaignUpdate, by);
      await env().sleep(2 * DAY);
      await handle.executeUpdate(approveRunUpdate, by);
      const decidedAt = await env().currentTimeMs();
      await handle.executeUpdate(resumeCampaignUpdate, by);
      await handle.result();
      expect(Date.parse(`${opened[1]}T10:00:00Z`)).toBeGreaterThan(decidedAt);
    });
    expect(opened).toHaveLength(2);
  });

  it('continues the runs in progress', async () => {
    const { activities, sent } = daily(2, (occurrence) =>
      occurrence === 1 ? { count: 10, inDays: 3 } : { count: 500, inDays: 0 },
    );
    await run(activities, async (start) => {
      const handle = await start();
      await env().sleep(5 * DAY);
      expect(sent).toEqual([1]);
      await handle.executeUpdate(approveRunUpdate, { args: [{ by: 'm' }] });
      await handle.result();
    });
    expect(sent).toEqual([1, 2]);
  });

  it('approves only the requested run', async () => {
    const { activities } = daily(1, () => ({ count: 500, inDays: 0 }));
    await run(activities, async (start) => {
      const handle = await start();
      await env().sleep(2 * DAY);
      const approve = (occurrence: number) =>
        handle.executeUpdate(approveRunUpdate, { args: [{ by: 'm', occurrence }] });
      const refusal = "run 2 doesn't wait for a decision; what does: 1";
      await expect(approve(2)).rejects.toMatchObject({ cause: { message: refusal } });
      await approve(1);
      expect(await handle.result()).toMatchObject({ phase: 'completed' });
    });
  });

  it('is approved in the Web UI, where nobody is known, only without four eyes', async () => {
    const { activities, sent } = daily(1, () => ({ count: 500, inDays: 0 }), {
      openRun: async ({ campaignId, occurrence }) =>
        settings(runIdOf(campaignId, occurrence), { safetyLimit: LIMIT, fourEyes: true }),
    });
    await run(activities, async (start) => {
      const handle = await start();
      await env().sleep(2 * DAY);
      const refusal = { cause: { message: expect.stringContaining('the account wants four eyes') } };
      const approve = handle.executeUpdate(approveRunUpdate, { args: [{ by: 'ada' }] });
      await expect(approve).rejects.toMatchObject(refusal);
      const raise = handle.executeUpdate(raiseSafetyLimitUpdate, { args: [{ by: 'ada', limit: 1000 }] });
      await expect(raise).rejects.toMatchObject(refusal);
      expect(sent).toEqual([]);
      await handle.executeUpdate(approveRunUpdate, { args: [{ by: 'ada', keyId: 'key_1' }] });
      expect(await handle.result()).toMatchObject({ phase: 'completed' });
    });
    expect(sent).toEqual([1]);
  });

  it('records the approval although a new execution is about to take over', async () => {
    const chunk = barrier();
    const { activities, sent, released } = daily(
      2,
      (occurrence) => (occurrence === 1 ? { count: 10, inDays: 2 } : { count: 500, inDays: 3 }),
      {
        sendChunk: async (input) => {
          sent.push(occurrenceOf(input.dispatchId));
          await chunk.passed;
          return accepted(input);
        },
      },
    );
    await run(activities, async (start) => {
      const handle = await start({ pageEvents: 45 });
      const days = env().sleep(10 * DAY);
      await expect.poll(() => sent, { timeout: 10_000 }).toEqual([1]);
      expect(await handle.query(campaignProgressQuery)).toMatchObject({ phase: 'awaiting_approval' });
      await handle.executeUpdate(approveRunUpdate, { args: [{ by: 'm' }] });
      chunk.open();
      await days;
      await handle.result();
      expect((await executionsOf(env().client.workflow, handle)).length).toBeGreaterThan(1);
    });
    expect([sent, released]).toEqual([[1, 2], [2]]);
  });
});

const occurrenceOf = (runId: string): number => Number(runId.split('/').at(-1));
