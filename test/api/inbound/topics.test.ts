import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import twilio from 'twilio';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TWILIO_PROVIDER } from '../fixtures.ts';
import { testApi } from '../support.ts';
import { gateway, INBOUND_PROVIDER, pathOf } from './support.ts';

const DAY_MS = 86_400_000;
const ASK = 'Reply JA to get our offers.';
const ANSWERS = {
  confirm: { default: 'You are in.' },
  subscribe: { default: 'Subscribed.' },
  unsubscribe: { default: 'No more of these.', languages: { de: 'Keine mehr davon.' } },
  opt_out: { default: 'You get no more texts.' },
  opt_in: { default: 'Welcome back.' },
};

describe('inbound texts about topics', () => {
  const clock = { now: new Date('2026-11-30T10:00:00Z') };
  const api = testApi(() => ({ now: () => clock.now }));
  const sent: { to: string; text: string }[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    sent.push(JSON.parse(Buffer.concat(chunks).toString()));
    response.writeHead(200).end();
  });
  let path = '';
  let topics: object[] = [];
  let count = 10;
  const deliver = gateway(api, () => path);
  /** A number that nobody has used before. */
  const fresh = (): string => `+4477009300${count++}`;
  const later = (ms: number): void => {
    clock.now = new Date(clock.now.getTime() + ms);
  };
  const subscribe = async (number: string, topicIds = ['offers']): Promise<void> => {
    for (const id of topicIds) {
      await api.made(`/v1/topics/${id}/subscribe`, { items: [{ number }], wording: 'a form' });
    }
    later(1000);
  };
  const unsubscribe = (number: string) => api.made('/v1/topics/offers/unsubscribe', { items: [{ number }] });
  /** By topic, the status of a number. */
  const statusesOf = async (number: string): Promise<Record<string, string>> => {
    const { json } = await api.call('GET', `/v1/numbers/${encodeURIComponent(number)}/topics`);
    const known = json.topics.filter(({ subscription }: { subscription: object | null }) => subscription !== null);
    return Object.fromEntries(
      known.map(({ id, subscription }: { id: string; subscription: { status: string } }) => [id, subscription.status]),
    );
  };
  const lastOf = async (number: string) =>
    (await api.call('GET', `/v1/inbound?phone=${encodeURIComponent(number)}`)).json.items[0];
  const isSuppressed = async (number: string) => (await api.store.suppressions.among([number])).has(number);
  const textsTo = (number: string) => sent.filter(({ to }) => to === number).map(({ text }) => text);
  const isAnswered = (number: string, ...texts: string[]) =>
    expect.poll(() => textsTo(number), { timeout: 5000 }).toEqual(texts);

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { inbound } = INBOUND_PROVIDER.settings;
    const send = {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
      headers: { 'content-type': 'application/json' },
      body: '{"to":{{ to | json }},"text":{{ text | json }}}',
    };
    const provider = await api.made('/v1/providers', { kind: 'http', name: 'gateway', settings: { send, inbound } });
    path = pathOf(provider);
    const group = await api.made('/v1/provider-groups', { name: 'all', members: [{ providerId: provider.id }] });
    topics = [
      {
        id: 'offers',
        name: 'Offers',
        optIn: 'double',
        keywords: ['OFFERS'],
        confirmation: { text: ASK, providerGroupId: group.id },
        confirmWithinDays: 3,
      },
      { id: 'events', name: 'Events', optIn: 'double' },
      { id: 'news', name: 'News', optIn: 'single', keywords: ['NEWS'] },
      { id: 'service', name: 'Service', optIn: 'not_needed', keywords: ['SERVICE'] },
    ];
    await api.call('PUT', '/v1/account', { json: { topics, inbound: { answers: ANSWERS } } });
  });
  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });
  beforeEach(() => later(60_000));

  it.each(['JA', 'yes!', 'START', 'Oui', 'да'])(
    '%j confirms what is pending, before the gateway gets its answer',
    async (text) => {
      const number = fresh();
      await api.made('/v1/profiles', { id: number.slice(1), phone: number });
      await subscribe(number, ['offers', 'events', 'news']);
      await unsubscribe(number).then(() => later(1000));
      await subscribe(number);
      expect((await deliver(number, text)).status).toBe(204);
      expect(await statusesOf(number)).toEqual({ offers: 'subscribed', events: 'subscribed', news: 'subscribed' });
      const inbound = await lastOf(number);
      expect(inbound).toMatchObject({ decision: 'confirm', topicIds: ['offers', 'events'], review: null });
      const { items } = (await api.call('GET', `/v1/profiles/${number.slice(1)}/events`)).json;
      expect(items).toMatchObject([
        { id: inbound.id, name: 'reply', properties: { text, decision: 'confirm', topicIds: ['offers', 'events'] } },
      ]);
      const [known] = await api.store.subscriptions.ofNumbers([number]);
      expect(known?.history.at(-1)).toMatchObject({ source: 'text', wording: text, id: inbound.id, isConfirmed: true });
      await isAnswered(number, ASK, 'You are in.');
    },
  );

  it('confirm nothing that was not asked, was asked too long ago, or has ended', async () => {
    const unasked = fresh();
    await deliver(unasked, 'JA');
    // Of two at the same instant, either may be listed first.
    later(1);
    await deliver(unasked, 'YES');
    expect(await statusesOf(unasked)).toEqual({});
    expect((await lastOf(unasked)).decision).toBe('opt_in');
    const late = fresh();
    await subscribe(late);
    later(3 * DAY_MS);
    await deliver(late, 'JA');
    expect([await statusesOf(late), (await lastOf(late)).decision]).toEqual([{ offers: 'pending' }, 'other']);
    const over = fresh();
    await subscribe(over);
    await unsubscribe(over);
    await deliver(over, 'JA');
    expect([await statusesOf(over), (await lastOf(over)).topicIds]).toEqual([{ offers: 'unsubscribed' }, []]);
    const other = fresh();
    await subscribe(other);
    for (const text of ['no', 'Ja, aber wann?', 'HELP', 'ok']) await deliver(other, text);
    expect(await statusesOf(other)).toEqual({ offers: 'pending' });
  });

  it('that are delivered once more confirm nothing a second time', async () => {
    const number = fresh();
    await subscribe(number);
    await deliver(number, 'JA', 'ja-1');
    later(1000);
    await unsubscribe(number);
    later(1000);
    await deliver(number, 'JA', 'ja-1');
    expect(await statusesOf(number)).toEqual({ offers: 'unsubscribed' });
    await subscribe(number);
    await deliver(number, 'JA', 'ja-1');
    expect(await statusesOf(number)).toEqual({ offers: 'pending' });
  });

  it('are applied once more where a process died after they were stored', async () => {
    const number = fresh();
    await subscribe(number);
    const before = await api.store.subscriptions.ofNumbers([number]);
    await deliver(number, 'JA', 'ja-crash');
    const { db } = api.store;
    await db.collection('inboundTexts').updateOne({ number }, { $set: { appliedAt: null } });
    await db.collection('subscriptions').replaceOne({ _id: before[0]?._id as never }, before[0] as object);
    await deliver(number, 'JA', 'ja-crash');
    expect(await statusesOf(number)).toEqual({ offers: 'subscribed' });
  });

  it('START after STOP lifts the opt-out, and neither subscribes to nor confirms anything', async () => {
    const number = fresh();
    await subscribe(number, ['offers', 'news']);
    await deliver(number, 'STOP');
    expect(await isSuppressed(number)).toBe(true);
    expect(await statusesOf(number)).toEqual({ offers: 'pending', news: 'subscribed' });
    for (const text of ['START', 'YES']) {
      later(1000);
      await deliver(number, text);
      expect((await lastOf(number)).decision).toBe('opt_in');
      expect(await isSuppressed(number)).toBe(false);
      expect(await statusesOf(number)).toEqual({ offers: 'pending', news: 'subscribed' });
    }
    later(1000);
    await subscribe(number);
    await deliver(number, 'YES');
    expect(await statusesOf(number)).toEqual({ offers: 'subscribed', news: 'subscribed' });
  });

  it('with a keyword subscribe, and are asked to confirm where that is needed', async () => {
    const number = fresh();
    await deliver(number, 'News');
    expect(await statusesOf(number)).toEqual({ news: 'subscribed' });
    await isAnswered(number, 'Subscribed.');
    later(1000);
    await deliver(number, 'start offers');
    expect(await statusesOf(number)).toEqual({ offers: 'pending', news: 'subscribed' });
    await isAnswered(number, 'Subscribed.', ASK);
    later(1000);
    await deliver(number, 'OFFERS');
    await deliver(number, 'ja');
    expect(await statusesOf(number)).toEqual({ offers: 'subscribed', news: 'subscribed' });
    await isAnswered(number, 'Subscribed.', ASK, 'You are in.');
  });

  it('with STOP and a keyword unsubscribe from the one topic, and STOP alone from everything', async () => {
    const number = fresh();
    await api.made('/v1/profiles', { id: 'greta', phone: number, language: 'de' });
    await subscribe(number, ['news']);
    await deliver(number, 'STOP service');
    expect(await statusesOf(number)).toEqual({ news: 'subscribed', service: 'unsubscribed' });
    expect(await isSuppressed(number)).toBe(false);
    expect(await lastOf(number)).toMatchObject({ decision: 'unsubscribe', topicIds: ['service'], review: null });
    await isAnswered(number, 'Keine mehr davon.');
    await deliver(number, 'STOP ALL service');
    expect(await isSuppressed(number)).toBe(true);
  });

  it('of a suppressed number ask it nothing', async () => {
    const number = fresh();
    await deliver(number, 'STOP');
    await isAnswered(number, 'You get no more texts.');
    await deliver(number, 'OFFERS');
    await delay(300);
    expect([await statusesOf(number), textsTo(number)]).toEqual([{}, ['You get no more texts.']]);
    expect(await isSuppressed(number)).toBe(true);
  });

  it('of no usable number change nothing', async () => {
    expect((await deliver('60123', 'NEWS')).status).toBe(204);
    expect((await deliver('60123', 'JA')).status).toBe(204);
  });

  it('through Twilio confirm, too, where Twilio takes the YES for a START', async () => {
    const provider = await api.made('/v1/providers', TWILIO_PROVIDER);
    const send = (from: string, body: string, more: Record<string, string> = {}) => {
      const params = { MessageSid: `SM${count}${body}`, From: from, To: '+15005550006', Body: body, ...more };
      const signature = twilio.getExpectedTwilioSignature(
        TWILIO_PROVIDER.settings.authToken,
        provider.inboundUrl,
        params,
      );
      return api.call('POST', pathOf(provider), {
        key: null,
        body: new URLSearchParams(params).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature },
      });
    };
    const [ja, yes, stop] = [fresh(), fresh(), fresh()];
    for (const number of [ja, yes, stop]) await subscribe(number);
    expect((await send(ja, 'Ja')).status).toBe(204);
    expect((await send(yes, 'YES', { OptOutType: 'START' })).status).toBe(204);
    expect((await send(stop, 'STOP', { OptOutType: 'STOP' })).status).toBe(204);
    for (const number of [ja, yes]) expect(await statusesOf(number)).toEqual({ offers: 'subscribed' });
    expect(await lastOf(yes)).toMatchObject({ decision: 'confirm', decidedBy: 'provider' });
    expect([await statusesOf(stop), await isSuppressed(stop)]).toEqual([{ offers: 'pending' }, true]);
    expect((await send(ja, 'STOP OFFERS')).status).toBe(204);
    expect(await statusesOf(ja)).toEqual({ offers: 'unsubscribed' });
  });

  it('about a topic that was removed change nothing', async () => {
    const number = fresh();
    await subscribe(number);
    const inbound = { answers: ANSWERS };
    await api.call('PUT', '/v1/account', { json: { topics: topics.slice(1), inbound } });
    await deliver(number, 'JA');
    await deliver(number, 'OFFERS');
    await api.call('PUT', '/v1/account', { json: { topics, inbound } });
    expect(await statusesOf(number)).toEqual({ offers: 'pending' });
    await deliver(number, 'JA');
    expect(await statusesOf(number)).toEqual({ offers: 'subscribed' });
  });
});
