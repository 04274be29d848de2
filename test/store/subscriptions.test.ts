import { MongoClient } from 'mongodb';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import type { OptIn } from '../../src/domain/topics/topic.ts';
import { storeOf } from '../../src/store/store.ts';
import type { SubscriptionRequest } from '../../src/store/subscriptions.ts';
import { freshDatabase } from '../support/database.ts';
import { TEST_SECRET_KEY } from '../support/sending.ts';
import { type Crash, crashingDb, interruptedDb } from './crashingDb.ts';

const { db, url, name } = freshDatabase();
const store = storeOf(db, TEST_SECRET_KEY);
type Subscriptions = typeof store.subscriptions;

const numberOf = (index: number): string => `+4477009000${String(index).padStart(2, '0')}`;
const NUMBER = numberOf(1);
const at = (second: number): Date => new Date(Date.UTC(2026, 2, 2, 10, 0, second));
const origin = (id: string) =>
  ({ id, source: 'api', wording: `by ${id}`, keyId: 'key', providerId: null, profileId: null }) as const;
const rule = (optIn: OptIn, id = 'offers') => ({ id, optIn });

const subscribe = (second: number, optIn: OptIn = 'double', more: Partial<SubscriptionRequest> = {}) => ({
  topic: rule(optIn),
  number: NUMBER,
  action: { kind: 'subscribe' as const, at: at(second), isConfirmed: false, expiresAt: at(second + 30) },
  origin: origin(`subscribe ${second}`),
  ...more,
});
const confirm = (second: number): SubscriptionRequest => ({
  ...subscribe(second),
  action: { kind: 'confirm', at: at(second), by: 'text' },
  origin: origin(`confirm ${second}`),
});
const unsubscribe = (second: number, number = NUMBER): SubscriptionRequest => ({
  ...subscribe(second),
  number,
  action: { kind: 'unsubscribe', at: at(second) },
  origin: origin(`unsubscribe ${second}`),
});

const statusOf = async (number = NUMBER): Promise<string | undefined> =>
  (await store.subscriptions.ofNumber(number, ['offers'])).get('offers')?.status;
const historyOf = async (number = NUMBER): Promise<string[]> =>
  (await store.subscriptions.ofNumbers([number])).flatMap(({ history }) => history.map(({ id }) => id));
const isBarred = async (optIn: OptIn, number = NUMBER, of: Subscriptions = store.subscriptions): Promise<boolean> =>
  (await of.barred(rule(optIn), [number])).has(number);

afterEach(async () => {
  await db.dropDatabase();
});

const CRASHES: readonly Crash[] = [1, 2, 3].flatMap((request) => [
  { request, when: 'before' as const },
  { request, when: 'after' as const },
]);

/** By number, what is done first and then crashes, what becomes of it, and its history. */
const CHANGES: readonly [string, readonly SubscriptionRequest[], SubscriptionRequest, string, readonly string[]][] = [
  ['a request', [], subscribe(1), 'pending', ['subscribe 1']],
  ['a confirmation', [subscribe(1)], confirm(2), 'subscribed', ['subscribe 1', 'confirm 2']],
  [
    'an unsubscription',
    [subscribe(1), confirm(2)],
    unsubscribe(3),
    'unsubscribed',
    ['subscribe 1', 'confirm 2', 'unsubscribe 3'],
  ],
  ['an unsubscription of a number that was never subscribed', [], unsubscribe(1), 'unsubscribed', ['unsubscribe 1']],
];

describe.each(CHANGES)('%s', (_, before, change, status, history) => {
  it.each(CRASHES)('that crashes $when command $request is done once, when it is repeated', async (crash) => {
    for (const one of before) await store.subscriptions.apply([one]);
    const crashing = storeOf(crashingDb(db, crash), TEST_SECRET_KEY).subscriptions;
    await crashing.apply([change]).catch(() => undefined);
    await store.subscriptions.apply([change]);
    expect(await statusOf()).toBe(status);
    expect(await historyOf()).toEqual(history);
  });
});

describe('subscriptions of many numbers', () => {
  it('cost two commands or three, and tell of each what became of it', async () => {
    const client = new MongoClient(url, { monitorCommands: true, ignoreUndefined: true });
    onTestFinished(() => client.close());
    const commands: string[] = [];
    client.on('commandStarted', ({ commandName }) => commands.push(commandName));
    const { subscriptions } = storeOf(client.db(name), TEST_SECRET_KEY);
    const all = Array.from({ length: 50 }, (_, index) => subscribe(1, 'single', { number: numberOf(index) }));
    const applied = await subscriptions.apply(all);
    expect(commands).toEqual(['find', 'insert']);
    expect([...applied.values()].every(({ isChanged, state }) => isChanged && state?.status === 'subscribed')).toBe(
      true,
    );
    commands.length = 0;
    const some = all.slice(0, 10).map(({ number }) => unsubscribe(2, number));
    const others = all.slice(10).map(({ number }) => subscribe(2, 'single', { number }));
    const again = await subscriptions.apply([...some, ...others, subscribe(2, 'single', { number: numberOf(77) })]);
    expect(commands).toEqual(['find', 'insert', 'update']);
    const told = [...again.values()].map(({ isChanged, state }) => `${isChanged} ${state?.status}`);
    expect(told.filter((one) => one === 'true unsubscribed')).toHaveLength(10);
    expect(told.filter((one) => one === 'false subscribed')).toHaveLength(40);
    expect(told.filter((one) => one === 'true subscribed')).toHaveLength(1);
    commands.length = 0;
    const barred = await subscriptions.barred(
      rule('single'),
      all.map(({ number }) => number),
    );
    expect([...barred].sort()).toEqual(all.slice(0, 10).map(({ number }) => number));
    expect(commands).toEqual(['find']);
  });

  it('are listed by topic, the newest first', async () => {
    for (const [index, second] of [3, 1, 2].entries()) {
      await store.subscriptions.apply([subscribe(second, 'single', { number: numberOf(index) })]);
    }
    await store.subscriptions.apply([subscribe(9, 'single', { topic: rule('single', 'news') })]);
    const listed = await store.subscriptions.list({ topicId: 'offers', limit: 10 });
    expect(listed.map(({ number }) => number)).toEqual([numberOf(0), numberOf(2), numberOf(1)]);
    const [first] = listed;
    if (!first) throw new Error('there is none');
    const rest = await store.subscriptions.list({
      topicId: 'offers',
      limit: 1,
      before: { at: first.at, id: first._id },
    });
    expect(rest.map(({ number }) => number)).toEqual([numberOf(2)]);
  });

  it('keep the last 100 changes', async () => {
    for (let second = 1; second <= 51; second += 1) {
      await store.subscriptions.apply([subscribe(2 * second, 'single')]);
      await store.subscriptions.apply([unsubscribe(2 * second + 1)]);
    }
    const history = await historyOf();
    expect(history).toHaveLength(100);
    expect(history.at(-1)).toBe('unsubscribe 103');
  });
});

describe('a confirmation and an unsubscription at the same moment', () => {
  const held = (request: number, meanwhile: () => Promise<unknown>): Subscriptions =>
    storeOf(interruptedDb(db, request, meanwhile), TEST_SECRET_KEY).subscriptions;

  for (const [unsubscribedAt, confirmedAt] of [
    [2, 3],
    [3, 2],
    [2, 2],
  ] as const) {
    for (const request of [1, 2, 3]) {
      const times = `unsubscribed at ${unsubscribedAt}, confirmed at ${confirmedAt}`;
      it(`leave the number unsubscribed: the confirmation held up at command ${request}, ${times}`, async () => {
        await store.subscriptions.apply([subscribe(1)]);
        await held(request, () => store.subscriptions.apply([unsubscribe(unsubscribedAt)])).apply([
          confirm(confirmedAt),
        ]);
        await store.subscriptions.apply([unsubscribe(unsubscribedAt)]);
        expect(await statusOf()).toBe('unsubscribed');
      });

      it(`leave the number unsubscribed: the unsubscription held up at command ${request}, ${times}`, async () => {
        await store.subscriptions.apply([subscribe(1)]);
        await held(request, () => store.subscriptions.apply([confirm(confirmedAt)])).apply([
          unsubscribe(unsubscribedAt),
        ]);
        await store.subscriptions.apply([confirm(confirmedAt)]);
        expect(await statusOf()).toBe('unsubscribed');
      });
    }
  }

  it('from many sides: whoever has been told of an unsubscription finds it in force', async () => {
    await store.subscriptions.apply([subscribe(1)]);
    const sides = Array.from({ length: 8 }, (_, index) => [
      store.subscriptions.apply([{ ...confirm(2), origin: origin(`confirm ${index}`) }]),
      store.subscriptions.apply([{ ...subscribe(2, 'single'), origin: origin(`subscribe ${index}`) }]),
      store.subscriptions
        .apply([{ ...unsubscribe(3), origin: origin(`unsubscribe ${index}`) }])
        .then(async () => expect(await isBarred('single')).toBe(true)),
    ]);
    await Promise.all(sides.flat());
    expect(await statusOf()).toBe('unsubscribed');
  });
});

describe('of an erased person', () => {
  it('an unsubscription holds on, in one command, and everything else is gone', async () => {
    const elsewhere = storeOf(db, TEST_SECRET_KEY).subscriptions;
    expect(await isBarred('not_needed', NUMBER, elsewhere)).toBe(false);
    await store.subscriptions.apply([unsubscribe(2)]);
    await store.subscriptions.apply([subscribe(1, 'single', { number: numberOf(2) })]);
    await store.subscriptions.apply([unsubscribe(1, numberOf(3))]);
    await store.subscriptions.apply([subscribe(2, 'double', { number: numberOf(3) })]);
    await store.subscriptions.forget([NUMBER, numberOf(2), numberOf(3)]);
    await store.subscriptions.forget([NUMBER, numberOf(2), numberOf(3)]);
    expect(JSON.stringify(await db.collection('subscriptions').find().toArray())).not.toMatch(
      /7700900|by (un)?subscribe/,
    );
    for (const of of [store.subscriptions, elsewhere]) {
      expect(await isBarred('not_needed', NUMBER, of)).toBe(true);
      expect(await isBarred('not_needed', numberOf(2), of)).toBe(false);
      expect(await isBarred('not_needed', numberOf(3), of), 'asked again, and not confirmed').toBe(true);
    }
    expect(await store.subscriptions.countErased([NUMBER, numberOf(2), numberOf(3)])).toBe(2);
    const rotated = storeOf(db, `new:${Buffer.alloc(32, 9).toString('base64')},old:${TEST_SECRET_KEY}`);
    expect(await isBarred('not_needed', NUMBER, rotated.subscriptions)).toBe(true);
  });

  it('a later subscription of the number ends it, and an earlier one does not', async () => {
    await store.subscriptions.apply([unsubscribe(2)]);
    await store.subscriptions.forget([NUMBER]);
    await store.subscriptions.apply([subscribe(1, 'single')]);
    expect(await isBarred('not_needed')).toBe(true);
    await store.subscriptions.apply([subscribe(3, 'double')]);
    expect(await statusOf()).toBe('pending');
    expect(await isBarred('not_needed')).toBe(true);
    await store.subscriptions.apply([confirm(4)]);
    expect([await isBarred('not_needed'), await isBarred('double')]).toEqual([false, false]);
    await store.subscriptions.forget([NUMBER]);
    expect(await isBarred('not_needed')).toBe(false);
  });
});
