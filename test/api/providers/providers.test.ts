import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dispatchOf } from '../../../src/domain/campaign/dispatchOf.ts';
import { receiptAddresses } from '../../../src/providers/receiptAddress.ts';
import { campaignInput, firstRun, HTTP_PROVIDER, oneOfEach, TWILIO_PROVIDER } from '../fixtures.ts';
import { SECRET_KEY, testApi } from '../support.ts';

describe('providers', () => {
  const api = testApi();

  it('never return their secrets', async () => {
    const http = await api.call('POST', '/v1/providers', { json: HTTP_PROVIDER });
    const twilio = await api.call('POST', '/v1/providers', { json: TWILIO_PROVIDER });
    expect([http.status, twilio.status]).toEqual([201, 201]);
    expect(http.json.settings.secrets).toEqual({ token: '********' });
    expect(twilio.json).toMatchObject({
      kind: 'twilio',
      revision: 1,
      settings: { authToken: '********', from: '+15005550006' },
    });
    const list = await api.call('GET', '/v1/providers');
    const read = await api.call('GET', `/v1/providers/${twilio.json.id}`);
    const stored = JSON.stringify(await api.store.db.collection('providers').find().toArray());
    for (const text of [http.text, twilio.text, list.text, read.text, stored, api.logLines.join('')]) {
      expect(text).not.toMatch(/very-secret-token|the-auth-token-of-the-test/);
    }
    expect(list.json.items).toHaveLength(2);
  });

  it('keep a secret that is sent as a marker, but not for another host', async () => {
    const made = await api.made('/v1/providers', { ...TWILIO_PROVIDER, name: 'marked' });
    const settings = { ...TWILIO_PROVIDER.settings, authToken: '********' };
    const put = (json: unknown) => api.call('PUT', `/v1/providers/${made.id}`, { json });
    const same = await put({ ...TWILIO_PROVIDER, name: 'renamed', settings });
    expect(same.json).toMatchObject({ name: 'renamed', revision: 2 });
    expect((await api.store.providers.get(made.id))?.input.settings).toMatchObject({
      authToken: TWILIO_PROVIDER.settings.authToken,
    });
    const elsewhere = await put({ ...TWILIO_PROVIDER, settings: { ...settings, baseUrl: 'https://evil.example' } });
    expect([elsewhere.status, elsewhere.json.errors[0].field]).toEqual([400, '/settings/authToken']);
  });

  it('are refused with errors that a schema cannot find', async () => {
    const settings = { ...HTTP_PROVIDER.settings, send: { url: 'http://127.0.0.1/{{ to | nofilter }}' } };
    const { status, json } = await api.call('POST', '/v1/providers', {
      json: { ...HTTP_PROVIDER, name: 'bad', settings },
    });
    expect(status).toBe(400);
    expect(json.errors[0].field).toMatch(/^\/settings\/send/);
    expect((await api.call('POST', '/v1/providers', { json: HTTP_PROVIDER })).status).toBe(409);
  });

  it("can't be deleted while they are members of a group", async () => {
    const { providerId, groupId } = await oneOfEach(api, '-member');
    const refused = await api.call('DELETE', `/v1/providers/${providerId}`);
    expect(refused.status).toBe(409);
    expect(refused.json.detail).toContain(groupId);
    expect((await api.call('DELETE', '/v1/providers/prv_none')).status).toBe(404);
  });
});

describe('a provider that a run has which has not ended', () => {
  const api = testApi();
  const removed = async (suffix: string) => {
    const ids = await oneOfEach(api, suffix);
    const run = { ...firstRun(ids.campaignId, { groupId: ids.groupId, local: '2026-05-04T10:00' }) };
    const members = [{ providerId: ids.providerId }];
    await api.store.runs.open({ ...run, members });
    await api.store.dispatches.open(dispatchOf({ ...run, members }));
    await api.store.campaigns.setStatus({ id: ids.campaignId, status: 'running', now: new Date() });
    const other = await api.made('/v1/providers', { ...HTTP_PROVIDER, name: `other${suffix}` });
    const path = `/v1/provider-groups/${ids.groupId}/members`;
    expect((await api.call('PUT', path, { json: { members: [{ providerId: other.id }] } })).status).toBe(200);
    return ids;
  };

  it("can't be deleted, and can be retired instead until the run has ended", async () => {
    const { providerId, campaignId } = await removed('-open');
    const path = `/v1/providers/${providerId}`;
    const refused = await api.call('DELETE', path);
    expect(refused.status).toBe(409);
    expect(refused.json.detail).toContain(`${campaignId}/1`);
    expect(refused.json.detail).toContain(`POST ${path}/retire`);

    expect(await api.made(`${path}/retire`, undefined)).toMatchObject({ status: 'retired', revision: 2 });
    expect(await api.made(`${path}/retire`, undefined)).toMatchObject({ status: 'retired', revision: 2 });
    expect((await api.call('GET', path)).json.status).toBe('retired');
    // A change of its settings leaves it retired.
    const input = { ...HTTP_PROVIDER, name: 'gateway-renamed' };
    expect((await api.call('PUT', path, { json: input })).json).toMatchObject({ status: 'retired', revision: 3 });
    expect((await api.call('DELETE', path)).status).toBe(409);

    await api.store.dispatches.finish(`${campaignId}/1`, new Date());
    expect((await api.call('DELETE', path)).status).toBe(204);
  });

  it('can be deleted when the workflow of the run was terminated', async () => {
    const { providerId, campaignId } = await removed('-terminated');
    api.campaigns.terminate(campaignId);
    expect((await api.call('DELETE', `/v1/providers/${providerId}`)).status).toBe(204);
    expect((await api.call('GET', `/v1/campaigns/${campaignId}/runs/1/report`)).json.status).toBe('stopped');
  });

  it('is used again when it is reinstated', async () => {
    const { providerId } = await removed('-again');
    await api.made(`/v1/providers/${providerId}/retire`, undefined);
    const answer = await api.made(`/v1/providers/${providerId}/reinstate`, undefined);
    expect(answer).toMatchObject({ status: 'active', revision: 3 });
    expect((await api.call('POST', '/v1/providers/prv_none/retire')).status).toBe(404);
    expect((await api.call('POST', '/v1/providers/prv_none/reinstate')).status).toBe(404);
  });

  it('still has its receipts accepted after it was retired', async () => {
    const { providerId } = await removed('-receipts');
    await api.made(`/v1/providers/${providerId}/retire`, undefined);
    const url = receiptAddresses(SECRET_KEY).addressOf({ publicUrl: '', providerId, messageId: 'cmp/1/u1' });
    expect((await api.call('GET', `${url}?state=ok`, { key: null })).status).toBe(204);
  });

  it('counts as none for a campaign when it is the only one of its group', async () => {
    const { providerId, segmentId, groupId, campaignId } = await oneOfEach(api, '-only');
    await api.made(`/v1/providers/${providerId}/retire`, undefined);
    const json = await api.made('/v1/campaigns/validate', campaignInput({ segmentId, groupId }));
    expect((await api.call('POST', `/v1/campaigns/${campaignId}/schedule`)).status).toBeGreaterThanOrEqual(400);
    expect(json.problems).toMatchObject([{ field: '/providerGroupId', wanted: 'a group with a provider in use' }]);
  });
});

describe('requests to a provider', () => {
  const api = testApi();
  const requests: { url: string; body: string }[] = [];
  let answer = { status: 202, body: '{"id":"m-1"}' };
  const gateway = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    requests.push({ url: request.url ?? '', body });
    response.writeHead(answer.status).end(answer.body);
  });
  let providerId = '';
  beforeAll(async () => {
    await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
    const base = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`;
    const send = { url: `${base}/send`, body: '{"to":"{{ to }}","text":{{ text | json }},"ref":"{{ reference }}"}' };
    const settings = { send, messageId: { json: 'id' }, verify: { method: 'GET', url: `${base}/me` } };
    const input = { kind: 'http', name: 'local', requestTimeoutMs: 2000, settings };
    providerId = (await api.made('/v1/providers', input)).id;
  });
  afterAll(() => {
    gateway.closeAllConnections();
    gateway.close();
  });
  const test = (json: unknown, headers = {}) =>
    api.call('POST', `/v1/providers/${providerId}/test-sms`, { json, headers });

  it('check its credentials and sender', async () => {
    const good = await api.made(`/v1/providers/${providerId}/validate`, undefined);
    expect(good.result).toBe('ok');
    answer = { status: 401, body: 'no' };
    const bad = await api.made(`/v1/providers/${providerId}/validate`, undefined);
    expect(bad.result).toBe('failed');
    expect(bad.checks.some((check: { ok: boolean }) => !check.ok)).toBe(true);
    answer = { status: 202, body: '{"id":"m-1"}' };
  });

  it('say so where the provider has nothing to ask for', async () => {
    const { id } = await api.made('/v1/providers', { ...HTTP_PROVIDER, name: 'nothing to ask for' });
    const unchecked = await api.made(`/v1/providers/${id}/validate`, undefined);
    expect(unchecked).toEqual({ result: 'not_checked', checks: [] });
  });

  it('send one SMS and return its outcome', async () => {
    const sent = await test({ to: '+44 7700 900001', text: 'Grüße 🎉' });
    expect(sent.json).toEqual({
      messageId: expect.stringMatching(/^test\/tst_\w+\/prv_\w+$/),
      outcome: 'accepted',
      code: null,
      providerMessageId: 'm-1',
      encoding: 'UCS-2',
      segments: 1,
    });
    expect(JSON.parse(requests.at(-1)?.body ?? '')).toMatchObject({ to: '+447700900001', text: 'Grüße 🎉' });
    answer = { status: 503, body: '' };
    expect((await test({ to: '+447700900001', text: 'x' })).json).toMatchObject({ outcome: 'trouble', code: '503' });
    answer = { status: 202, body: '{"id":"m-1"}' };
  });

  it('send it once with one Idempotency-Key', async () => {
    const before = requests.length;
    const first = await test({ to: '+447700900001', text: 'once' }, { 'idempotency-key': 'sms' });
    const second = await test({ to: '+447700900001', text: 'once' }, { 'idempotency-key': 'sms' });
    expect(second.text).toBe(first.text);
    expect(requests.length).toBe(before + 1);
  });

  it('refuse an impossible number, without quoting it', async () => {
    const { status, text, json } = await test({ to: '0770090000', text: 'x' });
    expect([status, json.errors[0].field]).toEqual([400, '/to']);
    expect(text).not.toContain('0770090000');
    expect(
      (await api.call('POST', '/v1/providers/prv_none/test-sms', { json: { to: '+447700900001', text: 'x' } })).status,
    ).toBe(404);
  });
});

describe('provider groups', () => {
  const api = testApi();
  const ids: string[] = [];
  beforeAll(async () => {
    for (const name of ['a', 'b', 'c']) ids.push((await api.made('/v1/providers', { ...HTTP_PROVIDER, name })).id);
  });
  const members = (...providerIds: (string | undefined)[]) => providerIds.map((providerId) => ({ providerId }));

  it('are created and reordered, and members are added and removed', async () => {
    const [a, b, c] = ids;
    const group = await api.made('/v1/provider-groups', {
      name: 'all',
      members: [{ providerId: a, countries: ['GB'] }],
    });
    const path = `/v1/provider-groups/${group.id}`;
    expect((await api.made(`${path}/members`, { providerId: b })).members).toHaveLength(2);
    const reordered = await api.call('PUT', `${path}/members`, { json: { members: members(c, b, a) } });
    expect(reordered.json.members).toEqual(members(c, b, a));
    expect((await api.call('DELETE', `${path}/members/${b}`)).json.members).toEqual(members(c, a));
    expect((await api.call('DELETE', `${path}/members/${b}`)).status).toBe(404);
    expect((await api.call('POST', `${path}/members`, { json: { providerId: a } })).status).toBe(409);
    expect((await api.call('PUT', path, { json: { name: 'one', members: members(a) } })).json.name).toBe('one');
    const last = await api.call('DELETE', `${path}/members/${a}`);
    expect([last.status, last.json.detail]).toEqual([409, 'The group would have 0 members; it can have 1 to 10.']);
    expect((await api.call('GET', '/v1/provider-groups')).json.items).toHaveLength(1);
  });

  it('have members that exist, each once, and a name of their own', async () => {
    const unknown = await api.call('POST', '/v1/provider-groups', {
      json: { name: 'x', members: members('prv_none') },
    });
    expect([unknown.status, unknown.json.errors[0].field]).toEqual([400, '/members/0/providerId']);
    const twice = await api.call('POST', '/v1/provider-groups', {
      json: { name: 'x', members: members(ids[0], ids[0]) },
    });
    expect(twice.json.errors[0].wanted).toBe('each provider once');
    expect(
      (await api.call('POST', '/v1/provider-groups', { json: { name: 'one', members: members(ids[0]) } })).status,
    ).toBe(409);
    expect(
      (await api.call('PUT', '/v1/provider-groups/grp_none', { json: { name: 'y', members: members(ids[0]) } })).status,
    ).toBe(404);
  });

  it("can't be deleted while a campaign that has not ended uses them", async () => {
    const { groupId, campaignId } = await oneOfEach(api, '-used');
    const refused = await api.call('DELETE', `/v1/provider-groups/${groupId}`);
    expect(refused.json.detail).toContain(campaignId);
    await api.store.campaigns.setStatus({ id: campaignId, status: 'stopped', now: new Date() });
    expect((await api.call('DELETE', `/v1/provider-groups/${groupId}`)).status).toBe(204);
  });
});
