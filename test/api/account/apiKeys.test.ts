import { describe, expect, it } from 'vitest';
import { testApi } from '../support.ts';

describe('API keys', () => {
  const api = testApi();

  it('are required for everything except the documentation, health checks and receipts', async () => {
    const refused = await api.call('GET', '/v1/profiles', { key: null });
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toBe('Bearer realm="herald"');
    expect((await api.call('GET', '/v1/profiles', { key: 'wrong' })).status).toBe(401);
    for (const path of ['/openapi.json', '/docs', '/healthz', '/readyz']) {
      expect((await api.call('GET', path, { key: null })).status, path).toBe(200);
    }
    expect((await api.call('GET', '/v1/receipts/prv_1/abc', { key: null })).status).toBe(404);
  });

  it('tell their holder what they are and may do', async () => {
    const { key, id } = await api.made('/v1/api-keys', { name: 'importer', preset: 'ingest' });
    const { status, json } = await api.call('GET', '/v1/whoami', { key });
    expect([status, json]).toEqual([200, { keyId: id, name: 'importer', scopes: ['ingest'], sandbox: false }]);
    expect((await api.call('GET', '/v1/whoami')).json).toMatchObject({ keyId: 'bootstrap' });
    expect((await api.call('GET', '/v1/whoami', { key: null })).status).toBe(401);
  });

  it('are shown once, work in either header, and are stored as a hash', async () => {
    const made = await api.call('POST', '/v1/api-keys', { json: { name: 'shop', preset: 'admin' } });
    expect(made.status).toBe(201);
    const { key, id } = made.json;
    expect(key).toMatch(/^herald_[\w-]{43}$/);
    expect((await api.call('GET', '/v1/segments', { key })).status).toBe(200);
    expect((await api.call('GET', '/v1/segments', { key: null, headers: { 'x-api-key': key } })).status).toBe(200);
    const read = await api.call('GET', `/v1/api-keys/${id}`);
    expect(read.text).not.toContain(key);
    expect(read.json.lastUsedAt).not.toBeNull();
    const stored = await api.store.db.collection('apiKeys').find().toArray();
    expect(JSON.stringify(stored)).not.toContain(key);
    expect(api.logLines.join('')).not.toContain(key);
  });

  it('have unique names, are paginated, and are refused once they are deleted', async () => {
    const { id, key } = await api.made('/v1/api-keys', { name: 'one', preset: 'admin' });
    await api.made('/v1/api-keys', { name: 'two', preset: 'admin' });
    expect((await api.call('POST', '/v1/api-keys', { json: { name: 'one', preset: 'admin' } })).status).toBe(409);
    const names: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: { items: { name: string }[]; nextCursor: string | null } = (
        await api.call('GET', `/v1/api-keys?limit=1${cursor && `&cursor=${cursor}`}`)
      ).json;
      names.push(...page.items.map((item) => item.name));
      cursor = page.nextCursor;
    }
    expect(names.toSorted()).toEqual(['importer', 'one', 'shop', 'two']);
    expect((await api.call('DELETE', `/v1/api-keys/${id}`)).status).toBe(204);
    expect((await api.call('DELETE', `/v1/api-keys/${id}`)).status).toBe(404);
    expect((await api.call('GET', '/v1/segments', { key })).status).toBe(401);
  });
});
