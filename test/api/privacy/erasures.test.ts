import { describe, expect, it } from 'vitest';
import { liveCampaign } from '../../support/liveCampaign.ts';
import { testApi } from '../support.ts';

const NUMBER = '+447700900001';

const FAY_AGAIN = { kind: 'property', property: 'name', operator: 'equals', value: 'Fay' };

describe('an erased person', () => {
  const api = testApi();
  const add = (id: string, more: object = {}) => api.made('/v1/profiles', { id, phone: NUMBER, ...more });
  async function erased(profileId: string) {
    const answer = await api.call('POST', '/v1/erasures', { json: { profileId, reason: 'ticket 4711' } });
    expect(answer.status).toBe(202);
    await api.erasures.work();
    return answer.json;
  }
  const ERASED = { code: 'erased', got: 'the id of an erased person' };

  it('is erased by workers, and the erasure says what it came to but not who it was', async () => {
    await add('ada', { optedOut: true });
    await api.made('/v1/events', { profileId: 'ada', name: 'visit' });
    const { status, id } = await erased('ada');
    expect(status).toBe('pending');
    const answer = await api.call('GET', `/v1/erasures/${id}`);
    expect(answer.json).toMatchObject({
      status: 'done',
      reason: 'ticket 4711',
      doneAt: expect.any(String),
      counts: { profiles: 1, events: 1, messages: 0, inboundTexts: 0, suppressions: 1, unsubscriptions: 0 },
    });
    expect(answer.text).not.toContain('ada');
    expect((await api.call('GET', '/v1/profiles/ada')).status).toBe(404);
    expect((await api.call('GET', '/v1/erasures')).json.items.map((one: { id: string }) => one.id)).toContain(id);
    expect((await api.call('GET', '/v1/erasures/ers_none')).status).toBe(404);
  });

  it('has one erasure, however often it is requested', async () => {
    const first = await erased('twice');
    const again = await erased('twice');
    expect(again).toMatchObject({ id: first.id, status: 'done', requestedAt: first.requestedAt });
    const ids = (await api.call('GET', '/v1/erasures')).json.items.map((one: { id: string }) => one.id);
    expect(ids.filter((id: string) => id === first.id)).toHaveLength(1);
  });

  it('is listed page by page', async () => {
    for (const id of ['p1', 'p2', 'p3']) await erased(id);
    const first = (await api.call('GET', '/v1/erasures?limit=2')).json;
    const second = (await api.call('GET', `/v1/erasures?limit=2&cursor=${first.nextCursor}`)).json;
    const ids = [...first.items, ...second.items].map(({ id }) => id);
    expect(new Set(ids).size).toBe(4);
  });

  it.each([
    ['POST', '/v1/profiles', { id: 'gone' }, '/id'],
    ['PUT', '/v1/profiles/gone', {}, '/id'],
    ['POST', '/v1/events', { profileId: 'gone', name: 'visit' }, '/profileId'],
  ])('can’t be written again by %s %s', async (method, path, json, field) => {
    await erased('gone');
    const answer = await api.call(method, path, { json });
    expect(answer.status).toBe(400);
    expect(answer.json.errors).toEqual([expect.objectContaining({ ...ERASED, field })]);
  });

  it('can’t be written again in bulk, by an import or in the background; the other rows are', async () => {
    await erased('gone2');
    for (const [path, items, field] of [
      ['/v1/profiles/bulk', [{ id: 'b1' }, { id: 'gone2', phone: NUMBER }, { id: 'b2' }], '/id'],
      ['/v1/events/bulk', ['b1', 'gone2', 'b2'].map((profileId) => ({ profileId, name: 'visit' })), '/profileId'],
    ] as const) {
      const { json } = await api.call('POST', path, { json: { items } });
      expect(json).toMatchObject({ accepted: 2, rejected: 1 });
      expect(json.outcomes[1]).toMatchObject({ outcome: 'rejected', problems: [{ ...ERASED, field }] });
    }
    for (const [kind, body, field] of [
      ['profiles', 'key,phone\nb3,\ngone2,+447700900001\nb4,\n', 'key'],
      ['events', 'key,name\nb3,visit\ngone2,visit\nb4,visit\n', 'key'],
    ] as const) {
      const query = `map=key:${kind === 'profiles' ? 'id' : 'profileId'}`;
      const headers = { 'content-type': 'text/csv' };
      const direct = await api.call('POST', `/v1/${kind}/import?${query}`, { body, headers });
      expect(direct.json).toMatchObject({ received: 3, accepted: 2, rejected: 1 });
      expect(direct.json.problems).toEqual([expect.objectContaining({ line: 3, field, got: ERASED.got })]);
      const { json: job } = await api.call('POST', `/v1/imports?kind=${kind}&${query}`, { body, headers });
      await api.imports.work();
      const ended = (await api.call('GET', `/v1/imports/${job.importId}`)).json;
      expect(ended).toMatchObject({ status: 'completed', received: 3, rejected: 1 });
      const refused = await api.call('GET', `/v1/imports/${job.importId}/refused`);
      expect(refused.json.items).toEqual([expect.objectContaining({ line: 3, row: '' })]);
    }
    expect(await api.store.profiles.get('gone2')).toBeNull();
    expect(await api.store.events.countOfProfile('gone2')).toBe(0);
  });

  it('gets nothing when the number comes again under another id, until the person opts in', async () => {
    const phone = '+447700900044';
    await add('eve', { phone, optedOut: true });
    await erased('eve');
    expect(await add('eve-again', { phone })).toMatchObject({ optedOut: true, reachability: 'opted_out' });
    const list = await api.call('GET', '/v1/suppressions');
    expect(list.text).not.toContain(phone);
    const path = `/v1/suppressions/${encodeURIComponent(phone)}`;
    expect((await api.call('GET', path)).json).toMatchObject({ suppressed: true, current: { profileId: null } });
    await api.call('POST', `${path}/lift`, { json: { reason: 'she wrote' } });
    expect((await api.call('GET', '/v1/profiles/eve-again')).json).toMatchObject({ reachability: 'reachable' });
  });

  it('stays unsubscribed from topics, under any profile, until the number is subscribed again', async () => {
    const phone = '+447700900078';
    const topics = [
      { id: 'service', name: 'Service', optIn: 'not_needed' },
      { id: 'news', name: 'News', optIn: 'single' },
    ];
    await api.call('PUT', '/v1/account', { json: { topics } });
    const post = (action: string, topic: string, items: object[]) =>
      api.made(`/v1/topics/${topic}/${action}`, { items, wording: 'she called' });
    await add('fay', { phone });
    await post('unsubscribe', 'service', [{ profileId: 'fay' }]);
    await post('subscribe', 'news', [{ profileId: 'fay' }]);
    const { id } = await erased('fay');
    expect((await api.call('GET', `/v1/erasures/${id}`)).json.counts).toMatchObject({ unsubscriptions: 1 });
    for (const topic of ['service', 'news']) {
      expect((await api.call('GET', `/v1/topics/${topic}/subscriptions`)).json.items).toEqual([]);
    }
    const estimate = async (topic: string) =>
      (await api.made('/v1/segments/estimate', { condition: FAY_AGAIN, topic })).notSubscribed;
    await add('fay-again', { phone, properties: { name: 'Fay' } });
    expect([await estimate('service'), await estimate('news')]).toEqual([1, 1]);
    const path = `/v1/numbers/${encodeURIComponent(phone)}/topics`;
    expect((await api.call('GET', path)).json.topics).toMatchObject([
      { id: 'service', getsMessages: false, subscription: { status: 'unsubscribed', history: [] } },
      { id: 'news', getsMessages: false, subscription: null },
    ]);
    await post('subscribe', 'service', [{ number: phone }]);
    expect(await estimate('service')).toBe(0);
  });

  it('can be erased by admins only', async () => {
    const { key } = await api.made('/v1/api-keys', { name: 'shop', preset: 'ingest' });
    expect((await api.call('POST', '/v1/erasures', { json: { profileId: 'x' }, key })).status).toBe(403);
  });
});

describe('the export of a person', () => {
  const api = testApi();

  it('is one document with all that is stored', async () => {
    await api.made('/v1/profiles', { id: 'bo', phone: NUMBER, properties: { name: 'Bo' }, optedOut: true });
    for (const id of ['e1', 'e2']) await api.made('/v1/events', { id, profileId: 'bo', name: 'visit' });
    await api.call('PUT', '/v1/account', { json: { topics: [{ id: 'news', name: 'News', optIn: 'single' }] } });
    const items = [{ profileId: 'bo' }];
    await api.made('/v1/topics/news/subscribe', { items, wording: 'a form' });
    await api.store.campaigns.insert(liveCampaign('cmp_live', { kind: 'api', delaySeconds: 60 }));
    await api.made('/v1/campaigns/cmp_live/trigger', { items: [{ profileId: 'bo', data: { code: 'A1' } }] });
    await api.made('/v1/profiles', { id: 'bo', phone: '+447700900002' });
    const answer = await api.call('GET', '/v1/profiles/bo/export');
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({
      profile: { id: 'bo', number: '+447700900002', optedOut: true, properties: { name: 'Bo' } },
      events: expect.arrayContaining([expect.objectContaining({ id: 'e1' }), expect.objectContaining({ id: 'e2' })]),
      messages: [],
      waitingMessages: [{ campaignId: 'cmp_live', eventId: null, data: { code: 'A1' } }],
      suppressions: [
        { number: '+447700900002', suppressed: true },
        { number: NUMBER, suppressed: true },
      ],
      subscriptions: [
        { number: NUMBER, topicId: 'news', status: 'subscribed', history: [{ profileId: 'bo', wording: 'a form' }] },
      ],
      inboundTexts: [],
    });
    expect(answer.headers.get('content-disposition')).toContain('profile.json');
    expect((await api.call('GET', '/v1/profiles/nobody/export')).status).toBe(404);
    const { key } = await api.made('/v1/api-keys', { name: 'reader', preset: 'read' });
    expect((await api.call('GET', '/v1/profiles/bo/export', { key })).status).toBe(403);
  });
});
