import { describe, expect, it } from 'vitest';
import { messageIdOf } from '../../src/domain/ids.ts';
import { reportOf } from '../../src/domain/report.ts';
import type { Store } from '../../src/store/store.ts';
import { freshDatabase } from '../support/database.ts';
import {
  ACCEPT,
  LOST_AFTER_ACCEPTING,
  LOST_BEFORE_ACCEPTING,
  REFUSE_OPTED_OUT,
  REFUSE_RECIPIENT,
  type ScriptedProvider,
  scriptedProvider,
  TROUBLE,
} from '../support/scriptedProvider.ts';
import { people, QUICK, sendingSetup } from '../support/sending.ts';

describe('a chunk', () => {
  const { db } = freshDatabase();

  it('gives each recipient a message, and who cannot be reached a reason', async () => {
    const provider = scriptedProvider({ react: () => ACCEPT });
    const [first, second, third, fourth] = people(200);
    const profiles = [
      { ...first, optedOut: true },
      { ...second, phone: 'n/a' },
      { ...third, properties: {} },
      ...people(200).slice(3),
    ] as ReturnType<typeof people>;
    const { send, store, runId } = await sendingSetup({ db, profiles, providers: [provider] });

    const result = await send();

    expect(result).toEqual({
      state: 'done',
      counts: { accepted: 197, delivered: 0, undelivered: 0, failed: 1, skipped: 2, uncertain: 0 },
    });
    expect(numbersOf(provider)).toHaveLength(197);
    const report = await reportFor(store, runId);
    expect(report.errorBucket).toEqual([
      { reason: 'missing_value', count: 1 },
      { reason: 'no_usable_number', count: 1 },
      { reason: 'opted_out', count: 1 },
    ]);
    expect(report).toMatchObject({ sent: 197, notYet: 0, failovers: 0 });
    expect(await store.messages.get(messageIdOf(runId, fourth?.id ?? ''))).toMatchObject({
      status: 'accepted',
      to: fourth?.phone,
      text: 'Hello N3',
      encoding: 'GSM-7',
      segments: 1,
      providerId: 'prv_0',
      attempts: [{ providerId: 'prv_0', outcome: 'accepted' }],
    });
  });
});

describe('a chunk that is sent again', () => {
  const { db } = freshDatabase();

  it('leaves alone who has a message, and counts them', async () => {
    const provider = scriptedProvider({ react: () => ACCEPT });
    const { send } = await sendingSetup({ db, profiles: people(100), providers: [provider] });
    const first = await send();
    expect(await send()).toEqual(first);
    expect(provider.requests).toHaveLength(100);
  });
});

describe('failover', () => {
  const { db } = freshDatabase();

  it('goes to the next provider on trouble, and leaves a dead provider alone after a few tries', async () => {
    const dead = scriptedProvider({ react: () => TROUBLE });
    const healthy = scriptedProvider({ react: () => ACCEPT });
    const { send, store, runId } = await sendingSetup({ db, profiles: people(500), providers: [dead, healthy] });
    expect(await send()).toMatchObject({ state: 'done', counts: { accepted: 500 } });
    expect(healthy.ledger).toHaveLength(500);
    // All of the slices in flight may be on their way before the breaker opens; nobody after them.
    expect(dead.requests.length).toBeLessThanOrEqual(3 * 64);
    expect((await reportFor(store, runId)).failovers).toBeGreaterThanOrEqual(5);
  });
});

describe('a refused recipient', () => {
  const { db } = freshDatabase();

  it('goes to the error bucket, to no other provider, and does not count against the provider', async () => {
    const first = scriptedProvider({ react: (_, n) => (n % 2 === 0 ? REFUSE_RECIPIENT : ACCEPT) });
    const second = scriptedProvider({ react: () => ACCEPT });
    const { send, store, runId } = await sendingSetup({ db, profiles: people(300), providers: [first, second] });
    expect(await send()).toMatchObject({ state: 'done', counts: { accepted: 150, failed: 150 } });
    expect(second.requests).toHaveLength(0);
    expect((await reportFor(store, runId)).errorBucket).toEqual([{ reason: 'refused_recipient', count: 150 }]);
  });
});

describe('an opt-out at the carrier', () => {
  const { db } = freshDatabase();

  it('suppresses the number for every provider', async () => {
    const provider = scriptedProvider({ react: () => REFUSE_OPTED_OUT });
    const [person] = people(1);
    const { send, store } = await sendingSetup({ db, profiles: people(1), providers: [provider] });
    expect(await send()).toMatchObject({ state: 'done', counts: { failed: 1 } });
    expect(await store.suppressions.among([person?.phone ?? ''])).toEqual(new Set([person?.phone]));
  });
});

describe('countries', () => {
  const { db } = freshDatabase();

  it('limit a provider to their numbers; a number that nobody serves is in the error bucket', async () => {
    const french = scriptedProvider({ react: () => ACCEPT });
    const british = scriptedProvider({ react: () => ACCEPT });
    const profiles = [
      { id: 'fr', phone: '+33639980000', properties: { name: 'F' } },
      { id: 'gb', phone: '+447700900000', properties: { name: 'G' } },
      { id: 'us', phone: '+12025550100', properties: { name: 'U' } },
    ];
    const providers = [french, british];
    const { send, store, runId } = await sendingSetup({ db, profiles, providers, countries: [['FR'], ['GB']] });
    expect(await send()).toMatchObject({ state: 'done', counts: { accepted: 2, failed: 1 } });
    expect(numbersOf(french)).toEqual(['+33639980000']);
    expect(numbersOf(british)).toEqual(['+447700900000']);
    expect((await reportFor(store, runId)).errorBucket).toEqual([{ reason: 'no_provider_for_country', count: 1 }]);
  });
});

describe('a lost answer', () => {
  describe('where the provider can be asked', () => {
    const { db } = freshDatabase();
    it('is settled: who is there is not sent again, who is not goes to the next provider', async () => {
      const lossy = scriptedProvider({
        react: (_, n) => (n % 10 === 0 ? LOST_AFTER_ACCEPTING : n % 10 === 5 ? LOST_BEFORE_ACCEPTING : ACCEPT),
        lookup: true,
      });
      const second = scriptedProvider({ react: () => ACCEPT });
      const { send, store, runId } = await sendingSetup({ db, profiles: people(300), providers: [lossy, second] });
      expect(await send()).toMatchObject({ state: 'done', counts: { accepted: 300 } });
      expectEverybodyOnce(300, lossy, second);
      const { lostAnswers } = await reportFor(store, runId);
      expect(lostAnswers).toMatchObject({ found: 30, not_found: 30, uncertain: 0 });
    });
  });

  describe('where the lookup fails too', () => {
    const { db } = freshDatabase();
    it('stays open, holds nobody else up, and is settled when the provider is back', async () => {
      let back = false;
      const dying = scriptedProvider({
        react: (_, n) => (n === 3 ? LOST_AFTER_ACCEPTING : n === 4 ? LOST_BEFORE_ACCEPTING : ACCEPT),
        lookup: () => (back ? undefined : { kind: 'failed', code: 'refused' }),
      });
      const second = scriptedProvider({ react: () => ACCEPT });
      const { send, store, runId } = await sendingSetup({ db, profiles: people(150), providers: [dying, second] });
      expect(await send()).toMatchObject({
        state: 'waiting',
        reason: 'answers_lost',
        progressed: true,
        retryAfterMs: QUICK.answersLostMs,
      });
      expect(await reportFor(store, runId)).toMatchObject({ sent: 148, notYet: 2 });
      back = true;
      expect(await send()).toMatchObject({ state: 'done', counts: { accepted: 150 } });
      expectEverybodyOnce(150, dying, second);
    });
  });

  describe('where the provider cannot be asked', () => {
    const { db } = freshDatabase();
    it('is left uncertain by default', async () => {
      const mute = scriptedProvider({ react: (_, n) => (n <= 2 ? LOST_AFTER_ACCEPTING : ACCEPT) });
      const { send, store, runId } = await sendingSetup({ db, profiles: people(50), providers: [mute] });
      expect(await send()).toMatchObject({ state: 'done', counts: { accepted: 48, uncertain: 2 } });
      expect(await reportFor(store, runId)).toMatchObject({ byStatus: { uncertain: 2 }, sent: 48, notYet: 0 });
    });
  });

  describe('where the campaign says resend', () => {
    const { db } = freshDatabase();
    it('is sent again', async () => {
      const mute = scriptedProvider({ react: (_, n) => (n <= 2 ? LOST_BEFORE_ACCEPTING : ACCEPT) });
      const second = scriptedProvider({ react: () => ACCEPT });
      const providers = [mute, second];
      const campaign = { onUncertain: 'resend' } as const;
      const { send, store, runId } = await sendingSetup({ db, profiles: people(50), providers, campaign });
      expect(await send()).toMatchObject({ state: 'done', counts: { accepted: 50 } });
      expect((await reportFor(store, runId)).lostAnswers.policy).toBe(2);
    });
  });

  describe('of a provider with idempotency keys', () => {
    const { db } = freshDatabase();
    it('is simply sent again under the same reference', async () => {
      const provider = scriptedProvider({
        react: (_, n) => (n <= 3 ? LOST_AFTER_ACCEPTING : ACCEPT),
        idempotent: true,
      });
      const { send } = await sendingSetup({ db, profiles: people(50), providers: [provider] });
      expect(await send()).toMatchObject({ state: 'done', counts: { accepted: 50 } });
      expectEverybodyOnce(50, provider);
    });
  });
});

describe('with every provider down', () => {
  const { db } = freshDatabase();
  it('the chunk is given back, and goes on when one is there again', async () => {
    let down = true;
    const providers = [0, 1].map(() => scriptedProvider({ react: () => (down ? TROUBLE : ACCEPT) }));
    const { send, newPool } = await sendingSetup({ db, profiles: people(300), providers });
    const waiting = {
      state: 'waiting',
      reason: 'providers_unavailable',
      progressed: false,
      retryAfterMs: QUICK.unavailableMs,
    };
    expect(await send()).toEqual(waiting);
    expect(await send()).toEqual(waiting);
    down = false;
    expect(await send({ pool: newPool() })).toMatchObject({ state: 'done', counts: { accepted: 300 } });
    expectEverybodyOnce(300, ...providers);
  });
});

describe('after a crash', () => {
  const { db } = freshDatabase();
  it('who is in an intent without a message is asked about before anything is sent', async () => {
    let crashed = false;
    const answerNever = new Promise<never>(() => undefined);
    const provider = scriptedProvider({ react: (_, n) => (crashed || n <= 40 ? ACCEPT : answerNever), lookup: true });
    const { send, store, runId, newPool } = await sendingSetup({ db, profiles: people(500), providers: [provider] });
    // Never ends: as good as a process that was killed while 40 of its requests had been accepted.
    void send({ owner: 'dead worker', pool: newPool() });
    await expect.poll(() => provider.ledger.length).toBe(40);
    expect(await store.messages.countByStatus(runId)).toEqual({});
    crashed = true;

    expect(await send({ pool: newPool() })).toMatchObject({ state: 'done', counts: { accepted: 500 } });
    expectEverybodyOnce(500, provider);
    const { lostAnswers } = await reportFor(store, runId);
    expect(lostAnswers.found).toBe(40);
    expect(lostAnswers.not_found).toBeGreaterThanOrEqual(64 - 40);
  });
});

describe('two workers with the same chunk at once', () => {
  const { db } = freshDatabase();
  it('send nothing twice', async () => {
    const provider = scriptedProvider({
      react: async () => {
        await new Promise((resolve) => setTimeout(resolve, 2));
        return ACCEPT;
      },
      lookup: true,
    });
    const { send, newPool } = await sendingSetup({ db, profiles: people(500), providers: [provider] });
    await Promise.all([send({ pool: newPool() }), send({ pool: newPool() }), send({ pool: newPool() })]);
    await expect
      .poll(() => send({ pool: newPool() }), { timeout: 10_000 })
      .toMatchObject({ state: 'done', counts: { accepted: 500 } });
    expectEverybodyOnce(500, provider);
  });
});

describe('a cancelled chunk', () => {
  const { db } = freshDatabase();
  it('finishes what is in the air, sends nothing new, and can be sent again', async () => {
    const cancel = new AbortController();
    const provider = scriptedProvider({
      react: (_, n) => {
        if (n === 70) cancel.abort();
        return ACCEPT;
      },
    });
    const { send } = await sendingSetup({ db, profiles: people(500), providers: [provider] });
    expect(await send({ signal: cancel.signal })).toMatchObject({
      state: 'waiting',
      reason: 'interrupted',
      retryAfterMs: 0,
    });
    expect(provider.ledger.length).toBeLessThan(200);
    expect(await send()).toMatchObject({ state: 'done', counts: { accepted: 500 } });
    expectEverybodyOnce(500, provider);
  });
});

const numbersOf = (provider: ScriptedProvider): string[] => provider.ledger.map((sms) => sms.to);

function expectEverybodyOnce(count: number, ...providers: ScriptedProvider[]): void {
  const numbers = providers.flatMap(numbersOf);
  expect(numbers).toHaveLength(count);
  expect(new Set(numbers).size).toBe(count);
}

async function reportFor(store: Store, runId: string) {
  const run = await store.runs.get(runId);
  if (!run) throw new Error(`no run ${runId}`);
  return reportOf(run, await store.messages.reportRows(runId));
}
