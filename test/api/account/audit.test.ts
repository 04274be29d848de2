import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { SCOPE_NAMES } from '../../../src/domain/account/scopes.ts';
import type { AuditEntry } from '../../../src/store/audit.ts';
import { campaignInput, HTTP_PROVIDER, oneOfEach } from '../fixtures.ts';
import { testApi } from '../support.ts';

describe('the audit log', () => {
  const api = testApi(() => ({ auditTallyMs: 50 }));

  // biome-ignore lint/suspicious/noExplicitAny: the checker has verified the answer's shape
  const list = async (query: string): Promise<any[]> => (await api.call('GET', `/v1/audit?${query}`)).json.items;

  it('has each change with the key, the address, the request, and the resource before and after', async () => {
    const { key, id: keyId, prefix } = await api.made('/v1/api-keys', { name: 'author', preset: 'author' });
    const condition = { kind: 'property', property: 'tier', operator: 'equals', value: 'gold' };
    const made = await api.call('POST', '/v1/segments', { json: { name: 'first', condition }, key });
    const { id } = made.json;
    const headers = { 'x-request-id': 'request-of-the-test' };
    await api.call('PUT', `/v1/segments/${id}`, { json: { name: 'second', condition }, key, headers });
    await api.call('DELETE', `/v1/segments/${id}`, { key });
    const entries = await list(`resourceId=${id}`);
    expect(entries.map(({ operation, outcome, status }) => [operation, outcome, status])).toEqual([
      ['deleteSegment', 'done', 204],
      ['replaceSegment', 'done', 200],
      ['createSegment', 'done', 201],
    ]);
    const [removed, replaced, created] = entries;
    expect(created).toMatchObject({ before: null, after: { id, name: 'first' }, resourceIds: [id], source: 'api' });
    expect(replaced).toMatchObject({
      actor: { keyId, name: 'author', prefix },
      requestId: 'request-of-the-test',
      before: { id, name: 'first' },
      after: { id, name: 'second' },
    });
    expect(replaced.address).toMatch(/127\.0\.0\.1$/);
    expect(removed).toMatchObject({ before: { name: 'second' }, after: null });
  });

  it('has no secrets, no numbers, and nothing about people but counts', async () => {
    await oneOfEach(api, '-secret');
    const { key, id } = await api.made('/v1/api-keys', { name: 'rotating', preset: 'admin' });
    const { json: rotated } = await api.call('POST', `/v1/api-keys/${id}/rotate`);
    await api.call('PUT', '/v1/account', { json: { testNumbers: ['+447700900123'] } });
    await api.made('/v1/profiles/bulk', {
      items: [{ id: 'p1', phone: '+447700900124', properties: { name: 'Ada Lovelace' } }],
    });
    await api.made('/v1/events', {
      id: 'e1',
      profileId: 'p1',
      name: 'purchase',
      properties: { item: 'Analytical Engine' },
    });
    await api.call('PUT', '/v1/profiles/%2B447700900125/opt-out', { json: { optedOut: true } });
    await delay(200);
    const text = JSON.stringify(await api.store.db.collection('audit').find().toArray());
    for (const secret of [key, rotated.key, 'very-secret-token', 'Lovelace', 'Analytical', '4477009001']) {
      expect(text, secret).not.toContain(secret);
    }
    expect(text).toContain('+44********23');
    expect(text).toContain('********');
  });

  it('counts requests with data about people, for each key and operation', async () => {
    const { key, id: keyId } = await api.made('/v1/api-keys', { name: 'loader', preset: 'ingest' });
    const items = [{ id: 'c1' }, { id: 'c2' }, { id: '' }];
    for (let round = 0; round < 3; round += 1) await api.call('POST', '/v1/profiles/bulk', { json: { items }, key });
    await api.call('POST', '/v1/events', { json: { id: 'c', profileId: 'c1', name: 'visit' }, key });
    await delay(300);
    const entries = await list(`keyId=${keyId}`);
    const sum = (operation: string, name: string) =>
      entries.filter((entry) => entry.operation === operation).reduce((all, { counts }) => all + counts[name], 0);
    expect([
      sum('upsertProfiles', 'requests'),
      sum('upsertProfiles', 'accepted'),
      sum('upsertProfiles', 'rejected'),
    ]).toEqual([3, 6, 3]);
    expect(sum('recordEvent', 'requests')).toBe(1);
  });

  it('has refused attempts: no key, a wrong key by its beginning, a right that is missing, a state that refuses', async () => {
    const wrong = `herald_${'x'.repeat(43)}`;
    await api.call('GET', '/v1/campaigns', { key: wrong, headers: { 'x-request-id': 'wrong-key' } });
    await api.call('GET', '/v1/campaigns', {
      key: 'somebody’s-password'.replace('’', ''),
      headers: { 'x-request-id': 'no-herald-key' },
    });
    const { key, id: keyId } = await api.made('/v1/api-keys', { name: 'only reads', preset: 'read' });
    const { campaignId } = await oneOfEach(api, '-refused');
    await api.call('POST', `/v1/campaigns/${campaignId}/schedule`, { key });
    await api.call('GET', '/v1/api-keys', { key });
    await api.call('POST', `/v1/campaigns/${campaignId}/pause`);

    const unknown = (await list('outcome=refused')).filter(({ status }) => status === 401);
    expect(unknown.find(({ requestId }) => requestId === 'wrong-key').actor).toEqual({
      keyId: null,
      name: null,
      prefix: 'herald_xxxxxx',
    });
    expect(unknown.find(({ requestId }) => requestId === 'no-herald-key').actor).toEqual({
      keyId: null,
      name: null,
      prefix: null,
    });
    expect(
      (await list(`keyId=${keyId}`)).map(({ operation, status, problem }) => [operation, status, problem]),
    ).toEqual([
      ['listApiKeys', 403, 'missing_scope'],
      ['scheduleCampaign', 403, 'missing_scope'],
    ]);
    expect(await list(`resourceId=${campaignId}&operation=pauseCampaign`)).toMatchObject([
      { outcome: 'refused', status: 409, problem: 'campaign_state', before: { status: 'draft' }, after: null },
    ]);
  });

  it('has an entry for every operation that is no GET, so that a new one can not be forgotten', async () => {
    const { key, id: keyId } = await api.made('/v1/api-keys', { name: 'nothing', scopes: ['read:numbers'] });
    const { json } = await api.call('GET', '/openapi.json', { key: null });
    const changing: string[] = [];
    for (const [path, methods] of Object.entries<Record<string, { operationId: string; security: unknown[] }>>(
      json.paths,
    )) {
      for (const [method, { operationId, security }] of Object.entries(methods)) {
        if (method === 'get' || security.length === 0) continue;
        if (!['estimateSegment', 'validateCampaign'].includes(operationId)) changing.push(operationId);
        await fetch(`${api.url}${path.replace(/\{\w+\}/g, 'x')}`, {
          method: method.toUpperCase(),
          headers: { authorization: `Bearer ${key}` },
        });
      }
    }
    const seen = (await list(`keyId=${keyId}&limit=1000`)).map(({ operation }) => operation);
    expect(changing.length).toBeGreaterThan(30);
    expect(changing.filter((operation) => !seen.includes(operation))).toEqual([]);
  });

  it('has no second entry where an answer is only repeated', async () => {
    const headers = { 'idempotency-key': 'only-once' };
    const json = { ...HTTP_PROVIDER, name: 'once' };
    const { json: made } = await api.call('POST', '/v1/providers', { json, headers });
    expect((await api.call('POST', '/v1/providers', { json, headers })).headers.get('idempotency-replayed')).toBe(
      'true',
    );
    expect(await list(`resourceId=${made.id}`)).toHaveLength(1);
  });

  it('is filtered by time, key, resource, operation and outcome, and paginated', async () => {
    const all = await list('limit=1000');
    const times = all.map(({ at }) => at);
    expect(times).toEqual(times.toSorted().reverse());
    const middle = times[Math.floor(times.length / 2)];
    const [later, earlier] = [await list(`from=${middle}&limit=1000`), await list(`to=${middle}&limit=1000`)];
    expect(later.every(({ at }) => at >= middle) && earlier.every(({ at }) => at < middle)).toBe(true);
    expect([...later, ...earlier].filter(({ operation }) => operation !== 'listAuditEntries')).toEqual(all);
    const pages: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: { items: { id: string }[]; nextCursor: string | null } = (
        await api.call('GET', `/v1/audit?to=${times[0]}&limit=7${cursor && `&cursor=${cursor}`}`)
      ).json;
      pages.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(pages).toEqual(all.filter(({ at }) => at < times[0]).map(({ id }) => id));
    expect(
      (await list('operation=createSegment&outcome=done')).every(({ operation }) => operation === 'createSegment'),
    ).toBe(true);
  });

  it('is exported as NDJSON and CSV', async () => {
    await api
      .made('/v1/api-keys', { name: '=cmd()', preset: 'read' })
      .then(({ key }) => api.call('GET', '/v1/audit', { key }));
    const all = await list('limit=1000');
    const ndjson = await api.call('GET', '/v1/audit', { headers: { accept: 'application/x-ndjson' } });
    expect(
      ndjson.text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(all);
    const csv = await api.call('GET', '/v1/audit?format=csv');
    expect(csv.text.split('\r\n')[0]).toMatch(/^id,at,source,keyId,name,prefix,address/);
    expect(csv.text.trim().split('\r\n').length).toBeGreaterThanOrEqual(all.length);
    expect(csv.text).toContain(",'=cmd(),");
  });

  it('is only for administrators', async () => {
    const scopes = SCOPE_NAMES.filter((scope) => scope !== 'admin');
    const { key } = await api.made('/v1/api-keys', { name: 'all but admin', scopes });
    expect((await api.call('GET', '/v1/audit', { key })).status).toBe(403);
  });

  it('has what operators do in the Web UI, also under a false name, and what the API did only once', async () => {
    const { campaignId } = await oneOfEach(api, '-web');
    const { key, id: keyId } = await api.made('/v1/api-keys', { name: 'operator', preset: 'operator' });
    await api.call('POST', `/v1/campaigns/${campaignId}/schedule`);
    await api.call('POST', `/v1/campaigns/${campaignId}/pause`, { key });
    const at = new Date().toISOString();
    const actions = [
      { action: 'pause', by: 'operator', keyId, at },
      { action: 'resume', by: 'Ada in the Web UI', at },
      { action: 'stop', by: 'operator', keyId, at },
    ] as const;
    for (const _ of ['once', 'repeated']) await api.store.audit.recordActions(campaignId, actions);
    const entries = await list(`resourceId=${campaignId}`);
    expect(
      entries.map(({ operation, source, actor }) => [operation, source, actor.name, actor.keyId]).toSorted(),
    ).toEqual([
      ['createCampaign', 'api', 'bootstrap', 'bootstrap'],
      ['pauseCampaign', 'api', 'operator', keyId],
      ['resumeCampaign', 'workflow', 'Ada in the Web UI', null],
      ['scheduleCampaign', 'api', 'bootstrap', 'bootstrap'],
      ['stopCampaign', 'workflow', 'operator', null],
    ]);
  });
});

describe('the audit log that can not be written', () => {
  let failing: 'insert' | 'complete' | null = null;
  const fail = (when: 'insert' | 'complete') => {
    if (failing === when) throw Object.assign(new Error('the store is away'), { name: 'MongoNetworkError' });
  };
  const api = testApi((store) => ({
    store: {
      ...store,
      audit: {
        ...store.audit,
        insert: async (entry: AuditEntry) => {
          fail('insert');
          return await store.audit.insert(entry);
        },
        complete: async (id, result) => {
          fail('complete');
          await store.audit.complete(id, result);
        },
      },
    },
  }));

  it('lets nothing be changed', async () => {
    const { segmentId, groupId } = await oneOfEach(api, '-lost');
    failing = 'insert';
    const answer = await api.call('POST', '/v1/campaigns', {
      json: { ...campaignInput({ segmentId, groupId }), name: 'unseen' },
    });
    failing = null;
    expect(answer.status).toBeGreaterThanOrEqual(500);
    const { items } = (await api.call('GET', '/v1/campaigns')).json;
    expect(items.map(({ name }: { name: string }) => name)).not.toContain('unseen');
  });

  it('keeps the answer of a change that was made, says so in the log of the process, and leaves the entry open', async () => {
    failing = 'complete';
    const condition = { kind: 'property', property: 'tier', operator: 'equals', value: 'gold' };
    const made = await api.call('POST', '/v1/segments', { json: { name: 'open', condition } });
    failing = null;
    expect(made.status).toBe(201);
    const [entry] = (await api.call('GET', '/v1/audit?operation=createSegment&outcome=begun')).json.items;
    expect(entry).toMatchObject({ outcome: 'begun', status: null, actor: { name: 'bootstrap' } });
    expect(api.logLines.join('')).toContain('the audit log could not be written');
  });
});
