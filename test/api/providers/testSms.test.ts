import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testApi } from '../support.ts';

const TO = '+447700900001';

describe('a test SMS', () => {
  const crash = { isNext: false };
  const api = testApi((store) => ({
    store: {
      ...store,
      messages: {
        ...store.messages,
        conclude(...ending) {
          if (!crash.isNext) return store.messages.conclude(...ending);
          crash.isNext = false;
          throw new Error('the process ends before the outcome is written');
        },
      },
    },
  }));
  const seen: { at: number; body: string }[] = [];
  let answer = { status: 200, body: '{"id":"m-1"}' };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    seen.push({ at: Date.now(), body: Buffer.concat(chunks).toString() });
    response.writeHead(answer.status).end(answer.body);
  });
  let url = '';
  let providerId = '';
  const settings = (messageId: object = { json: 'id' }) => ({
    send: {
      url,
      headers: { 'content-type': 'application/json' },
      body: '{"to":{{ to | json }},"text":{{ text | json }},"dlr":{{ receiptUrl | json }}}',
    },
    answers: [{ body: 'stop', means: 'opted_out' }],
    messageId,
    receipts: { status: { param: 'state' }, delivered: ['ok'] },
  });
  const addProvider = async (name: string, changes: object = {}, messageId?: object): Promise<string> =>
    (await api.made('/v1/providers', { kind: 'http', name, ...changes, settings: settings(messageId) })).id;
  const test = (to = TO, id = providerId, headers = {}) =>
    api.call('POST', `/v1/providers/${id}/test-sms`, { json: { to, text: 'Hi' }, headers });
  const stored = async (messageId: string) => await api.store.messages.get(messageId);

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    providerId = await addProvider('plain');
  });
  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });
  beforeEach(() => {
    seen.length = 0;
    answer = { status: 200, body: '{"id":"m-1"}' };
  });

  it('is in the ledger, without a campaign, and receipts apply to it', async () => {
    const { json } = await test();
    expect(await stored(json.messageId)).toMatchObject({
      campaignId: null,
      status: 'accepted',
      to: TO,
      text: 'Hi',
      providerId,
      providerMessageId: 'm-1',
      attempts: [{ providerId, outcome: 'accepted', code: null }],
    });
    const { dlr } = JSON.parse(seen[0]?.body ?? '');
    const path = `${dlr.slice('https://herald.example'.length)}?state=ok`;
    expect((await api.call('GET', path, { key: null })).status).toBe(204);
    expect((await stored(json.messageId))?.status).toBe('delivered');
  });

  it('records what was refused, what failed, and what is not known', async () => {
    answer = { status: 503, body: '' };
    const trouble = (await test()).json;
    expect(await stored(trouble.messageId)).toMatchObject({
      status: 'failed',
      reason: null,
      attempts: [{ code: '503' }],
    });
    answer = { status: 500, body: '' };
    const unknown = (await test()).json;
    expect(unknown.outcome).toBe('unknown');
    expect(await stored(unknown.messageId)).toMatchObject({ status: 'uncertain', reason: 'answer_lost' });
  });

  it('is not sent to a number that has opted out, whatever its notation', async () => {
    const number = '+447700900002';
    answer = { status: 400, body: 'stop' };
    expect((await test(number)).json).toMatchObject({ outcome: 'refused' });
    answer = { status: 200, body: '{"id":"m-2"}' };
    const { json } = await test('+44 7700 900 002');
    expect(json).toMatchObject({ outcome: 'skipped', code: 'opted_out', providerMessageId: null });
    expect(await stored(json.messageId)).toMatchObject({ status: 'skipped', reason: 'opted_out', attempts: [] });
    expect(seen).toHaveLength(1);
  });

  it('case 35: is sent again once the suppression by the carrier was lifted', async () => {
    const number = '+447700900035';
    const path = `/v1/suppressions/${encodeURIComponent(number)}`;
    answer = { status: 400, body: 'stop' };
    expect((await test(number)).json).toMatchObject({ outcome: 'refused' });
    answer = { status: 200, body: '{"id":"m-35"}' };
    expect((await test(number)).json).toMatchObject({ outcome: 'skipped', code: 'opted_out' });
    const { current } = (await api.call('GET', path)).json;
    expect(current).toMatchObject({ source: 'carrier', providerId, wording: expect.any(String) });
    await api.made(`${path}/lift`, { reason: 'came back with START' });
    expect((await test(number)).json).toMatchObject({ outcome: 'accepted', providerMessageId: 'm-35' });
    expect((await api.call('GET', path)).json).toMatchObject({ suppressed: false, lifted: [{ source: 'carrier' }] });
  });

  it('keeps to the rate of the provider', async () => {
    const id = await addProvider('slow', { ratePerSecond: 5 });
    const began = Date.now();
    await Promise.all([test(TO, id), test(TO, id), test(TO, id)]);
    expect(Math.max(...seen.map(({ at }) => at))).toBeGreaterThanOrEqual(began + 400);
    const rare = await addProvider('rare', { ratePerSecond: 0.01 });
    await test(TO, rare);
    expect((await test(TO, rare)).json).toMatchObject({ outcome: 'trouble', code: 'provider_rate' });
  });

  it.each(['the whole answer\nwith its secrets', 'x'.repeat(129), 'with spaces', 'ünïcode'])(
    'shows no part of an answer that is no id: %j',
    async (body) => {
      const id = await addProvider(`quoting ${body.slice(0, 10)}`, {}, { pattern: '((?s:.*))' });
      answer = { status: 200, body };
      const { json } = await test(TO, id);
      expect(json).toMatchObject({ outcome: 'accepted', providerMessageId: null });
      expect(await stored(json.messageId)).toMatchObject({ status: 'accepted', providerMessageId: null });
    },
  );

  it('is not sent again when the request is repeated after a crash', async () => {
    const headers = { 'idempotency-key': 'crashed' };
    crash.isNext = true;
    expect((await test(TO, providerId, headers)).status).toBe(500);
    expect((await test(TO, providerId, headers)).json).toMatchObject({ outcome: 'unknown', providerMessageId: null });
    expect(seen).toHaveLength(1);
  });

  it('goes only to the numbers that the account lists', async () => {
    await api.call('PUT', '/v1/account', { json: { testNumbers: [TO] } });
    expect((await test('+44 7700 900001')).json).toMatchObject({ outcome: 'accepted' });
    const refused = await test('+447700900009');
    expect([refused.status, refused.json.errors[0]]).toMatchObject([
      400,
      { field: '/to', wanted: "one of the account's testNumbers" },
    ]);
    expect(refused.text).not.toContain('900009');
    expect(seen).toHaveLength(1);
    const invalid = await api.call('PUT', '/v1/account', { json: { testNumbers: ['07700900001'] } });
    expect([invalid.status, invalid.json.errors[0].field]).toEqual([400, '/testNumbers/0']);
    await api.call('PUT', '/v1/account', { json: {} });
    expect((await test('+447700900009')).json).toMatchObject({ outcome: 'accepted' });
  });
});
