import { setTimeout as sleep } from 'node:timers/promises';
import type { Db } from 'mongodb';
import { MongoClient } from 'mongodb';
import { describe, expect, it, onTestFinished } from 'vitest';
import { OPT_INS } from '../../../../src/domain/topics/topic.ts';
import { type Store, storeOf } from '../../../../src/store/store.ts';
import { freshDatabase } from '../../../support/database.ts';
import { ACCEPT, type ScriptedProvider, scriptedProvider } from '../../../support/scriptedProvider.ts';
import { numbersOf, people, reportFor, sendingSetup, TEST_SECRET_KEY } from '../../../support/sending.ts';
import { confirmed, subscribed, TOPICS, unsubscribed } from '../../../support/topics.ts';

const numberOf = (index: number): string => `+4477009${String(index).padStart(5, '0')}`;

const setup = (
  db: Db,
  topic: string,
  provider: ScriptedProvider,
  more: { count?: number; ratePerSecond?: number } = {},
) =>
  sendingSetup({
    db,
    profiles: people(more.count ?? 6),
    providers: [provider],
    account: { topics: TOPICS },
    campaign: { topic },
    ...(more.ratePerSecond && { ratePerSecond: more.ratePerSecond }),
  });

describe('a campaign with a topic', () => {
  describe.each(OPT_INS)('that needs the opt-in %s', (optIn) => {
    const { db } = freshDatabase();

    it('goes to those who get its messages, and says of the others why not', async () => {
      const provider = scriptedProvider({ react: () => ACCEPT });
      const store = storeOf(db, TEST_SECRET_KEY);
      // 0: nothing is known; 1: subscribed; 2: confirmed; 3: unsubscribed; 4: confirmed, and suppressed; 5: of another topic.
      for (const index of [1, 2, 4]) await subscribed(store, optIn, numberOf(index));
      for (const index of [2, 4]) await confirmed(store, optIn, numberOf(index));
      await unsubscribed(store, optIn, numberOf(3));
      await store.suppressions.add({ number: numberOf(4), source: 'stop', at: new Date() });
      await unsubscribed(store, 'news', numberOf(2));
      await confirmed(store, 'news', numberOf(5));
      const { send, runId } = await setup(db, optIn, provider);
      const gets = { not_needed: [0, 1, 2, 5], single: [1, 2], double: [2] }[optIn];
      expect(await send()).toMatchObject({
        state: 'done',
        counts: { accepted: gets.length, skipped: 6 - gets.length },
      });
      expect(numbersOf(provider).toSorted()).toEqual(gets.map(numberOf));
      const { audience, errorBucket } = await reportFor(store, runId);
      const notSubscribed = 5 - gets.length;
      expect(audience).toEqual({
        qualified: 6,
        reachable: gets.length,
        optedOut: 1,
        noUsableNumber: 0,
        notSubscribed,
      });
      expect(errorBucket).toContainEqual({ reason: 'not_subscribed', count: notSubscribed });
      expect(errorBucket).toContainEqual({ reason: 'opted_out', count: 1 });
    });
  });

  describe('whose opt-in changes', () => {
    const { db } = freshDatabase();

    it('is sent by the one that the run was opened with', async () => {
      const provider = scriptedProvider({ react: () => ACCEPT });
      const { send, store } = await setup(db, 'not_needed', provider);
      const { revision: _, updatedAt: __, ...account } = await store.account.get();
      const topics = account.topics.map((topic) => ({ ...topic, optIn: 'single' as const }));
      await store.account.replace({ ...account, topics }, new Date());
      expect(await send()).toMatchObject({ counts: { accepted: 6 } });
    });
  });
});

describe('an unsubscription', () => {
  const { db } = freshDatabase();

  it('while the slice is sent holds within 1 s, as an opt-out does', async () => {
    const at = new Map<string, number>();
    const provider = scriptedProvider({
      react: ({ to }) => {
        at.set(to, Date.now());
        return ACCEPT;
      },
    });
    const count = 40;
    const store: Store = storeOf(db, TEST_SECRET_KEY);
    for (let index = 0; index < count; index += 1) await confirmed(store, 'double', numberOf(index));
    const { send, runId } = await setup(db, 'double', provider, { count, ratePerSecond: 15 });
    const sending = send();
    await expect.poll(() => at.size, { timeout: 5000 }).toBeGreaterThan(0);
    const told = new Map<string, number>();
    for (let index = count - 1; index >= 1; index -= 2) {
      await unsubscribed(store, 'double', numberOf(index));
      told.set(numberOf(index), Date.now());
      await sleep(20);
    }
    const result = await sending;
    expect([...told].filter(([number, when]) => (at.get(number) ?? 0) > when + 1000)).toEqual([]);
    expect(result).toMatchObject({ state: 'done', counts: { accepted: at.size, skipped: count - at.size } });
    expect(at.size).toBeLessThan(count * 0.8);
    expect((await reportFor(store, runId)).errorBucket).toEqual([{ reason: 'not_subscribed', count: count - at.size }]);
  });
});

describe('at full speed', () => {
  const { url, name, db } = freshDatabase();

  it('a topic costs one command more for each slice', async () => {
    const provider = scriptedProvider({ react: () => ACCEPT });
    const { send } = await setup(db, 'not_needed', provider, { count: 256 });
    const client = new MongoClient(url, { monitorCommands: true, ignoreUndefined: true });
    onTestFinished(() => client.close());
    const commands = new Map<string, number>();
    client.on('commandStarted', ({ commandName, command }) => {
      const key = `${commandName} ${command[commandName]}`;
      commands.set(key, (commands.get(key) ?? 0) + 1);
    });
    const counted = storeOf(client.db(name), TEST_SECRET_KEY);
    expect(await send({ store: counted })).toMatchObject({ state: 'done', counts: { accepted: 256 } });
    expect(Object.fromEntries(commands)).toEqual({
      'find batches': 1,
      'find intents': 1,
      'find profiles': 2,
      'find subscriptions': 2,
      'find suppressions': 2,
      'insert intents': 2,
      'insert messages': 2,
    });
  });
});
