import { describe, expect, it } from 'vitest';
import { SCOPE_NAMES } from '../../../src/domain/account/scopes.ts';
import { testApi } from '../support.ts';

const HOUR_MS = 3_600_000;

describe('the life of an API key', () => {
  let time = Date.parse('2026-05-07T10:00:00Z');
  const api = testApi(() => ({ now: () => new Date(time) }));

  const make = (name: string, more: object = {}) => api.made('/v1/api-keys', { name, preset: 'read', ...more });
  const statusWith = async (key: string): Promise<number> => (await api.call('GET', '/v1/segments', { key })).status;
  const act = (id: string, action: string, options: Parameters<typeof api.call>[2] = {}) =>
    api.call('POST', `/v1/api-keys/${id}/${action}`, options);

  it('begins with a prefix that is shown ever after, so that a key in a log is attributed', async () => {
    const { id, key, prefix } = await make('prefixed');
    expect(prefix).toBe(key.slice(0, 13));
    const { items } = (await api.call('GET', '/v1/api-keys')).json;
    expect(items.find((item: { prefix: string }) => item.prefix === prefix)).toMatchObject({ id, name: 'prefixed' });
  });

  it('ends when it expires', async () => {
    const { key } = await make('for a day', { expiresAt: new Date(time + 24 * HOUR_MS).toISOString() });
    expect(await statusWith(key)).toBe(200);
    time += 24 * HOUR_MS - 1;
    expect(await statusWith(key)).toBe(200);
    time += 1;
    const refused = await api.call('GET', '/v1/segments', { key });
    expect(refused.status).toBe(401);
    expect(refused.json.detail).toBe('The API key has expired.');
    const past = await api.call('POST', '/v1/api-keys', {
      json: { name: 'late', preset: 'read', expiresAt: new Date(time).toISOString() },
    });
    expect(past.json.errors).toMatchObject([{ field: '/expiresAt', wanted: 'an instant in the future' }]);
  });

  it('shows when it was last used, to the minute, and no use that was refused', async () => {
    const { id, key } = await make('used');
    const lastUse = async () => (await api.call('GET', `/v1/api-keys/${id}`)).json.lastUsedAt;
    expect(await lastUse()).toBeNull();
    await statusWith(key);
    const first = await lastUse();
    expect(first).toBe(new Date(time).toISOString());
    time += 2 * 60_000;
    await act(id, 'disable');
    await statusWith(key);
    expect(await lastUse()).toBe(first);
  });

  it('goes on with a new secret after a rotation, and the old one is valid for the overlap only', async () => {
    const { id, key } = await make('rotated');
    const rotated = await act(id, 'rotate', { json: { overlapSeconds: 3600 } });
    expect(rotated.json).toMatchObject({
      id,
      name: 'rotated',
      previous: { prefix: key.slice(0, 13), validUntil: new Date(time + HOUR_MS).toISOString() },
    });
    expect(rotated.json.prefix).toBe(rotated.json.key.slice(0, 13));
    time += HOUR_MS - 1;
    expect([await statusWith(key), await statusWith(rotated.json.key)]).toEqual([200, 200]);
    time += 1;
    expect([await statusWith(key), await statusWith(rotated.json.key)]).toEqual([401, 200]);
    expect((await api.call('GET', `/v1/api-keys/${id}`)).json.previous).toBeNull();
  });

  it('has at most two secrets: a second rotation ends the one before the first', async () => {
    const { id, key } = await make('twice');
    const { key: second } = (await act(id, 'rotate')).json;
    const { key: third } = (await act(id, 'rotate')).json;
    expect([await statusWith(key), await statusWith(second), await statusWith(third)]).toEqual([401, 200, 200]);
    const { key: fourth } = (await act(id, 'rotate', { json: { overlapSeconds: 0 } })).json;
    expect([await statusWith(third), await statusWith(fourth)]).toEqual([401, 200]);
  });

  it('keeps its old secret when a rotation whose answer was lost is repeated', async () => {
    const { id, key } = await make('lost answer');
    const headers = { 'idempotency-key': 'rotation-1' };
    await act(id, 'rotate', { headers });
    // As if the process had died before it stored the answer.
    await api.store.db
      .collection('idempotency')
      .updateMany({}, { $set: { answer: null, owner: null, leasedUntil: new Date(0) } });
    const again = await act(id, 'rotate', { headers });
    expect(again.headers.get('idempotency-replayed')).toBeNull();
    expect([await statusWith(key), await statusWith(again.json.key)]).toEqual([200, 200]);
  });

  it('is interrupted while it is disabled, in both of its secrets', async () => {
    const { id, key } = await make('paused');
    const { key: second } = (await act(id, 'rotate')).json;
    expect((await act(id, 'disable')).json.disabledAt).not.toBeNull();
    const refused = await api.call('GET', '/v1/segments', { key });
    expect([refused.status, refused.json.detail]).toEqual([401, 'The API key is disabled.']);
    expect(await statusWith(second)).toBe(401);
    expect((await act(id, 'enable')).json.disabledAt).toBeNull();
    expect([await statusWith(key), await statusWith(second)]).toEqual([200, 200]);
  });

  it('changes its rights and its name with the next request', async () => {
    const { id, key } = await make('reader');
    const replaced = await api.call('PUT', `/v1/api-keys/${id}`, { json: { name: 'writer', scopes: ['ingest'] } });
    expect(replaced.json).toMatchObject({ id, name: 'writer', scopes: ['ingest'], expiresAt: null });
    expect(await statusWith(key)).toBe(403);
    expect((await api.call('PUT', '/v1/api-keys/key_0', { json: { name: 'x', preset: 'read' } })).status).toBe(404);
    await make('taken');
    const taken = await api.call('PUT', `/v1/api-keys/${id}`, { json: { name: 'TAKEN', preset: 'read' } });
    expect(taken.status).toBe(409);
  });

  it('is out of reach for an administrator with fewer rights: not changed, not taken over, not ended', async () => {
    const { key: lesser } = await make('lesser', { preset: undefined, scopes: ['admin', 'read'] });
    const { id, key } = await make('greater', { preset: 'admin' });
    const rename = { name: 'mine', preset: 'read' };
    for (const [method, path, json] of [
      ['PUT', '', rename],
      ['POST', '/rotate', undefined],
      ['POST', '/disable', undefined],
      ['POST', '/enable', undefined],
      ['DELETE', '', undefined],
    ] as const) {
      const answer = await api.call(method, `/v1/api-keys/${id}${path}`, { key: lesser, json });
      expect([method, path, answer.status]).toEqual([method, path, 403]);
    }
    const self = await api.call('GET', `/v1/api-keys/${id}`, { key });
    expect(self.json).toMatchObject({ name: 'greater', scopes: SCOPE_NAMES, disabledAt: null, previous: null });
  });
});
