import { describe, expect, it } from 'vitest';
import type { FrozenAudience } from '../../src/domain/campaign/runState.ts';
import { runIdOf } from '../../src/domain/ids.ts';
import { addDays } from '../../src/domain/schedule/localTime.ts';
import {
  campaignProgressQuery,
  editCampaignUpdate,
  pauseCampaignUpdate,
  resumeCampaignUpdate,
} from '../../src/workflows/messages.ts';
import { barrier } from '../support/barrier.ts';
import { executionsOf, serverTime } from '../support/executions.ts';
import { accepted, fakeActivities, plannedBy, settings, workflowTests } from '../support/workflows.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const by = { args: [{ by: 'marketing' }] as [{ by: string }] };

describe('a recurring campaign', () => {
  const { run, env } = workflowTests();

  it('has a run at each of its times, and completes with the last', async () => {
    const opened: string[] = [];
    const activities = fakeActivities(
      { recipients: 10 },
      {
        loadCampaign: plannedBy(() => ({ when: daily({ end: { kind: 'after', runs: 3 } }) })),
        openRun: async ({ campaignId, occurrence, schedule }) => {
          opened.push(schedule.local);
          return settings(runIdOf(campaignId, occurrence));
        },
      },
    );
    const first = await firstDay();
    const result = await run(activities, async (start) => (await start()).result());
    expect(opened).toEqual([0, 1, 2].map((day) => `${addDays(first, day)}T10:00`));
    expect(result).toMatchObject({
      phase: 'completed',
      run: { runId: expect.stringMatching(/\/3$/) },
      earlierRuns: [],
    });
    expect(activities.statuses).toEqual([
      ...['scheduled', 'running', 'scheduled', 'running', 'scheduled', 'running'],
      'completed',
    ]);
  });

  it('has two runs in progress when they overlap, and sends each batch when it is due', async () => {
    const sent: { batchId: string; at: number }[] = [];
    const due = new Map<string, string>();
    let mostUnderWay = 0;
    // In an hour in the earliest time zone, whatever time it is now.
    const time = new Date((await env().currentTimeMs()) + 15 * HOUR).toISOString().slice(11, 16);
    const activities = fakeActivities(
      { recipients: 30 },
      {
        loadCampaign: plannedBy(() => ({ when: daily({ time, zone: 'profile', end: { kind: 'after', runs: 3 } }) })),
        openRun: async ({ campaignId, occurrence, schedule }) => {
          const runId = runIdOf(campaignId, occurrence);
          [schedule.firstAt, schedule.lastAt].forEach((at, index) => {
            due.set(`${runId}/${index + 1}`, at);
          });
          return settings(runId);
        },
        freezeAudience: async ({ runId }) => audienceOf([1, 2].map((batch) => due.get(`${runId}/${batch}`) ?? '')),
        batchSize: async () => ({ recipients: 15, chunk: 500 }),
        sendChunk: async (chunk) => {
          sent.push({ batchId: chunk.batchId, at: serverTime() });
          return accepted(chunk);
        },
      },
    );
    const result = await run(activities, async (start) => {
      const handle = await start();
      for (let hours = 0; hours < 5 * 24; hours += 1) {
        await env().sleep(HOUR);
        const { run: newest, earlierRuns } = await handle.query(campaignProgressQuery);
        mostUnderWay = Math.max(mostUnderWay, earlierRuns.length + (newest ? 1 : 0));
      }
      return await handle.result();
    });
    expect(result.phase).toBe('completed');
    expect(sent).toHaveLength(6);
    for (const { batchId, at } of sent) expect(at - Date.parse(due.get(batchId) ?? '')).toBeLessThan(60_000);
    for (const { batchId, at } of sent) expect(at).toBeGreaterThanOrEqual(Date.parse(due.get(batchId) ?? ''));
    expect(sent.map(({ at }) => at)).toEqual(sent.map(({ at }) => at).toSorted((a, b) => a - b));
    expect(mostUnderWay).toBe(2);
  });

  it('that was paused over several of its times makes up for one, not for all', async () => {
    const opened: string[] = [];
    const activities = fakeActivities(
      { recipients: 10 },
      {
        loadCampaign: plannedBy(() => ({ when: daily({ end: { kind: 'after', runs: 2 } }) })),
        openRun: async ({ campaignId, occurrence, schedule }) => {
          opened.push(schedule.local);
          return settings(runIdOf(campaignId, occurrence));
        },
      },
    );
    const first = await firstDay();
    await run(activities, async (start) => {
      const handle = await start();
      await handle.executeUpdate(pauseCampaignUpdate, by);
      await env().sleep(4 * DAY);
      await handle.executeUpdate(resumeCampaignUpdate, by);
      await handle.result();
    });
    expect(opened).toEqual([first, addDays(first, 4)].map((date) => `${date}T10:00`));
  });

  it('stays small over the years: new executions take over, also while batches wait for their time', async () => {
    let runs = 0;
    const activities = fakeActivities(
      { recipients: 10 },
      {
        loadCampaign: plannedBy(() => ({ when: daily({ zone: 'profile', end: { kind: 'after', runs: 150 } }) })),
        openRun: async ({ campaignId, occurrence }) => {
          runs += 1;
          return settings(runIdOf(campaignId, occurrence));
        },
        freezeAudience: async () =>
          audienceOf([0, 30 * HOUR].map((wait) => new Date(serverTime() + wait).toISOString())),
        batchSize: async () => ({ recipients: 5, chunk: 500 }),
      },
    );
    const { result, pages } = await run(activities, async (start) => {
      const handle = await start();
      return { result: await handle.result(), pages: await executionsOf(env().client.workflow, handle) };
    });
    expect(result.phase).toBe('completed');
    expect(runs).toBe(150);
    expect(activities.chunks).toHaveLength(300);
    expect(new Set(activities.chunks.map(({ batchId }) => batchId)).size).toBe(300);
    expect(pages.length).toBeGreaterThan(2);
    for (const { events } of pages) expect(events).toBeLessThan(2000);
  }, 120_000);

  /** The first date whose 10:00 UTC is to come. */
  async function firstDay(): Promise<string> {
    const now = await env().currentTimeMs();
    const today = new Date(now).toISOString().slice(0, 10);
    return Date.parse(`${today}T10:00:00Z`) >= now ? today : addDays(today, 1);
  }
});

describe('an edited campaign', () => {
  const { run, env } = workflowTests();

  it('runs at its new time, and sends nothing twice', async () => {
    let time = '10:00';
    const opened: string[] = [];
    const activities = fakeActivities(
      { recipients: 10 },
      {
        loadCampaign: plannedBy(() => ({ when: daily({ time, end: { kind: 'after', runs: 2 } }) })),
        openRun: async ({ campaignId, occurrence, schedule }) => {
          opened.push(schedule.local);
          return settings(runIdOf(campaignId, occurrence));
        },
      },
    );
    await run(activities, async (start) => {
      const handle = await start();
      await expect.poll(async () => (await handle.query(campaignProgressQuery)).nextRunAt).toMatch(/T10:00/);
      time = '11:30';
      await handle.executeUpdate(editCampaignUpdate, by);
      await expect.poll(async () => (await handle.query(campaignProgressQuery)).nextRunAt).toMatch(/T11:30/);
      await handle.result();
    });
    expect(opened).toHaveLength(2);
    expect(opened.every((local) => local.endsWith('T11:30'))).toBe(true);
    expect(activities.chunks).toHaveLength(2);
  });

  it('runs at its new time although it was edited while the old definition was being read', async () => {
    const read = barrier();
    const edited = barrier();
    let time = '10:00';
    let reads = 0;
    const plan = plannedBy(() => ({ when: daily({ time, end: { kind: 'after', runs: 1 } }) }));
    const activities = fakeActivities(
      { recipients: 10 },
      {
        loadCampaign: async (input) => {
          const planned = await plan(input);
          reads += 1;
          read.open();
          if (reads === 1) await edited.passed;
          return planned;
        },
      },
    );
    await run(activities, async (start) => {
      const handle = await start();
      await read.passed;
      time = '11:30';
      await handle.executeUpdate(editCampaignUpdate, by);
      edited.open();
      await expect.poll(async () => (await handle.query(campaignProgressQuery)).nextRunAt).toMatch(/T11:30/);
      await handle.result();
    });
  });

  it('never opens a run with a plan for another definition, even if the workflow was not told of the edit', async () => {
    let definition = { when: daily({ time: '10:00', end: { kind: 'after', runs: 1 } }), revision: 1 };
    const asked: { revision: number; local: string }[] = [];
    const activities = fakeActivities(
      { recipients: 10 },
      {
        loadCampaign: plannedBy(() => definition),
        openRun: async ({ campaignId, occurrence, schedule, revision }) => {
          asked.push({ revision, local: schedule.local.slice(11) });
          definition = { when: daily({ time: '18:00', end: { kind: 'after', runs: 1 } }), revision: 2 };
          return revision === 2 ? settings(runIdOf(campaignId, occurrence)) : 'changed';
        },
      },
    );
    await run(activities, async (start) => (await start()).result());
    expect(asked).toEqual([
      { revision: 1, local: '10:00' },
      { revision: 2, local: '18:00' },
    ]);
    expect(activities.chunks).toHaveLength(1);
  });

  it('gets the added runs although its last run is in progress', async () => {
    let runs = 1;
    const activities = fakeActivities(
      { recipients: 10 },
      {
        loadCampaign: plannedBy(() => ({ when: daily({ end: { kind: 'after', runs } }) })),
        freezeAudience: async () => audienceOf([new Date(serverTime() + 3 * DAY).toISOString()]),
        batchSize: async () => ({ recipients: 10, chunk: 500 }),
      },
    );
    const result = await run(activities, async (start) => {
      const handle = await start();
      await env().sleep(2 * DAY);
      expect(await handle.query(campaignProgressQuery)).toMatchObject({ phase: 'sending', nextRunAt: null });
      runs = 2;
      await handle.executeUpdate(editCampaignUpdate, by);
      return await handle.result();
    });
    expect(result).toMatchObject({ phase: 'completed', run: { runId: expect.stringMatching(/\/2$/) } });
  });
});

function daily(others: object) {
  return { kind: 'recurring' as const, rule: { kind: 'daily' as const }, time: '10:00', zone: 'account', ...others };
}

/** A batch due at each instant. */
function audienceOf(instants: readonly string[]): FrozenAudience {
  const audience = { qualified: 10, reachable: 10, optedOut: 0, noUsableNumber: 0 };
  return { audience, batches: instants.length, due: instants.map((at) => ({ at, batches: 1 })) };
}
