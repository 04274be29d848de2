import { describe, expect, it } from 'vitest';
import { testApi } from '../support.ts';

describe('rate limits', () => {
  let time = Date.parse('2026-05-07T10:00:00Z');
  const api = testApi(() => ({ now: () => new Date(time), trustedProxies: ['127.0.0.0/8'] }));

  const keyWith = async (name: string, rateLimits?: object): Promise<string> =>
    (await api.made('/v1/api-keys', { name, preset: 'admin', ...(rateLimits && { rateLimits }) })).key;
  const read = (key: string) => api.call('GET', '/v1/segments', { key });

  it('are told in every answer, by the class of the operation', async () => {
    const key = await keyWith('told');
    const headers = async (method: string, path: string) => {
      const answer = await api.call(method, path, { key });
      return [answer.headers.get('ratelimit-policy'), answer.headers.get('ratelimit')];
    };
    expect(await headers('GET', '/v1/segments')).toEqual(['"read";q=6000;w=60', '"read";r=5999;t=60']);
    expect(await headers('GET', '/v1/segments/none')).toEqual(['"read";q=6000;w=60', '"read";r=5998;t=60']);
    expect(await headers('DELETE', '/v1/segments/none')).toEqual(['"write";q=3000;w=60', '"write";r=2999;t=60']);
    expect(await headers('POST', '/v1/events')).toEqual(['"ingest";q=120000;w=60', '"ingest";r=119999;t=60']);
    expect(await headers('GET', '/v1/audit')).toEqual(['"export";q=600;w=60', '"export";r=599;t=60']);
    expect((await api.call('GET', '/healthz', { key: null })).headers.get('ratelimit')).toBeNull();
  });

  it('refuse what is beyond them with a 429 that says when to come back, and nobody else', async () => {
    const [key, other] = [await keyWith('few', { read: 3 }), await keyWith('other', { read: 3 })];
    for (const left of [2, 1, 0]) expect((await read(key)).headers.get('ratelimit')).toBe(`"read";r=${left};t=60`);
    time += 20_500;
    const refused = await read(key);
    expect(refused.status).toBe(429);
    expect(refused.json.type).toBe('urn:herald:problem:too-many-requests');
    expect(refused.headers.get('retry-after')).toBe('40');
    expect(refused.headers.get('ratelimit')).toBe('"read";r=0;t=40');
    expect((await read(other)).status).toBe(200);
    expect((await api.call('DELETE', '/v1/segments/none', { key })).status).toBe(404);
    time += 39_499;
    expect((await read(key)).status).toBe(429);
    time += 1;
    expect((await read(key)).status).toBe(200);
  });

  it('are those of the key, also when they are changed', async () => {
    const { key, id, rateLimits } = await api.made('/v1/api-keys', {
      name: 'changed',
      preset: 'read',
      rateLimits: { read: 1 },
    });
    expect(rateLimits).toEqual({ read: 1 });
    expect([(await read(key)).status, (await read(key)).status]).toEqual([200, 429]);
    await api.call('PUT', `/v1/api-keys/${id}`, {
      json: { name: 'changed', preset: 'read', rateLimits: { read: 10 } },
    });
    expect((await read(key)).status).toBe(200);
    for (const wrong of [{ read: 0 }, { read: 1.5 }, { everything: 5 }, { read: 10_000_000 }]) {
      const json = { name: 'wrong', preset: 'read', rateLimits: wrong };
      expect((await api.call('POST', '/v1/api-keys', { json })).status).toBe(400);
    }
  });

  it('also hold for failed authentications of an address, which then fill no audit log, and no valid key', async () => {
    const from = (address: string, key: string) =>
      api.call('GET', '/v1/segments', { key, headers: { 'x-forwarded-for': address } });
    const statuses: number[] = [];
    for (let index = 0; index < 40; index += 1) statuses.push((await from('203.0.113.7', `guess-${index}`)).status);
    expect(statuses).toEqual([...Array(30).fill(401), ...Array(10).fill(429)]);
    expect((await from('203.0.113.8', 'guess')).status).toBe(401);
    expect((await from('203.0.113.7', await keyWith('neighbour'))).status).toBe(200);
    const { items } = (await api.call('GET', '/v1/audit?outcome=refused&limit=1000')).json;
    expect(items.filter((entry: { address: string }) => entry.address === '203.0.113.7')).toHaveLength(30);
    const six = [];
    for (let index = 0; index < 40; index += 1)
      six.push((await from(`2001:db8:1:2::${index.toString(16)}`, 'guess')).status);
    expect(six.filter((status) => status === 429)).toHaveLength(10);
  });
});

describe('an address that a client claims', () => {
  const api = testApi();

  it('is not believed without a proxy that is trusted', async () => {
    const headers = { 'x-forwarded-for': '203.0.113.9', 'x-request-id': 'claimed-address' };
    await api.call('GET', '/v1/segments', { key: 'guess', headers });
    const { items } = (await api.call('GET', '/v1/audit')).json;
    expect(items[0]).toMatchObject({ requestId: 'claimed-address', address: expect.stringMatching(/127\.0\.0\.1$/) });
  });
});
