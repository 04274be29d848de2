import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { barrier } from '../../../support/barrier.ts';
import { freshDatabase } from '../../../support/database.ts';
import { ACCEPT, REFUSE_RECIPIENT, scriptedProvider } from '../../../support/scriptedProvider.ts';
import { expectEverybodyOnce, never, people, sendingSetup } from '../../../support/sending.ts';

describe('three workers with the same chunk at once', () => {
  const { db } = freshDatabase();
  it('send nothing twice', async () => {
    const provider = scriptedProvider({
      react: async () => {
        await sleep(2);
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

describe('two workers with the same chunk at once', () => {
  const { db } = freshDatabase();

  it('send nothing twice if the provider can be queried by number only', async () => {
    const provider = scriptedProvider({
      react: async () => {
        await sleep(20);
        return ACCEPT;
      },
      lookup: true,
      lookupBy: 'to',
    });
    const { send, newPool } = await sendingSetup({ db, profiles: people(500), providers: [provider] });
    const first = send({ pool: newPool() });
    await expect.poll(() => provider.requests.length).toBeGreaterThan(0);
    await Promise.all([first, send({ pool: newPool() })]);
    await expect
      .poll(() => send({ pool: newPool() }), { timeout: 9000 })
      .toMatchObject({ state: 'done', counts: { accepted: 500 } });
    expectEverybodyOnce(500, provider);
  });
});

describe('a worker that takes a slice over', () => {
  describe('after reading the ledger just before the owner wrote it', () => {
    const { db } = freshDatabase();

    it('sends nothing twice', async () => {
      const provider = scriptedProvider({ react: () => ACCEPT, lookup: true, lookupBy: 'to' });
      const { send, store, newPool } = await sendingSetup({ db, profiles: people(64), providers: [provider] });
      const writing = barrier();
      const owner = send({
        pool: newPool(),
        store: {
          messages: {
            record: async (messages) => {
              await writing.passed;
              return await store.messages.record(messages);
            },
          },
        },
      });
      await expect.poll(() => provider.ledger.length).toBe(64);

      const successor = await send({
        pool: newPool(),
        store: {
          intents: {
            claim: async (claim) => {
              const claimed = await store.intents.claim(claim);
              writing.open();
              await owner;
              return claimed;
            },
          },
        },
      });

      expect(successor).toMatchObject({ state: 'done', counts: { accepted: 64 } });
      expectEverybodyOnce(64, provider);
    });
  });

  describe('after waiting for the end of its owner’s lease', () => {
    const { db } = freshDatabase();

    it('sends nothing to recipients that opted out or were suppressed in the meantime', async () => {
      let isDead = false;
      const provider = scriptedProvider({ react: () => (isDead ? ACCEPT : never), lookup: true });
      const campaign = { limits: { perDay: 10, ignoreProfileLimits: false } };
      const { send, store, newPool } = await sendingSetup({ db, profiles: people(3), providers: [provider], campaign });
      void send({ pool: newPool(), store: { intents: { renew: () => never } } });
      await expect.poll(() => provider.requests.length).toBe(3);
      isDead = true;

      const claim: typeof store.intents.claim = async (wanted) => {
        const claimed = await store.intents.claim(wanted);
        const at = new Date();
        await store.profiles.optOut('p00000', { source: 'api', at: at });
        await store.suppressions.add({ number: '+447700900001', source: 'carrier', providerId: 'prv_0', at });
        return claimed;
      };
      await send({ pool: newPool(), store: { intents: { claim } } });
      await expect
        .poll(() => send({ pool: newPool() }), { timeout: 5000 })
        .toMatchObject({ state: 'done', counts: { accepted: 1, skipped: 2 } });
      expect(provider.ledger.map(({ to }) => to)).toEqual(['+447700900002']);
    });
  });

  describe('and sends to a recipient that its owner had found unreachable', () => {
    const { db } = freshDatabase();

    it('has the message in the ledger, also where the owner wrote first that it skipped the recipient', async () => {
      const successorSends = barrier();
      const ownerHasEnded = barrier();
      const provider = scriptedProvider({
        react: async ({ to }) => {
          if (to === '+447700900001') await successorSends.passed;
          if (to === '+447700900000') {
            successorSends.open();
            await ownerHasEnded.passed;
          }
          return ACCEPT;
        },
        lookup: true,
      });
      const { send, store, runId, newPool } = await sendingSetup({ db, profiles: people(2), providers: [provider] });
      await store.profiles.optOut('p00000', { source: 'api', at: new Date() });
      // It doesn't know yet that the slice has another owner.
      const owner = send({ pool: newPool(), store: { intents: { renew: () => never } } });
      await expect.poll(() => provider.requests.length).toBe(1);
      await store.profiles.optIn('p00000', { reason: 'test', keyId: null, at: new Date() });
      const successor = send({ pool: newPool() });
      expect(await owner).toMatchObject({ state: 'done', counts: { accepted: 1, skipped: 1 } });
      ownerHasEnded.open();

      expect(await successor).toMatchObject({ state: 'done', counts: { accepted: 2 } });
      expectEverybodyOnce(2, provider);
      expect(await store.messages.countByStatus(runId)).toEqual({ accepted: 2 });
    });
  });

  describe('from an owner that is only slow, with a provider that cannot be asked', () => {
    const { db } = freshDatabase();

    it('leaves the decision to the owner', async () => {
      const answers = barrier();
      const provider = scriptedProvider({
        react: async () => {
          await answers.passed;
          return ACCEPT;
        },
      });
      const { send, store, runId, newPool } = await sendingSetup({ db, profiles: people(64), providers: [provider] });
      const owner = send({ pool: newPool() });
      await expect.poll(() => provider.requests.length).toBe(64);

      expect(await send({ pool: newPool() })).toMatchObject({ state: 'later', reason: 'answers_lost' });
      answers.open();
      await owner;

      expect(await store.messages.countByStatus(runId)).toEqual({ accepted: 64 });
      expect(await send({ pool: newPool() })).toMatchObject({ state: 'done', counts: { accepted: 64 } });
      expectEverybodyOnce(64, provider);
    });
  });

  describe('from an owner that records a refusal late', () => {
    const { db } = freshDatabase();

    it('accepts that record, and sends nothing after it', async () => {
      const provider = scriptedProvider({ react: (_, n) => (n <= 10 ? REFUSE_RECIPIENT : ACCEPT), lookup: true });
      const { send, store, newPool } = await sendingSetup({ db, profiles: people(10), providers: [provider] });
      const writing = barrier();
      const record: typeof store.messages.record = async (messages) => {
        await writing.passed;
        return await store.messages.record(messages);
      };
      const owner = send({ pool: newPool(), store: { messages: { record } } });
      await expect.poll(() => provider.requests.length).toBe(10);
      const statuses: typeof store.messages.statuses = async (ids) => {
        const found = await store.messages.statuses(ids);
        // The successor has read the ledger for the last time before it queries the provider.
        if (ids.length === 10) setTimeout(writing.open, 50);
        return found;
      };

      const successor = await send({ pool: newPool(), store: { messages: { statuses } } });
      await owner;

      expect(successor).toMatchObject({ state: 'done', counts: { failed: 10 } });
      expect(provider.ledger).toEqual([]);
    });
  });
});
