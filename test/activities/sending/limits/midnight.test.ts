import { describe, expect, it } from 'vitest';
import { batchIdOf } from '../../../../src/domain/ids.ts';
import type { Batch } from '../../../../src/domain/message/batch.ts';
import { freshDatabase } from '../../../support/database.ts';
import {
  ACCEPT,
  LOST_BEFORE_ACCEPTING,
  type ScriptedProvider,
  scriptedProvider,
  TROUBLE,
} from '../../../support/scriptedProvider.ts';
import {
  expectEverybodyOnce,
  frozenRun,
  never,
  people,
  QUICK,
  runOfSameCampaign,
  type SendingSetup,
  sendingSetup,
} from '../../../support/sending.ts';
import { calendar, committed, limits, ONE_A_DAY } from './support.ts';

const at = (instant: string): Date => new Date(`${instant}Z`);
const TWENTY_A_DAY = limits({ perDay: 20 });

/** A clock that a test moves, and the days on which messages were accepted. */
class Clock {
  now: Date;
  readonly #days = new Map<string, string[]>();
  constructor(now: string) {
    this.now = at(now);
  }
  readonly read = (): Date => this.now;
  note(to: string): void {
    const day = this.now.toISOString().slice(0, 10);
    this.#days.set(day, [...(this.#days.get(day) ?? []), to]);
  }
  on(day: string): readonly string[] {
    return this.#days.get(day) ?? [];
  }
}

/** With the third request, the next day begins. */
const atMidnight = (clock: Clock): ScriptedProvider =>
  scriptedProvider({
    react: ({ to }, requestNumber) => {
      clock.note(to);
      if (requestNumber === 3) clock.now = at('2026-05-08T00:00:01');
      return ACCEPT;
    },
  });

const untilDone = async (send: SendingSetup['send'], options: Parameters<SendingSetup['send']>[0]): Promise<void> =>
  await expect.poll(() => send(options), { timeout: 8000 }).toMatchObject({ state: 'done' });

describe('a slice that is being sent at midnight', () => {
  describe('with a daily limit', () => {
    const { db } = freshDatabase();

    it('stops there: messages that are sent afterwards count under the new day', async () => {
      const clock = new Clock('2026-05-07T23:59:58');
      const provider = atMidnight(clock);
      const profiles = people(64);
      const setup = { db, profiles, providers: [provider], ratePerSecond: 200, campaign: TWENTY_A_DAY };
      const { send, store } = await sendingSetup(setup);
      expect(await send({ now: clock.read })).toMatchObject({
        state: 'later',
        reason: 'limits',
        progressed: true,
        retryAfterMs: QUICK.limitsMs,
      });
      expect(clock.on('2026-05-07')).toHaveLength(3);
      expect(await store.quotas.read('daily/cmp_1/2026-05-07')).toEqual(committed(3));

      await untilDone(send, { now: clock.read });
      const second = await runOfSameCampaign(store, db);
      await untilDone(send, { runId: second, now: clock.read });
      expect(clock.on('2026-05-08')).toHaveLength(20);
    });
  });

  describe('with a limit for each profile', () => {
    const { db } = freshDatabase();

    it('gives no profile two messages on the new day', async () => {
      const clock = new Clock('2026-05-07T23:59:58');
      const provider = atMidnight(clock);
      const profiles = people(20);
      const setup = { db, profiles, providers: [provider], ratePerSecond: 200, account: ONE_A_DAY };
      const { send, store } = await sendingSetup(setup);
      await untilDone(send, { now: clock.read });
      const second = await frozenRun(store, { campaignId: 'cmp_2', at: new Date() });
      await untilDone(send, { runId: second, now: clock.read });
      expect(clock.on('2026-05-07')).toHaveLength(3);
      expect(clock.on('2026-05-08')).toHaveLength(20);
      expect(new Set(clock.on('2026-05-08')).size).toBe(20);
    });
  });

  describe('of the recipients’ own zones', () => {
    const { db } = freshDatabase();

    it('continues for recipients whose day isn’t over', async () => {
      const clock = new Clock('2026-05-07T23:59:58');
      const provider = atMidnight(clock);
      const profiles = people(20).map((person, index) => ({
        ...person,
        timeZone: index % 2 === 0 ? 'UTC' : 'Asia/Tokyo',
      }));
      const setup = { db, profiles, providers: [provider], ratePerSecond: 200, account: ONE_A_DAY };
      const { send } = await sendingSetup(setup);
      expect(await send({ now: clock.read })).toMatchObject({ reason: 'limits', progressed: true });
      // Two of the first three, and all recipients in Tokyo.
      expect(clock.on('2026-05-07').length + clock.on('2026-05-08').length).toBe(2 + 10);
      await untilDone(send, { now: clock.read });
      expectEverybodyOnce(20, provider);
    });
  });

  describe('between two weeks', () => {
    const { db } = freshDatabase();

    it('stops there only if a week is limited', async () => {
      const clock = new Clock('2026-05-10T23:59:58');
      let turn = at('2026-05-11T00:00:01');
      const provider = scriptedProvider({
        react: (_, requestNumber) => {
          if (requestNumber === 3 || requestNumber === 11) clock.now = turn;
          return ACCEPT;
        },
      });
      const account = { profileLimits: [calendar(1, 'week')] };
      const setup = { db, profiles: people(10), providers: [provider], ratePerSecond: 200, account };
      const { send, store } = await sendingSetup(setup);
      expect(await send({ now: clock.read })).toMatchObject({ reason: 'limits', progressed: true });
      expect(provider.ledger).toHaveLength(3);
      await untilDone(send, { now: clock.read });

      turn = at('2026-05-13T00:00:01');
      clock.now = at('2026-05-12T23:59:58');
      const second = await frozenRun(store, { campaignId: 'cmp_2', at: new Date() });
      // Seven of them have had this week's message; of three that hadn't, none is stopped by a midnight in the week.
      expect(await send({ runId: second, now: clock.read })).toMatchObject({
        state: 'done',
        counts: { accepted: 3, skipped: 7 },
      });
    });
  });

  describe('while the next provider is tried', () => {
    const { db } = freshDatabase();

    it('makes no more requests to it', async () => {
      const clock = new Clock('2026-05-07T23:59:58');
      const down = scriptedProvider({
        react: () => {
          clock.now = at('2026-05-08T00:00:00');
          return TROUBLE;
        },
      });
      const next = scriptedProvider({ react: () => ACCEPT });
      const setup = { db, profiles: people(1), providers: [down, next], campaign: TWENTY_A_DAY };
      const { send, store } = await sendingSetup(setup);
      expect(await send({ now: clock.read })).toMatchObject({ reason: 'limits' });
      expect(next.requests).toHaveLength(0);
      await untilDone(send, { now: clock.read });
      expect(await store.quotas.read('daily/cmp_1/2026-05-08')).toMatchObject({ used: 1 });
    });
  });
});

describe('the day of a campaign in its recipients’ zones', () => {
  const { db } = freshDatabase();

  it('ends at their midnight', async () => {
    const clock = new Clock('2026-05-07T14:59:58');
    const provider = scriptedProvider({
      react: (_, requestNumber) => {
        if (requestNumber === 3) clock.now = at('2026-05-07T15:00:00');
        return ACCEPT;
      },
    });
    const setup = { db, profiles: people(10), providers: [provider], ratePerSecond: 200, campaign: TWENTY_A_DAY };
    const { send, store, runId } = await sendingSetup(setup);
    const run = await store.dispatches.get(runId);
    const schedule = { ...run?.schedule, zone: 'profile' };
    await db.collection<{ _id: string }>('dispatches').updateOne({ _id: runId }, { $set: { schedule } });
    await db.collection<Batch>('batches').updateOne({ _id: batchIdOf(runId, 1) }, { $set: { zone: 'Asia/Tokyo' } });
    await untilDone(send, { now: clock.read });
    expect(await store.quotas.read('daily/cmp_1/2026-05-07')).toMatchObject({ committed: 3 });
    expect(await store.quotas.read('daily/cmp_1/2026-05-08')).toMatchObject({ committed: 7 });
  });
});

describe('a lost answer of yesterday, if the provider is queried by sending again', () => {
  const yesterday = (): Date => at('2026-05-07T23:59:00');
  const today = (): Date => at('2026-05-08T00:01:00');
  const lossy = (state: { isBack: boolean }): ScriptedProvider =>
    scriptedProvider({ react: () => (state.isBack ? ACCEPT : LOST_BEFORE_ACCEPTING), idempotent: true });

  describe('with a limit for each profile', () => {
    const { db } = freshDatabase();

    it('counts on both days: it is unknown on which one it was accepted', async () => {
      const state = { isBack: false };
      const provider = lossy(state);
      const setup = { db, profiles: people(3), providers: [provider], account: ONE_A_DAY };
      const { send, store } = await sendingSetup(setup);
      expect(await send({ now: yesterday })).toMatchObject({ reason: 'answers_lost' });
      state.isBack = true;
      await untilDone(send, { now: today });
      expectEverybodyOnce(3, provider);
      for (const [campaignId, now] of [
        ['cmp_2', yesterday],
        ['cmp_3', today],
      ] as const) {
        const other = await frozenRun(store, { campaignId, at: new Date() });
        expect(await send({ runId: other, now })).toMatchObject({ state: 'done', counts: { skipped: 3 } });
      }
    });
  });

  describe('with a daily limit', () => {
    const { db } = freshDatabase();

    it('reserves a slot of each day, and keeps it while it is in doubt', async () => {
      const state = { isBack: false };
      const campaign = limits({ perDay: 3 });
      const { send, store } = await sendingSetup({ db, profiles: people(3), providers: [lossy(state)], campaign });
      expect(await send({ now: yesterday })).toMatchObject({ reason: 'answers_lost' });
      expect(await send({ now: today })).toMatchObject({ reason: 'answers_lost' });
      for (const day of ['07', '08']) {
        expect(await store.quotas.read(`daily/cmp_1/2026-05-${day}`)).toMatchObject({ used: 3, committed: 0 });
      }
      state.isBack = true;
      await untilDone(send, { now: today });
      for (const day of ['07', '08']) {
        expect(await store.quotas.read(`daily/cmp_1/2026-05-${day}`)).toEqual(committed(3));
      }
    });
  });

  describe('without a slot of today', () => {
    const { db } = freshDatabase();

    it('is not queried: the campaign’s policy decides', async () => {
      const state = { isBack: false };
      const provider = lossy(state);
      const setup = { db, profiles: people(3), providers: [provider], account: ONE_A_DAY };
      const { send, store, newPool } = await sendingSetup(setup);
      expect(await send({ now: yesterday })).toMatchObject({ reason: 'answers_lost' });
      state.isBack = true;
      const other = await frozenRun(store, { campaignId: 'cmp_2', at: new Date() });
      expect(await send({ runId: other, now: today, pool: newPool() })).toMatchObject({ counts: { accepted: 3 } });
      await expect
        .poll(() => send({ now: today, pool: newPool() }), { timeout: 8000 })
        .toMatchObject({ state: 'done', counts: { uncertain: 3 } });
      expectEverybodyOnce(3, provider);
    });
  });

  describe('of which a worker dies when it queries', () => {
    const { db } = freshDatabase();

    it('keeps the slot of the day on which that worker may have sent it', async () => {
      const state = { isBack: false, isDying: false };
      const provider: ScriptedProvider = scriptedProvider({
        react: () => {
          if (state.isDying) return never;
          return state.isBack ? ACCEPT : LOST_BEFORE_ACCEPTING;
        },
        idempotent: true,
      });
      const setup = { db, profiles: people(3), providers: [provider], account: ONE_A_DAY };
      const { send, store, newPool } = await sendingSetup(setup);
      expect(await send({ now: yesterday })).toMatchObject({ reason: 'answers_lost' });
      const asked = provider.requests.length;
      state.isDying = true;
      void send({ now: today, pool: newPool(), store: { intents: { renew: () => never } } });
      await expect.poll(() => provider.requests.length).toBe(asked + 3);
      state.isDying = false;

      // A worker on a third day can only query what that worker has sent.
      const third = (): Date => at('2026-05-09T12:00:00');
      await expect
        .poll(() => send({ now: third, pool: newPool() }), { timeout: 5000 })
        .toMatchObject({ state: 'later' });
      const other = await frozenRun(store, { campaignId: 'cmp_2', at: new Date() });
      expect(await send({ runId: other, now: today, pool: newPool() })).toMatchObject({ reason: 'limits' });
      state.isBack = true;
      await expect
        .poll(() => send({ now: third, pool: newPool() }), { timeout: 5000 })
        .toMatchObject({ state: 'done', counts: { accepted: 3 } });
      expectEverybodyOnce(3, provider);
      expect(await send({ runId: other, now: today, pool: newPool() })).toMatchObject({ counts: { skipped: 3 } });
    });
  });
});

describe('a recipient that was first offered a message on the day after an owner of the slice died', () => {
  const { db } = freshDatabase();

  it('is resolved under that day, after the next owner has died as well', async () => {
    const clock = new Clock('2026-05-07T23:00:00');
    let isDead = true;
    const provider = scriptedProvider({ react: () => (isDead ? never : ACCEPT), lookup: true });
    const campaign = limits({ perDay: 1 });
    const { send, store, newPool } = await sendingSetup({ db, profiles: people(2), providers: [provider], campaign });
    await store.profiles.upsert({ id: 'p00000', phone: null }, new Date(Date.now() + 1000));
    void send({ now: clock.read, pool: newPool(), store: { intents: { renew: () => never } } });
    await expect.poll(() => provider.requests.length).toBe(1);
    isDead = false;
    await store.profiles.upsert({ id: 'p00000', phone: '+447700900000' }, new Date(Date.now() + 2000));
    clock.now = at('2026-05-08T09:00:00');
    const dying = { messages: { record: () => never } };
    void send({ now: clock.read, pool: newPool(), store: dying });
    await expect.poll(() => provider.ledger.length, { timeout: 4000 }).toBe(1);

    await expect
      .poll(() => send({ now: clock.read, pool: newPool() }), { timeout: 9000 })
      .toMatchObject({ state: 'done', counts: { accepted: 1, skipped: 1 } });
    expectEverybodyOnce(1, provider);
    expect(await store.quotas.read('daily/cmp_1/2026-05-08')).toEqual(committed(1));
    expect(await store.quotas.read('daily/cmp_1/2026-05-07')).toMatchObject({ used: 0 });
  }, 20_000);
});
