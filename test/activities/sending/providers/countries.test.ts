import { describe, expect, it } from 'vitest';
import { freshDatabase } from '../../../support/database.ts';
import { ACCEPT, scriptedProvider, TROUBLE } from '../../../support/scriptedProvider.ts';
import {
  expectEverybodyOnce,
  never,
  numbersOf,
  people,
  QUICK,
  reportFor,
  sendingSetup,
} from '../../../support/sending.ts';

describe('countries', () => {
  const { db } = freshDatabase();

  it('limit a provider to their numbers; a number that no provider serves is in the error bucket', async () => {
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

describe('a provider for another country', () => {
  describe.each([
    { kind: 'one that is asked by sending again', idempotent: true },
    { kind: 'one that cannot be asked', idempotent: false },
  ])('$kind', ({ idempotent }) => {
    const { db } = freshDatabase();

    it('is not queried about messages in doubt after a crash', async () => {
      const british = scriptedProvider({ react: () => ACCEPT, lookup: true });
      const french = scriptedProvider({ react: () => ACCEPT, idempotent });
      const mute = scriptedProvider({ react: () => ACCEPT });
      const { send, store, newPool } = await sendingSetup({
        db,
        profiles: people(10),
        providers: [british, french, mute],
        countries: [['GB'], ['FR'], ['FR']],
      });
      const claim: typeof store.intents.claim = async (claimed) => {
        await store.intents.claim(claimed);
        return await never;
      };
      void send({ pool: newPool(), store: { intents: { claim } } });
      await expect.poll(() => db.collection('intents').countDocuments()).toBe(1);

      expect(await send({ pool: newPool() })).toMatchObject({ state: 'done', counts: { accepted: 10, uncertain: 0 } });
      expectEverybodyOnce(10, british);
      expect([...french.requests, ...mute.requests]).toEqual([]);
    });
  });

  describe('that is down', () => {
    const { db } = freshDatabase();

    it('delays no other message, and gets its own when it is back', async () => {
      let isDown = true;
      const french = scriptedProvider({ react: () => (isDown ? TROUBLE : ACCEPT) });
      const british = scriptedProvider({ react: () => ACCEPT });
      const profiles = people(500).map((person, index) =>
        index % 10 === 0 ? { ...person, phone: `+3363998${String(index).padStart(4, '0')}` } : person,
      );
      const { send, newPool } = await sendingSetup({
        db,
        profiles,
        providers: [french, british],
        countries: [['FR'], ['GB']],
      });

      expect(await send()).toMatchObject({
        state: 'later',
        reason: 'providers_unavailable',
        progressed: true,
        retryAfterMs: QUICK.unavailableMs,
      });
      expectEverybodyOnce(450, british);

      isDown = false;
      expect(await send({ pool: newPool() })).toMatchObject({ state: 'done', counts: { accepted: 500 } });
      expectEverybodyOnce(500, french, british);
    });
  });
});
