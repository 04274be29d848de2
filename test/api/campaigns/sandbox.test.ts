import { beforeAll, describe, expect, it } from 'vitest';
import { campaignActivities } from '../../../src/activities/campaigns.ts';
import type { Store } from '../../../src/store/store.ts';
import { instantSchedule } from '../../support/sending.ts';
import { campaignInput, HTTP_PROVIDER, type Ids, oneOfEach } from '../fixtures.ts';
import { type CallOptions, testApi } from '../support.ts';

/** The first run as the workflow opens it. */
const open = async (store: Store, campaignId: string) => {
  const at = new Date();
  const revision = (await store.campaigns.get(campaignId))?.revision ?? 0;
  const of = { campaignId, occurrence: 1, revision, schedule: instantSchedule(at), startedAt: at.toISOString() };
  await campaignActivities({ store }).openRun(of);
  return { run: await store.runs.get(`${campaignId}/1`), dispatch: await store.dispatches.get(`${campaignId}/1`) };
};

describe('a sandbox key', () => {
  let requests = 0;
  const api = testApi(() => ({
    createProvider: () => {
      requests += 1;
      throw new Error('a real provider was opened');
    },
  }));
  let [ids, key, keyId]: [Ids, string, string] = [{} as Ids, '', ''];
  const call = (method: string, path: string, json?: unknown, options: CallOptions = {}) =>
    api.call(method, path, { key, ...(json !== undefined && { json }), ...options });
  const definition = (changes: object = {}) => ({ ...campaignInput(ids), name: 'try', ...changes });
  const created = async (changes: object = {}) => {
    const { status, json } = await call('POST', '/v1/campaigns', definition(changes));
    expect(status).toBe(201);
    return json;
  };

  beforeAll(async () => {
    ids = await oneOfEach(api);
    const made = await api.made('/v1/api-keys', { name: 'tests', preset: 'admin', sandbox: true });
    [key, keyId] = [made.key, made.id];
  });

  it('is one from its creation on, for ever, and knows it', async () => {
    expect((await call('GET', '/v1/whoami')).json).toMatchObject({ keyId, name: 'tests', sandbox: true });
    expect((await api.call('GET', '/v1/whoami')).json.sandbox).toBe(false);
    const path = `/v1/api-keys/${keyId}`;
    const changed = await api.call('PUT', path, { json: { name: 'tests', preset: 'admin', sandbox: false } });
    expect([changed.status, changed.json.errors?.[0].field]).toEqual([400, '/sandbox']);
    const renamed = await api.call('PUT', path, { json: { name: 'tests 2', preset: 'admin' } });
    expect(renamed.json).toMatchObject({ name: 'tests 2', sandbox: true });
    const rotated = await api.call('POST', `${path}/rotate`, { json: {} });
    expect((await api.call('GET', '/v1/whoami', { key: rotated.json.key })).json.sandbox).toBe(true);
    key = rotated.json.key;
  });

  it('makes sandbox campaigns, with a provider group or without, which lists tell apart', async () => {
    const own = await created();
    const bare = await created({ providerGroupId: 'sandbox' });
    expect([own.sandbox, bare.sandbox]).toEqual([true, true]);
    const unknown = await call('POST', '/v1/campaigns', definition({ providerGroupId: 'grp_nobody' }));
    expect([unknown.status, unknown.json.errors[0].field]).toEqual([400, '/providerGroupId']);
    const real = await api.call('POST', '/v1/campaigns', { json: definition({ providerGroupId: 'sandbox' }) });
    expect([real.status, real.json.errors[0].field]).toEqual([400, '/providerGroupId']);
    const listed = async (query: string): Promise<boolean[]> =>
      (await call('GET', `/v1/campaigns?${query}`)).json.items.map(({ sandbox }: { sandbox: boolean }) => sandbox);
    expect(new Set(await listed('sandbox=true'))).toEqual(new Set([true]));
    expect(await listed('sandbox=false')).toEqual([false]);
    expect(new Set(await listed(''))).toEqual(new Set([true, false]));
  });

  it.each(['own', 'bare', 'edited by another key', 'copy of another key’s'])(
    'has its campaign sent through the sandbox alone, whatever group it names: %s',
    async (kind) => {
      await api.call('PATCH', '/v1/account', { json: { profileLimits: [{ kind: 'calendar', max: 1, per: 'day' }] } });
      const { id } =
        kind === 'copy of another key’s'
          ? (await call('POST', `/v1/campaigns/${ids.campaignId}/duplicate`)).json
          : await created(kind === 'bare' ? { providerGroupId: 'sandbox' } : {});
      if (kind.startsWith('edited')) {
        const edit = await api.call('PATCH', `/v1/campaigns/${id}`, {
          json: { providerGroupId: ids.groupId, name: 'x' },
        });
        expect(edit.json).toMatchObject({ sandbox: true, name: 'x' });
      }
      const { run, dispatch } = await open(api.store, id);
      expect(run).toMatchObject({ sandbox: true, members: [{ providerId: 'sandbox' }], profileLimits: [] });
      expect(dispatch).toMatchObject({ members: [{ providerId: 'sandbox' }], profileLimits: null });
      for (const part of ['', '/report']) {
        expect((await call('GET', `/v1/campaigns/${id}/runs/1${part}`)).json.sandbox).toBe(true);
      }
      expect(await api.store.dispatches.newest(10)).toEqual([]);
      const activities = campaignActivities({ store: api.store });
      const planning = { scheduledAt: new Date().toISOString(), runs: 0 } as never;
      const plan = await activities.loadCampaign({ campaignId: id, planning });
      expect(plan).toMatchObject({ sandbox: true, name: expect.stringMatching(/ \(sandbox\)$/) });
    },
  );

  it('makes a real campaign of none, and another key can make a real copy of a sandbox campaign', async () => {
    const { id } = await created();
    expect((await call('PUT', `/v1/campaigns/${id}`, { ...definition(), sandbox: false })).status).toBe(400);
    expect((await call('PATCH', `/v1/campaigns/${id}`, { sandbox: false })).status).toBe(400);
    const copy = await api.call('POST', `/v1/campaigns/${id}/duplicate`);
    expect(copy.json.sandbox).toBe(false);
    const { run } = await open(api.store, copy.json.id);
    expect(run).toMatchObject({ members: [{ providerId: ids.providerId }] });
    expect(run?.sandbox).toBeUndefined();
  });

  it('can do nothing to another campaign, but with its own', async () => {
    const { id } = await created({ providerGroupId: 'sandbox' });
    const requestsOn = (campaignId: string) =>
      [
        ['PUT', '', definition()],
        ['PATCH', '', { name: 'y' }],
        ['POST', '/approve', {}],
        ['POST', '/raise-limit', { limit: 5 }],
        ['POST', '/pause'],
        ['POST', '/resume'],
        ['POST', '/retry'],
        ['POST', '/archive'],
        ['POST', '/unarchive'],
        ['POST', '/schedule'],
        ['POST', '/stop'],
        ['DELETE', ''],
      ].map(async ([method, path, json]) => {
        const { status, json: answer } = await call(String(method), `/v1/campaigns/${campaignId}${path}`, json);
        return { what: `${method} ${path}`, status, code: answer?.code };
      });
    for (const { what, status, code } of await Promise.all(requestsOn(ids.campaignId))) {
      expect([what, status, code]).toEqual([what, 403, 'sandbox_key']);
    }
    expect((await api.store.campaigns.get(ids.campaignId))?.status).toBe('draft');
    for (const { what, code } of await Promise.all(requestsOn(id))) {
      expect([what, code]).not.toEqual([what, 'sandbox_key']);
    }
    for (const { what, status, code } of await Promise.all(requestsOn('cmp_nobody'))) {
      expect([what, status === 404 || status === 400, code]).toEqual([what, true, expect.any(String)]);
    }
  });

  it('is refused by every other operation that changes something, whatever its scopes are', async () => {
    const { json: document } = await api.call('GET', '/openapi.json', { key: null });
    const parameters = { campaignId: 'cmp_nobody', occurrence: '1', country: 'GB' } as Record<string, string>;
    const reached: string[] = [];
    for (const [path, operations] of Object.entries<Record<string, { operationId: string; security?: unknown[] }>>(
      document.paths,
    )) {
      for (const [method, { operationId, security }] of Object.entries(operations)) {
        if (method === 'get' || (Array.isArray(security) && security.length === 0)) continue;
        if (path.startsWith('/v1/receipts') || path.startsWith('/v1/inbound/{providerId}')) continue;
        const actual = path.replace(/\{(\w+)\}/g, (_, name: string) => parameters[name] ?? 'x');
        const body = bodyFor(operationId, ids);
        const { status, json } = await call(method.toUpperCase(), actual, body);
        if (json?.code !== 'sandbox_key') reached.push(`${operationId} ${status} ${json?.code ?? ''}`);
      }
    }
    const permitted = reached.map((line) => line.split(' ')[0]);
    const ofCampaigns = permitted.filter((id) => /Campaign$|Run$|SafetyLimit$/.test(id ?? ''));
    const others = reached.filter((line) => !ofCampaigns.includes(line.split(' ')[0]));
    expect(others.map((line) => line.split(' ')[0])).toEqual(['estimateSegment', 'sendTestSms', 'sendMessage']);
  });

  it('creates no provider, group or key, and changes none', async () => {
    const refused = [
      ['POST', '/v1/providers', { ...HTTP_PROVIDER, name: 'mine' }],
      ['PATCH', `/v1/providers/${ids.providerId}`, { name: 'mine' }],
      ['POST', `/v1/providers/${ids.providerId}/validate`],
      ['POST', '/v1/provider-groups', { name: 'mine', members: [{ providerId: ids.providerId }] }],
      ['PATCH', `/v1/provider-groups/${ids.groupId}`, { name: 'mine' }],
      ['POST', '/v1/api-keys', { name: 'escape', preset: 'admin' }],
      ['PUT', `/v1/api-keys/${keyId}`, { name: 'escape', preset: 'admin' }],
      ['POST', `/v1/api-keys/${keyId}/rotate`, {}],
      ['PATCH', '/v1/account', { timeZone: 'Asia/Tokyo' }],
      ['POST', '/v1/profiles', { id: 'u9', phone: '+447700900009' }],
      ['PATCH', `/v1/segments/${ids.segmentId}`, { name: 'mine' }],
      ['POST', '/v1/suppressions/%2B447700900001/lift', { reason: 'try' }],
    ] as const;
    for (const [method, path, json] of refused) {
      const { status, json: answer } = await call(method, path, json);
      expect([path, status, answer.code]).toEqual([path, 403, 'sandbox_key']);
    }
    expect(requests).toBe(0);
  });

  it.each([
    ['+12025550101', 'accepted', null, 'delivered'],
    ['+12025550102', 'accepted', null, 'undelivered'],
    ['+12025550103', 'refused', 'sandbox_invalid_number', 'failed'],
    ['+12025550104', 'refused', 'sandbox_opted_out', 'failed'],
    ['+12025550105', 'unknown', 'timeout', 'uncertain'],
    ['+12025550107', 'trouble', 'sandbox_unavailable', 'failed'],
    ['+12025550143', 'accepted', null, 'delivered'],
  ])('sends a test SMS to %s through the sandbox: %s', async (to, outcome, code, status) => {
    await api.call('PATCH', '/v1/account', { json: { testNumbers: ['+447700900001'] } });
    const { json } = await call('POST', `/v1/providers/${ids.providerId}/test-sms`, { to, text: 'hello' });
    expect(json).toMatchObject({ outcome, code });
    const read = () => api.store.messages.get(json.messageId);
    const ends = status === 'uncertain' ? 'delivered' : status;
    await expect.poll(async () => (await read())?.status, { timeout: 5000 }).toBe(ends);
    expect((await read())?.attempts).toMatchObject([{ providerId: 'sandbox' }]);
    expect((await api.store.suppressions.among([to])).size).toBe(0);
    expect(requests).toBe(0);
  });
});

/** A body that the schema of the operation accepts, where one is needed. */
function bodyFor(operationId: string, ids: Ids): unknown {
  const bodies: Record<string, unknown> = {
    sendTestSms: { to: '+12025550101', text: 'x' },
    sendMessage: { to: '+12025550101', text: 'x', providerGroupId: ids.groupId },
    estimateSegment: { everyone: true },
    createProvider: HTTP_PROVIDER,
    createProviderGroup: { name: 'n', members: [{ providerId: ids.providerId }] },
    createApiKey: { name: 'n', preset: 'read' },
    replaceApiKey: { name: 'n', preset: 'read' },
    createSegment: { name: 'n', condition: { kind: 'event', event: 'x' } },
    replaceSegment: { name: 'n', condition: { kind: 'event', event: 'x' } },
    replaceAccount: {},
    upsertProfile: { id: 'x' },
    erasePerson: { profileId: 'x' },
    createCampaign: campaignInput(ids),
    replaceCampaign: campaignInput(ids),
  };
  return bodies[operationId] ?? {};
}
