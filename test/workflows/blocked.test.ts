import { ApplicationFailure, type WorkflowHandle } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import { recipientsLeft } from '../../src/domain/failures.ts';
import { batchIdOf, batchWorkflowId, runIdOf } from '../../src/domain/ids.ts';
import {
  campaignProgressQuery,
  editCampaignUpdate,
  pauseCampaignUpdate,
  retryCampaignUpdate,
  stopCampaignUpdate,
} from '../../src/workflows/messages.ts';
import { barrier } from '../support/barrier.ts';
import { instantSchedule } from '../support/sending.ts';
import {
  accepted,
  type CampaignHandle,
  fakeActivities,
  plannedBy,
  settings,
  workflowTests,
} from '../support/workflows.ts';

const by = { args: [{ by: 'marketing' }] as [{ by: string }] };
const DAILY = { kind: 'recurring', rule: { kind: 'daily' }, time: '10:00', zone: 'account' } as const;
const notFound = (what: string): Error => ApplicationFailure.nonRetryable(`there is no ${what}`, 'NotFound');

describe('a campaign with something blocked', () => {
  const { run, env } = workflowTests();

  /** Of three batches the second one can't be sent until `mended`. */
  function threeBatches() {
    const state = { isMended: false };
    const ends: string[] = [];
    const activities = fakeActivities(
      { recipients: 15_000 },
      {
        sendChunk: async (chunk) => {
          if (!state.isMended && chunk.batchId.endsWith('/2') && chunk.offset >= 4000) throw notFound('batch 2');
          return accepted(chunk);
        },
        finishRun: async ({ status }) => void ends.push(status),
      },
    );
    return { state, ends, activities };
  }

  const isBlocked = (handle: CampaignHandle, expected: object) =>
    expect.poll(() => handle.query(campaignProgressQuery), { timeout: 10_000 }).toMatchObject(expected);

  it('sends all other batches, shows cause and progress, and continues where it was when it is retried', async () => {
    const { state, ends, activities } = threeBatches();
    await run(activities, async (start) => {
      const handle = await start();
      await isBlocked(handle, {
        phase: 'blocked',
        run: {
          phase: 'blocked',
          batchesDone: 2,
          batchesInFlight: 0,
          blocked: { type: 'NotFound', cause: 'there is no batch 2', batches: 1 },
          messages: { accepted: 14_000 },
        },
      });
      await expect.poll(() => activities.alerts).toMatchObject([{ kind: 'run_blocked', failureType: 'NotFound' }]);
      expect(activities.statuses.at(-1)).toBe('blocked');
      expect(ends).toEqual([]);

      const before = activities.chunks.length;
      await handle.executeUpdate(retryCampaignUpdate, by);
      await isBlocked(handle, { phase: 'blocked' });
      await expect.poll(() => activities.alerts.length).toBe(2);
      state.isMended = true;
      await handle.executeUpdate(retryCampaignUpdate, by);
      expect(await handle.result()).toMatchObject({ phase: 'completed', run: { messages: { accepted: 15_000 } } });
      // Only the unfinished part of the one batch is sent again.
      expect(activities.chunks.slice(before).every(({ offset }) => offset >= 4000)).toBe(true);
      await expect(handle.executeUpdate(retryCampaignUpdate, by)).rejects.toThrow();
    });
    expect(ends).toEqual(['completed']);
  });

  it('is not completed while recipients have no message, and looks for them when it is retried', async () => {
    let left = 2;
    const activities = fakeActivities(
      { recipients: 15_000 },
      {
        finishRun: async () => {
          if (left > 0) throw recipientsLeft(left);
        },
      },
    );
    await run(activities, async (start) => {
      const handle = await start();
      const blocked = { type: 'RecipientsLeft', cause: '2 of its recipients have no message in the ledger' };
      await isBlocked(handle, { phase: 'blocked', run: { batchesDone: 3, blocked, messages: { accepted: 15_000 } } });
      await expect.poll(() => activities.alerts).toMatchObject([{ kind: 'run_blocked' }]);
      const before = activities.chunks.length;
      left = 0;
      await handle.executeUpdate(retryCampaignUpdate, by);
      expect(await handle.result()).toMatchObject({
        phase: 'completed',
        run: { batchesDone: 3, messages: { accepted: 15_000 } },
      });
      expect(activities.chunks.length).toBe(2 * before);
    });
  });

  it('tells somebody once, however many of its batches can not be sent', async () => {
    const activities = fakeActivities(
      { recipients: 30_000 },
      {
        sendChunk: async (chunk) => {
          if (chunk.batchId.endsWith('/1')) return accepted(chunk);
          throw notFound('dispatch');
        },
      },
    );
    await run(activities, async (start) => {
      const handle = await start();
      await isBlocked(handle, { phase: 'blocked', run: { batchesDone: 1, blocked: { batches: 5 } } });
      await handle.executeUpdate(stopCampaignUpdate, by);
    });
    expect(activities.alerts).toHaveLength(1);
  });

  it('is stopped with the messages that it has sent', async () => {
    const { ends, activities } = threeBatches();
    await run(activities, async (start) => {
      const handle = await start();
      await isBlocked(handle, { phase: 'blocked', run: { batchesDone: 2 } });
      const stopped = await handle.executeUpdate(stopCampaignUpdate, by);
      expect(stopped).toMatchObject({ phase: 'stopped', run: { messages: { accepted: 14_000 } } });
    });
    expect(ends).toEqual(['stopped']);
  });

  it('waits if its audience can not be frozen, and freezes it when the campaign is edited', async () => {
    let isMended = false;
    const activities = fakeActivities(
      { recipients: 10 },
      {
        freezeAudience: async () => {
          if (!isMended) throw notFound('run');
          const audience = { qualified: 10, reachable: 10, optedOut: 0, noUsableNumber: 0 };
          return { audience, batches: 1, due: [{ at: new Date(0).toISOString(), batches: 1 }] };
        },
      },
    );
    await run(activities, async (start) => {
      const handle = await start();
      await isBlocked(handle, { phase: 'blocked', run: { blocked: { batches: 0 }, audience: null } });
      isMended = true;
      await handle.executeUpdate(editCampaignUpdate, by);
      expect(await handle.result()).toMatchObject({ phase: 'completed', run: { messages: { accepted: 10 } } });
    });
  });

  it('opens a run that could not be opened once the campaign is edited, and sends one alert', async () => {
    let isMended = false;
    const activities = fakeActivities(
      { recipients: 10 },
      {
        loadCampaign: plannedBy(() => ({ when: { ...DAILY, end: { kind: 'after', runs: 2 } } })),
        openRun: async ({ campaignId, occurrence }) => {
          if (occurrence === 2 && !isMended) {
            throw ApplicationFailure.nonRetryable('provider group grp_1 does not exist any more', 'InvalidDefinition');
          }
          return settings(runIdOf(campaignId, occurrence));
        },
      },
    );
    await run(activities, async (start) => {
      const handle = await start();
      await env().sleep('3 days');
      await isBlocked(handle, {
        phase: 'blocked',
        nextRunBlocked: { type: 'InvalidDefinition', cause: 'provider group grp_1 does not exist any more' },
        run: { phase: 'completed' },
      });
      expect(activities.alerts).toMatchObject([{ kind: 'run_blocked', occurrence: 2, qualified: null }]);
      isMended = true;
      await handle.executeUpdate(editCampaignUpdate, by);
      expect(await handle.result()).toMatchObject({
        phase: 'completed',
        run: { runId: expect.stringMatching(/\/2$/) },
      });
    });
    expect(activities.alerts).toHaveLength(1);
    expect(activities.statuses).toEqual([
      ...['scheduled', 'running', 'scheduled', 'blocked'],
      ...['scheduled', 'running', 'completed'],
    ]);
  });

  it('counts every batch that returned, also those that returned while others were being started', async () => {
    const first = barrier();
    const activities = fakeActivities(
      { recipients: 30_000 },
      {
        freezeAudience: async () => {
          const audience = { qualified: 30_000, reachable: 30_000, optedOut: 0, noUsableNumber: 0 };
          const due = Array.from({ length: 6 }, () => ({ at: new Date(0).toISOString(), batches: 1 }));
          return { audience, batches: 6, due };
        },
        sendChunk: async (chunk) => {
          if (chunk.offset > 0) return { ...accepted(chunk) };
          first.open();
          return {
            state: 'later',
            counts: accepted({ ...chunk, limit: 100 }).counts,
            reason: 'dnd',
            progressed: true,
            retryAfterMs: 0,
            resumeAt: FAR,
          };
        },
      },
    );
    await run(activities, async (start) => {
      const handle = await start();
      await first.passed;
      // Six batches return in few activations, in which the starts of others are reported.
      await expect
        .poll(() => handle.query(campaignProgressQuery), { timeout: 10_000 })
        .toMatchObject({ run: { batchesInFlight: 0, waiting: { batches: 6, reason: 'dnd' }, nextBatchAt: FAR } });
      const paused = await handle.executeUpdate(pauseCampaignUpdate, by);
      expect(paused.run?.messages.accepted).toBe(6 * (4500 + 100));
      await handle.executeUpdate(stopCampaignUpdate, by);
    });
  });

  describe('because a batch of it is still sent by an earlier execution, that was reset or terminated', () => {
    /** While another workflow has the id of the third batch. */
    const whileThirdIsTaken = async (
      scenario: (
        handle: CampaignHandle,
        other: WorkflowHandle,
        noted: { statuses: readonly string[] },
      ) => Promise<void>,
    ): Promise<void> => {
      const begin = barrier();
      const activities = fakeActivities(
        { recipients: 15_000 },
        {
          loadCampaign: async (input) => ({
            ...(await fakeActivities({ recipients: 15_000 }).loadCampaign(input)),
            ...(input.campaignId === 'sleeps' && { next: instantSchedule(new Date(FAR)) }),
          }),
          freezeAudience: async (input) => {
            await begin.passed;
            return await fakeActivities({ recipients: 15_000 }).freezeAudience(input);
          },
        },
      );
      await run(activities, async (start, campaignId) => {
        const handle = await start();
        const { taskQueue } = await handle.describe();
        const workflowId = batchWorkflowId(batchIdOf(runIdOf(campaignId, 1), 3));
        const other = await env().client.workflow.start('campaignWorkflow', {
          workflowId,
          taskQueue,
          args: [{ campaignId: 'sleeps' }],
        });
        await expect.poll(async () => (await other.query(campaignProgressQuery)).nextRunAt).toBe(FAR);
        begin.open();
        await scenario(handle, other, activities);
      });
    };

    it('waits for that, and sends the rest then', async () => {
      await whileThirdIsTaken(async (handle, other, { statuses }) => {
        await env().sleep('2m');
        expect(await handle.query(campaignProgressQuery)).toMatchObject({
          phase: 'sending',
          run: { batchesDone: 2, waiting: { batches: 1, reason: 'taken_over' } },
        });
        await other.terminate();
        expect(await handle.result()).toMatchObject({ phase: 'completed', run: { messages: { accepted: 15_000 } } });
        expect(statuses).not.toContain('blocked');
      });
    });

    it('is blocked where that never ends, and goes on when it is retried', async () => {
      await whileThirdIsTaken(async (handle, other) => {
        await env().sleep('2h');
        await isBlocked(handle, { phase: 'blocked', run: { batchesDone: 2, blocked: { batches: 1 } } });
        await other.terminate();
        await handle.executeUpdate(retryCampaignUpdate, by);
        expect(await handle.result()).toMatchObject({ phase: 'completed', run: { messages: { accepted: 15_000 } } });
      });
    });
  });
});

const FAR = '2100-01-01T00:00:00.000Z';
