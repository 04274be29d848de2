import { beforeAll, describe, expect, it } from 'vitest';
import { unavailable } from '../../../src/api/http/problem.ts';
import { campaignInput, type Ids, oneOfEach } from '../fixtures.ts';
import { testApi } from '../support.ts';

describe('campaigns', () => {
  const api = testApi();
  let ids: Ids;
  beforeAll(async () => {
    ids = await oneOfEach(api);
  });
  const draft = async (changes: object = {}): Promise<string> => {
    const made = await api.made('/v1/campaigns', { ...campaignInput(ids), ...changes });
    return made.id;
  };
  const act = (id: string, action: string, headers = {}) =>
    api.call('POST', `/v1/campaigns/${id}/${action}`, { headers });

  it('are drafts with all defaults', async () => {
    const made = await api.call('POST', '/v1/campaigns', { json: campaignInput(ids) });
    expect(made.json).toMatchObject({
      status: 'draft',
      revision: 1,
      actions: [],
      tags: [],
      what: { maxSegments: 4 },
      reach: { kind: 'everyone' },
      limits: { ignoreProfileLimits: false, countForProfileLimits: true },
      onUncertain: 'skip',
    });
    const { warnings, ...campaign } = made.json;
    expect(warnings).toEqual([]);
    expect((await api.call('GET', `/v1/campaigns/${campaign.id}`)).json).toEqual({ ...campaign, progress: null });
  });

  it('have tags, each once', async () => {
    const tagged = (tags: string[]) => api.call('POST', '/v1/campaigns', { json: { ...campaignInput(ids), tags } });
    expect((await tagged(['promotion', ' spring '])).json.tags).toEqual(['promotion', 'spring']);
    expect((await tagged(['spring', 'spring '])).json.errors).toMatchObject([
      { field: '/tags', wanted: 'each tag once' },
    ]);
  });

  it('are refused with all errors', async () => {
    const input = {
      ...campaignInput(ids),
      who: { kind: 'segment', segmentId: 'seg_none' },
      what: { template: 'Hi {{ profile.name | nofilter }}' },
      when: { kind: 'at', at: '2020-01-01T00:00:00Z' },
      providerGroupId: 'grp_none',
    };
    const { status, json } = await api.call('POST', '/v1/campaigns', { json: input });
    expect(status).toBe(400);
    expect(json.errors.map((problem: { field: string }) => problem.field)).toEqual([
      '/who/segmentId',
      '/providerGroupId',
      '/what/template',
      '/when/at',
    ]);
    expect(json.errors[2].got).toMatch(/line 1, column \d+/);
    expect(json.errors[2].wanted).toContain('nofilter');
  });

  it('are validated without being created, with all errors at once and previews of the messages', async () => {
    const before = (await api.call('GET', '/v1/campaigns')).json.items.length;
    const wrong = await api.made('/v1/campaigns/validate', {
      name: '',
      who: { kind: 'segment', segmentId: 'seg_none' },
    });
    expect(wrong.valid).toBe(false);
    const fields = wrong.problems.map((problem: { field: string }) => problem.field);
    expect(fields).toEqual(
      expect.arrayContaining(['/name', '/type', '/when', '/what', '/providerGroupId', '/who/segmentId']),
    );
    await api.made('/v1/profiles', { id: 'u2', properties: { tier: 'gold' } });
    const good = await api.made('/v1/campaigns/validate', {
      ...campaignInput(ids),
      what: { template: 'Hi {{ profile.name }} “you”' },
    });
    expect(good).toMatchObject({ valid: true, problems: [] });
    expect(good.preview).toEqual([
      {
        profileId: 'u1',
        text: 'Hi Ada “you”',
        encoding: 'UCS-2',
        segments: 1,
        notInGsm7: ['“', '”'],
        quietHours: [],
        reason: null,
        detail: null,
      },
      expect.objectContaining({ profileId: 'u2', text: null, reason: 'missing_value' }),
    ]);
    const named = await api.call('POST', '/v1/campaigns/validate?profileId=u2', {
      json: { what: { template: 'Dear {{ profile.id }}' } },
    });
    expect(named.json.preview).toMatchObject([{ profileId: 'u2', text: 'Dear u2', encoding: 'GSM-7' }]);
    const nobody = await api.made('/v1/campaigns/validate?profileId=u2', campaignInput(ids));
    expect(nobody).toMatchObject({
      valid: false,
      problems: [
        { field: '/what/template', got: expect.stringContaining('gives no message for the profile in the preview') },
      ],
    });
    expect((await api.call('GET', '/v1/campaigns')).json.items.length).toBe(before);
  });

  it('are deleted as long as they are drafts', async () => {
    const id = await draft();
    expect((await act(id, 'schedule')).status).toBe(200);
    const late = await api.call('DELETE', `/v1/campaigns/${id}`);
    expect([late.status, late.json.detail]).toEqual([409, 'Only a draft can be deleted; the campaign is scheduled.']);
    const other = await draft();
    expect((await api.call('DELETE', `/v1/campaigns/${other}`)).status).toBe(204);
    expect((await api.call('DELETE', `/v1/campaigns/${other}`)).status).toBe(404);
  });

  it('are scheduled, paused, resumed and stopped in the name of the key’s owner', async () => {
    const id = await draft();
    const { key, id: keyId } = await api.made('/v1/api-keys', { name: 'night shift', preset: 'admin' });
    const asNight = (action: string) => api.call('POST', `/v1/campaigns/${id}/${action}`, { key });
    const scheduled = await asNight('schedule');
    expect(scheduled.json).toMatchObject({ status: 'scheduled', progress: { phase: 'scheduled', earlierRuns: [] } });
    expect(scheduled.json.actions).toEqual([{ action: 'schedule', by: 'night shift', keyId, at: expect.any(String) }]);
    expect((await asNight('pause')).json.status).toBe('paused');
    expect((await asNight('resume')).json.status).toBe('running');
    expect((await asNight('stop')).json.status).toBe('stopped');
    const calls = api.campaigns.calls.filter((call) => call.campaignId === id);
    expect(calls.map((call) => [call.method, call.by])).toEqual(
      ['start', 'pause', 'resume', 'stop'].map((method) => [method, 'night shift']),
    );
  });

  it('refuse actions that their status does not allow, and list those that it does', async () => {
    const id = await draft();
    expect((await act(id, 'pause')).json.detail).toBe(
      "The campaign can't be paused: it is draft. Possible now: edit, delete, schedule, duplicate, archive.",
    );
    await act(id, 'schedule');
    const refused = (await act(id, 'resume')).json;
    expect(refused.detail).toContain("can't be resumed: it is scheduled. Possible now: edit, pause, stop, duplicate.");
    expect(refused).toMatchObject({ code: 'campaign_state', allowedActions: ['edit', 'pause', 'stop', 'duplicate'] });
    await act(id, 'stop');
    for (const action of ['schedule', 'pause', 'resume', 'stop']) {
      const { status, json } = await act(id, action);
      expect([action, status]).toEqual([action, 409]);
      expect(json.detail).toContain('it is stopped. It has ended.');
      expect(json).toMatchObject({ code: 'campaign_state', allowedActions: ['duplicate', 'archive'] });
    }
    expect((await act('cmp_none', 'pause')).status).toBe(404);
  });

  it('are checked once more when they are scheduled', async () => {
    const segment = await api.made('/v1/segments', {
      name: 'short-lived',
      condition: { kind: 'field', field: 'country', operator: 'exists' },
    });
    const id = await draft({ who: { kind: 'segment', segmentId: segment.id } });
    await api.store.segments.remove(segment.id);
    const { status, json } = await act(id, 'schedule');
    expect([status, json.errors[0].field]).toEqual([400, '/who/segmentId']);
    expect((await api.call('GET', `/v1/campaigns/${id}`)).json.status).toBe('draft');
  });

  it('start once, however often the request is repeated after a failure', async () => {
    const id = await draft();
    api.campaigns.failure = unavailable('Temporal');
    const failed = await act(id, 'schedule', { 'idempotency-key': 'start' });
    expect([failed.status, failed.headers.get('retry-after')]).toEqual([503, '5']);
    expect((await act(id, 'stop')).status).toBe(503);
    api.campaigns.failure = null;
    const pause = await act(id, 'pause');
    expect([pause.status, pause.json.detail]).toEqual([409, expect.stringContaining('Schedule it again')]);
    expect((await act(id, 'schedule', { 'idempotency-key': 'start' })).status).toBe(200);
    expect((await act(id, 'schedule', { 'idempotency-key': 'start' })).headers.get('idempotency-replayed')).toBe(
      'true',
    );
    expect(api.campaigns.calls.filter((call) => call.campaignId === id && call.method === 'start')).toHaveLength(1);
  });

  it('carry an action id that a repetition keeps', async () => {
    const id = await draft();
    await act(id, 'schedule');
    await act(id, 'pause', { 'idempotency-key': 'p1' });
    await api.store.db.collection('idempotency').updateMany({}, { $set: { answer: null, owner: null } });
    await act(id, 'pause', { 'idempotency-key': 'p1' });
    const [first, second] = api.campaigns.calls.filter((call) => call.campaignId === id && call.method === 'pause');
    expect(first?.actionId).toMatch(/^act_/);
    expect(second?.actionId).toBe(first?.actionId);
  });

  it('that were stored without limits, revisions and actions are read, edited and scheduled', async () => {
    const at = new Date();
    const input = campaignInput(ids);
    const document = { ...input, what: { ...input.what, maxSegments: 4 }, onUncertain: 'skip' };
    const [first, second] = ['cmp_old_1', 'cmp_old_2'];
    for (const _id of [first, second]) {
      const stored = { ...document, resolveWithinSeconds: 60, status: 'draft', createdAt: at, updatedAt: at };
      await api.store.db.collection('campaigns').insertOne({ _id: _id as never, ...stored });
    }
    expect((await api.call('GET', `/v1/campaigns/${first}`)).json).toMatchObject({
      reach: { kind: 'everyone' },
      limits: { ignoreProfileLimits: false, countForProfileLimits: true },
      revision: 0,
      actions: [],
    });
    const { items } = (await api.call('GET', '/v1/campaigns?status=draft')).json;
    expect(items.map((item: { id: string }) => item.id)).toEqual(expect.arrayContaining([first, second]));
    expect((await api.call('PUT', `/v1/campaigns/${first}`, { json: campaignInput(ids) })).json.revision).toBe(1);
    for (const id of [first, second]) expect((await act(id, 'schedule')).json.status).toBe('scheduled');
    expect((await api.call('PUT', `/v1/campaigns/${second}`, { json: campaignInput(ids) })).json.revision).toBe(1);
  });

  it('are listed from the newest to the oldest, and by time and name', async () => {
    const made: string[] = [];
    const names = ['Listed: spring (1)', 'Listed: SUMMER (1)', 'Listed: autumn (2)'];
    for (const name of names) made.push((await api.made('/v1/campaigns', { ...campaignInput(ids), name })).id);
    const list = async (query: string) =>
      (await api.call('GET', `/v1/campaigns?${query}`)).json.items.map(({ id }: { id: string }) => made.indexOf(id));
    const [first, second] = await Promise.all(
      made.map(async (id) => (await api.call('GET', `/v1/campaigns/${id}`)).json),
    );
    expect(await list('name=listed')).toEqual([2, 1, 0]);
    expect(await list('name=listed&limit=2')).toEqual([2, 1]);
    expect(await list('name=summer')).toEqual([1]);
    expect(await list(`name=${encodeURIComponent('(1)')}`)).toEqual([1, 0]);
    expect(await list(`name=listed&createdTo=${second.createdAt}`)).toEqual(
      first.createdAt < second.createdAt ? [0] : [],
    );
    expect(await list(`name=listed&createdFrom=${first.createdAt}`)).toEqual([2, 1, 0]);
    expect(await list('createdFrom=2100-01-01')).toEqual([]);
    expect((await api.call('GET', '/v1/campaigns?createdFrom=yesterday')).status).toBe(400);
  });

  it('are listed by status', async () => {
    const { json } = await api.call('GET', '/v1/campaigns?status=stopped&limit=1');
    expect(json.items).toHaveLength(1);
    expect(json.items[0].status).toBe('stopped');
    expect(json.nextCursor).not.toBeNull();
    expect((await api.call('GET', '/v1/campaigns?status=gone')).status).toBe(400);
  });
});
