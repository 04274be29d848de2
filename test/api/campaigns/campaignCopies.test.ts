import { beforeAll, describe, expect, it } from 'vitest';
import { campaignInput, type Ids, oneOfEach } from '../fixtures.ts';
import { testApi } from '../support.ts';

describe('campaigns', () => {
  const api = testApi();
  let ids: Ids;
  beforeAll(async () => {
    ids = await oneOfEach(api);
  });
  const draft = async (changes: object = {}): Promise<string> =>
    (await api.made('/v1/campaigns', { ...campaignInput(ids), ...changes })).id;
  const act = (id: string, action: string, options = {}) => api.call('POST', `/v1/campaigns/${id}/${action}`, options);
  const read = async (id: string) => (await api.call('GET', `/v1/campaigns/${id}`)).json;
  async function listed(query: string): Promise<string[]> {
    const { json } = await api.call('GET', `/v1/campaigns?${query}`);
    return json.items.map(({ id }: { id: string }) => id);
  }
  async function stopped(changes: object = {}): Promise<string> {
    const id = await draft(changes);
    await act(id, 'schedule');
    expect((await act(id, 'stop')).json.status).toBe('stopped');
    return id;
  }

  it('are duplicated with all of their definition, and nothing of what became of them', async () => {
    const definition = {
      ...campaignInput(ids),
      name: 'Summer',
      tags: ['sale'],
      metadata: { crmId: '7' },
      reach: { kind: 'percentage', percentage: 50 },
      dnd: [],
      limits: { total: 5, ignoreProfileLimits: true, countForProfileLimits: false },
      onUncertain: 'resend',
      resolveWithinSeconds: 60,
      validityPeriodSeconds: 600,
    };
    const id = await stopped(definition);
    const before = await read(id);
    const { status, json, headers } = await act(id, 'duplicate');
    expect([status, headers.get('location')]).toEqual([201, `/v1/campaigns/${json.id}`]);
    expect(json).toMatchObject({ ...definition, name: 'Summer (copy)', status: 'draft', revision: 1, actions: [] });
    expect(json.id).not.toBe(id);
    const { warnings, ...copy } = json;
    expect(warnings).toEqual([]);
    expect(await read(json.id)).toEqual({ ...copy, progress: null });
    expect(await read(id)).toEqual(before);
    expect((await act(json.id, 'schedule')).json.status).toBe('scheduled');
    expect((await act('cmp_none', 'duplicate')).status).toBe(404);
  });

  it('have names as duplicates that say so, however long they were', async () => {
    const nameAfter = async (name: string) => (await act(await draft({ name }), 'duplicate')).json.name;
    expect(await nameAfter('Spring')).toBe('Spring (copy)');
    expect(await nameAfter('Spring (copy)')).toBe('Spring (copy 2)');
    expect(await nameAfter('Spring (copy 9)')).toBe('Spring (copy 10)');
    expect(await nameAfter('(copy)')).toBe('(copy) (copy)');
    expect(await nameAfter('x'.repeat(200))).toBe(`${'x'.repeat(193)} (copy)`);
    expect(await nameAfter('🌷'.repeat(100))).toBe(`${'🌷'.repeat(96)} (copy)`);
  });

  it('are duplicated with warnings where the copy could not be scheduled', async () => {
    const id = await draft({ when: { kind: 'at', at: new Date(Date.now() + 1500).toISOString() } });
    await new Promise((resolve) => setTimeout(resolve, 1600));
    const { status, json } = await act(id, 'duplicate');
    expect([status, json.warnings]).toMatchObject([201, [{ field: '/when/at' }]]);
    expect((await act(json.id, 'schedule')).json.errors).toMatchObject([{ field: '/when/at' }]);
  });

  it('are duplicated once under an idempotency key, and by authors alone', async () => {
    const id = await draft({ name: 'Once' });
    const options = { headers: { 'idempotency-key': 'copy-once' } };
    const [first, second] = [await act(id, 'duplicate', options), await act(id, 'duplicate', options)];
    expect(second.json).toEqual(first.json);
    expect(await listed('name=Once')).toEqual([first.json.id, id]);
    const { key } = await api.made('/v1/api-keys', { name: 'operator', scopes: ['read', 'operate'] });
    for (const action of ['duplicate', 'archive', 'unarchive']) {
      expect([action, (await act(id, action, { key })).status]).toEqual([action, 403]);
    }
  });

  it('leave the list when they are archived, and come back', async () => {
    const [ended, left] = [await stopped({ name: 'Autumn' }), await draft({ name: 'Autumn' })];
    const active = await draft({ name: 'Autumn' });
    for (const id of [ended, left]) {
      const { status, json } = await act(id, 'archive');
      expect([status, json.archivedAt]).toEqual([200, expect.any(String)]);
      expect((await act(id, 'archive')).json).toEqual(json);
      expect((await read(id)).archivedAt).toBe(json.archivedAt);
    }
    expect(await listed('name=Autumn')).toEqual([active]);
    expect(await listed('name=Autumn&archived=false')).toEqual([active]);
    expect(await listed('name=Autumn&archived=true')).toEqual([left, ended]);
    expect(await listed('name=Autumn&archived=all')).toEqual([active, left, ended]);
    expect(await listed('name=Autumn&archived=true&status=draft')).toEqual([left]);
    expect((await api.call('GET', '/v1/campaigns?archived=yes')).json.errors[0].field).toBe('query: archived');
    for (const id of [ended, left, active]) {
      expect((await act(id, 'unarchive')).json).toMatchObject({ id, archivedAt: null });
    }
    expect(await listed('name=Autumn')).toEqual([active, left, ended]);
    expect((await act(left, 'schedule')).json.status).toBe('scheduled');
  });

  it('are archived only as drafts or when they have ended, and then allow less', async () => {
    const id = await draft();
    await act(id, 'schedule');
    const refused = await act(id, 'archive');
    expect(refused.json).toMatchObject({
      detail: "The campaign can't be archived: it is scheduled. Possible now: edit, pause, stop, duplicate.",
      code: 'campaign_state',
    });
    expect((await read(id)).archivedAt).toBeNull();
    const left = await draft();
    await act(left, 'archive');
    for (const { status, json } of [
      await act(left, 'schedule'),
      await api.call('PUT', `/v1/campaigns/${left}`, { json: campaignInput(ids) }),
    ]) {
      expect([status, json.allowedActions]).toEqual([409, ['delete', 'duplicate', 'unarchive']]);
      expect(json.detail).toContain('it is draft and archived.');
    }
    expect((await act(left, 'duplicate')).json).toMatchObject({ status: 'draft', archivedAt: null });
    expect((await api.call('DELETE', `/v1/campaigns/${left}`)).status).toBe(204);
    const ended = await stopped();
    await act(ended, 'archive');
    expect((await act(ended, 'pause')).json.allowedActions).toEqual(['duplicate', 'unarchive']);
  });

  it('never start out of the archive, even if they were archived while they were checked', async () => {
    const id = await draft();
    const { revision } = await read(id);
    await act(id, 'archive');
    const schedule = { id, status: 'scheduled', from: ['draft'], revision, now: new Date() } as const;
    expect(await api.store.campaigns.setStatus(schedule)).toBe(false);
    await act(id, 'unarchive');
    expect(await api.store.campaigns.setStatus(schedule)).toBe(true);
    expect(await api.store.campaigns.archive(id, new Date())).toBe(false);
  });

  it('are listed by tag', async () => {
    const tagged = [await draft({ tags: ['Winter', 'news'] }), await draft({ tags: ['Winter'] })];
    await draft({ tags: ['winter', 'Winter sale'] });
    expect(await listed('tag=Winter')).toEqual(tagged.toReversed());
    expect(await listed('tag=news')).toEqual(tagged.slice(0, 1));
    expect(await listed('tag=win')).toEqual([]);
  });

  it('keep metadata of the caller’s, which an edit replaces without a new time', async () => {
    const metadata = { crmId: '42', 'cost-centre': 'K7', note: '' };
    const id = await draft({ metadata });
    expect((await read(id)).metadata).toEqual(metadata);
    expect((await read(await draft())).metadata).toEqual({});
    await act(id, 'schedule');
    const put = (json: object) => api.call('PUT', `/v1/campaigns/${id}`, { json: { ...campaignInput(ids), ...json } });
    expect((await put({ metadata: { crmId: '43' } })).json).toMatchObject({ metadata: { crmId: '43' }, revision: 2 });
    expect((await api.store.campaigns.get(id))?.rescheduledAt).toBeUndefined();
    expect((await put({})).json.metadata).toEqual({});
    const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 'v']));
    expect((await put({ metadata: keys(20) })).status).toBe(200);
    const wrong: object[] = [keys(21), { '': 'v' }, { 'a.b': 'v' }, { $set: 'v' }, { a: 1 }, { a: 'v'.repeat(501) }];
    wrong.push({ [`a${'b'.repeat(40)}`]: 'v' });
    for (const bad of wrong) {
      const { status, json } = await put({ metadata: bad });
      expect([status, json.errors?.[0].field.startsWith('/metadata')], JSON.stringify(bad)).toEqual([400, true]);
    }
  });
});
