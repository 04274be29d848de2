import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testApi } from '../support.ts';
import { gateway, INBOUND_PROVIDER, pathOf } from './support.ts';

const ANSWERS = {
  opt_out: { default: 'You get no more texts.', languages: { fr: 'Vous ne recevrez plus de messages.' } },
  opt_in: { default: 'Welcome back.' },
  help: { default: 'Call 0800 1.', languages: { de: 'Telefon 0800 1.' } },
  near_miss: { default: 'Reply STOP to opt out.' },
};
/** Longer than an answer takes that must not come. */
const QUIET_MS = 300;

describe('answers to inbound texts', () => {
  const clock = { now: new Date('2026-11-30T10:00:00Z') };
  const api = testApi(() => ({ now: () => clock.now }));
  const sent: { to: string; text: string }[] = [];
  let status = 200;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    sent.push(JSON.parse(Buffer.concat(chunks).toString()));
    response.writeHead(status).end();
  });
  let path = '';
  const deliver = gateway(api, () => path);
  const configure = async (inbound: object) =>
    expect((await api.call('PUT', '/v1/account', { json: { inbound } })).status).toBe(200);
  const answersTo = (number: string) => sent.filter(({ to }) => to === number).map(({ text }) => text);
  const isAnswered = (number: string, ...texts: string[]) =>
    expect.poll(() => answersTo(number), { timeout: 5_000 }).toEqual(texts);

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { inbound } = INBOUND_PROVIDER.settings;
    const send = {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
      headers: { 'content-type': 'application/json' },
      body: '{"to":{{ to | json }},"text":{{ text | json }}}',
    };
    path = pathOf(await api.made('/v1/providers', { kind: 'http', name: 'gateway', settings: { send, inbound } }));
    await configure({ answers: ANSWERS });
  });
  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });
  beforeEach(() => {
    status = 200;
  });

  it('are none until the account has some', async () => {
    await configure({});
    await deliver('+447700900201', 'HELP');
    await delay(QUIET_MS);
    expect(sent).toEqual([]);
    await configure({ answers: ANSWERS });
  });

  it('confirm the opt-out, come to a question for help all the same, and nothing else comes afterwards', async () => {
    const number = '+447700900202';
    await deliver(number, 'STOP');
    await isAnswered(number, 'You get no more texts.');
    await deliver(number, 'STOP');
    await deliver(number, 'Never stop this');
    await deliver(number, 'HELP');
    await isAnswered(number, 'You get no more texts.', 'Call 0800 1.');
    await delay(QUIET_MS);
    expect(answersTo(number)).toHaveLength(2);
  });

  it('come once a day for each kind, however often a text is delivered', async () => {
    const number = '+447700900203';
    await deliver(number, 'HELP', 'help-1');
    await isAnswered(number, 'Call 0800 1.');
    await deliver(number, 'HELP', 'help-1');
    await deliver(number, 'info', 'help-2');
    await delay(QUIET_MS);
    expect(answersTo(number)).toEqual(['Call 0800 1.']);
    const before = clock.now;
    clock.now = new Date(before.getTime() + 86_400_000);
    await deliver(number, 'HELP', 'help-1');
    await delay(QUIET_MS);
    expect(answersTo(number), 'a text of yesterday that is delivered once more').toHaveLength(1);
    await deliver(number, 'HELP', 'help-3');
    await isAnswered(number, 'Call 0800 1.', 'Call 0800 1.');
    clock.now = before;
  });

  it('are in the language of the keyword, or else in that of the profile', async () => {
    await api.made('/v1/profiles', { id: 'greta', phone: '+447700900204', language: 'de-AT' });
    await deliver('+447700900204', 'help');
    await isAnswered('+447700900204', 'Telefon 0800 1.');
    await deliver('+447700900205', 'Arrêt');
    await isAnswered('+447700900205', 'Vous ne recevrez plus de messages.');
  });

  it('are in the ledger', async () => {
    const number = '+447700900206';
    await deliver(number, 'start');
    await isAnswered(number, 'Welcome back.');
    const stored = () => api.store.db.collection('messages').find({ to: number }).toArray();
    await expect.poll(async () => (await stored())[0]?.status).toBe('accepted');
    const [message] = await stored();
    expect(message?._id).toMatch(/^answer\/[0-9a-f]{20}\/opt_in$/);
    expect(message).toMatchObject({ campaignId: null, text: 'Welcome back.', attempts: [{ outcome: 'accepted' }] });
  });

  it('that fail are logged without number and text, and the gateway gets its answer', async () => {
    status = 500;
    expect((await deliver('+447700900207', 'HELP')).status).toBe(204);
    await expect.poll(() => api.logLines.filter((line) => line.includes('was not answered')).length).toBe(1);
    expect(api.logLines.join('\n')).not.toMatch(/7700|0800|HELP/);
  });

  it('have keywords of the account, which are checked', async () => {
    await configure({ answers: ANSWERS, keywords: { opt_out: ['Schluss'] } });
    await deliver('+447700900208', 'schluss!');
    await isAnswered('+447700900208', 'You get no more texts.');
    const refused = await api.call('PUT', '/v1/account', { json: { inbound: { keywords: { help: ['!?'] } } } });
    expect([refused.status, refused.json.errors[0].field]).toEqual([400, '/inbound/keywords/help/0']);
  });
});
