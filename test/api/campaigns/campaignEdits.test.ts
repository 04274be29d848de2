import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { unavailable } from '../../../src/api/http/problem.ts';
import type { CampaignStatus } from '../../../src/domain/campaign/status.ts';
import { campaignInput, firstRun, type Ids, oneOfEach } from '../fixtures.ts';
import { testApi } from '../support.ts';

const NOW = new Date('2026-05-07T10:00:00Z');
const TOMORROW = { kind: 'at', at: '2026-05-08T10:00:00Z' };
const DAILY = { kind: 'recurring', rule: { kind: 'daily', every: 1 }, time: '18:00', zone: 'account' };

describe('editing a campaign', () => {
  const api = testApi(() => ({ now: () => NOW }));
  let ids: Ids;
  beforeAll(async () => {
    ids = await oneOfEach(api);
  });
  beforeEach(() => {
    api.campaigns.failure = null;
  });

  const input = (changes: object = {}) => ({ ...campaignInput(ids), when: TOMORROW, ...changes });
  const put = (id: string, changes: object = {}) => api.call('PUT', `/v1/campaigns/${id}`, { json: input(changes) });
  const edits = (id: string) => api.campaigns.calls.filter((call) => call.campaignId === id && call.method === 'edit');

  async function scheduled(changes: object = {}, status: CampaignStatus = 'scheduled'): Promise<string> {
    const { id } = await api.made('/v1/campaigns', input(changes));
    await api.made(`/v1/campaigns/${id}/schedule`, {});
    if (status !== 'scheduled') await api.store.campaigns.setStatus({ id, status, now: NOW });
    return id;
  }

  /** Run 1 of the campaign, opened for a local time in the account's zone. */
  const opened = (campaignId: string, local: string) =>
    api.store.runs.open(firstRun(campaignId, { groupId: ids.groupId, local }));

  it('replaces the whole definition of a draft without signalling a workflow', async () => {
    const { id } = await api.made('/v1/campaigns', input({ limits: { total: 5 }, alertEmail: 'ada@example.com' }));
    const { json } = await put(id, { name: 'Autumn' });
    expect(json).toMatchObject({ name: 'Autumn', status: 'draft', revision: 2, progress: null });
    expect(json.limits).toEqual({ ignoreProfileLimits: false, countForProfileLimits: true });
    expect(json).not.toHaveProperty('alertEmail');
    expect(edits(id)).toEqual([]);
  });

  it.for(['scheduled', 'running', 'paused', 'awaiting_approval'] as const)(
    'reaches the workflow of one that is %s, in the name of the key’s owner',
    async (status) => {
      const id = await scheduled({}, status);
      const { key, id: keyId } = await api.made('/v1/api-keys', { name: `shift of ${status}`, preset: 'admin' });
      const json = input({ what: { template: 'Changed' } });
      const changed = await api.call('PUT', `/v1/campaigns/${id}`, { json, key });
      expect(changed.status).toBe(200);
      expect(changed.json).toMatchObject({ status, revision: 2, what: { template: 'Changed' } });
      expect(changed.json.actions.at(-1)).toEqual({
        action: 'edit',
        by: `shift of ${status}`,
        keyId,
        at: NOW.toISOString(),
      });
      expect(edits(id)).toEqual([
        {
          method: 'edit',
          campaignId: id,
          by: `shift of ${status}`,
          keyId,
          actionId: expect.stringMatching(/^act_/),
        },
      ]);
    },
  );

  it('records a change of its times only when they change', async () => {
    const id = await scheduled();
    await put(id, { when: DAILY });
    // As it was stored, with all defaults.
    const { json } = await api.call('GET', `/v1/campaigns/${id}`);
    await put(id, { when: json.when, name: 'same times' });
    expect(edits(id)).toHaveLength(2);
    expect((await api.store.campaigns.get(id))?.rescheduledAt).toEqual(NOW);
    expect(json).not.toHaveProperty('rescheduledAt');
  });

  it('is refused with all errors, as when scheduling, and changes nothing', async () => {
    const id = await scheduled();
    await api.store.db.collection('campaigns').updateOne({ _id: id as never }, { $set: { type: 'live' } });
    const { status, json } = await put(id, {
      when: { kind: 'at', at: '2026-05-07T09:00:00Z' },
      providerGroupId: 'grp_none',
      safetyCheck: { maxAudience: 5 },
    });
    expect(status).toBe(400);
    expect(json.errors.map(({ field }: { field: string }) => field)).toEqual([
      '/providerGroupId',
      '/when/at',
      '/safetyCheck',
      '/alertEmail',
      '/type',
    ]);
    expect(json.errors.at(-1)).toMatchObject({ got: '"past_behaviour"', wanted: '"live", as before' });
    expect((await api.store.campaigns.get(id))?.revision).toBe(1);
    expect(edits(id)).toEqual([]);
  });

  it('accepts unchanged times that have passed since, and further ones after the last run', async () => {
    const dates = { kind: 'dates', dates: ['2026-05-07T09:00', '2026-05-07T10:05'], zone: 'account' };
    const id = await scheduled({ when: dates }, 'running');
    await opened(id, '2026-05-07T10:05');
    expect((await put(id, { when: dates, name: 'other name' })).status).toBe(200);
    const again = await put(id, { when: { ...dates, dates: ['2026-05-07T10:05', '2026-05-07T10:04'] } });
    expect(again.json.errors).toMatchObject([
      {
        field: '/when/dates',
        got: 'dates and times that have all passed',
        wanted: 'one after 2026-05-07T10:05 in UTC',
      },
    ]);
    const further = await put(id, { when: { ...dates, dates: [...dates.dates, '2026-05-09T09:00'] } });
    expect(further.status).toBe(200);
    const ended = await put(id, { when: { ...DAILY, end: { kind: 'after', runs: 1 } } });
    expect(ended.json.errors).toMatchObject([
      { field: '/when/end/runs', got: '1, although the campaign has already had 1', wanted: 'more than 1' },
    ]);
  });

  it("can't add a second run on the day of the last one by changing its hour", async () => {
    const day = { kind: 'dates', dates: ['2026-05-07T10:05', '2026-05-07T12:00'], zone: 'account' };
    const id = await scheduled({ when: day }, 'running');
    await opened(id, '2026-05-07T10:05');
    const moved = await put(id, { when: { ...day, dates: ['2026-05-07T18:00', '2026-05-08T18:00'] } });
    expect(moved.json.errors).toMatchObject([
      {
        field: '/when/dates/0',
        got: '2026-05-07T18:00, on the day of the last run (2026-05-07T10:05)',
        wanted:
          'a time on a later day: the run has begun and keeps its hour. For another message on that day, create another campaign',
      },
    ]);
    const at = await put(id, { when: { kind: 'at', at: '2026-05-07T18:00:00Z' } });
    expect(at.json.errors[0].field).toBe('/when/at');
    expect((await put(id, { when: { ...day, dates: ['2026-05-07T12:00', '2026-05-08T18:00'] } })).status).toBe(200);
  });

  it("can't start a second run immediately", async () => {
    const id = await scheduled({}, 'running');
    await opened(id, '2026-05-07T10:00');
    const { status, json } = await put(id, { when: { kind: 'now' } });
    expect([status, json.errors[0].field, json.errors[0].got]).toEqual([
      400,
      '/when/kind',
      '"now", which would immediately start another run',
    ]);
    const immediate = await scheduled({ when: { kind: 'now' } }, 'running');
    await opened(immediate, '2026-05-07T10:00');
    expect((await put(immediate, { when: { kind: 'now' }, name: 'other name' })).status).toBe(200);
    expect((await api.store.campaigns.get(immediate))?.rescheduledAt).toBeUndefined();
    const early = await scheduled();
    expect((await put(early, { when: { kind: 'now' } })).status).toBe(200);
  });

  it('of one that has ended is refused', async () => {
    const id = await scheduled({}, 'completed');
    const { status, json } = await put(id);
    expect([status, json.detail]).toEqual([409, "The campaign can't be edited: it is completed. It has ended."]);
    const justEnded = await scheduled({}, 'running');
    api.campaigns.forget(justEnded);
    const late = await put(justEnded);
    expect([late.status, late.json.detail]).toEqual([
      409,
      "The campaign can't be edited: its workflow has ended. Stop it, so that its status says so.",
    ]);
  });

  it('is stored when Temporal is unavailable, and can be repeated', async () => {
    const id = await scheduled();
    api.campaigns.failure = unavailable('Temporal');
    expect((await put(id, { when: DAILY })).status).toBe(503);
    expect(await api.store.campaigns.get(id)).toMatchObject({ revision: 2, when: DAILY, rescheduledAt: NOW });
    api.campaigns.failure = null;
    expect((await put(id, { when: DAILY })).json).toMatchObject({ revision: 3, when: DAILY });
  });

  it('by two callers at the same moment is done one after the other', async () => {
    const id = await scheduled();
    const both = await Promise.all([put(id, { name: 'one' }), put(id, { name: 'two' })]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    expect((await api.store.campaigns.get(id))?.revision).toBe(3);
  });

  it('is a conflict when other edits are faster each time', async () => {
    const id = await scheduled();
    const { replace } = api.store.campaigns;
    let others = 0;
    Object.assign(api.store.campaigns, {
      replace: async (given: Parameters<typeof replace>[0]) => {
        others += 1;
        await replace({ ...given, input: { ...given.input, name: `other ${others}` } });
        return await replace(given);
      },
    });
    const { status, json } = await put(id);
    Object.assign(api.store.campaigns, { replace });
    expect([status, json.detail]).toEqual([409, expect.stringContaining('edited at the same moment')]);
    expect(others).toBe(20);
    expect(edits(id)).toEqual([]);
  });

  it('of a draft that is being scheduled applies to the scheduled campaign', async () => {
    const { id } = await api.made('/v1/campaigns', input());
    const { get } = api.store.campaigns;
    let looks = 0;
    Object.assign(api.store.campaigns, {
      get: async (wanted: string) => {
        const found = await get(wanted);
        looks += 1;
        if (looks === 1) await api.call('POST', `/v1/campaigns/${id}/schedule`);
        return found;
      },
    });
    const { json } = await put(id, { name: 'Autumn' });
    Object.assign(api.store.campaigns, { get });
    expect(json).toMatchObject({ name: 'Autumn', status: 'scheduled', revision: 2 });
    expect(edits(id)).toHaveLength(1);
  });
});

describe('a draft that is edited while it is being scheduled', () => {
  const api = testApi();

  it('is checked in its new form', async () => {
    const ids = await oneOfEach(api);
    const { id } = await api.made('/v1/campaigns', campaignInput(ids));
    const { setStatus } = api.store.campaigns;
    let marks = 0;
    Object.assign(api.store.campaigns, {
      setStatus: async (change: Parameters<typeof setStatus>[0]) => {
        marks += 1;
        const json = { ...campaignInput(ids), safetyCheck: { maxAudience: 5 } };
        if (marks === 1) await api.call('PUT', `/v1/campaigns/${id}`, { json });
        return await setStatus(change);
      },
    });
    const { status, json } = await api.call('POST', `/v1/campaigns/${id}/schedule`);
    Object.assign(api.store.campaigns, { setStatus });
    expect([status, json.errors[0].field]).toEqual([400, '/safetyCheck']);
    expect((await api.call('GET', `/v1/campaigns/${id}`)).json.status).toBe('draft');
  });
});
