import { createServer } from 'node:net';
import { MongoClient } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { createLogger } from '../../../src/logger.ts';
import { storeOf } from '../../../src/store/store.ts';
import { SECRET_KEY, testApi } from '../support.ts';

describe('health', () => {
  const api = testApi();

  it('is up, and ready as long as the store and Temporal answer', async () => {
    expect((await api.call('GET', '/healthz', { key: null })).json).toEqual({ status: 'up' });
    expect((await api.call('GET', '/readyz', { key: null })).json).toEqual({ status: 'ready' });
    api.campaigns.failure = new Error('away');
    const { status, json, headers } = await api.call('GET', '/readyz', { key: null });
    api.campaigns.failure = null;
    expect([status, headers.get('retry-after')]).toEqual([503, '5']);
    expect(json.errors).toMatchObject([{ field: 'temporal', got: 'no answer', wanted: 'an answer' }]);
  });
});

describe('a store that is unavailable', () => {
  const client = new MongoClient('mongodb://127.0.0.1:1', { serverSelectionTimeoutMS: 200 });
  const api = testApi((present) => ({
    store: { ...storeOf(client.db('none'), SECRET_KEY), ensureIndexes: present.ensureIndexes },
  }));

  it('is a 503 with Retry-After that contains no addresses', async () => {
    const { status, json, headers, text } = await api.call('GET', '/v1/profiles');
    expect([status, headers.get('retry-after')]).toEqual([503, '5']);
    expect(json.detail).toBe('The store is unavailable at the moment.');
    expect(text).not.toContain('127.0.0.1');
    expect((await api.call('GET', '/v1/profiles', { key: 'some-other-key' })).status).toBe(503);
    expect((await api.call('POST', '/v1/segments/estimate', { json: { segmentId: 'x' } })).status).toBe(503);
    const ready = await api.call('GET', '/readyz', { key: null });
    expect(ready.json.errors[0].field).toBe('store');
    expect((await api.call('GET', '/healthz', { key: null })).status).toBe(200);
  });
});

describe('every request', () => {
  const api = testApi();

  it('has security headers and a request id, which is the caller’s if it is safe', async () => {
    const answer = await api.call('GET', '/v1/profiles', { headers: { 'x-request-id': 'my-request-1' } });
    expect(answer.headers.get('x-request-id')).toBe('my-request-1');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('x-powered-by')).toBeNull();
    const other = await api.call('GET', '/v1/profiles', { headers: { 'x-request-id': '<script>' } });
    expect(other.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('is logged with the route, without ids of profiles', async () => {
    await api.made('/v1/profiles', { id: '+447700900077', phone: '+447700900077' });
    await api.call('GET', '/v1/profiles/%2B447700900077?x=447700900077');
    const lines = api.logLines.join('');
    expect(lines).not.toContain('447700900077');
    expect(lines).toContain('"route":"/v1/profiles/{profileId}"');
  });

  it('of the documentation is served from this origin alone', async () => {
    const page = await api.call('GET', '/docs', { key: null });
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self';");
    const addresses = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(addresses.length).toBeGreaterThanOrEqual(4);
    for (const address of addresses) {
      expect(address).toMatch(/^\/docs\//);
      const asset = await api.call('GET', address, { key: null });
      expect([address, asset.status]).toEqual([address, 200]);
    }
    expect((await api.call('GET', '/docs/../package.json', { key: null })).status).toBe(404);
  });
});

describe('the logger', () => {
  it('never writes secrets or numbers, even inside errors', () => {
    const lines: string[] = [];
    const logger = createLogger({ level: 'info', name: 'test' }, { write: (line) => void lines.push(line) });
    const cause = Object.assign(new Error('inner +447700900001'), { config: { authToken: 'secret-1' } });
    logger.error({
      err: new Error('outer', { cause }),
      phone: '+447700900002',
      provider: { settings: { authToken: 'secret-2' } },
    });
    logger.debug('not at this level');
    const text = lines.join('');
    expect(lines).toHaveLength(1);
    expect(text).toContain('outer');
    expect(text).toContain('inner [number]');
    expect(text).not.toMatch(/secret-\d|44770090000/);
  });
});

describe('listening', () => {
  it('fails at once when the port is in use', async () => {
    const { listen } = await import('../../../src/api/listen.ts');
    const { default: express } = await import('express');
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as { port: number };
    await expect(listen(express(), { host: '127.0.0.1', port })).rejects.toThrow('EADDRINUSE');
    taken.close();
  });
});
