import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import twilio from 'twilio';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ProviderConfigInput } from '../../dev/simulator/config.ts';
import { provider, simulator, twilioInput } from './support.ts';

/** The package's own HTTP client, redirected to another host, because the package has no option for the address. */
class RedirectedClient extends twilio.RequestClient {
  readonly #origin: string;

  constructor(origin: string) {
    super();
    this.#origin = origin;
  }

  override request<TData>(options: Parameters<twilio.RequestClient['request']>[0]) {
    const { pathname, search } = new URL(options.uri);
    return super.request<TData>({ ...options, uri: this.#origin + pathname + search } as never);
  }
}

const FROM = '+15005550006';
const SERVICE = `MG${'c'.repeat(32)}`;

async function account(config: Partial<ProviderConfigInput> = {}) {
  const sim = await simulator();
  const address = await sim.addProvider({
    kind: 'twilio',
    name: 'acme',
    numbers: [FROM],
    messagingServices: [SERVICE],
    ...config,
  } as ProviderConfigInput);
  const { url, accountSid, authToken } = address;
  const client = twilio(accountSid, authToken, { httpClient: new RedirectedClient(url) });
  return { sim, client, url, accountSid, authToken };
}

interface Callback {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Receives receipts like the API. */
async function receiver(): Promise<{ url: string; callbacks: Callback[] }> {
  const callbacks: Callback[] = [];
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    callbacks.push({
      url: `http://${req.headers.host}${req.url}`,
      headers: req.headers,
      body: Buffer.concat(chunks).toString(),
    });
    res.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/receipts`, callbacks };
}

describe("Twilio's own package as the client of the simulator", () => {
  it('creates and fetches a message', async () => {
    const { client, sim, accountSid } = await account();
    const body = 'Hi Zoë & co, 5 € 🎉';
    const created = await client.messages.create({ to: '+447700900001', from: FROM, body });
    expect(created).toMatchObject({
      to: '+447700900001',
      from: FROM,
      body,
      status: 'queued',
      accountSid,
      errorCode: null,
    });
    expect(created.dateCreated).toBeInstanceOf(Date);
    expect(sim.ledger()).toMatchObject([{ id: created.sid, to: '+447700900001', body }]);

    const fetched = await client.messages(created.sid).fetch();
    expect(fetched).toMatchObject({ sid: created.sid, body, direction: 'outbound-api', status: 'sent' });
    expect(fetched.dateSent).toBeInstanceOf(Date);
  });

  it('creates one through a messaging service, whose number comes later', async () => {
    const { client } = await account();
    const created = await client.messages.create({ to: '+447700900001', messagingServiceSid: SERVICE, body: 'Hi' });
    expect(created).toMatchObject({ messagingServiceSid: SERVICE, from: null, status: 'accepted', numSegments: '0' });
  });

  it('lists, page after page, newest first', async () => {
    const { client } = await account();
    for (let index = 0; index < 25; index++) {
      await client.messages.create({ to: `+4477009000${10 + index}`, from: FROM, body: `text ${index}` });
    }
    const all = await client.messages.list({ pageSize: 10 });
    expect(all.map(({ body }) => body)).toEqual(Array.from({ length: 25 }, (_, index) => `text ${24 - index}`));
    expect(await client.messages.list({ limit: 12, pageSize: 5 })).toHaveLength(12);
  });

  it('lists by recipient, sender and date of sending', async () => {
    const { client } = await account();
    for (const to of ['+447700900001', '+447700900002', '+447700900001']) {
      await client.messages.create({ to, from: FROM, body: 'Hi' });
    }
    const count = async (filter: Parameters<typeof client.messages.list>[0]) =>
      (await client.messages.list(filter)).length;
    const [hourAgo, inAnHour] = [new Date(Date.now() - 3_600_000), new Date(Date.now() + 3_600_000)];
    expect(await count({ to: '+447700900001' })).toBe(2);
    expect(await count({ to: '+447700900003' })).toBe(0);
    expect(await count({ from: FROM })).toBe(3);
    expect(await count({ from: '+15005550007' })).toBe(0);
    expect(await count({ dateSentAfter: hourAgo })).toBe(3);
    expect(await count({ dateSentAfter: inAnHour })).toBe(0);
    expect(await count({ dateSentBefore: hourAgo })).toBe(0);
    expect(await count({ to: '+447700900001', dateSentAfter: hourAgo, dateSentBefore: inAnHour })).toBe(2);
  });

  it('receives errors in the expected form', async () => {
    const { client, url, accountSid } = await account();
    const create = (to: string) => client.messages.create({ to, from: FROM, body: 'Hi' });
    await expect(create('+15005550004')).rejects.toMatchObject({ status: 400, code: 21610 });
    await expect(client.messages(`SM${'0'.repeat(32)}`).fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
    const intruder = twilio(accountSid, 'a wrong token', { httpClient: new RedirectedClient(url) });
    await expect(intruder.messages.list()).rejects.toMatchObject({ status: 401, code: 20003 });
  });

  it('fetches the account and its numbers', async () => {
    const { client, accountSid } = await account();
    expect(await client.api.v2010.accounts(accountSid).fetch()).toMatchObject({ sid: accountSid, status: 'active' });
    expect(await client.incomingPhoneNumbers.list({ phoneNumber: FROM })).toMatchObject([{ phoneNumber: FROM }]);
    expect(await client.incomingPhoneNumbers.list({ phoneNumber: '+15005550007' })).toEqual([]);
  });
});

describe("the simulator's receipts", () => {
  /** Sends `count` messages with a receipt address and returns the receipts, once the expected number has arrived. */
  async function receipts(callbacks: object, count: number, expected: number) {
    const { client, authToken, accountSid, url: baseUrl, sim } = await account({ callbacks });
    const { url, callbacks: seen } = await receiver();
    for (let index = 0; index < count; index++) {
      const statusCallback = `${url}/c1%2F1%2Fp${index}?token=a%2Bb`;
      await client.messages.create({ to: `+4477009000${10 + index}`, from: FROM, body: 'Hi', statusCallback });
    }
    await expect.poll(() => seen.length, { timeout: 5_000 }).toBe(expected);
    const ours = provider(twilioInput(baseUrl, { settings: { accountSid, authToken } }));
    return { seen, authToken, ours, sim };
  }

  it("pass the package's validateRequest and Herald's own check", async () => {
    const { seen, authToken, ours, sim } = await receipts({}, 3, 9);
    for (const { url, headers, body } of seen) {
      const signature = String(headers['x-twilio-signature']);
      const params = Object.fromEntries(new URLSearchParams(body));
      expect(twilio.validateRequest(authToken, signature, url, params)).toBe(true);
      expect(twilio.validateRequest('another-token', signature, url, params)).toBe(false);
      const request = { url, headers: { 'x-twilio-signature': signature }, query: {}, body };
      expect(ours.readReceipt(request)).toMatchObject({ kind: 'receipt', providerMessageId: params.MessageSid });
      expect(ours.readReceipt({ ...request, body: `${body}&x=1` })).toMatchObject({ kind: 'refused' });
    }
    await expect
      .poll(() => sim.stats().providers.acme)
      .toMatchObject({ callbacksSent: 9, callbacksFailed: 0, callbacksPending: 0 });
  });

  it('come in order, or shuffled and twice when told so', async () => {
    const statuses = (seen: readonly Callback[], index: number) =>
      seen
        .filter(({ url }) => url.includes(`p${index}?`))
        .map(({ body }) => new URLSearchParams(body).get('MessageStatus'));
    const plain = await receipts({}, 2, 6);
    expect(statuses(plain.seen, 1)).toEqual(['queued', 'sent', 'delivered']);

    const wild = await receipts({ order: 'shuffled', doubled: true }, 5, 30);
    const orders = [0, 1, 2, 3, 4].map((index) => statuses(wild.seen, index));
    for (const order of orders) {
      expect([...order].sort()).toEqual(['delivered', 'delivered', 'queued', 'queued', 'sent', 'sent']);
    }
    expect(new Set(orders.map(String)).size).toBeGreaterThan(1);
  });

  it('may say that a message was not delivered, and why', async () => {
    const { seen, ours } = await receipts(
      { statuses: ['sent', 'delivered'], undelivered: { share: 1, code: 30003 } },
      1,
      2,
    );
    const { url, headers, body } = seen[1] ?? { url: '', headers: {}, body: '' };
    expect(
      ours.readReceipt({
        url,
        headers: { 'x-twilio-signature': String(headers['x-twilio-signature']) },
        query: {},
        body,
      }),
    ).toMatchObject({ kind: 'receipt', status: 'undelivered', code: '30003' });
  });

  it('come after their delay', async () => {
    const started = Date.now();
    await receipts({ delayMs: 300 }, 1, 3);
    expect(Date.now() - started).toBeGreaterThanOrEqual(295);
  });
});
