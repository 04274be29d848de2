import { setTimeout as sleep } from 'node:timers/promises';
import { MongoClient, MongoNetworkError } from 'mongodb';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { OutboundSms, SmsProvider } from '../../../../src/providers/provider.ts';
import { type Store, storeOf } from '../../../../src/store/store.ts';
import { freshDatabase } from '../../../support/database.ts';
import { ACCEPT, scriptedProvider, TROUBLE } from '../../../support/scriptedProvider.ts';
import { people, sendingSetup, TEST_SECRET_KEY } from '../../../support/sending.ts';

const numberOf = (index: number): string => `+4477009${String(index).padStart(5, '0')}`;
const idOf = (index: number): string => `p${String(index).padStart(5, '0')}`;

/** Each of the ways in which a person becomes one who gets nothing, in turn. */
async function withdraw(store: Store, index: number): Promise<void> {
  const at = new Date();
  const ways = [
    () => store.profiles.optOut(idOf(index), { source: 'api', at: at }),
    () => store.suppressions.add({ number: numberOf(index), source: 'carrier', providerId: 'prv_0', at }),
    () => store.profiles.remove(idOf(index), at),
    () => store.profiles.upsert({ id: idOf(index), phone: null }, at),
  ];
  await ways[index % ways.length]?.();
}

/** A provider that notes when it is asked for which number, and its notes. */
function notingProvider() {
  const at = new Map<string, number>();
  const provider = scriptedProvider({
    react: ({ to }) => {
      at.set(to, Date.now());
      return ACCEPT;
    },
  });
  return { provider, at };
}

describe('what was read of a person is at most 1 s old when a request begins', () => {
  describe.each([
    { ratePerSecond: 20, count: 60 },
    { ratePerSecond: 1, count: 5 },
  ])('at $ratePerSecond a second', ({ ratePerSecond, count }) => {
    const { db } = freshDatabase();

    it('nobody who withdraws while the slice is sent gets a message later than 1 s after that', async () => {
      const { provider, at } = notingProvider();
      const { send, store, runId } = await sendingSetup({
        db,
        profiles: people(count),
        providers: [provider],
        ratePerSecond,
      });
      const sending = send();
      const withdrawn = new Map<string, number>();
      // From the end, so that their turns come long after.
      for (let index = count - 1; index >= 1; index -= 2) {
        await expect.poll(() => at.size, { timeout: 5000 }).toBeGreaterThan(0);
        await withdraw(store, index);
        withdrawn.set(numberOf(index), Date.now());
        await sleep(index % 3 === 0 ? 0 : 20);
      }
      const result = await sending;
      const late = [...withdrawn].filter(([number, when]) => (at.get(number) ?? 0) > when + 1000);
      expect(late).toEqual([]);
      expect(result).toMatchObject({ state: 'done', counts: { accepted: at.size, skipped: count - at.size } });
      expect(at.size).toBeLessThan(count * 0.8);
      const reasons = new Set((await store.messages.reportRows(runId)).map(({ reason }) => reason));
      const ways = ['opted_out', 'profile_deleted', 'no_usable_number', null];
      for (const reason of reasons) expect(ways).toContain(reason);
    });
  });

  describe('where a number changes', () => {
    const { db } = freshDatabase();

    it('the old one gets nothing, and the new one gets the message', async () => {
      const { provider, at } = notingProvider();
      const { send, store } = await sendingSetup({ db, profiles: people(12), providers: [provider], ratePerSecond: 8 });
      const sending = send();
      await expect.poll(() => at.size).toBeGreaterThan(0);
      await store.profiles.upsert({ id: idOf(11), phone: '+447700999999' }, new Date());
      expect(await sending).toMatchObject({ state: 'later', reason: 'taken_over', counts: { accepted: 11 } });
      expect(await send()).toMatchObject({ state: 'done', counts: { accepted: 12 } });
      expect(at.has(numberOf(11))).toBe(false);
      expect(at.has('+447700999999')).toBe(true);
    });
  });

  describe('where requests wait for a connection', () => {
    const { db } = freshDatabase();

    it('they begin with what was read last, and all that may be sent are sent', async () => {
      const { provider, at } = notingProvider();
      // Four at a time, each of which takes 150 ms.
      let lanes = Promise.resolve();
      let inLane = 0;
      const waiting: (() => void)[] = [];
      const slow: SmsProvider = {
        ...provider,
        async send(sms: OutboundSms, mayStart) {
          if (inLane >= 4) await new Promise<void>((resolve) => waiting.push(resolve));
          inLane += 1;
          try {
            const outcome = await provider.send(sms, mayStart);
            if (at.has(sms.to)) await sleep(150);
            return outcome;
          } finally {
            inLane -= 1;
            lanes = lanes.then(() => waiting.shift()?.());
          }
        },
      };
      const { send, store } = await sendingSetup({ db, profiles: people(64), providers: [slow] });
      const sending = send();
      await expect.poll(() => at.size).toBeGreaterThan(8);
      const withdrawn = new Map<string, number>();
      for (let index = 63; index >= 40; index -= 1) {
        await withdraw(store, index);
        withdrawn.set(numberOf(index), Date.now());
      }
      expect(await sending).toMatchObject({ state: 'done', counts: { accepted: at.size, skipped: 64 - at.size } });
      const late = [...withdrawn].filter(([number, when]) => (at.get(number) ?? 0) > when + 1000);
      expect(late).toEqual([]);
      for (let index = 0; index < 40; index += 1) expect(at.has(numberOf(index))).toBe(true);
    });
  });

  describe('while a provider is tried again and again', () => {
    const { db } = freshDatabase();

    it('the next one is not tried for a person who has opted out', async () => {
      const first = scriptedProvider({
        react: async () => {
          await sleep(900);
          return TROUBLE;
        },
      });
      const { provider: second, at } = notingProvider();
      const { send, store } = await sendingSetup({ db, profiles: people(3), providers: [first, second] });
      const sending = send();
      await expect.poll(() => first.requests.length).toBe(3);
      await store.profiles.optOut(idOf(1), { source: 'api', at: new Date() });
      expect(await sending).toMatchObject({ state: 'done', counts: { accepted: 2, skipped: 1 } });
      expect([...at.keys()]).not.toContain(numberOf(1));
    });
  });

  describe('while the store is away', () => {
    const { db } = freshDatabase();

    it('nothing is sent by what is too old, and nobody is in doubt', async () => {
      const { provider, at } = notingProvider();
      const { send, store } = await sendingSetup({ db, profiles: people(6), providers: [provider], ratePerSecond: 4 });
      let isAway = false;
      let since = 0;
      const contacts: Store['profiles']['contacts'] = async (ids) => {
        if (isAway) throw new MongoNetworkError('the store is away');
        return await store.profiles.contacts(ids);
      };
      const sending = send({ store: { profiles: { contacts } } });
      await expect.poll(() => at.size).toBeGreaterThan(0);
      isAway = true;
      since = Date.now();
      await sleep(1100);
      const known = at.size;
      await sleep(1000);
      expect(at.size).toBe(known);
      isAway = false;
      expect(await sending).toMatchObject({ state: 'done', counts: { accepted: 6, uncertain: 0 } });
      const inOutage = [...at.values()].filter((when) => when > since + 1000 && when < since + 2100);
      expect(inOutage).toEqual([]);
    });
  });
});

describe('at full speed', () => {
  const { url, name, db } = freshDatabase();

  it('people are read once, and a slice costs four commands', async () => {
    const provider = scriptedProvider({ react: () => ACCEPT });
    const { send } = await sendingSetup({ db, profiles: people(512), providers: [provider] });
    const client = new MongoClient(url, { monitorCommands: true, ignoreUndefined: true });
    onTestFinished(() => client.close());
    const commands = new Map<string, number>();
    client.on('commandStarted', ({ commandName, command }) => {
      const key = `${commandName} ${command[commandName]}`;
      commands.set(key, (commands.get(key) ?? 0) + 1);
    });
    const counted = storeOf(client.db(name), TEST_SECRET_KEY);
    expect(await send({ store: counted })).toMatchObject({ state: 'done', counts: { accepted: 512 } });
    expect(Object.fromEntries(commands)).toEqual({
      'find batches': 1,
      'find intents': 1,
      'find profiles': 4,
      'find suppressions': 4,
      'insert intents': 4,
      'insert messages': 4,
    });
  });
});
