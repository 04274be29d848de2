import twilio from 'twilio';
import { beforeAll, describe, expect, it } from 'vitest';
import { TWILIO_PROVIDER } from '../fixtures.ts';
import { testApi } from '../support.ts';
import { gateway, INBOUND_PROVIDER, PUBLIC_URL, pathOf } from './support.ts';

describe('a text that somebody sends', () => {
  const api = testApi();
  let path = '';
  const deliver = gateway(api, () => path);
  beforeAll(async () => {
    path = pathOf(await api.made('/v1/providers', INBOUND_PROVIDER));
  });
  const isSuppressed = async (number: string) => (await api.store.suppressions.among([number])).has(number);
  const texts = async (query: string) => (await api.call('GET', `/v1/inbound?${query}`)).json.items;

  it('suppresses the number of a STOP before the gateway gets its answer, for every profile that has it', async () => {
    await api.made('/v1/profiles', { id: 'anna', phone: '+447700900101' });
    await api.made('/v1/profiles', { id: 'anna-again', phone: '+44 7700 900101' });
    expect((await deliver('447700900101', 'Stop please', 'kannel-1')).status).toBe(204);
    expect(await isSuppressed('+447700900101')).toBe(true);
    const [text] = await texts('phone=%2B447700900101');
    expect(text).toMatchObject({
      phone: '447700900101',
      number: '+447700900101',
      text: 'Stop please',
      providerMessageId: 'kannel-1',
      decision: 'opt_out',
      decidedBy: 'herald',
      review: null,
      profileIds: ['anna', 'anna-again'],
      messageId: null,
    });
    expect((await api.store.suppressions.get('+447700900101'))?.current).toMatchObject({
      source: 'stop',
      wording: 'Stop please',
      providerId: text.providerId,
    });
    for (const id of ['anna', 'anna-again']) {
      const { items } = (await api.call('GET', `/v1/profiles/${id}/events`)).json;
      expect(items).toMatchObject([
        { id: text.id, name: 'reply', properties: { text: 'Stop please', decision: 'opt_out' } },
      ]);
    }
    expect((await api.call('GET', `/v1/inbound/${text.id}`)).json).toEqual(text);
    const { key } = await api.made('/v1/api-keys', { name: 'reader', preset: 'read' });
    expect((await api.call('GET', `/v1/inbound/${text.id}`, { key })).json).toMatchObject({
      phone: '44********01',
      number: '+44********01',
    });
  });

  it('lifts the suppression by START, and does not do so again when an earlier START is delivered once more', async () => {
    const number = '+447700900102';
    await api.made('/v1/profiles', { id: 'bert', phone: number });
    await deliver(number, 'STOP');
    await deliver(number, 'START', 'start-1');
    expect(await isSuppressed(number)).toBe(false);
    expect((await api.store.suppressions.get(number))?.lifted).toMatchObject([{ lifted: { reason: 'START' } }]);
    await deliver(number, 'STOP');
    expect((await deliver(number, 'START', 'start-1')).status).toBe(204);
    expect(await isSuppressed(number)).toBe(true);
    expect(await texts(`phone=${encodeURIComponent(number)}`)).toHaveLength(3);
  });

  it('lifts what a carrier has refused, too', async () => {
    const number = '+447700900103';
    await api.store.suppressions.add({ number, source: 'carrier', wording: '21610', at: new Date() });
    await deliver(number, 'unstop');
    expect(await isSuppressed(number)).toBe(false);
  });

  it('is one text, however often it is delivered', async () => {
    const number = '+447700900104';
    await api.made('/v1/profiles', { id: 'carl', phone: number });
    for (const id of ['a', 'a', 'b']) await deliver(number, 'Hello', id);
    for (const _ of [1, 2]) await deliver(number, 'Without an id', null);
    const found = await texts(`phone=${encodeURIComponent(number)}`);
    expect(found.map(({ text }: { text: string }) => text).filter((text: string) => text === 'Hello')).toHaveLength(2);
    // Two deliveries within a second are in one minute, or in two that follow each other.
    expect(found.length).toBeLessThanOrEqual(4);
    const { items } = (await api.call('GET', '/v1/profiles/carl/events')).json;
    expect(items).toHaveLength(found.length);
  });

  it('is applied once more where a process died after it was stored', async () => {
    const number = '+447700900105';
    await deliver(number, 'stop', 'crash-1');
    const { db } = api.store;
    await db.collection('inboundTexts').updateOne({ number }, { $set: { appliedAt: null } });
    await db.collection('suppressions').deleteOne({ _id: number as never });
    await deliver(number, 'stop', 'crash-1');
    expect(await isSuppressed(number)).toBe(true);
  });

  it('belongs to the last message to the number', async () => {
    const number = '+447700900106';
    await api.made('/v1/profiles', { id: 'dora', phone: number });
    const message = (run: number, to: string, status: string) => ({
      _id: `cmp_1/${run}/dora`,
      dispatchId: `cmp_1/${run}`,
      campaignId: 'cmp_1',
      profileId: 'dora',
      status,
      to,
      createdAt: new Date(1_700_000_000_000 + run),
    });
    const messages = [
      message(1, number, 'delivered'),
      message(2, number, 'accepted'),
      message(3, '+447700900199', 'accepted'),
      message(4, number, 'skipped'),
    ];
    const { db } = api.store;
    await db.collection('messages').insertMany(messages as never);
    await db.collection('dispatches').insertMany(
      messages.map(({ dispatchId, createdAt }) => ({
        _id: dispatchId,
        runId: dispatchId,
        startedAt: createdAt,
      })) as never,
    );
    await deliver(number, 'Is it open on Sunday?');
    expect(await texts(`phone=${encodeURIComponent(number)}`)).toMatchObject([
      { decision: 'other', messageId: 'cmp_1/2/dora', campaignId: 'cmp_1', profileIds: ['dora'] },
    ]);
  });

  it('is an event that says whether all of it says yes', async () => {
    const number = '+447700900177';
    await api.made('/v1/profiles', { id: 'yes', phone: number });
    await deliver(number, 'Yes, thanks!');
    await deliver(number, 'Yes but not today');
    const { items } = (await api.call('GET', '/v1/profiles/yes/events')).json;
    const told = items.map(({ properties }: { properties: object }) => properties);
    expect(told).toContainEqual(expect.objectContaining({ text: 'Yes, thanks!', saysYes: true }));
    expect(told).toContainEqual(expect.not.objectContaining({ saysYes: true }));
  });

  it('is kept for a person to decide where no keyword does', async () => {
    const number = '+447700900107';
    await deliver(number, 'We must stop this bill');
    expect(await isSuppressed(number)).toBe(false);
    const [text] = await texts(`review=open&phone=${encodeURIComponent(number)}`);
    expect(text).toMatchObject({ decision: 'near_miss', review: { status: 'open', at: null, keyId: null } });
    const review = (decision: string) => api.call('POST', `/v1/inbound/${text.id}/review`, { json: { decision } });
    expect((await review('opt_out')).json.review).toMatchObject({ status: 'opted_out', keyId: 'bootstrap' });
    expect(await isSuppressed(number)).toBe(true);
    expect((await api.store.suppressions.get(number))?.current).toMatchObject({
      source: 'stop',
      wording: 'We must stop this bill',
      keyId: 'bootstrap',
    });
    expect((await review('dismiss')).status).toBe(409);
    expect((await review('opt_out')).status).toBe(200);
    expect(await texts(`review=open&phone=${encodeURIComponent(number)}`)).toEqual([]);
    // The decision holds for the text, and not against what the person says later.
    await deliver(number, 'START');
    expect((await review('opt_out')).status).toBe(200);
    expect(await isSuppressed(number)).toBe(false);
  });

  it('can be dismissed, and needs no review where a keyword decides', async () => {
    await deliver('+447700900108', "Don't stop!");
    const [text] = await texts('review=open&phone=%2B447700900108');
    const dismissed = await api.call('POST', `/v1/inbound/${text.id}/review`, { json: { decision: 'dismiss' } });
    expect(dismissed.json.review.status).toBe('dismissed');
    expect(await isSuppressed('+447700900108')).toBe(false);
    await deliver('+447700900108', 'stop');
    const [stop] = await texts('decision=opt_out&phone=%2B447700900108');
    const refused = await api.call('POST', `/v1/inbound/${stop.id}/review`, { json: { decision: 'dismiss' } });
    expect(refused.status).toBe(409);
    expect((await api.call('POST', '/v1/inbound/nothing/review', { json: { decision: 'dismiss' } })).status).toBe(404);
  });

  it('is kept for review where its opt-out has no usable number', async () => {
    await deliver('60123', 'STOP');
    const [text] = await texts('review=open&decision=opt_out');
    expect(text).toMatchObject({ phone: '60123', number: null, profileIds: [] });
    const review = (decision: string) => api.call('POST', `/v1/inbound/${text.id}/review`, { json: { decision } });
    expect((await review('opt_out')).status).toBe(409);
    expect((await review('dismiss')).status).toBe(200);
  });

  it('is listed the newest first, by pages and by filters', async () => {
    const all = await texts('limit=1000');
    const times = all.map(({ at }: { at: string }) => at);
    expect(times).toEqual(times.toSorted().reverse());
    const ids: string[] = [];
    const next = async (cursor: string): Promise<void> => {
      const page = (await api.call('GET', `/v1/inbound?limit=3${cursor}`)).json;
      ids.push(...page.items.map(({ id }: { id: string }) => id));
      if (page.nextCursor !== null) await next(`&cursor=${page.nextCursor}`);
    };
    await next('');
    expect(ids).toEqual(all.map(({ id }: { id: string }) => id));
    const middle = times[Math.floor(times.length / 2)] ?? '';
    expect(await texts(`since=${middle}`)).toEqual(all.filter(({ at }: { at: string }) => at >= middle));
    expect(await texts(`until=${middle}`)).toEqual(all.filter(({ at }: { at: string }) => at < middle));
    expect((await api.call('GET', '/v1/inbound?phone=0770')).json.errors[0].field).toBe('query: phone');
  });

  it('leaves no number and no text in the log', () => {
    const log = api.logLines.join('\n');
    expect(log).toContain('/v1/inbound/{providerId}/texts/{ref}');
    expect(log).not.toMatch(/770090|bill|sms-1/i);
  });
});

describe('the address for inbound texts', () => {
  const api = testApi(() => ({ providerCallLimits: { concurrent: 2, deadlineMs: 400 } }));

  it('is shown with the provider to those who may change it, where it can be used', async () => {
    const provider = await api.made('/v1/providers', INBOUND_PROVIDER);
    expect(provider.inboundUrl).toMatch(new RegExp(`^${PUBLIC_URL}/v1/inbound/${provider.id}/texts/[\\w-]{22}$`));
    expect((await api.call('GET', '/v1/providers')).json.items[0].inboundUrl).toBe(provider.inboundUrl);
    const { key } = await api.made('/v1/api-keys', { name: 'reader', preset: 'read' });
    expect((await api.call('GET', `/v1/providers/${provider.id}`, { key })).json.inboundUrl).toBeNull();
    const { inbound: _, ...settings } = INBOUND_PROVIDER.settings;
    const deaf = await api.made('/v1/providers', { ...INBOUND_PROVIDER, name: 'deaf', settings });
    expect(deaf.inboundUrl).toBeNull();
  });

  it('is refused where it is forged, belongs to another provider, or the settings read no texts', async () => {
    const one = await api.made('/v1/providers', { ...INBOUND_PROVIDER, name: 'one' });
    const two = await api.made('/v1/providers', { ...INBOUND_PROVIDER, name: 'two' });
    const tag = one.inboundUrl.split('/').at(-1);
    const get = (id: string, ref: string) =>
      api.call('GET', `/v1/inbound/${id}/texts/${ref}?from=%2B447700900001&text=STOP`, { key: null });
    expect((await get(two.id, tag)).status).toBe(404);
    expect((await get(one.id, 'forged')).status).toBe(404);
    expect((await get(one.id, tag)).status).toBe(204);
    const { inbound: _, ...settings } = INBOUND_PROVIDER.settings;
    const without = { ...INBOUND_PROVIDER, name: 'one', settings: { ...settings, secrets: { token: '********' } } };
    await api.call('PUT', `/v1/providers/${one.id}`, { json: without });
    await expect.poll(async () => (await get(one.id, tag)).status, { timeout: 6_000 }).toBe(403);
  });

  it('answers as the gateway wants', async () => {
    const inbound = { ...INBOUND_PROVIDER.settings.inbound, answer: { contentType: 'text/xml', body: '<ok/>' } };
    const settings = { ...INBOUND_PROVIDER.settings, inbound };
    const provider = await api.made('/v1/providers', { ...INBOUND_PROVIDER, name: 'xml', settings });
    const { status, text, headers } = await gateway(api, () => pathOf(provider))('+447700900001', 'hi');
    expect([status, headers.get('content-type'), text]).toEqual([200, 'text/xml; charset=utf-8', '<ok/>']);
  });

  it('takes a text that Twilio has signed, and Twilio’s own decision', async () => {
    const provider = await api.made('/v1/providers', TWILIO_PROVIDER);
    const send = (fields: Record<string, string>, token = TWILIO_PROVIDER.settings.authToken) => {
      const params = { MessageSid: 'SM1', From: '+447700900001', To: '+15005550006', Body: 'Fertig', ...fields };
      const signature = twilio.getExpectedTwilioSignature(token, provider.inboundUrl, params);
      return api.call('POST', pathOf(provider), {
        key: null,
        body: new URLSearchParams(params).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature },
      });
    };
    expect((await send({}, 'another-token')).status).toBe(403);
    const taken = await send({ OptOutType: 'STOP' });
    expect([taken.status, taken.text]).toEqual([204, '']);
    expect((await api.store.suppressions.among(['+447700900001'])).size).toBe(1);
    const { items } = (await api.call('GET', `/v1/inbound?providerId=${provider.id}`)).json;
    expect(items).toMatchObject([{ decision: 'opt_out', decidedBy: 'provider', providerMessageId: 'SM1' }]);
  });
});

describe('many texts at a time', () => {
  const api = testApi();

  it('are all applied', async () => {
    const deliver = gateway(api, () => path);
    const path = pathOf(await api.made('/v1/providers', INBOUND_PROVIDER));
    const numbers = Array.from({ length: 20 }, (_, index) => `+4477009003${String(index).padStart(2, '0')}`);
    for (const [index, phone] of numbers.entries()) await api.made('/v1/profiles', { id: `p${index}`, phone });
    const answers = await Promise.all(numbers.map((number) => deliver(number, 'STOP')));
    expect(answers.map(({ status }) => status)).toEqual(numbers.map(() => 204));
    expect((await api.store.suppressions.among(numbers)).size).toBe(20);
    const { items } = (await api.call('GET', '/v1/inbound')).json;
    expect(items.map(({ profileIds }: { profileIds: string[] }) => profileIds.length)).toEqual(numbers.map(() => 1));
  });
});
