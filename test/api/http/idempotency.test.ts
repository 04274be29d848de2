import { describe, expect, it } from 'vitest';
import { LEASE_MS } from '../../../src/store/idempotency.ts';
import { CONDITION } from '../fixtures.ts';
import { testApi } from '../support.ts';

describe('Idempotency-Key', () => {
  const clock = { aheadMs: 0 };
  const api = testApi(() => ({ now: () => new Date(Date.now() + clock.aheadMs) }));
  const keyed = (key: string, json: unknown, path = '/v1/segments') =>
    api.call('POST', path, { json, headers: { 'idempotency-key': key } });
  const records = () =>
    api.store.db.collection<{ _id: string; owner: string | null; answer: string | null }>('idempotency');

  it('gives the same response to the same request, regardless of the order of its fields', async () => {
    const first = await keyed('a', { name: 'a', condition: CONDITION });
    const again = await keyed('a', { condition: CONDITION, name: 'a' });
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.text).toBe(first.text);
    expect(again.headers.get('location')).toBe(first.headers.get('location'));
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect(again.headers.get('idempotency-replayed')).toBe('true');
  });

  it('refuses another request under the same key, and keeps callers apart', async () => {
    await keyed('b', { name: 'b', condition: CONDITION });
    const other = await keyed('b', { name: 'b2', condition: CONDITION });
    expect([other.status, other.json.type]).toEqual([422, 'urn:herald:problem:idempotency-key-reused']);
    const { key } = await api.made('/v1/api-keys', { name: 'somebody else', preset: 'admin' });
    const theirs = await api.call('POST', '/v1/segments', {
      key,
      json: { name: 'b3', condition: CONDITION },
      headers: { 'idempotency-key': 'b' },
    });
    expect(theirs.status).toBe(201);
  });

  it('carries out one of many simultaneous requests', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => keyed('c', { name: 'c', condition: CONDITION })),
    );
    for (const { status, headers } of answers) {
      expect([201, 409]).toContain(status);
      if (status === 409) expect(headers.get('retry-after')).toBe('1');
    }
    expect(await api.store.db.collection('segments').countDocuments({ name: 'c' })).toBe(1);
    expect((await keyed('c', { name: 'c', condition: CONDITION })).status).toBe(201);
  });

  it('continues the same creation after a crash', async () => {
    const first = await keyed('d', { name: 'd', condition: CONDITION });
    // The state after a crash between the creation and the storing of the answer.
    const { modifiedCount } = await records().updateOne(
      { answer: { $ne: null }, _id: (await latestRecord())._id },
      { $set: { answer: null, owner: 'dead' } },
    );
    expect(modifiedCount).toBe(1);
    expect((await keyed('d', { name: 'd', condition: CONDITION })).status).toBe(409);
    clock.aheadMs += LEASE_MS + 1000;
    const resumed = await keyed('d', { name: 'd', condition: CONDITION });
    expect([resumed.status, resumed.json.id]).toEqual([201, first.json.id]);
    expect(await api.store.db.collection('segments').countDocuments({ name: 'd' })).toBe(1);
  });

  it('is free again after a refusal', async () => {
    await keyed('e1', { name: 'e', condition: CONDITION });
    expect((await keyed('e', { name: 'e', condition: CONDITION })).status).toBe(409);
    expect((await keyed('e', { name: 'not e', condition: CONDITION })).status).toBe(201);
  });

  it('stores an API key encrypted for a repeated request', async () => {
    const first = await keyed('f', { name: 'sealed', preset: 'read' }, '/v1/api-keys');
    expect(JSON.stringify(await records().find().toArray())).not.toContain(first.json.key);
    expect((await keyed('f', { name: 'sealed', preset: 'read' }, '/v1/api-keys')).json.key).toBe(first.json.key);
  });

  it('covers streamed imports: rows without an id are created once', async () => {
    const send = (csv: string) =>
      api.call('POST', '/v1/events/import', {
        body: csv,
        headers: { 'content-type': 'text/csv', 'idempotency-key': 'import' },
      });
    const csv = 'profileId,name\nu1,seen\nu2,seen\n';
    expect((await send(csv)).json.accepted).toBe(2);
    expect((await send(csv)).headers.get('idempotency-replayed')).toBe('true');
    expect((await send(`${csv}u3,seen\n`)).status).toBe(422);
    await records().updateOne({ _id: (await latestRecord())._id }, { $set: { answer: null, owner: null } });
    const repeated = await send(csv);
    expect([repeated.status, repeated.headers.get('idempotency-replayed')]).toEqual([200, null]);
    for (const profileId of ['u1', 'u2']) {
      expect(await api.store.events.ofProfile({ profileId, limit: 10 })).toHaveLength(1);
    }
  });

  it('expires after a day', async () => {
    await keyed('g', { name: 'g', condition: CONDITION });
    clock.aheadMs += 25 * 3600 * 1000;
    expect((await keyed('g', { name: 'g2', condition: CONDITION })).status).toBe(201);
  });

  it('must have a valid format', async () => {
    const { status, json } = await keyed('with space', { name: 'h', condition: CONDITION });
    expect([status, json.errors[0].field]).toEqual([400, 'header: Idempotency-Key']);
  });

  async function latestRecord() {
    const [latest] = await records().find().sort({ createdAt: -1 }).limit(1).toArray();
    if (!latest) throw new Error('there is no record');
    return latest;
  }
});
