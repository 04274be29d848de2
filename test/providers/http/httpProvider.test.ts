import { describe, expect, it } from 'vitest';
import type { BehaviourInput, ProviderConfigInput } from '../../../dev/simulator/config.ts';
import { httpInput, provider, query, simulator, sms } from '../support.ts';

const API_KEY = 'gateway-key';

/** Settings for the simulator's plain JSON gateway. */
const gateway = (url: string) => ({
  secrets: { key: API_KEY },
  send: {
    method: 'POST',
    url: `${url}/messages`,
    headers: {
      'content-type': 'application/json',
      authorization: 'Bearer {{ secrets.key }}',
      'idempotency-key': '{{ reference }}',
    },
    body: '{"to":{{ to | json }},"text":{{ text | json }},"reference":{{ reference | json }},"callbackUrl":{{ receiptUrl | json }}}',
  },
  answers: [
    { status: [400], body: '"21610"', means: 'opted_out' },
    { status: [400], body: '"21211"', means: 'refused_recipient' },
  ],
  messageId: { json: 'id' },
  code: { json: 'error.code' },
  lookup: {
    request: {
      method: 'GET',
      url: `${url}/messages?reference={{ reference | url_encode }}`,
      headers: { authorization: 'Bearer {{ secrets.key }}' },
    },
    found: '"id"',
    messageId: { json: 'id' },
  },
  verify: { method: 'GET', url: `${url}/account`, headers: { authorization: 'Bearer {{ secrets.key }}' } },
});

async function simulated(config: Partial<ProviderConfigInput> = {}, changes: object = {}) {
  const sim = await simulator();
  const { url } = await sim.addProvider({
    kind: 'http',
    name: 'plain',
    apiKey: API_KEY,
    ...config,
  } as ProviderConfigInput);
  return {
    sim,
    http: provider(httpInput({ ...gateway(url), ...changes })),
    behave: (behaviour: BehaviourInput) => sim.behave('plain', behaviour),
  };
}

describe('a gateway described by its settings', () => {
  it('gets the message as the templates say, quotes, line breaks and emoji included', async () => {
    const { http, sim } = await simulated();
    const text = 'Say "hi" \\ to\nZoë & co 🎉';
    expect(await http.send(sms({ text }))).toEqual({ kind: 'accepted', providerMessageId: sim.ledger()[0]?.id });
    expect(sim.ledger()).toMatchObject([{ to: '+447700900001', body: text, reference: 'c1/1/anna' }]);
  });

  it.each([
    ['refuses a number', { kind: 'refused', scope: 'recipient', optedOut: false, code: '21211' }, 21211],
    ['knows an opt-out', { kind: 'refused', scope: 'recipient', optedOut: true, code: '21610' }, 21610],
    ['says something unlisted', { kind: 'trouble', account: false, retryAfterMs: null, code: '12345' }, 12345],
  ])('%s', async (_story, outcome, code) => {
    const { http } = await simulated({ refuse: [{ pattern: '001$', code }] });
    expect(await http.send(sms())).toEqual(outcome);
  });

  it.each([
    [{ mode: 'badCredentials' }, { kind: 'trouble', account: true, code: '20003', retryAfterMs: null }],
    [{ mode: 'unavailable' }, { kind: 'trouble', account: false, code: '20503', retryAfterMs: null }],
    [
      { mode: 'throttle', perSecond: 0 },
      { kind: 'trouble', account: false, code: '20429', retryAfterMs: 1_000 },
    ],
    [{ mode: 'error' }, { kind: 'unknown', code: '20500' }],
    [{ mode: 'dropAnswers' }, { kind: 'unknown', code: 'connection_lost' }],
    [{ mode: 'hang' }, { kind: 'unknown', code: 'timeout' }],
    [{ mode: 'die' }, { kind: 'trouble', account: false, code: 'connection_refused', retryAfterMs: null }],
  ] as const)('by itself an HTTP status means what it says: %j', async (behaviour, outcome) => {
    const { http, behave } = await simulated();
    await behave(behaviour);
    expect(await http.send(sms())).toEqual(outcome);
  });

  it('a rule comes before the status: a 200 may be a refusal, a 404 an acceptance', async () => {
    const rules = (answers: object[]) => simulated({}, { answers });
    const first = await rules([{ status: [202], means: 'refused_content' }]);
    expect(await first.http.send(sms())).toMatchObject({ kind: 'refused', scope: 'content', code: '202' });
    const second = await rules([{ body: '"id"', means: 'unknown' }, { means: 'account' }]);
    expect(await second.http.send(sms())).toEqual({ kind: 'unknown', code: '202' });
    const third = await rules([{ body: 'no such words', means: 'unknown' }, { means: 'account' }]);
    expect(await third.http.send(sms())).toMatchObject({ kind: 'trouble', account: true });
  });

  it('finds by reference what was accepted while its answer was lost, and nothing else', async () => {
    const { http, behave } = await simulated();
    await behave({ mode: 'dropAnswers' });
    await http.send(sms());
    expect(await http.lookup?.(query())).toMatchObject({
      kind: 'found',
      providerMessageId: expect.stringMatching(/^SM/),
    });
    expect(await http.lookup?.(query({ reference: 'c1/1/ben' }))).toEqual({ kind: 'not_found' });
    const claimed = async (ids: readonly string[]) => new Set(ids);
    expect(await http.lookup?.(query({ claimed }))).toEqual({ kind: 'not_found' });
    await behave({ mode: 'unavailable' });
    expect(await http.lookup?.(query())).toEqual({ kind: 'failed', code: '503' });
    await behave({ mode: 'die' });
    expect(await http.lookup?.(query())).toEqual({ kind: 'failed', code: 'connection_refused' });
  });

  it('a lookup whose answer does not match `found` finds nothing', async () => {
    const { http, sim } = await simulated();
    await http.send(sms());
    const { url } = sim.providers()[0] ?? { url: '' };
    const other = provider(httpInput({ ...gateway(url), lookup: { ...gateway(url).lookup, found: 'delivered' } }));
    expect(await other.lookup?.(query())).toEqual({ kind: 'not_found' });
  });

  it('may guarantee idempotency: the second request changes nothing', async () => {
    const { http, sim } = await simulated({ idempotent: true } as never, { idempotent: true });
    expect(http.idempotent).toBe(true);
    const [first, second] = [await http.send(sms()), await http.send(sms())];
    expect(second).toEqual(first);
    expect(sim.ledger()).toHaveLength(1);
  });

  it('without a lookup offers none', async () => {
    const { http } = await simulated({}, { lookup: undefined });
    expect(http.lookup).toBeUndefined();
    expect(http.idempotent).toBe(false);
  });

  it('verifies its credentials when the settings define how', async () => {
    const { http, behave } = await simulated();
    expect(await http.verify()).toEqual([{ name: 'credentials', ok: true, detail: 'answered with status 200' }]);
    await behave({ mode: 'badCredentials' });
    expect(await http.verify()).toEqual([{ name: 'credentials', ok: false, detail: 'answered with status 401' }]);
    expect(await (await simulated({}, { verify: undefined })).http.verify()).toEqual([]);
  });

  it('rejects codes that look like a number or a text', async () => {
    const { http } = await simulated({}, { code: { json: 'id' }, answers: [{ means: 'trouble' }] });
    expect(await http.send(sms())).toMatchObject({ code: expect.stringMatching(/^SM/) });
    const quoting = await simulated({}, { code: { pattern: '(\\{.*)' }, answers: [{ means: 'trouble' }] });
    expect(await quoting.http.send(sms())).toMatchObject({ code: '202' });
  });

  it('a message for which a template fails does not throw', async () => {
    const { sim } = await simulated();
    const { url } = sim.providers()[0] ?? { url: '' };
    const body = '{% if text == "boom" %}{{ text | at_most: nothing }}{% endif %}{"to":"{{ to }}"}';
    const http = provider(httpInput({ ...gateway(url), send: { ...gateway(url).send, body } }));
    expect(await http.send(sms({ text: 'boom' }))).toMatchObject({ kind: 'trouble', code: 'invalid_request' });
  });
});

describe("a gateway's receipts", () => {
  const receipts = {
    status: { param: 'status' },
    delivered: ['DELIVRD'],
    undelivered: ['UNDELIV', 'EXPIRED'],
    sent: ['ENROUTE'],
    messageId: { param: 'id' },
    code: { param: 'err' },
  };
  const read = (request: { query?: Record<string, string>; body?: string }, settings: object = receipts) =>
    provider(httpInput({ send: { url: 'http://127.0.0.1:1/' }, receipts: settings })).readReceipt({
      url: 'https://herald.example/receipts/p/m',
      headers: {},
      query: request.query ?? {},
      body: request.body ?? '',
    });

  it('are read from the query or a form', () => {
    const expected = { kind: 'receipt', providerMessageId: '7', status: 'delivered', code: null };
    expect(read({ query: { status: 'DELIVRD', id: '7' } })).toEqual(expected);
    expect(read({ body: 'status=DELIVRD&id=7' })).toEqual(expected);
  });

  it('are read from JSON, or by a pattern', () => {
    const json = {
      ...receipts,
      status: { json: 'results.0.state' },
      messageId: { json: 'results.0.id' },
      code: undefined,
    };
    expect(read({ body: '{"results":[{"state":"EXPIRED","id":7}]}' }, json)).toEqual({
      kind: 'receipt',
      providerMessageId: '7',
      status: 'undelivered',
      code: null,
    });
    const pattern = {
      ...receipts,
      status: { pattern: 'stat:(\\w+)' },
      messageId: undefined,
      code: { pattern: 'err:(\\d+)' },
    };
    expect(read({ body: 'id:1 stat:ENROUTE err:042' }, pattern)).toEqual({
      kind: 'receipt',
      providerMessageId: null,
      status: 'sent',
      code: '042',
    });
  });

  it('with an unknown status are ignored, without a status refused', () => {
    expect(read({ query: { status: 'READ' } })).toEqual({ kind: 'ignored' });
    expect(read({ query: {} })).toMatchObject({ kind: 'refused' });
    expect(read({ body: '{"results":[]}' }, { ...receipts, status: { json: 'results.0.state' } })).toMatchObject({
      kind: 'refused',
    });
  });

  it('are refused when the settings do not define them', () => {
    const http = provider(httpInput({ send: { url: 'http://127.0.0.1:1/' } }));
    expect(http.readReceipt({ url: '', headers: {}, query: {}, body: '' })).toMatchObject({ kind: 'refused' });
  });
});
