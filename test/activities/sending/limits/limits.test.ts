import { setTimeout as sleep } from 'node:timers/promises';
import type { Db } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { batchIdOf, messageIdOf } from '../../../../src/domain/ids.ts';
import type { Batch } from '../../../../src/domain/message/batch.ts';
import { NO_MESSAGES } from '../../../../src/domain/message/counts.ts';
import type { Dispatch } from '../../../../src/domain/message/dispatch.ts';
import type { Message } from '../../../../src/domain/message/message.ts';
import { barrier } from '../../../support/barrier.ts';
import { freshDatabase } from '../../../support/database.ts';
import {
  ACCEPT,
  LOST_AFTER_ACCEPTING,
  LOST_BEFORE_ACCEPTING,
  REFUSE_RECIPIENT,
  scriptedProvider,
  TROUBLE,
} from '../../../support/scriptedProvider.ts';
import {
  instantSchedule,
  never,
  people,
  QUICK,
  reportFor,
  runOfSameCampaign,
  sendingSetup,
} from '../../../support/sending.ts';

const TOTAL = 'total/cmp_1';
const limits = (set: { total?: number; perDay?: number; perRun?: number }) => ({
  limits: { ...set, ignoreProfileLimits: false },
});
const settled = (count: number) => ({ used: count, committed: count, open: [] });

/** Puts the recipients of the run's first batch into a zone, in a campaign that goes by it. */
async function inZone(db: Db, runId: string, zone: string): Promise<void> {
  const schedule = { ...instantSchedule(new Date()), zone: 'profile' };
  await db.collection<Dispatch>('dispatches').updateOne({ _id: runId }, { $set: { schedule } });
  await db.collection<Batch>('batches').updateOne({ _id: batchIdOf(runId, 1) }, { $set: { zone } });
}

describe('a limit', () => {
  describe.each([
    { limit: { total: 100 }, reason: 'total_limit', key: TOTAL },
    { limit: { perRun: 100 }, reason: 'run_limit', key: 'run/cmp_1/1' },
    { limit: { perDay: 100 }, reason: 'daily_limit', key: 'daily/cmp_1/2026-05-07' },
  ])('of $limit', ({ limit, reason, key }) => {
    const { db } = freshDatabase();

    it('is met exactly; who comes too late is told why, who cannot be reached takes no place', async () => {
      const provider = scriptedProvider({ react: (_, n) => (n % 10 === 0 ? REFUSE_RECIPIENT : ACCEPT) });
      const profiles = people(400).map((person, index) => ({ ...person, optedOut: index % 5 === 0 }));
      const campaign = limits(limit);
      const { send, store, runId } = await sendingSetup({ db, profiles, providers: [provider], campaign });
      const now = () => new Date('2026-05-07T12:00:00Z');
      await expect.poll(() => send({ now })).toMatchObject({ state: 'done', counts: { accepted: 100 } });
      expect(provider.ledger).toHaveLength(100);
      expect(await store.quotas.read(key)).toEqual(settled(100));
      const { errorBucket } = await reportFor(store, runId);
      expect(new Set(errorBucket.map((one) => one.reason))).toEqual(
        new Set([reason, 'opted_out', 'refused_recipient']),
      );
      expect(errorBucket.find((one) => one.reason === 'opted_out')?.count).toBe(80);
    });
  });
});

describe('the total of a campaign', () => {
  const { db } = freshDatabase();

  it('is shared by its runs, however many workers send them at once', async () => {
    const provider = scriptedProvider({ react: () => ACCEPT, lookup: true });
    const campaign = limits({ total: 150, perRun: 90 });
    const { send, store, runId, newPool } = await sendingSetup({
      db,
      profiles: people(100),
      providers: [provider],
      campaign,
    });
    const second = await runOfSameCampaign(store, db);
    await Promise.all([runId, second, runId].map((id) => send({ runId: id, pool: newPool() })));
    for (const id of [runId, second]) {
      await expect.poll(() => send({ runId: id, pool: newPool() }), { timeout: 8000 }).toMatchObject({ state: 'done' });
    }
    expect(provider.ledger).toHaveLength(150);
    expect(await store.quotas.read(TOTAL)).toEqual(settled(150));
  });
});

describe('a place within a limit', () => {
  describe('of somebody who was not sent to', () => {
    const { db } = freshDatabase();

    it('is given back', async () => {
      let isDown = true;
      const provider = scriptedProvider({ react: () => (isDown ? TROUBLE : ACCEPT) });
      const campaign = limits({ total: 50 });
      const { send, store, newPool } = await sendingSetup({
        db,
        profiles: people(64),
        providers: [provider],
        campaign,
      });
      expect(await send()).toMatchObject({ state: 'later', reason: 'providers_unavailable' });
      expect(await store.quotas.read(TOTAL)).toEqual(settled(0));
      isDown = false;
      await expect
        .poll(() => send({ pool: newPool() }))
        .toMatchObject({ state: 'done', counts: { accepted: 50, skipped: 14 } });
    });
  });

  describe('of somebody who was not sent to by an owner that lost the slice while it wrote', () => {
    const { db } = freshDatabase();

    it('is given back by the next one', async () => {
      let isDown = true;
      const provider = scriptedProvider({ react: (_, n) => (isDown && n > 4 ? TROUBLE : ACCEPT), lookup: true });
      const campaign = limits({ total: 20 });
      const { send, store, newPool } = await sendingSetup({
        db,
        profiles: people(20),
        providers: [provider],
        campaign,
      });
      const tooLate = async (batch: readonly Message[]): Promise<ReadonlySet<string>> => {
        await sleep(QUICK.leaseMs + 500);
        return await store.messages.record(batch);
      };
      const away = async (): Promise<never> => {
        throw new Error('the store is away');
      };
      await send({ store: { messages: { record: tooLate }, intents: { renew: away } } });
      isDown = false;
      await expect
        .poll(() => send({ pool: newPool() }), { timeout: 8000 })
        .toMatchObject({ state: 'done', counts: { accepted: 20 } });
      expect(await store.quotas.read(TOTAL)).toEqual(settled(20));
      expect(provider.ledger).toHaveLength(20);
    });
  });

  describe.each([
    { when: 'after', lost: LOST_AFTER_ACCEPTING },
    { when: 'before', lost: LOST_BEFORE_ACCEPTING },
  ])('whose answer was lost $when the provider took it', ({ lost }) => {
    const { db } = freshDatabase();

    it('is kept until that is settled: others wait, and hold up nobody', async () => {
      let answers = false;
      const provider = scriptedProvider({
        react: (_, n) => (n === 4 ? lost : ACCEPT),
        lookup: () => (answers ? undefined : { kind: 'failed', code: '503' }),
      });
      const campaign = limits({ total: 10 });
      const { send, store, runId } = await sendingSetup({ db, profiles: people(12), providers: [provider], campaign });
      expect(await send()).toMatchObject({ state: 'later', reason: 'answers_lost' });
      expect(await store.quotas.read(TOTAL)).toMatchObject({ used: 10, committed: 0 });
      expect(await reportFor(store, runId)).toMatchObject({ sent: 9, notYet: 3 });
      answers = true;
      await expect.poll(() => send()).toMatchObject({ state: 'done', counts: { accepted: 10, skipped: 2 } });
      expect(await store.quotas.read(TOTAL)).toEqual(settled(10));
      expect(provider.ledger).toHaveLength(10);
    });
  });

  describe('that others may still give back', () => {
    const { db } = freshDatabase();

    it('is waited for a moment, and is no reason to stop', async () => {
      const slow = barrier();
      const provider = scriptedProvider({
        react: async (_, n) => {
          await slow.passed;
          return n <= 30 ? REFUSE_RECIPIENT : ACCEPT;
        },
      });
      const campaign = limits({ total: 64 });
      const { send, store, newPool } = await sendingSetup({
        db,
        profiles: people(64),
        providers: [provider],
        campaign,
      });
      const second = await runOfSameCampaign(store, db);
      const first = send({ pool: newPool() });
      await expect.poll(() => provider.requests.length).toBe(64);
      expect(await send({ runId: second, pool: newPool() })).toMatchObject({
        state: 'later',
        counts: NO_MESSAGES,
        reason: 'limits',
        progressed: false,
        retryAfterMs: QUICK.limitsMs,
      });
      slow.open();
      expect(await first).toMatchObject({ state: 'done', counts: { accepted: 34, failed: 30 } });
      await expect
        .poll(() => send({ runId: second, pool: newPool() }))
        .toMatchObject({ state: 'done', counts: { accepted: 30, skipped: 34 } });
    });
  });
});

describe('a worker that died', () => {
  describe('before it reserved places', () => {
    const { db } = freshDatabase();

    it('leaves nobody in doubt for whom there is none, although nobody can be asked', async () => {
      const provider = scriptedProvider({ react: () => ACCEPT });
      const campaign = limits({ total: 40 });
      const { send, store, newPool } = await sendingSetup({
        db,
        profiles: people(40),
        providers: [provider],
        campaign,
      });
      const second = await runOfSameCampaign(store, db);
      void send({ runId: second, pool: newPool(), store: { quotas: { reserve: () => never } } });
      await expect.poll(() => db.collection('intents').countDocuments()).toBe(1);
      expect(await send()).toMatchObject({ state: 'done', counts: { accepted: 40 } });
      await expect
        .poll(() => send({ runId: second, pool: newPool() }), { timeout: 5000 })
        .toMatchObject({ state: 'done', counts: { skipped: 40, uncertain: 0 } });
    });
  });

  describe('with places that it had reserved, before it sent', () => {
    const { db } = freshDatabase();

    it('leaves them to its successor', async () => {
      const provider = scriptedProvider({ react: () => ACCEPT, lookup: true });
      const campaign = limits({ total: 70 });
      const { send, store, newPool } = await sendingSetup({
        db,
        profiles: people(100),
        providers: [provider],
        campaign,
      });
      const reserve: typeof store.quotas.reserve = async (reservation) => {
        await store.quotas.reserve(reservation);
        return await never;
      };
      void send({ pool: newPool(), store: { quotas: { reserve } } });
      await expect.poll(async () => (await store.quotas.read(TOTAL)).used).toBe(70);
      await expect
        .poll(() => send({ pool: newPool() }), { timeout: 8000 })
        .toMatchObject({ state: 'done', counts: { accepted: 70, skipped: 30 } });
      expect(await store.quotas.read(TOTAL)).toEqual(settled(70));
    });
  });

  describe('after it wrote its messages, before it gave places back', () => {
    const { db } = freshDatabase();

    it('has them given back by whoever wants them next', async () => {
      const provider = scriptedProvider({ react: (_, n) => (n <= 20 ? REFUSE_RECIPIENT : ACCEPT) });
      const campaign = limits({ total: 50, perDay: 60 });
      const { send, store, runId, newPool } = await sendingSetup({
        db,
        profiles: people(50),
        providers: [provider],
        campaign,
      });
      const second = await runOfSameCampaign(store, db);
      void send({ pool: newPool(), store: { quotas: { commit: () => never }, intents: { renew: () => never } } });
      await expect.poll(() => store.messages.countByStatus(runId)).toEqual({ accepted: 30, failed: 20 });
      expect((await store.quotas.read(TOTAL)).used).toBe(50);
      await expect
        .poll(() => send({ runId: second, pool: newPool() }), { timeout: 5000 })
        .toMatchObject({ state: 'done', counts: { accepted: 20, skipped: 30 } });
      expect(await store.quotas.read(TOTAL)).toEqual(settled(50));
    });
  });

  describe('in a run that was stopped afterwards', () => {
    const { db } = freshDatabase();

    it('leaves what may be out counted, and nobody waiting for it', async () => {
      let died = false;
      const provider = scriptedProvider({ react: (_, n) => (died || n <= 10 ? ACCEPT : never) });
      const campaign = limits({ total: 50 });
      const { send, store, runId, newPool } = await sendingSetup({
        db,
        profiles: people(50),
        providers: [provider],
        campaign,
      });
      const second = await runOfSameCampaign(store, db);
      void send({ pool: newPool(), store: { intents: { renew: () => never } } });
      await expect.poll(() => provider.requests.length).toBe(50);
      died = true;
      await store.dispatches.finish(runId, new Date());
      await expect
        .poll(() => send({ runId: second, pool: newPool() }), { timeout: 5000 })
        .toMatchObject({ state: 'done', counts: { skipped: 50 } });
      expect(provider.ledger).toHaveLength(10);
    });
  });
});

describe('a worker that is only slow', () => {
  const { db } = freshDatabase();

  it('and settles its places while it is replaced, has them counted once', async () => {
    const provider = scriptedProvider({ react: () => ACCEPT, lookup: true });
    const campaign = limits({ total: 100 });
    const { send, store, newPool } = await sendingSetup({ db, profiles: people(10), providers: [provider], campaign });
    const writing = barrier();
    const record: typeof store.messages.record = async (messages) => {
      await writing.passed;
      return await store.messages.record(messages);
    };
    const owner = send({ pool: newPool(), store: { messages: { record } } });
    await expect.poll(() => provider.ledger.length).toBe(10);
    let looks = 0;
    const statuses: typeof store.messages.statuses = async (ids) => {
      const found = await store.messages.statuses(ids);
      looks += 1;
      // What its successor has seen of the ledger is old by now.
      if (looks === 2) {
        writing.open();
        await owner;
      }
      return found;
    };
    await send({ pool: newPool(), store: { messages: { statuses } } });
    expect(looks).toBeGreaterThan(2);
    expect(await send({ pool: newPool() })).toMatchObject({ state: 'done', counts: { accepted: 10 } });
    expect(await store.quotas.read(TOTAL)).toEqual(settled(10));
    expect(provider.ledger).toHaveLength(10);
  });
});

describe('the day of a limit', () => {
  describe('of a campaign that goes by its recipients’ clocks', () => {
    const { db } = freshDatabase();

    it('is theirs', async () => {
      const provider = scriptedProvider({ react: () => ACCEPT });
      const campaign = limits({ perDay: 5 });
      const { send, store, runId } = await sendingSetup({ db, profiles: people(5), providers: [provider], campaign });
      await inZone(db, runId, 'Pacific/Kiritimati');
      expect(await send({ now: () => new Date('2026-05-07T12:00:00Z') })).toMatchObject({ state: 'done' });
      expect(await store.quotas.read('daily/cmp_1/2026-05-08')).toEqual(settled(5));
    });
  });

  describe.each([
    { what: 'sent yesterday after all', lost: LOST_AFTER_ACCEPTING, yesterday: 10, today: 2 },
    { what: 'not sent yesterday', lost: LOST_BEFORE_ACCEPTING, yesterday: 9, today: 3 },
  ])('of a message that was $what', ({ lost, yesterday, today }) => {
    const { db } = freshDatabase();

    it('is the one on which it was sent', async () => {
      let answers = false;
      const provider = scriptedProvider({
        react: (_, n) => (n === 4 ? lost : ACCEPT),
        lookup: () => (answers ? undefined : { kind: 'failed', code: '503' }),
      });
      const campaign = limits({ perDay: 10 });
      const { send, store } = await sendingSetup({ db, profiles: people(12), providers: [provider], campaign });
      expect(await send({ now: () => new Date('2026-05-07T23:59:00Z') })).toMatchObject({ reason: 'answers_lost' });
      answers = true;
      await expect
        .poll(() => send({ now: () => new Date('2026-05-08T00:01:00Z') }))
        .toMatchObject({ state: 'done', counts: { accepted: 12 } });
      expect(await store.quotas.read('daily/cmp_1/2026-05-07')).toEqual(settled(yesterday));
      expect(await store.quotas.read('daily/cmp_1/2026-05-08')).toEqual(settled(today));
      expect(provider.ledger).toHaveLength(12);
    });
  });

  describe('on which a worker died', () => {
    const { db } = freshDatabase();

    it('keeps those whom it may have sent to', async () => {
      let died = false;
      const provider = scriptedProvider({ react: (_, n) => (died || n <= 4 ? ACCEPT : never), lookup: true });
      const campaign = limits({ perDay: 10 });
      const { send, store, newPool } = await sendingSetup({
        db,
        profiles: people(12),
        providers: [provider],
        campaign,
      });
      void send({ pool: newPool(), now: () => new Date('2026-05-07T23:59:00Z') });
      await expect.poll(() => provider.requests.length).toBe(10);
      died = true;
      await expect
        .poll(() => send({ pool: newPool(), now: () => new Date('2026-05-08T00:01:00Z') }), { timeout: 8000 })
        .toMatchObject({ state: 'done', counts: { accepted: 12 } });
      expect(await store.quotas.read('daily/cmp_1/2026-05-07')).toEqual(settled(4));
      expect(await store.quotas.read('daily/cmp_1/2026-05-08')).toEqual(settled(8));
    });
  });
});

describe('a campaign without limits', () => {
  const { db } = freshDatabase();

  it('asks for no places', async () => {
    const provider = scriptedProvider({ react: () => ACCEPT });
    const { send, store, runId } = await sendingSetup({ db, profiles: people(100), providers: [provider] });
    const fail = () => Promise.reject(new Error('nobody is to be asked for places'));
    const unused = { reserve: fail, settle: fail, read: fail, held: fail };
    expect(await send({ store: { quotas: unused, profileCaps: { reserve: fail, release: fail } } })).toMatchObject({
      state: 'done',
    });
    expect(await store.messages.get(messageIdOf(runId, 'p00000'))).toMatchObject({ status: 'accepted' });
  });
});
