import { describe, expect, it } from 'vitest';
import { barrier } from '../../../support/barrier.ts';
import { freshDatabase } from '../../../support/database.ts';
import {
  ACCEPT,
  LOST_AFTER_ACCEPTING,
  LOST_BEFORE_ACCEPTING,
  type Reaction,
  scriptedProvider,
} from '../../../support/scriptedProvider.ts';
import { frozenRun, numbersOf, people, sendingSetup } from '../../../support/sending.ts';

describe('a lookup by number that sees the message of another dispatch, of the same text', () => {
  describe('which is accepted and not yet written', () => {
    const { db } = freshDatabase();

    it('does not take it: the recipient in doubt gets a message of its own', async () => {
      let answers = false;
      const provider = scriptedProvider({
        react: (_, n) => (n === 1 ? LOST_BEFORE_ACCEPTING : ACCEPT),
        lookup: () => (answers ? undefined : { kind: 'failed', code: '503' }),
        lookupBy: 'to',
      });
      const { store, send, newPool } = await sendingSetup({ db, profiles: people(1), providers: [provider] });
      expect(await send()).toMatchObject({ state: 'later', reason: 'answers_lost' });
      answers = true;

      const second = await frozenRun(store, { campaignId: 'cmp_2', at: new Date() });
      const writing = barrier();
      const record: typeof store.messages.record = async (messages) => {
        await writing.passed;
        return await store.messages.record(messages);
      };
      const other = send({ runId: second, pool: newPool(), store: { messages: { record } } });
      await expect.poll(() => provider.ledger.length).toBe(1);

      expect(await send()).toMatchObject({ state: 'later', reason: 'answers_lost' });
      writing.open();
      expect(await other).toMatchObject({ state: 'done', counts: { accepted: 1 } });
      expect(await send()).toMatchObject({ state: 'done', counts: { accepted: 1 } });
      expect(numbersOf(provider)).toEqual(['+447700900000', '+447700900000']);
    });
  });

  describe('whose sender died before it was written', () => {
    const { db } = freshDatabase();

    it('gives each of the two a message, once another sender has seen to it', async () => {
      let answers = false;
      const provider = scriptedProvider({
        react: (_, n) => (n === 1 ? LOST_BEFORE_ACCEPTING : ACCEPT),
        lookup: () => (answers ? undefined : { kind: 'failed', code: '503' }),
        lookupBy: 'to',
      });
      const { store, send, newPool } = await sendingSetup({ db, profiles: people(1), providers: [provider] });
      expect(await send()).toMatchObject({ state: 'later', reason: 'answers_lost' });
      answers = true;
      const second = await frozenRun(store, { campaignId: 'cmp_2', at: new Date() });
      const dead = {
        messages: { record: () => new Promise<never>(() => undefined) },
        intents: { renew: async () => false },
      };
      void send({ runId: second, pool: newPool(), store: dead });
      await expect.poll(() => provider.ledger.length).toBe(1);

      for (const runId of [second, 'cmp_1/1']) {
        await expect
          .poll(() => send({ runId, pool: newPool() }), { timeout: 8000 })
          .toMatchObject({ state: 'done', counts: { accepted: 1 } });
      }
      expect(numbersOf(provider)).toEqual(['+447700900000', '+447700900000']);
    });
  });

  describe('that is in doubt itself', () => {
    const { db } = freshDatabase();

    it('waits for no end: each finds its own, or is sent', async () => {
      const reactions: Reaction[] = [LOST_AFTER_ACCEPTING, LOST_BEFORE_ACCEPTING];
      const provider = scriptedProvider({
        react: (_, n) => reactions[n - 1] ?? ACCEPT,
        lookup: true,
        lookupBy: 'to',
      });
      const { store, send, newPool } = await sendingSetup({ db, profiles: people(1), providers: [provider] });
      const second = await frozenRun(store, { campaignId: 'cmp_2', at: new Date() });
      const runs = ['cmp_1/1', second];
      const sent = async () => {
        const results = await Promise.all(runs.map((runId) => send({ runId, pool: newPool() })));
        return results.map(({ state, counts }) => ({ state, accepted: counts.accepted }));
      };
      const done = { state: 'done', accepted: 1 };
      await expect.poll(sent, { timeout: 8000 }).toEqual([done, done]);
      expect(numbersOf(provider)).toEqual(['+447700900000', '+447700900000']);
    });
  });
});
