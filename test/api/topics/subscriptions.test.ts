import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testApi } from '../support.ts';

const numberOf = (index: number): string => `+4477009100${String(index).padStart(2, '0')}`;
const DAY_MS = 86_400_000;
const TEXT = 'Reply YES to get our offers.';
const WORDING = 'a form';

describe('subscriptions to a topic', () => {
  const clock = { now: new Date('2026-11-30T10:00:00Z') };
  const api = testApi(() => ({ now: () => clock.now }));
  const sent: { provider: string; to: string; text: string }[] = [];
  const statuses: Record<string, number> = {};
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const provider = (request.url ?? '').slice(1);
    const status = statuses[provider] ?? 200;
    if (status === 200) sent.push({ provider, ...JSON.parse(Buffer.concat(chunks).toString()) });
    response.writeHead(status).end();
  });
  const post = async (
    action: string,
    items: readonly object[],
    more: object = { wording: WORDING },
    topic = 'offers',
  ) => await api.made(`/v1/topics/${topic}/${action}`, { items, ...more });
  const subscribe = async (number: string, more?: object) => (await post('subscribe', [{ number }], more)).outcomes[0];
  const topicsOf = async (number: string) =>
    (await api.call('GET', `/v1/numbers/${encodeURIComponent(number)}/topics`)).json;
  const offersOf = async (number: string) =>
    (await topicsOf(number)).topics.find(({ id }: { id: string }) => id === 'offers');
  const textsTo = (number: string) => sent.filter(({ to }) => to === number).map(({ text }) => text);

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const members = [];
    for (const name of ['first', 'second', 'french']) {
      const send = {
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${name}`,
        headers: { 'content-type': 'application/json' },
        body: '{"to":{{ to | json }},"text":{{ text | json }}}',
      };
      const { id } = await api.made('/v1/providers', { kind: 'http', name, settings: { send } });
      members.push({ providerId: id, ...(name === 'french' && { countries: ['FR'] }) });
    }
    // The one for French numbers comes first.
    members.unshift(...members.splice(2));
    const group = await api.made('/v1/provider-groups', { name: 'all', members });
    const topics = [
      { id: 'offers', name: 'Offers', optIn: 'double', confirmation: { text: TEXT, providerGroupId: group.id } },
      { id: 'quiet', name: 'Quiet', optIn: 'double' },
      { id: 'news', name: 'News', optIn: 'single' },
      { id: 'service', name: 'Service', optIn: 'not_needed' },
    ];
    expect((await api.call('PUT', '/v1/account', { json: { topics } })).status).toBe(200);
  });
  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });
  beforeEach(() => {
    for (const name of Object.keys(statuses)) delete statuses[name];
    clock.now = new Date(clock.now.getTime() + 1000);
  });

  it('with single opt-in hold at once, and a repetition changes nothing', async () => {
    const number = numberOf(1);
    const items = [{ number: '+44 7700 910 001' }, { number: 'nobody' }, { profileId: 'nobody' }, { number }];
    const done = await post('subscribe', items, { wording: WORDING }, 'news');
    expect(done).toMatchObject({ changed: 2, unchanged: 0, rejected: 2, asked: 0, notAsked: 0 });
    expect(done.outcomes).toEqual([
      { index: 0, number, outcome: 'changed', status: 'subscribed', reason: null, confirmation: null },
      { index: 1, number: null, outcome: 'rejected', status: null, reason: 'no_usable_number', confirmation: null },
      { index: 2, number: null, outcome: 'rejected', status: null, reason: 'unknown_profile', confirmation: null },
      { index: 3, number, outcome: 'changed', status: 'subscribed', reason: null, confirmation: null },
    ]);
    expect(await post('subscribe', [{ number }], { wording: WORDING }, 'news')).toMatchObject({ unchanged: 1 });
    expect(await topicsOf(number)).toMatchObject({
      number,
      suppressed: false,
      topics: [
        { id: 'offers', optIn: 'double', getsMessages: false, subscription: null },
        { id: 'quiet', getsMessages: false, subscription: null },
        {
          id: 'news',
          name: 'News',
          getsMessages: true,
          subscription: {
            status: 'subscribed',
            history: [{ status: 'subscribed', source: 'api', wording: WORDING, keyId: 'bootstrap', profileId: null }],
          },
        },
        { id: 'service', getsMessages: true, subscription: null },
      ],
    });
    expect(textsTo(number)).toEqual([]);
  });

  it('with double opt-in are pending and asked about, until they are confirmed', async () => {
    const number = numberOf(2);
    await api.made('/v1/profiles', { id: 'ada', phone: number });
    const { outcomes } = await post('subscribe', [{ profileId: 'ada' }]);
    expect(outcomes).toMatchObject([{ number, outcome: 'changed', status: 'pending', confirmation: 'sent' }]);
    expect(textsTo(number)).toEqual([TEXT]);
    const pending = await offersOf(number);
    expect(pending).toMatchObject({ getsMessages: false, subscription: { status: 'pending', confirmedAt: null } });
    expect(Date.parse(pending.subscription.expiresAt) - Date.parse(pending.subscription.at)).toBe(7 * DAY_MS);
    const [message] = await api.store.db.collection('messages').find({ to: number }).toArray();
    expect(message?._id).toMatch(/^confirmation\/[0-9a-f]{20}\/offers$/);
    expect(message).toMatchObject({ status: 'accepted', campaignId: null, profileId: 'ada', text: TEXT });
    const done = await post('confirm', [{ number }], { wording: 'by e-mail' });
    expect(done.outcomes).toMatchObject([{ outcome: 'changed', status: 'subscribed', reason: null }]);
    expect(await offersOf(number)).toMatchObject({
      getsMessages: true,
      subscription: {
        history: [
          { status: 'pending', profileId: 'ada' },
          { status: 'subscribed', isConfirmed: true, wording: 'by e-mail' },
        ],
      },
    });
    expect(await subscribe(number)).toMatchObject({ outcome: 'unchanged', status: 'subscribed', confirmation: null });
    expect(textsTo(number)).toHaveLength(1);
  });

  it('are asked about once a day, however often they are requested, and by how many at once', async () => {
    const number = numberOf(3);
    const results = await Promise.all(Array.from({ length: 5 }, () => subscribe(number)));
    const told = results.map(({ confirmation }) => confirmation).toSorted();
    expect(told).toEqual(['sent', ...Array(4).fill('sent_before')]);
    expect((await subscribe(number)).confirmation).toBe('sent_before');
    expect(textsTo(number)).toHaveLength(1);
    clock.now = new Date(clock.now.getTime() + DAY_MS);
    expect(await subscribe(number)).toMatchObject({ outcome: 'changed', status: 'pending', confirmation: 'sent' });
    expect(textsTo(number)).toHaveLength(2);
    expect((await offersOf(number)).subscription.history).toHaveLength(1);
  });

  it('are asked about by the next provider where one is in trouble, and again where all were', async () => {
    const number = numberOf(4);
    statuses.first = 503;
    expect((await subscribe(number)).confirmation).toBe('sent');
    expect(sent.at(-1)).toMatchObject({ provider: 'second', to: number });
    const [message] = await api.store.db.collection('messages').find({ to: number }).toArray();
    expect(message).toMatchObject({ failedOver: true, attempts: [{ outcome: 'trouble' }, { outcome: 'accepted' }] });
    statuses.second = 503;
    const other = numberOf(5);
    expect(await post('subscribe', [{ number: other }])).toMatchObject({ changed: 1, asked: 0, notAsked: 1 });
    expect((await offersOf(other)).subscription.status).toBe('pending');
    delete statuses.first;
    expect((await subscribe(other)).confirmation).toBe('sent');
    expect((await subscribe(other)).confirmation).toBe('sent_before');
    expect(textsTo(other)).toHaveLength(1);
    expect((await subscribe('+33612345678')).confirmation).toBe('sent');
    expect(sent.at(-1)?.provider).toBe('french');
  });

  it('of a lost answer are not asked about again', async () => {
    const number = numberOf(6);
    statuses.first = 500;
    expect((await subscribe(number)).confirmation).toBe('uncertain');
    delete statuses.first;
    expect((await subscribe(number)).confirmation).toBe('sent_before');
    expect(textsTo(number)).toEqual([]);
  });

  it('that were confirmed elsewhere, or have no text, are not asked about', async () => {
    expect(await subscribe(numberOf(7), { wording: 'e-mail', confirmed: true })).toMatchObject({
      status: 'subscribed',
      confirmation: null,
    });
    const quiet = await post('subscribe', [{ number: numberOf(7) }], { wording: WORDING }, 'quiet');
    expect(quiet.outcomes).toMatchObject([{ status: 'pending', confirmation: 'not_configured' }]);
    expect(textsTo(numberOf(7))).toEqual([]);
  });

  it('of a suppressed number stay unasked, and it gets nothing', async () => {
    const number = numberOf(8);
    await api.made('/v1/suppressions', { number });
    expect(await subscribe(number)).toMatchObject({ outcome: 'rejected', status: null, reason: 'suppressed' });
    expect(textsTo(number)).toEqual([]);
    expect((await offersOf(number)).subscription).toBeNull();
    const single = await post('subscribe', [{ number }], { wording: WORDING }, 'news');
    expect(single.outcomes).toMatchObject([{ outcome: 'changed', status: 'subscribed' }]);
    expect((await topicsOf(number)).suppressed).toBe(true);
  });

  it('end by an unsubscription, which is of the one topic, and of numbers that never subscribed, too', async () => {
    const number = numberOf(9);
    await subscribe(number, { wording: WORDING, confirmed: true });
    await post('subscribe', [{ number }], { wording: WORDING }, 'news');
    const done = await post('unsubscribe', [{ number }, { number: numberOf(10) }], {});
    expect(done).toMatchObject({ changed: 2, outcomes: [{ status: 'unsubscribed' }, { status: 'unsubscribed' }] });
    expect(await post('unsubscribe', [{ number }], {})).toMatchObject({ unchanged: 1 });
    const { topics } = await topicsOf(number);
    expect(topics.map(({ getsMessages }: { getsMessages: boolean }) => getsMessages)).toEqual([
      false,
      false,
      true,
      true,
    ]);
    await post('unsubscribe', [{ number: numberOf(10) }], {}, 'service');
    expect((await topicsOf(numberOf(10))).topics.at(-1)).toMatchObject({ id: 'service', getsMessages: false });
    const confirmed = await post('confirm', [{ number }, { number: numberOf(77) }]);
    expect(confirmed.outcomes).toMatchObject([
      { outcome: 'rejected', status: 'unsubscribed', reason: 'not_requested' },
      { outcome: 'rejected', status: null, reason: 'not_requested' },
    ]);
    clock.now = new Date(clock.now.getTime() + 1000);
    expect(await subscribe(number)).toMatchObject({ outcome: 'changed', status: 'pending' });
    expect((await offersOf(number)).getsMessages).toBe(false);
  });

  it('are done once with an Idempotency-Key', async () => {
    const json = { items: [{ number: numberOf(11) }], wording: WORDING };
    const headers = { 'idempotency-key': 'subscribe-11' };
    const first = await api.call('POST', '/v1/topics/offers/subscribe', { json, headers });
    const second = await api.call('POST', '/v1/topics/offers/subscribe', { json, headers });
    expect(second.json).toEqual(first.json);
    expect(textsTo(numberOf(11))).toHaveLength(1);
  });

  it('are of a topic that exists, of up to 1,000 items, with a wording', async () => {
    const call = async (path: string, json: object) => {
      const { status, json: answer } = await api.call('POST', path, { json });
      return [status, answer.errors?.[0]?.field];
    };
    const items = [{ number: numberOf(1) }];
    expect(await call('/v1/topics/nothing/subscribe', { items, wording: WORDING })).toEqual([404, undefined]);
    expect((await api.call('GET', '/v1/topics/nothing/subscriptions')).status).toBe(404);
    expect(await call('/v1/topics/offers/subscribe', { items })).toEqual([400, '/wording']);
    expect(await call('/v1/topics/offers/confirm', { items })).toEqual([400, '/wording']);
    const many = Array.from({ length: 1001 }, () => items[0]);
    expect(await call('/v1/topics/offers/unsubscribe', { items: many })).toEqual([400, '/items']);
    expect(await call('/v1/topics/offers/unsubscribe', { items: [{ phone: '1' }] })).toEqual([400, expect.any(String)]);
    const { key } = await api.made('/v1/api-keys', { name: 'reader', preset: 'read' });
    const refused = await api.call('POST', '/v1/topics/offers/unsubscribe', { json: { items }, key });
    expect(refused.status).toBe(403);
    expect((await api.call('GET', '/v1/topics/offers/subscriptions', { key })).status).toBe(403);
  });

  it('of 1,000 numbers take one call', async () => {
    const all = Array.from({ length: 1000 }, (_, index) => ({ number: `+4477012${String(index).padStart(5, '0')}` }));
    expect(await post('subscribe', all, { wording: WORDING }, 'news')).toMatchObject({ changed: 1000, rejected: 0 });
    expect(await post('unsubscribe', all, {}, 'news')).toMatchObject({ changed: 1000 });
  });

  it('are listed by status and time, page after page, and exported', async () => {
    const listed = async (query: string) => (await api.call('GET', `/v1/topics/offers/subscriptions?${query}`)).json;
    const { items } = await listed('');
    const times = items.map(({ at }: { at: string }) => at);
    expect(times).toEqual(times.toSorted().reverse());
    const pages: unknown[] = [];
    let cursor = '';
    do {
      const page = await listed(`limit=3${cursor && `&cursor=${cursor}`}`);
      pages.push(...page.items);
      cursor = page.nextCursor ?? '';
    } while (cursor !== '');
    expect(pages).toEqual(items);
    const pending = (await listed('status=pending')).items;
    expect(pending).toEqual(items.filter(({ status }: { status: string }) => status === 'pending'));
    const middle = times[4];
    expect((await listed(`from=${middle}`)).items).toEqual(items.filter(({ at }: { at: string }) => at >= middle));
    expect((await listed(`to=${middle}`)).items).toEqual(items.filter(({ at }: { at: string }) => at < middle));
    const ndjson = await api.call('GET', '/v1/topics/offers/subscriptions?format=ndjson&limit=1');
    expect(
      ndjson.text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(items);
    await subscribe(numberOf(12), { wording: '=1+1' });
    const csv = await api.call('GET', '/v1/topics/offers/subscriptions', { headers: { accept: 'text/csv' } });
    const [header, first] = csv.text.split('\r\n');
    expect(header).toBe('number,status,at,confirmedAt,unsubscribedAt,source,wording,profileId,keyId');
    expect(first).toBe(`${numberOf(12)},pending,${clock.now.toISOString()},,,api,'=1+1,,bootstrap`);
  });

  it('leave no number and no text in the log', () => {
    expect(api.logLines.join('\n')).not.toMatch(/77009|YES to get/);
  });
});
