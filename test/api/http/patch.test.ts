import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { beforeAll, describe, expect, it } from 'vitest';
import { campaignInput, type Ids, oneOfEach, TWILIO_PROVIDER } from '../fixtures.ts';
import { BOOTSTRAP_KEY, testApi } from '../support.ts';

const NOW = new Date('2026-05-07T10:00:00Z');
const MERGE_PATCH = 'application/merge-patch+json';
const RESOURCES = ['campaign', 'provider', 'provider group', 'segment', 'saved message', 'account'] as const;
type Resource = (typeof RESOURCES)[number];

interface Operation {
  readonly operationId: string;
  readonly parameters: readonly object[];
  readonly requestBody: { readonly content: object };
  readonly responses: Readonly<Record<string, { readonly headers?: object }>>;
}

/** Two patches of different fields, and one that is refused, with the field that is wrong. */
const EDITS = {
  campaign: { one: { name: 'one' }, two: { tags: ['two'] }, bad: { name: '' }, field: '/name', store: 'campaigns' },
  provider: {
    one: { ratePerSecond: 7 },
    two: { settings: { idempotent: true } },
    bad: { settings: { send: { method: 'DELETE' } } },
    field: '/settings/send/method',
    store: 'providers',
  },
  'provider group': {
    one: { name: 'one' },
    two: { members: [] as object[] },
    bad: { members: [{ providerId: 'prv_1', priority: 1 }] },
    field: '/members/0/priority',
    store: 'providerGroups',
  },
  segment: {
    one: { name: 'one' },
    two: { condition: { value: 'silver' } },
    bad: { name: 5 },
    field: '/name',
    store: 'segments',
  },
  'saved message': {
    one: { name: 'one' },
    two: { template: 'two' },
    bad: { template: '' },
    field: '/template',
    store: 'savedMessages',
  },
  account: {
    one: { fourEyes: true },
    two: { alerts: { email: 'two@example.com' } },
    bad: { alerts: { email: 'nobody' } },
    field: '/alerts/email',
    store: 'account',
  },
} as const satisfies Record<Resource, object>;

describe.for(RESOURCES)('a patch of a %s', (resource) => {
  // Every edit is made in the same millisecond.
  const api = testApi(() => ({ now: () => NOW }));
  const { one, two, bad, field, store } = EDITS[resource];
  let path: string;

  const read = () => api.call('GET', path);
  const patch = (json: unknown, ifMatch?: string, type = MERGE_PATCH) =>
    api.call('PATCH', path, {
      json,
      headers: { 'content-type': type, ...(ifMatch !== undefined && { 'if-match': ifMatch }) },
    });
  const etagNow = async () => (await read()).headers.get('etag') ?? '';

  beforeAll(async () => {
    const { campaignId, providerId, groupId, segmentId } = await oneOfEach(api);
    const saved = await api.made('/v1/saved-messages', { name: 'zero', template: 'Hi' });
    EDITS['provider group'].two.members.splice(0, 10, { providerId, countries: ['GB'] });
    path = {
      campaign: `/v1/campaigns/${campaignId}`,
      provider: `/v1/providers/${providerId}`,
      'provider group': `/v1/provider-groups/${groupId}`,
      segment: `/v1/segments/${segmentId}`,
      'saved message': `/v1/saved-messages/${saved.id}`,
      account: '/v1/account',
    }[resource];
  });

  it('changes only what it names, and answers with the ETag of the new revision', async () => {
    const before = await read();
    const changed = await patch(one);
    expect(changed.status).toBe(200);
    expect(changed.json).toEqual({
      ...before.json,
      ...one,
      revision: before.json.revision + 1,
      updatedAt: NOW.toISOString(),
    });
    expect(changed.headers.get('etag')).toBe(`"${changed.json.revision}"`);
    expect(await etagNow()).toBe(changed.headers.get('etag'));
    expect(before.headers.get('etag')).not.toBe(changed.headers.get('etag'));
  });

  it('leaves reads whole, whatever the caller has', async () => {
    const etag = (await read()).headers.get('etag') ?? '';
    const headers = { authorization: `Bearer ${BOOTSTRAP_KEY}`, 'if-none-match': etag };
    // fetch would ask caches for nothing old, too.
    const request = get(`${api.url}${path}`, { headers });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    response.resume();
    expect(response.statusCode).toBe(200);
  });

  it('may be repeated', async () => {
    const once = await patch(one, undefined, 'application/json');
    const again = await patch(one, undefined, 'application/json');
    expect(again.json).toEqual({ ...once.json, revision: once.json.revision + 1 });
  });

  it('applies with If-Match to the revision that was read, and not to an older one', async () => {
    const fresh = await etagNow();
    expect((await patch(one, fresh)).status).toBe(200);
    const stale = await patch(two, fresh);
    expect([stale.status, stale.json.code]).toEqual([412, 'precondition_failed']);
    const newest = await etagNow();
    expect((await patch(one, `"0815", ${fresh},${newest}`)).status).toBe(200);
    expect((await patch(one, '*')).status).toBe(200);
    expect((await patch(one, `W/${await etagNow()}`)).status).toBe(412);
    for (const garbage of ['3', '"3', '"3" "4"', '**', 'W/3', '"a",']) {
      const refused = await patch(one, garbage);
      expect([refused.status, refused.json.errors[0].field], garbage).toEqual([400, 'header: If-Match']);
    }
  });

  it('and a PUT take the same If-Match', async () => {
    const { json, headers } = await read();
    const {
      id,
      revision,
      createdAt,
      updatedAt,
      updatedBy,
      sandbox,
      retentionAppliesAt,
      status,
      inboundUrl,
      down,
      progress,
      actions,
      archivedAt,
      ...input
    } = json;
    const put = (ifMatch: string) => api.call('PUT', path, { json: input, headers: { 'if-match': ifMatch } });
    const etag = headers.get('etag') ?? '';
    const done = await put(etag);
    expect([done.status, done.headers.get('etag')]).toEqual([200, `"${revision + 1}"`]);
    expect((await put(etag)).status).toBe(412);
    expect((await put('*')).status).toBe(200);
    expect((await put('garbage')).status).toBe(400);
    expect((await read()).json.revision).toBe(revision + 2);
  });

  it('loses nothing of another one that is made between its reading and its writing', async () => {
    const { revision } = (await read()).json;
    await edited(two, () => patch(one).then(({ status }) => expect(status).toBe(200)));
    const { json } = await read();
    expect(json).toMatchObject({ ...one, ...two, revision: revision + 2 });
  });

  it('with If-Match is refused when another one is made between its reading and its writing', async () => {
    const etag = await etagNow();
    await edited(two, () => patch(one, etag).then(({ status }) => expect(status).toBe(412)));
    const put = (await read()).json.revision;
    expect(`"${put - 1}"`).toBe(etag);
  });

  it('is refused with the field of the patch that is wrong, and changes nothing', async () => {
    const before = await read();
    const refused = await patch(bad);
    expect([refused.status, refused.json.errors[0].field]).toEqual([400, field]);
    const unknown = await patch({ nonsense: 1 });
    expect(unknown.json.errors[0]).toMatchObject({ field: '/nonsense', code: 'unknown_field' });
    for (const json of [null, [], 'text', 5]) expect((await patch(json)).status).toBe(400);
    expect((await patch(one, undefined, 'text/plain')).status).toBe(415);
    expect((await read()).json).toEqual(before.json);
  });

  it('is in the audit log with what was before and after', async () => {
    const { revision } = (await read()).json;
    const headers = { 'x-request-id': 'audited-patch', 'content-type': MERGE_PATCH };
    await api.call('PATCH', path, { json: one, headers });
    const { json } = await api.call('GET', '/v1/audit?limit=1000');
    const entry = json.items.find(({ requestId }: { requestId: string }) => requestId === 'audited-patch');
    expect(entry.operation).toMatch(/^update/);
    expect(entry).toMatchObject({ outcome: 'done', before: { revision }, after: { ...one, revision: revision + 1 } });
  });

  /** Does `edit`, and makes another edit just before it first writes. */
  async function edited(other: object, edit: () => Promise<void>): Promise<void> {
    const collection = api.store[store] as unknown as { replace(...given: unknown[]): Promise<unknown> };
    const { replace } = collection;
    collection.replace = async (...given) => {
      collection.replace = replace;
      expect((await patch(other)).status).toBe(200);
      return await replace(...given);
    };
    await edit();
  }
});

describe('a patch', () => {
  const api = testApi(() => ({ now: () => NOW }));
  let ids: Ids;
  const patch = (path: string, json: unknown, headers = {}) => api.call('PATCH', path, { json, headers });

  beforeAll(async () => {
    ids = await oneOfEach(api);
  });

  it('keeps the fields of a campaign that PUT would reset, and removes those that are null', async () => {
    const { id } = await api.made('/v1/campaigns', {
      ...campaignInput(ids),
      alertEmail: 'ada@example.com',
      limits: { total: 5, perDay: 2 },
      onUncertain: 'resend',
    });
    const path = `/v1/campaigns/${id}`;
    const renamed = await patch(path, { name: 'Autumn', limits: { perDay: null } });
    expect(renamed.json).toMatchObject({ name: 'Autumn', alertEmail: 'ada@example.com', onUncertain: 'resend' });
    expect(renamed.json.limits).toEqual({ total: 5, ignoreProfileLimits: false, countForProfileLimits: true });
    const reset = await patch(path, { alertEmail: null, limits: null, onUncertain: null });
    expect(reset.json).not.toHaveProperty('alertEmail');
    expect(reset.json).toMatchObject({ onUncertain: 'skip', limits: { countForProfileLimits: true } });
    expect(reset.json.limits).not.toHaveProperty('total');
    const required = await patch(path, { what: null });
    expect(required.json.errors).toMatchObject([{ field: '/what' }]);
  });

  it('that changes the kind of an object removes the fields of the previous kind', async () => {
    const path = `/v1/campaigns/${ids.campaignId}`;
    const at = await patch(path, { when: { kind: 'at', at: '2026-05-08T10:00:00Z' } });
    expect(at.json.when).toMatchObject({ kind: 'at' });
    const left = await patch(path, { when: { kind: 'now' } });
    expect([left.status, left.json.errors]).toMatchObject([400, [{ field: '/when/at', code: 'not_accepted' }]]);
    const now = await patch(path, { when: { kind: 'now', at: null } });
    expect(now.json.when).toEqual({ kind: 'now' });
  });

  it('of a scheduled campaign reaches its workflow', async () => {
    const { id } = await api.made('/v1/campaigns', {
      ...campaignInput(ids),
      when: { kind: 'at', at: '2026-05-08T10:00:00Z' },
    });
    const scheduled = await api.made(`/v1/campaigns/${id}/schedule`, {});
    const { status, json } = await patch(
      `/v1/campaigns/${id}`,
      { what: { template: 'Changed' } },
      { 'if-match': `"${scheduled.revision}"` },
    );
    expect([status, json.what.template, json.status]).toEqual([200, 'Changed', 'scheduled']);
    const edits = api.campaigns.calls.filter((call) => call.campaignId === id && call.method === 'edit');
    expect(edits).toHaveLength(1);
    const type = await patch(`/v1/campaigns/${id}`, { who: { segmentId: 'seg_none' } });
    expect(type.json.errors[0].field).toBe('/who/segmentId');
    await api.store.campaigns.setStatus({ id, status: 'stopped', now: NOW });
    const ended = await patch(`/v1/campaigns/${id}`, { name: 'late' });
    expect([ended.status, ended.json.code]).toEqual([409, 'campaign_state']);
  });

  it('keeps the secrets of a provider, unless they would be sent elsewhere', async () => {
    const { id } = await api.made('/v1/providers', TWILIO_PROVIDER);
    const secret = async () => (await api.store.providers.get(id))?.input.settings;
    const renamed = await patch(`/v1/providers/${id}`, { name: 'renamed', settings: { from: '+15005550007' } });
    expect(renamed.json).toMatchObject({ name: 'renamed', settings: { authToken: '********', from: '+15005550007' } });
    expect(await secret()).toMatchObject({ authToken: TWILIO_PROVIDER.settings.authToken, from: '+15005550007' });
    const elsewhere = await patch(`/v1/providers/${id}`, { settings: { baseUrl: 'http://127.0.0.1:2' } });
    expect([elsewhere.status, elsewhere.json.errors[0].field]).toEqual([400, '/settings/authToken']);
    await patch(`/v1/providers/${id}`, { settings: { authToken: 'another-auth-token' } });
    expect(await secret()).toMatchObject({ authToken: 'another-auth-token' });
    const http = `/v1/providers/${ids.providerId}`;
    const removed = await patch(http, {
      settings: { secrets: { token: null, spare: 'spare-secret' }, send: { body: '{{ text | json }}' } },
    });
    expect(removed.json.settings.secrets).toEqual({ spare: '********' });
  });

  it('of something that does not exist is a 404, whatever If-Match says', async () => {
    for (const path of ['campaigns/cmp_none', 'providers/prv_none', 'provider-groups/grp_none', 'segments/seg_none']) {
      for (const headers of [{}, { 'if-match': '*' }, { 'if-match': '"1"' }]) {
        expect((await patch(`/v1/${path}`, { name: 'nothing' }, headers)).status).toBe(404);
      }
    }
  });

  it('of the members of a group loses nothing of one that is added at the same moment', async () => {
    const { id } = await api.made('/v1/providers', { ...TWILIO_PROVIDER, name: 'second' });
    const path = `/v1/provider-groups/${ids.groupId}`;
    const both = [patch(path, { name: 'renamed' }), api.call('POST', `${path}/members`, { json: { providerId: id } })];
    expect((await Promise.all(both)).map(({ status }) => status)).toEqual([200, 200]);
    const { json } = await api.call('GET', path);
    expect([json.name, json.members.length]).toEqual(['renamed', 2]);
  });

  it('is documented with its media types, If-Match, ETag and 412', async () => {
    const { json } = await api.call('GET', '/openapi.json', { key: null });
    const patches = Object.values<Record<string, Operation>>(json.paths).flatMap((methods) => methods.patch ?? []);
    expect(patches.map(({ operationId }) => operationId).toSorted()).toEqual([
      'updateAccount',
      'updateCampaign',
      'updateProvider',
      'updateProviderGroup',
      'updateSavedMessage',
      'updateSegment',
    ]);
    for (const { parameters, requestBody, responses } of patches) {
      expect(parameters).toContainEqual(expect.objectContaining({ name: 'If-Match', in: 'header', required: false }));
      expect(Object.keys(requestBody.content)).toEqual([MERGE_PATCH, 'application/json']);
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(['200', '400', '409', '412', '415']));
      expect(responses['200']?.headers).toHaveProperty('ETag');
    }
    expect(json.components.schemas.CampaignPatch).not.toHaveProperty('required');
  });
});
