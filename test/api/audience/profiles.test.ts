import { describe, expect, it } from 'vitest';
import { testApi } from '../support.ts';

describe('profiles', () => {
  const api = testApi();

  it('are created and updated field by field, with the number of the phone', async () => {
    const made = await api.made('/v1/profiles', {
      id: 'u/1',
      phone: ' +44 7700 900001',
      timeZone: 'Europe/London',
      properties: { name: 'Ada', since: { date: '2024-02-29' }, tags: ['a'], gone: 1 },
    });
    expect(made).toMatchObject({ number: '+447700900001', country: 'GB', reachability: 'reachable', optedOut: false });
    const changed = await api.call('PUT', '/v1/profiles/u%2F1', {
      json: { phone: '123', properties: { name: 'Bo', gone: null } },
    });
    expect(changed.json).toMatchObject({
      phone: '123',
      number: null,
      timeZone: 'Europe/London',
      reachability: 'no_usable_number',
    });
    expect(changed.json.properties).toEqual({ name: 'Bo', since: { date: '2024-02-29T00:00:00.000Z' }, tags: ['a'] });
    const { notes, ...profile } = changed.json;
    expect(notes).toMatchObject([{ field: '/phone' }]);
    expect((await api.call('GET', '/v1/profiles/u%2F1')).json).toEqual(profile);
  });

  it('have no id under which the API has another path', async () => {
    const { status, json } = await api.call('POST', '/v1/profiles', { json: { id: 'bulk' } });
    expect([status, json.errors[0].wanted]).toEqual([400, 'an id other than bulk and import']);
    for (const path of ['/v1/profiles/bulk', '/v1/profiles/import']) {
      const answer = await api.call('DELETE', path);
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'OPTIONS, POST']);
      const options = await api.call('OPTIONS', path, { key: null });
      expect([options.status, options.headers.get('allow')]).toEqual([204, 'OPTIONS, POST']);
    }
  });

  it('are stored in bulk, each with its own outcome', async () => {
    const items = [{ id: 'b1' }, { id: 'b 2' }, { id: 'b3', phone: 5 }, { id: 'b4' }, 'nonsense'];
    const answer = await api.made('/v1/profiles/bulk', { items });
    expect(answer).toMatchObject({ accepted: 2, rejected: 3 });
    expect(answer.outcomes.map((entry: { outcome: string }) => entry.outcome)).toEqual([
      'accepted',
      'rejected',
      'rejected',
      'accepted',
      'rejected',
    ]);
    expect(answer.outcomes[2].problems).toMatchObject([{ field: '/phone', got: 'a number', wanted: 'a text' }]);
    const many = Array.from({ length: 1001 }, (_, index) => ({ id: `x${index}` }));
    expect((await api.call('POST', '/v1/profiles/bulk', { json: { items: many } })).status).toBe(400);
  });

  it('are imported from CSV with a mapping, and from NDJSON', async () => {
    const csv = 'user_id,mobile,stop,spent\nc1,+447700900001,false,12.5\nc2,+447700900002,true,3\nc 3,,,\n';
    const query = 'map=user_id:id,mobile:phone,stop:optedOut&types=spent:number';
    const result = await api.call('POST', `/v1/profiles/import?${query}`, {
      body: csv,
      headers: { 'content-type': 'text/csv' },
    });
    expect(result.json).toMatchObject({ received: 3, accepted: 2, rejected: 1, complete: true });
    expect(result.json.problems[0]).toMatchObject({ line: 4, field: 'user_id' });
    expect((await api.call('GET', '/v1/profiles/c2')).json).toMatchObject({ optedOut: true, properties: { spent: 3 } });
    const ndjson = '{"id":"n1","properties":{"a":true}}\n{"id":"n2"}\n';
    const second = await api.call('POST', '/v1/profiles/import', {
      body: ndjson,
      headers: { 'content-type': 'application/x-ndjson' },
    });
    expect(second.json).toMatchObject({ accepted: 2, rejected: 0 });
  });

  it('are not imported from a file that is wrong as a whole', async () => {
    const send = (query: string, body: string, type = 'text/csv') =>
      api.call('POST', `/v1/profiles/import?${query}`, { body, headers: { 'content-type': type } });
    const missing = await send('', 'user_id\nu1\n');
    expect([missing.status, missing.json.errors[0].field]).toEqual([400, 'header']);
    expect((await send('types=a:colour', 'id,a\nu1,2\n')).json.errors[0].field).toBe('query: types');
    expect((await send('map=a', 'id,a\nu1,2\n')).json.errors[0].field).toBe('query: map');
    expect((await send('', '{}', 'application/json')).status).toBe(415);
  });

  it('are listed in pages that neither repeat nor miss one', async () => {
    const items = Array.from({ length: 25 }, (_, index) => ({ id: `page-${String(index).padStart(2, '0')}` }));
    await api.made('/v1/profiles/bulk', { items });
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { json } = await api.call('GET', `/v1/profiles?limit=7${cursor && `&cursor=${cursor}`}`);
      expect(json.items.length).toBeLessThanOrEqual(7);
      seen.push(...json.items.map((item: { id: string }) => item.id));
      cursor = json.nextCursor;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(seen.toSorted());
    expect(seen.filter((id) => id.startsWith('page-'))).toEqual(items.map((item) => item.id));
  });

  it('are opted out and in, and deleted with their events', async () => {
    await api.made('/v1/profiles', { id: 'o1', phone: '+447700900001' });
    const out = await api.call('PUT', '/v1/profiles/o1/opt-out', { json: { optedOut: true } });
    expect(out.json).toMatchObject({ optedOut: true, reachability: 'opted_out' });
    await api.made('/v1/events', { profileId: 'o1', name: 'seen' });
    expect((await api.call('DELETE', '/v1/profiles/o1')).status).toBe(204);
    expect((await api.call('GET', '/v1/profiles/o1/events')).json.items).toEqual([]);
    expect((await api.call('DELETE', '/v1/profiles/o1')).status).toBe(404);
    expect((await api.call('PUT', '/v1/profiles/o1/opt-out', { json: { optedOut: true } })).status).toBe(404);
  });
});

describe('events', () => {
  const api = testApi();

  it('with an id of the caller’s are recorded once', async () => {
    const event = { id: 'e1', profileId: 'u1', name: 'purchase', at: '1998-01-01', properties: { amount: 29.33 } };
    expect(await api.made('/v1/events', event)).toEqual({ id: 'e1', known: false });
    expect(await api.made('/v1/events', event)).toEqual({ id: 'e1', known: true });
    const { json } = await api.call('GET', '/v1/profiles/u1/events');
    expect(json.items).toEqual([{ ...event, at: '1998-01-01T00:00:00.000Z' }]);
  });

  it('are stored in bulk and from CSV, and listed in pages, the latest first', async () => {
    const items = [1, 2, 3].map((day) => ({ profileId: 'u2', name: 'seen', at: `2026-05-0${day}` }));
    expect(await api.made('/v1/events/bulk', { items: [...items, { name: 'seen' }] })).toMatchObject({
      accepted: 3,
      rejected: 1,
    });
    const csv = 'customer,name,at,amount\nu2,bought,2026-05-04,3.5\n';
    const result = await api.call('POST', '/v1/events/import?map=customer:profileId&types=amount:number', {
      body: csv,
      headers: { 'content-type': 'text/csv' },
    });
    expect(result.json.accepted).toBe(1);
    const first = (await api.call('GET', '/v1/profiles/u2/events?limit=2')).json;
    expect(first.items[0]).toMatchObject({ name: 'bought', properties: { amount: 3.5 } });
    const second = (await api.call('GET', `/v1/profiles/u2/events?limit=2&cursor=${first.nextCursor}`)).json;
    expect([...first.items, ...second.items].map((event) => event.at.slice(0, 10))).toEqual([
      '2026-05-04',
      '2026-05-03',
      '2026-05-02',
      '2026-05-01',
    ]);
    expect(second.nextCursor).toBeNull();
  });
});
