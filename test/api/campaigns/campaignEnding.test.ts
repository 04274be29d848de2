import { MongoNetworkError } from 'mongodb';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CampaignStatus } from '../../../src/domain/campaign/status.ts';
import { FINAL_REVISION } from '../../../src/domain/campaign/steeringRevision.ts';
import { runIdOf } from '../../../src/domain/ids.ts';
import { campaignInput, firstRun, type Ids, oneOfEach } from '../fixtures.ts';
import { testApi } from '../support.ts';

const api = testApi();
let ids: Ids;
let id = '';

beforeAll(async () => {
  ids = await oneOfEach(api);
});
beforeEach(async () => {
  id = (await api.made('/v1/campaigns', campaignInput(ids))).id;
  await api.made(`/v1/campaigns/${id}/schedule`, {});
});

const post = (action: string) => api.call('POST', `/v1/campaigns/${id}/${action}`);
const stored = () => api.store.campaigns.get(id);
const becomes = (status: CampaignStatus) => api.store.campaigns.setStatus({ id, status, now: new Date() });

describe('a run of a campaign that waits', () => {
  it.for(['paused', 'awaiting_approval', 'blocked'] as const)('is %s wherever it is read', async (status) => {
    const audience = { qualified: 20, reachable: 20, optedOut: 0, noUsableNumber: 0 };
    const run = firstRun(id, { groupId: ids.groupId, local: '2026-05-07T10:00' });
    await api.store.runs.open({ ...run, audience, safetyLimit: 10 });
    await becomes(status);
    for (const path of ['', '/runs', '/runs/1', '/runs/1/report']) {
      const { json } = await api.call('GET', `/v1/campaigns/${id}${path}`);
      expect((json.items?.[0] ?? json).status).toBe(status);
    }
  });
});

describe('a campaign whose workflow was terminated in Temporal', () => {
  it('is not scheduled as if nothing had happened: it is stopped, and the answer says why and what to do', async () => {
    api.campaigns.terminate(id);
    const { status, json } = await post('schedule');
    expect(status).toBe(409);
    expect(json.detail).toMatch(/was terminated in Temporal.*the campaign is stopped.*make a new campaign/);
    expect(await stored()).toMatchObject({
      status: 'stopped',
      actions: [{ action: 'schedule' }, { action: 'stop', by: 'Temporal, where its workflow was terminated' }],
    });
    expect((await post('schedule')).json.detail).toContain('it is stopped. It has ended.');
  });

  it.for(['scheduled', 'running', 'awaiting_approval', 'paused'] as const)(
    'can be stopped while it is %s, which is noted with who did it',
    async (status) => {
      await becomes(status);
      api.campaigns.terminate(id);
      const stopped = await post('stop');
      expect([stopped.status, stopped.json.status]).toEqual([200, 'stopped']);
      expect(await stored()).toMatchObject({
        status: 'stopped',
        actions: [{ action: 'schedule' }, { action: 'stop', by: 'bootstrap' }],
      });
      expect((await post('stop')).status).toBe(409);
    },
  );

  it.for(['', '/runs', '/runs/1', '/runs/1/report'])('is told as stopped wherever it is read: at %s', async (path) => {
    await api.store.runs.open(firstRun(id, { groupId: ids.groupId, local: '2026-05-07T10:00' }));
    await becomes('running');
    api.campaigns.terminate(id);
    const { json } = await api.call('GET', `/v1/campaigns/${id}${path}`);
    expect((json.items?.[0] ?? json).status).toBe('stopped');
    expect(await stored()).toMatchObject({
      status: 'stopped',
      actions: [{ action: 'schedule' }, { action: 'stop', by: 'Temporal, where its workflow was terminated' }],
    });
    expect((await api.store.steering.revisions([id])).get(id), 'its chunks send nothing more').toBeGreaterThan(1e9);
  });

  it('is told as stopped in the list, also where that is of those that run', async () => {
    await becomes('running');
    api.campaigns.terminate(id);
    const running = await api.call('GET', '/v1/campaigns?status=running&limit=100');
    expect(running.json.items.map((one: { id: string }) => one.id)).not.toContain(id);
    expect((await stored())?.status).toBe('stopped');
  });

  it('says what is left to do where it is steered', async () => {
    await becomes('running');
    api.campaigns.terminate(id);
    const paused = await post('pause');
    expect([paused.status, paused.json.detail]).toEqual([
      409,
      "The campaign can't be paused: its workflow has ended. Stop it, so that its status says so.",
    ]);
  });

  it('is stopped by a repetition, where the first stop broke off before it was complete', async () => {
    const { steering, runs } = api.store;
    const steps = { raise: steering.raise, finish: runs.finish };
    for (const broken of ['raise', 'finish'] as const) {
      const campaign = (await api.made('/v1/campaigns', campaignInput(ids))).id;
      await api.made(`/v1/campaigns/${campaign}/schedule`, {});
      await api.store.runs.open(firstRun(campaign, { groupId: ids.groupId, local: '2026-05-07T10:00' }));
      await api.store.campaigns.setStatus({ id: campaign, status: 'running', now: new Date() });
      api.campaigns.terminate(campaign);
      const crash = () => Promise.reject(new Error('the process has died'));
      Object.assign(broken === 'raise' ? steering : runs, { [broken]: crash });
      expect((await api.call('POST', `/v1/campaigns/${campaign}/stop`)).status).toBe(500);
      Object.assign(steering, { raise: steps.raise });
      Object.assign(runs, { finish: steps.finish });
      expect((await api.call('POST', `/v1/campaigns/${campaign}/stop`)).status, broken).toBe(200);
      expect(await runs.get(runIdOf(campaign, 1))).toMatchObject({ status: 'stopped' });
      expect((await steering.revisions([campaign])).get(campaign)).toBe(FINAL_REVISION);
    }
  });

  it('leaves no run behind that seems to be under way', async () => {
    await api.store.runs.open(firstRun(id, { groupId: ids.groupId, local: '2026-05-07T10:00' }));
    await becomes('running');
    api.campaigns.terminate(id);
    await post('stop');
    expect(await api.store.runs.get(runIdOf(id, 1))).toMatchObject({
      status: 'stopped',
      finishedAt: expect.any(Date),
    });
  });
});

describe('a campaign whose marking as stopped broke off', () => {
  it('is marked by the next reading, and so are its runs', async () => {
    await api.store.runs.open(firstRun(id, { groupId: ids.groupId, local: '2026-05-07T10:00' }));
    await becomes('running');
    api.campaigns.terminate(id);
    const { setStatus } = api.store.campaigns;
    Object.assign(api.store.campaigns, { setStatus: () => Promise.reject(new MongoNetworkError('cut')) });
    expect((await api.call('GET', `/v1/campaigns/${id}/runs/1/report`)).status).toBe(503);
    Object.assign(api.store.campaigns, { setStatus });
    expect((await api.call('GET', `/v1/campaigns/${id}/runs/1/report`)).json.status).toBe('stopped');
    expect((await api.call('GET', `/v1/campaigns/${id}`)).json.status).toBe('stopped');
  });
});

describe('a campaign that is stopped', () => {
  it('before it was started, stays stopped when the start comes after all', async () => {
    const { start } = api.campaigns;
    const draft = (await api.made('/v1/campaigns', campaignInput(ids))).id;
    Object.assign(api.campaigns, {
      // Between the mark and the start.
      start: async (request: Parameters<typeof start>[0]) => {
        expect((await api.call('POST', `/v1/campaigns/${draft}/stop`)).json.status).toBe('stopped');
        await start(request);
        // As the workflow's first mirror would.
        await api.store.campaigns.setStatus({ id: draft, status: 'scheduled', now: new Date() });
      },
    });
    await api.call('POST', `/v1/campaigns/${draft}/schedule`);
    Object.assign(api.campaigns, { start });
    expect((await api.store.campaigns.get(draft))?.status).toBe('stopped');
  });

  it('after it has ended by itself is refused', async () => {
    await becomes('completed');
    api.campaigns.forget(id);
    const { status, json } = await post('stop');
    expect([status, json.detail]).toEqual([409, "The campaign can't be stopped: it is completed. It has ended."]);
    expect((await stored())?.status).toBe('completed');
  });
});
