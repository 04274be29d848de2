import { once } from 'node:events';
import { type ClientRequest, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { BOOTSTRAP_KEY, testApi } from '../support.ts';

describe('back-pressure', () => {
  const api = testApi(() => ({ intakeBytes: 2000 }));
  const eventsWith = (text: string) =>
    JSON.stringify({ items: [{ profileId: 'u1', name: 'visit', properties: { text } }] });
  const events = (bytes: number) => eventsWith('x'.repeat(bytes - eventsWith('').length));
  const record = (bytes: number, headers = {}) =>
    api.call('POST', '/v1/events/bulk', {
      body: events(bytes),
      headers: { 'content-type': 'application/json', ...headers },
    });

  /** A request whose body has not arrived yet. */
  async function begun(path: string, headers: Record<string, string | number>): Promise<ClientRequest> {
    const sending = request(`${api.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${BOOTSTRAP_KEY}`, 'content-type': 'application/json', ...headers },
    });
    sending.on('error', () => undefined);
    sending.flushHeaders();
    await sleep(100);
    return sending;
  }

  async function ended(sending: ClientRequest, body: string): Promise<number> {
    const answer = once(sending, 'response');
    sending.end(body);
    const [response] = await answer;
    response.resume();
    return response.statusCode;
  }

  it('refuses what is too much besides bodies in progress, before it is read, and takes it afterwards', async () => {
    const sending = await begun('/v1/events/bulk', { 'content-length': 1500 });
    const refused = await record(600);
    expect([refused.status, refused.json.code, refused.headers.get('retry-after')]).toEqual([
      429,
      'too_many_requests',
      '1',
    ]);
    expect((await record(500)).status).toBe(200);
    expect(await ended(sending, events(1500))).toBe(200);
    expect((await record(600)).status).toBe(200);
  });

  it('frees what an aborted or refused request held', async () => {
    const sending = await begun('/v1/events/bulk', { 'content-length': 1500 });
    expect((await record(600)).status).toBe(429);
    sending.destroy();
    await sleep(100);
    expect((await record(600)).status).toBe(200);
    expect((await record(1900, { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await record(1900)).status).toBe(200);
  });

  it('takes a single larger body, of which it may not know the length', async () => {
    expect((await record(5000)).status).toBe(200);
    const sending = await begun('/v1/events', { 'transfer-encoding': 'chunked' });
    expect((await record(200)).status).toBe(429);
    expect(await ended(sending, JSON.stringify({ profileId: 'u1', name: 'visit' }))).toBe(201);
  });

  it('holds up neither reading, nor imports, nor whoever has no key', async () => {
    const sending = await begun('/v1/profiles/bulk', { 'content-length': 2000 });
    expect((await record(200)).status).toBe(429);
    expect((await api.call('GET', '/v1/profiles')).status).toBe(200);
    expect((await api.call('POST', '/v1/events', { json: {}, key: null })).status).toBe(401);
    const imported = await api.call('POST', '/v1/events/import', {
      body: 'profileId,name\nu1,visit\n',
      headers: { 'content-type': 'text/csv' },
    });
    expect(imported.status).toBe(200);
    sending.destroy();
  });
});
