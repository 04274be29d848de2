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
import { committed, limitedSending, limits } from './support.ts';

const TOTAL = 'total/cmp_1';
/** Gives the recipients of the run's first batch a zone, in a campaign with the recipients' own zones. */
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

    it('is reached exactly; later recipients are skipped with the reason, unreachable ones use no slot', async () => {
      const provider = scriptedProvider({ react: (_, n) => (n % 10 === 0 ? REFUSE_RECIPIENT : ACCEPT) });
      const profiles = people(400).map((person, index) => ({ ...person, optedOut: index % 5 === 0 }));
      const campaign = limits(limit);
      const { send, store, runId } = await sendingSetup({ db, profiles, providers: [provider], campaign });
      const now = () => new Date('2026-05-07T12:00:00Z');
      await expect.poll(() => send({ now })).toMatchObject({ state: 'done', counts: { accepted: 100 } });
      expect(provider.ledger).toHaveLength(100);
      expect(await store.quotas.read(key)).toEqual(committed(100));
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
    const { send, store, runId, newPool } = await limitedSending({
      db,
      provider,
      count: 100,
      limits: { total: 150, perRun: 90 },
    });
    const second = await runOfSameCampaign(store, db);
    await Promise.all([runId, second, runId].map((id) => send({ runId: id, pool: newPool() })));
    for (const id of [runId, second]) {
      await expect.poll(() => send({ runId: id, pool: newPool() }), { timeout: 8000 }).toMatchObject({ state: 'done' });
    }
    expect(provider.ledger).toHaveLength(150);
    expect(await store.quotas.read(TOTAL)).toEqual(committed(150));
  });
});

describe('a slot within a limit', () => {
  describe('of an unsent message', () => {
    const { db } = freshDatabase();

    it('is released', async () => {
      let isDown = true;
      const provider = scriptedProvider({ react: () => (isDown ? TROUBLE : ACCEPT) });
      const { send, store, newPool } = await limitedSending({ db, provider, count: 64, limits: { total: 50 } });
      expect(await send()).toMatchObject({ state: 'later', reason: 'providers_unavailable' });
      expect(await store.quotas.read(TOTAL)).toEqual(committed(0));
      isDown = false;
      await expect
        .poll(() => send({ pool: newPool() }))
        .toMatchObject({ state: 'done', counts: { accepted: 50, skipped: 14 } });
    });
  });

  describe('of an unsent message, if its owner lost the slice while writing', () => {
    const { db } = freshDatabase();

    it('is released by the next owner', async () => {
      let isDown = true;
      const provider = scriptedProvider({ react: (_, n) => (isDown && n > 4 ? TROUBLE : ACCEPT), lookup: true });
      const { send, store, newPool } = await limitedSending({ db, provider, count: 20, limits: { total: 20 } });
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
      expect(await store.quotas.read(TOTAL)).toEqual(committed(20));
      expect(provider.ledger).toHaveLength(20);
    });
  });

  describe.each([
    { when: 'after', lost: LOST_AFTER_ACCEPTING },
    { when: 'before', lost: LOST_BEFORE_ACCEPTING },
  ])('of a message whose answer was lost $when the provider accepted it', ({ lost }) => {
    const { db } = freshDatabase();

    it('is kept until the answer is resolved: messages that need it wait, and delay no others', async () => {
      let answers = false;
      const provider = scriptedProvider({
        react: (_, n) => (n === 4 ? lost : ACCEPT),
        lookup: () => (answers ? undefined : { kind: 'failed', code: '503' }),
      });
      const { send, store, runId } = await limitedSending({ db, provider, count: 12, limits: { total: 10 } });
      expect(await send()).toMatchObject({ state: 'later', reason: 'answers_lost' });
      expect(await store.quotas.read(TOTAL)).toMatchObject({ used: 10, committed: 0 });
      expect(await reportFor(store, runId)).toMatchObject({ sent: 9, notYet: 3 });
      answers = true;
      await expect.poll(() => send()).toMatchObject({ state: 'done', counts: { accepted: 10, skipped: 2 } });
      expect(await store.quotas.read(TOTAL)).toEqual(committed(10));
      expect(provider.ledger).toHaveLength(10);
    });
  });

  describe('that another run may still release', () => {
    const { db } = freshDatabase();

    it('makes a chunk wait briefly, without skipping recipients', async () => {
      const slow = barrier();
      const provider = scriptedProvider({
        react: async (_, n) => {
          await slow.passed;
          return n <= 30 ? REFUSE_RECIPIENT : ACCEPT;
        },
      });
      const { send, store, newPool } = await limitedSending({ db, provider, count: 64, limits: { total: 64 } });
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
  describe('before it reserved slots', () => {
    const { db } = freshDatabase();

    it('leaves no recipient without a slot in doubt, although the provider has no lookup', async () => {
      const provider = scriptedProvider({ react: () => ACCEPT });
      const { send, store, newPool } = await limitedSending({ db, provider, count: 40, limits: { total: 40 } });
      const second = await runOfSameCampaign(store, db);
      void send({ runId: second, pool: newPool(), store: { quotas: { reserve: () => never } } });
      await expect.poll(() => db.collection('intents').countDocuments()).toBe(1);
      expect(await send()).toMatchObject({ state: 'done', counts: { accepted: 40 } });
      await expect
        .poll(() => send({ runId: second, pool: newPool() }), { timeout: 5000 })
        .toMatchObject({ state: 'done', counts: { skipped: 40, uncertain: 0 } });
    });
  });

  describe('after it reserved slots, before it sent', () => {
    const { db } = freshDatabase();

    it('leaves them to its successor', async () => {
      const provider = scriptedProvider({ react: () => ACCEPT, lookup: true });
      const { send, store, newPool } = await limitedSending({ db, provider, count: 100, limits: { total: 70 } });
      const reserve: typeof store.quotas.reserve = async (reservation) => {
        await store.quotas.reserve(reservation);
        return await never;
      };
      void send({ pool: newPool(), store: { quotas: { reserve } } });
      await expect.poll(async () => (await store.quotas.read(TOTAL)).used).toBe(70);
      await expect
        .poll(() => send({ pool: newPool() }), { timeout: 8000 })
        .toMatchObject({ state: 'done', counts: { accepted: 70, skipped: 30 } });
      expect(await store.quotas.read(TOTAL)).toEqual(committed(70));
    });
  });

  describe('after it wrote its messages, before it released slots', () => {
    const { db } = freshDatabase();

    it('leaves them to be released by the next worker that needs them', async () => {
      const provider = scriptedProvider({ react: (_, n) => (n <= 20 ? REFUSE_RECIPIENT : ACCEPT) });
      const { send, store, runId, newPool } = await limitedSending({
        db,
        provider,
        count: 50,
        limits: { total: 50, perDay: 60 },
      });
      const second = await runOfSameCampaign(store, db);
      void send({ pool: newPool(), store: { quotas: { commit: () => never }, intents: { renew: () => never } } });
      await expect.poll(() => store.messages.countByStatus(runId)).toEqual({ accepted: 30, failed: 20 });
      expect((await store.quotas.read(TOTAL)).used).toBe(50);
      await expect
        .poll(() => send({ runId: second, pool: newPool() }), { timeout: 5000 })
        .toMatchObject({ state: 'done', counts: { accepted: 20, skipped: 30 } });
      expect(await store.quotas.read(TOTAL)).toEqual(committed(50));
    });
  });

  describe('in a run that was stopped afterwards', () => {
    const { db } = freshDatabase();

    it('leaves messages that may have been sent counted, and no recipient waits for them', async () => {
      let died = false;
      const provider = scriptedProvider({ react: (_, n) => (died || n <= 10 ? ACCEPT : never) });
      const { send, store, runId, newPool } = await limitedSending({ db, provider, count: 50, limits: { total: 50 } });
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

  it('and commits its slots while it is replaced, counts each once', async () => {
    const provider = scriptedProvider({ react: () => ACCEPT, lookup: true });
    const { send, store, newPool } = await limitedSending({ db, provider, count: 10, limits: { total: 100 } });
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
      // Its successor's reading of the ledger is outdated by now.
      if (looks === 2) {
        writing.open();
        await owner;
      }
      return found;
    };
    await send({ pool: newPool(), store: { messages: { statuses } } });
    expect(looks).toBeGreaterThan(2);
    expect(await send({ pool: newPool() })).toMatchObject({ state: 'done', counts: { accepted: 10 } });
    expect(await store.quotas.read(TOTAL)).toEqual(committed(10));
    expect(provider.ledger).toHaveLength(10);
  });
});

describe('the day of a limit', () => {
  describe('of a campaign in its recipients’ zones', () => {
    const { db } = freshDatabase();

    it('is the day in their zone', async () => {
      const provider = scriptedProvider({ react: () => ACCEPT });
      const { send, store, runId } = await limitedSending({ db, provider, count: 5, limits: { perDay: 5 } });
      await inZone(db, runId, 'Pacific/Kiritimati');
      expect(await send({ now: () => new Date('2026-05-07T12:00:00Z') })).toMatchObject({ state: 'done' });
      expect(await store.quotas.read('daily/cmp_1/2026-05-08')).toEqual(committed(5));
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
      const { send, store } = await limitedSending({ db, provider, count: 12, limits: { perDay: 10 } });
      expect(await send({ now: () => new Date('2026-05-07T23:59:00Z') })).toMatchObject({ reason: 'answers_lost' });
      answers = true;
      await expect
        .poll(() => send({ now: () => new Date('2026-05-08T00:01:00Z') }))
        .toMatchObject({ state: 'done', counts: { accepted: 12 } });
      expect(await store.quotas.read('daily/cmp_1/2026-05-07')).toEqual(committed(yesterday));
      expect(await store.quotas.read('daily/cmp_1/2026-05-08')).toEqual(committed(today));
      expect(provider.ledger).toHaveLength(12);
    });
  });

  describe('on which a worker died', () => {
    const { db } = freshDatabase();

    it('keeps the messages that it may have sent', async () => {
      let died = false;
      const provider = scriptedProvider({ react: (_, n) => (died || n <= 4 ? ACCEPT : never), lookup: true });
      const { send, store, newPool } = await limitedSending({ db, provider, count: 12, limits: { perDay: 10 } });
      void send({ pool: newPool(), now: () => new Date('2026-05-07T23:59:00Z') });
      await expect.poll(() => provider.requests.length).toBe(10);
      died = true;
      await expect
        .poll(() => send({ pool: newPool(), now: () => new Date('2026-05-08T00:01:00Z') }), { timeout: 8000 })
        .toMatchObject({ state: 'done', counts: { accepted: 12 } });
      expect(await store.quotas.read('daily/cmp_1/2026-05-07')).toEqual(committed(4));
      expect(await store.quotas.read('daily/cmp_1/2026-05-08')).toEqual(committed(8));
    });
  });
});

describe('a campaign without limits', () => {
  const { db } = freshDatabase();

  it('reserves no slots', async () => {
    const provider = scriptedProvider({ react: () => ACCEPT });
    const { send, store, runId } = await sendingSetup({ db, profiles: people(100), providers: [provider] });
    const fail = () => Promise.reject(new Error('no limit is to be checked'));
    const unused = { reserve: fail, commit: fail, read: fail, readMany: fail, held: fail };
    expect(
      await send({ store: { quotas: unused, profileCaps: { count: fail, read: fail, release: fail } } }),
    ).toMatchObject({
      state: 'done',
    });
    expect(await store.messages.get(messageIdOf(runId, 'p00000'))).toMatchObject({ status: 'accepted' });
  });
});
