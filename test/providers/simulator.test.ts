import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { BehaviourInput, ProviderConfigInput } from '../../dev/simulator/config.ts';
import type { LedgerLine } from '../../dev/simulator/message.ts';
import { provider, query, simulator, sms, twilioInput } from './support.ts';

/** A simulated Twilio account, and a provider that sends through it. Its time-out is longer than a busy machine takes. */
async function account(config: Partial<ProviderConfigInput> = {}, requestTimeoutMs = 3_000) {
  const sim = await simulator();
  const { url, accountSid, authToken } = await sim.addProvider({
    kind: 'twilio',
    name: 'a',
    ...config,
  } as ProviderConfigInput);
  const twilio = provider(twilioInput(url, { requestTimeoutMs, settings: { accountSid, authToken } }));
  return {
    sim,
    twilio,
    behave: (behaviour: BehaviourInput) => sim.behave('a', behaviour),
    send: (count: number, offset = 0) =>
      Promise.all(Array.from({ length: count }, (_, index) => twilio.send(sms({ to: number(offset + index) })))),
    accepted: () => sim.ledger().length,
  };
}

const number = (index: number): string => `+4477009${String(index).padStart(5, '0')}`;
const kinds = (outcomes: readonly { kind: string }[]): string[] => [...new Set(outcomes.map(({ kind }) => kind))];

describe('the simulator as Twilio', () => {
  it('records accepted messages, with the reference from the receipt address', async () => {
    const { twilio, sim } = await account();
    const receiptUrl = 'https://herald.example/v1/receipts/p1/c1%2F1%2Fanna?token=x';
    const outcome = await twilio.send(sms({ receiptUrl }));
    const [line] = sim.ledger();
    expect(outcome).toEqual({ kind: 'accepted', providerMessageId: line?.id });
    expect(line).toMatchObject({
      provider: 'a',
      to: '+447700900001',
      from: '+15005550006',
      body: 'Hello Anna',
      reference: 'c1/1/anna',
      callbackUrl: receiptUrl,
    });
  });

  it.each([
    ['no E.164 number', { to: '0770090001' }, '21211'],
    ['no text', { text: '' }, '21602'],
    ['a text that is too long', { text: 'x'.repeat(1601) }, '21617'],
    ['a magic number', { to: '+15005550009' }, '21614'],
    ['a magic number that opted out', { to: '+15005550004' }, '21610'],
  ])('refuses %s', async (_story, message, code) => {
    const { twilio, accepted } = await account();
    expect(await twilio.send(sms(message))).toMatchObject({ kind: 'refused', code });
    expect(accepted()).toBe(0);
  });

  it("refuses a sender that isn't the account's", async () => {
    const { twilio } = await account({ numbers: ['+15005550099'] });
    expect(await twilio.send(sms())).toMatchObject({ kind: 'trouble', account: true, code: '21606' });
  });

  it('hosts several accounts, apart and on one port as well', async () => {
    const { sim } = await account();
    const { accountSid, authToken } = await sim.addProvider({ kind: 'twilio', name: 'b' });
    const common = provider(twilioInput(sim.url, { settings: { accountSid, authToken } }));
    expect(await common.send(sms())).toMatchObject({ kind: 'accepted' });
    expect(sim.stats().providers).toMatchObject({ a: { accepted: 0 }, b: { accepted: 1 } });
  });
});

describe('a simulated provider that', () => {
  it('dies: its port refuses connections until it is back', async () => {
    const { behave, send, accepted } = await account();
    await send(3);
    await behave({ mode: 'die' });
    expect(await send(2)).toMatchObject([{ code: 'connection_refused' }, { code: 'connection_refused' }]);
    await behave({ mode: 'ok' });
    expect(kinds(await send(2))).toEqual(['accepted']);
    expect(accepted()).toBe(5);
  });

  it('dies in the middle: has accepted exactly the given number of messages', async () => {
    const { behave, send, accepted } = await account();
    await behave({ mode: 'die', afterMessages: 50 });
    const outcomes = await send(400);
    expect(accepted()).toBe(50);
    expect(outcomes.filter(({ kind }) => kind === 'accepted').length).toBeLessThanOrEqual(50);
    await sleep(10);
    expect(await send(1)).toMatchObject([{ kind: 'trouble', code: 'connection_refused' }]);
  });

  it('dies gracefully: not one answer is lost', async () => {
    // Connections that nobody answers any more are cut after a second.
    const { behave, send, accepted } = await account({}, 5000);
    await behave({ mode: 'die', graceful: true, afterMessages: 50 });
    const outcomes = await send(400);
    expect(outcomes.filter(({ kind }) => kind === 'accepted')).toHaveLength(50);
    expect(accepted(), 'each acceptance has reached the sender').toBe(50);
    // A request that is written just when its connection ends is lost, too; on a busy machine that happens now and then.
    const others = outcomes.filter(({ kind }) => kind !== 'accepted');
    expect(
      others.filter((one) => one.kind !== 'trouble' && !('code' in one && one.code === 'connection_lost')),
    ).toEqual([]);
    expect(others.some(({ kind }) => kind === 'trouble')).toBe(true);
    await expect.poll(() => send(1), { timeout: 3_000 }).toMatchObject([{ code: 'connection_refused' }]);
    await behave({ mode: 'ok' });
    await behave({ mode: 'die', graceful: true });
    await behave({ mode: 'ok' });
    expect(kinds(await send(2))).toEqual(['accepted']);
    expect(accepted()).toBe(52);
  });

  it('dies while it is slow: requests in progress are not accepted, not even when it is back', async () => {
    const { behave, send, accepted } = await account();
    await behave({ mode: 'slow', ms: 150 });
    const sending = send(5);
    await sleep(50);
    await behave({ mode: 'die' });
    expect(await sending).toMatchObject(
      Array.from({ length: 5 }, () => ({ kind: 'unknown', code: 'connection_lost' })),
    );
    await behave({ mode: 'ok' });
    await sleep(200);
    expect(accepted()).toBe(0);
  });

  it('hangs: does not accept, but still answers lookups unless those hang too', async () => {
    const { behave, send, accepted, twilio } = await account();
    await behave({ mode: 'hang' });
    expect(await send(1)).toEqual([{ kind: 'unknown', code: 'timeout' }]);
    expect(await twilio.lookup?.(query({ to: number(0) }))).toEqual({ kind: 'not_found' });
    await behave({ mode: 'hang', hangLookups: true });
    expect(await twilio.lookup?.(query())).toEqual({ kind: 'failed', code: 'timeout' });
    expect(accepted()).toBe(0);
  });

  it('is slow: accepts late, even when the client has gone', async () => {
    const { behave, send, accepted, twilio } = await account({}, 100);
    await behave({ mode: 'slow', ms: 1_500 });
    expect(await send(1)).toEqual([{ kind: 'unknown', code: 'timeout' }]);
    expect(await twilio.lookup?.(query({ to: number(0) }))).toEqual({ kind: 'not_found' });
    await expect.poll(accepted, { timeout: 3_000 }).toBe(1);
    expect(await twilio.lookup?.(query({ to: number(0) }))).toMatchObject({ kind: 'found' });
  });

  it('throttles: so many in a second, then 429 with Retry-After', async () => {
    const { behave, send, accepted } = await account();
    // Begins right after the start of a second, so that all requests are in the same one.
    await sleep(1_000 - (Date.now() % 1_000));
    await behave({ mode: 'throttle', perSecond: 5 });
    const outcomes = await send(20);
    expect(outcomes.filter(({ kind }) => kind === 'accepted')).toHaveLength(5);
    expect(outcomes).toContainEqual({ kind: 'trouble', code: '20429', account: false, retryAfterMs: 1_000 });
    expect(accepted()).toBe(5);
  });

  it.each([
    [{ mode: 'unavailable' }, { kind: 'trouble', code: '20503', account: false }],
    [{ mode: 'error' }, { kind: 'unknown', code: '20500' }],
    [{ mode: 'badCredentials' }, { kind: 'trouble', code: '20003', account: true }],
  ] as const)('answers with an error accepts nothing: %j', async (behaviour, outcome) => {
    const { behave, send, accepted } = await account();
    await behave(behaviour);
    expect(await send(1)).toMatchObject([outcome]);
    expect(accepted()).toBe(0);
  });

  it('drops answers: accepts the messages, and drops a reproducible share of the answers', async () => {
    const lost = async (): Promise<number[]> => {
      const { behave, send, accepted, twilio } = await account({ seed: 7 });
      await behave({ mode: 'dropAnswers', share: 0.5 });
      const outcomes = [];
      for (let index = 0; index < 20; index++) outcomes.push(...(await send(1, index)));
      expect(accepted()).toBe(20);
      const dropped = outcomes.flatMap(({ kind }, index) => (kind === 'unknown' ? [index] : []));
      for (const index of dropped) {
        expect(await twilio.lookup?.(query({ to: number(index) }))).toMatchObject({ kind: 'found' });
      }
      return dropped;
    };
    const first = await lost();
    expect(first.length).toBeGreaterThan(3);
    expect(first.length).toBeLessThan(17);
    expect(await lost()).toEqual(first);
  });

  it('refuses recipients: those named, or a share that is always the same', async () => {
    const { behave, send } = await account();
    await behave({ mode: 'refuseRecipients', numbers: [number(1)], code: 21614 });
    expect(await send(2)).toMatchObject([{ kind: 'accepted' }, { kind: 'refused', code: '21614' }]);
    await behave({ mode: 'refuseRecipients', share: 0.3, code: 21610 });
    const first = (await send(200)).map(({ kind }) => kind);
    const second = (await send(200)).map(({ kind }) => kind);
    expect(second).toEqual(first);
    const refused = first.filter((kind) => kind === 'refused').length;
    expect(refused).toBeGreaterThan(35);
    expect(refused).toBeLessThan(85);
  });

  it('changes its behaviour only after the given number of messages', async () => {
    const { behave, send } = await account();
    await behave({ mode: 'unavailable', afterMessages: 3 });
    expect(kinds(await send(3))).toEqual(['accepted']);
    expect(kinds(await send(3))).toEqual(['trouble']);
  });
});

describe("the simulator's control over HTTP", () => {
  it('creates providers, changes their behaviour, and shows ledger and counts', async () => {
    const sim = await simulator();
    const post = async (path: string, body: unknown) => {
      const answer = await fetch(`${sim.url}/_sim/${path}`, { method: 'POST', body: JSON.stringify(body) });
      return { status: answer.status, body: (await answer.json()) as never };
    };
    const made = await post('providers', { kind: 'twilio', name: 'a' });
    expect(made.status).toBe(201);
    const { url, accountSid, authToken } = made.body;
    const twilio = provider(twilioInput(url, { settings: { accountSid, authToken } }));
    for (const to of [number(1), number(2), number(2)]) await twilio.send(sms({ to }));
    expect(await post('providers/a/behaviour', { mode: 'unavailable' })).toMatchObject({ status: 200 });
    await twilio.send(sms());

    const lines = (await (await fetch(`${sim.url}/_sim/ledger`)).text()).trimEnd().split('\n');
    const ledger = lines.map((line) => JSON.parse(line) as LedgerLine);
    expect(ledger).toEqual(sim.ledger());
    expect(ledger.map(({ to }) => to)).toEqual([number(1), number(2), number(2)]);
    expect(await (await fetch(`${sim.url}/_sim/ledger?provider=b`)).text()).toBe('');
    expect(await (await fetch(`${sim.url}/_sim/stats`)).json()).toMatchObject({
      accepted: 3,
      distinctTo: 2,
      distinctTexts: 2,
      providers: { a: { accepted: 3, distinctTo: 2, mode: 'unavailable', requests: 4, answered: 3, errors: 1 } },
    });
  });

  it('says what is wrong with a request', async () => {
    const sim = await simulator();
    const post = (path: string, body: string) => fetch(`${sim.url}/_sim/${path}`, { method: 'POST', body });
    expect((await post('providers', '{"kind":"pigeon"}')).status).toBe(400);
    expect((await post('providers', '{')).status).toBe(400);
    expect((await post('providers/nobody/behaviour', '{"mode":"ok"}')).status).toBe(400);
    expect((await post('elsewhere', '{}')).status).toBe(404);
  });
});
