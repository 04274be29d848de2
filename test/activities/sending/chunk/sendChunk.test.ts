import { describe, expect, it } from 'vitest';
import { messageIdOf } from '../../../../src/domain/ids.ts';
import { freshDatabase } from '../../../support/database.ts';
import {
  ACCEPT,
  REFUSE_OPTED_OUT,
  REFUSE_RECIPIENT,
  scriptedProvider,
  TROUBLE,
} from '../../../support/scriptedProvider.ts';
import {
  expectEverybodyOnce,
  numbersOf,
  people,
  QUICK,
  reportFor,
  runOfSameCampaign,
  sendingSetup,
} from '../../../support/sending.ts';

describe('a chunk', () => {
  const { db } = freshDatabase();

  it('records a message for each recipient, with a reason for unreachable ones', async () => {
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

  it('sends nothing to recipients with a message, and counts them', async () => {
    const provider = scriptedProvider({ react: () => ACCEPT });
    const { send } = await sendingSetup({ db, profiles: people(100), providers: [provider] });
    const first = await send();
    expect(await send()).toEqual(first);
    expect(provider.requests).toHaveLength(100);
  });
});

describe('failover', () => {
  const { db } = freshDatabase();

  it('goes to the next provider on trouble, and stops trying a dead provider after a few requests', async () => {
    const dead = scriptedProvider({ react: () => TROUBLE });
    const healthy = scriptedProvider({ react: () => ACCEPT });
    const { send, store, runId } = await sendingSetup({ db, profiles: people(500), providers: [dead, healthy] });
    expect(await send()).toMatchObject({ state: 'done', counts: { accepted: 500 } });
    expect(healthy.ledger).toHaveLength(500);
    // The first requests of a slice, and their retries, may be made before the breaker opens; none after them.
    expect(dead.requests.length).toBeLessThanOrEqual(2 * 128);
    expect((await reportFor(store, runId)).failovers).toBeGreaterThanOrEqual(5);
  });
});

describe('a refused recipient', () => {
  const { db } = freshDatabase();

  it('is in the error bucket, is sent to no other provider, and does not count as a failure of the provider', async () => {
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

  it('case 35: holds for later runs until the suppression is lifted', async () => {
    let isBack = false;
    const provider = scriptedProvider({ react: () => (isBack ? ACCEPT : REFUSE_OPTED_OUT) });
    const [person] = people(1);
    const { send, store } = await sendingSetup({ db, profiles: people(1), providers: [provider] });
    await send();
    isBack = true;
    expect(await send({ runId: await runOfSameCampaign(store, db, 2) })).toMatchObject({ counts: { skipped: 1 } });
    await store.suppressions.lift({ number: person?.phone ?? '', reason: 'START', keyId: null, at: new Date() });
    expect(await send({ runId: await runOfSameCampaign(store, db, 3) })).toMatchObject({ counts: { accepted: 1 } });
  });
});

describe('with every provider down', () => {
  const { db } = freshDatabase();
  it('the chunk is returned, and continues when a provider works again', async () => {
    let down = true;
    const providers = [0, 1].map(() => scriptedProvider({ react: () => (down ? TROUBLE : ACCEPT) }));
    const { send, newPool } = await sendingSetup({ db, profiles: people(300), providers });
    const waiting = {
      state: 'later',
      reason: 'providers_unavailable',
      progressed: false,
      retryAfterMs: QUICK.unavailableMs,
    };
    expect(await send()).toMatchObject(waiting);
    expect(await send()).toMatchObject(waiting);
    down = false;
    expect(await send({ pool: newPool() })).toMatchObject({ state: 'done', counts: { accepted: 300 } });
    expectEverybodyOnce(300, ...providers);
  });
});

describe('a cancelled chunk', () => {
  const { db } = freshDatabase();
  it('finishes the requests in flight, sends nothing new, and can be sent again', async () => {
    const cancel = new AbortController();
    const provider = scriptedProvider({
      react: (_, n) => {
        if (n === 70) cancel.abort();
        return ACCEPT;
      },
    });
    const { send } = await sendingSetup({ db, profiles: people(500), providers: [provider] });
    expect(await send({ signal: cancel.signal })).toMatchObject({
      state: 'later',
      reason: 'interrupted',
      retryAfterMs: 0,
    });
    expect(provider.ledger.length).toBeLessThan(200);
    expect(await send()).toMatchObject({ state: 'done', counts: { accepted: 500 } });
    expectEverybodyOnce(500, provider);
  });
});

describe('a template that aborts', () => {
  const { db } = freshDatabase();

  it('sends nothing to those whom the template leaves out, and counts them by its reasons and for no limit', async () => {
    const provider = scriptedProvider({ react: () => ACCEPT });
    const profiles = people(200).map((one, index) => ({ ...one, properties: { size: index % 4 } }));
    const template =
      '{% case profile.size %}{% when 0 %}{% abort "no size" %}{% when 1 %}{% abort "sold out" %}{% endcase %}Size {{ profile.size }}';
    const setup = await sendingSetup({
      db,
      profiles,
      providers: [provider],
      campaign: { what: { template }, limits: { total: 100 } },
    });
    const { counts } = (await setup.send()) as { counts: { accepted: number; skipped: number } };
    expect(counts).toMatchObject({ accepted: 100, skipped: 100, failed: 0 });
    expect((await reportFor(setup.store, setup.runId)).errorBucket).toEqual([
      { reason: 'aborted', detail: 'no size', count: 50 },
      { reason: 'aborted', detail: 'sold out', count: 50 },
    ]);
    const aborted = await setup.store.messages.get(messageIdOf(setup.runId, profiles[1]?.id ?? ''));
    expect(aborted).toMatchObject({ status: 'skipped', reason: 'aborted', detail: 'sold out', text: null });
  });
});
