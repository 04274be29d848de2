import { setTimeout as sleep } from 'node:timers/promises';
import { MongoNetworkError } from 'mongodb';
import { describe, expect, it } from 'vitest';
import type { RateStore } from '../../../../src/store/rates.ts';
import { freshDatabase } from '../../../support/database.ts';
import { ACCEPT, REFUSE_OPTED_OUT, scriptedProvider, TROUBLE } from '../../../support/scriptedProvider.ts';
import { expectEverybodyOnce, people, QUICK, sendingSetup } from '../../../support/sending.ts';

// With a provider without lookups, a recipient that is wrongly in doubt ends up as uncertain or without a message.

describe('a store that fails once', () => {
  describe('when a slice has been claimed', () => {
    const { db } = freshDatabase();

    it('leaves no recipient in doubt: no message had been sent', async () => {
      const provider = scriptedProvider({ react: () => ACCEPT });
      const { send, store } = await sendingSetup({ db, profiles: people(64), providers: [provider] });
      const getMany = failing(1, store.profiles.getMany);
      expect(await send({ store: { profiles: { getMany } } })).toMatchObject({
        state: 'done',
        counts: { accepted: 64, uncertain: 0 },
      });
      expectEverybodyOnce(64, provider);
    });
  });

  describe('with the answer to a claim', () => {
    const { db } = freshDatabase();

    it('leaves no recipient in doubt: the owner recognises its claim', async () => {
      const provider = scriptedProvider({ react: () => ACCEPT });
      const { send, store } = await sendingSetup({ db, profiles: people(64), providers: [provider] });
      let claims = 0;
      const claim: typeof store.intents.claim = async (claim) => {
        const claimed = await store.intents.claim(claim);
        claims += 1;
        if (claims === 1) throw new MongoNetworkError('the connection was closed');
        return claimed;
      };
      expect(await send({ store: { intents: { claim } } })).toMatchObject({
        state: 'done',
        counts: { accepted: 64, uncertain: 0 },
      });
      expect(claims).toBe(2);
      expectEverybodyOnce(64, provider);
    });
  });

  describe('when messages are written', () => {
    const { db } = freshDatabase();

    it('loses no message', async () => {
      const provider = scriptedProvider({ react: () => ACCEPT });
      const { send, store } = await sendingSetup({ db, profiles: people(64), providers: [provider] });
      const record = failing(1, store.messages.record);
      expect(await send({ store: { messages: { record } } })).toMatchObject({
        state: 'done',
        counts: { accepted: 64, uncertain: 0 },
      });
      expectEverybodyOnce(64, provider);
    });
  });

  describe('when a slice is closed whose recipients no provider has taken', () => {
    const { db } = freshDatabase();

    it('leaves no recipient in doubt', async () => {
      let isBack = false;
      const provider = scriptedProvider({ react: () => (isBack ? ACCEPT : TROUBLE) });
      const { send, store, newPool } = await sendingSetup({ db, profiles: people(3), providers: [provider] });
      const close = failing(1, store.intents.close);
      expect(await send({ pool: newPool(), store: { intents: { close } } })).toMatchObject({ state: 'later' });
      isBack = true;
      expect(await send({ pool: newPool() })).toMatchObject({ state: 'done', counts: { accepted: 3, uncertain: 0 } });
    });
  });

  describe('when opt-outs are read again for the next provider', () => {
    const { db } = freshDatabase();

    it('puts nobody in doubt', async () => {
      const first = scriptedProvider({
        react: async () => {
          await sleep(900);
          return TROUBLE;
        },
      });
      const second = scriptedProvider({ react: () => ACCEPT });
      const { send, store } = await sendingSetup({ db, profiles: people(3), providers: [first, second] });
      const among = failing(2, store.suppressions.among);
      const contacts = failing(1, store.profiles.contacts);
      expect(await send({ store: { suppressions: { among }, profiles: { contacts } } })).toMatchObject({
        state: 'done',
        counts: { accepted: 3, uncertain: 0 },
      });
    });
  });

  describe('when an opt-out at a provider is stored', () => {
    const { db } = freshDatabase();

    it('stores it, and leaves no recipient in doubt', async () => {
      const provider = scriptedProvider({ react: () => REFUSE_OPTED_OUT });
      const { send, store } = await sendingSetup({ db, profiles: people(1), providers: [provider] });
      const add = failing(1, store.suppressions.add);
      expect(await send({ store: { suppressions: { add } } })).toMatchObject({
        state: 'done',
        counts: { failed: 1, uncertain: 0 },
      });
      expect(await store.suppressions.among(['+447700900000'])).toEqual(new Set(['+447700900000']));
    });
  });

  describe('when sending instants are reserved', () => {
    const { db } = freshDatabase();

    it('leaves the remaining recipients to the next attempt, without doubt', async () => {
      const provider = scriptedProvider({ react: () => ACCEPT });
      const { send, store, newPool } = await sendingSetup({
        db,
        profiles: people(64),
        providers: [provider],
        ratePerSecond: 200,
      });
      // At 20 instants a block the slice needs four.
      const rates: RateStore = { reserve: failing(3, store.rates.reserve) };
      expect(await send({ pool: newPool(QUICK, rates) })).toMatchObject({ state: 'later', progressed: true });
      expect(provider.ledger.length).toBeLessThan(64);
      expect(await send({ pool: newPool() })).toMatchObject({ state: 'done', counts: { accepted: 64, uncertain: 0 } });
      expectEverybodyOnce(64, provider);
    });
  });
});

describe('a store that is away for longer than a lease while a slice is sent', () => {
  const { db } = freshDatabase();

  it('puts nobody in doubt whose turn had not come', async () => {
    const provider = scriptedProvider({ react: () => ACCEPT });
    const setup = { db, profiles: people(64), providers: [provider], ratePerSecond: 20 };
    const { send, store, newPool } = await sendingSetup(setup);
    const renew: typeof store.intents.renew = () => Promise.reject(new MongoNetworkError('the store is away'));
    expect(await send({ store: { intents: { renew } } })).toMatchObject({ state: 'later', progressed: true });
    expect(provider.ledger.length).toBeLessThan(64);

    expect(await send({ pool: newPool() })).toMatchObject({ state: 'done', counts: { accepted: 64, uncertain: 0 } });
    expectEverybodyOnce(64, provider);
  });
});

/** `method`, whose `nth` call fails before it has done anything. */
function failing<Arguments extends unknown[], Result>(
  nth: number,
  method: (...args: Arguments) => Promise<Result>,
): (...args: Arguments) => Promise<Result> {
  let calls = 0;
  return async (...args) => {
    calls += 1;
    if (calls === nth) throw new MongoNetworkError('the store is away');
    return await method(...args);
  };
}
