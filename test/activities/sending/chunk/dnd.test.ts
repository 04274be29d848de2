import type { Db } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { type DndWindow, dndWindow } from '../../../../src/domain/dnd/dndSchema.ts';
import { batchIdOf } from '../../../../src/domain/ids.ts';
import type { Batch } from '../../../../src/domain/message/batch.ts';
import { NO_MESSAGES } from '../../../../src/domain/message/counts.ts';
import type { Dispatch } from '../../../../src/domain/message/dispatch.ts';
import type { ProviderInput } from '../../../../src/domain/provider/provider.ts';
import type { OutboundSms, SendOutcome } from '../../../../src/providers/provider.ts';
import type { Store } from '../../../../src/store/store.ts';
import { barrier } from '../../../support/barrier.ts';
import { freshDatabase } from '../../../support/database.ts';
import {
  ACCEPT,
  LOST_AFTER_ACCEPTING,
  LOST_BEFORE_ACCEPTING,
  scriptedProvider,
  TROUBLE,
} from '../../../support/scriptedProvider.ts';
import { expectEverybodyOnce, never, people, QUICK, reportFor, sendingSetup } from '../../../support/sending.ts';

/** Thursday, 7 May 2026. */
const day = (time: string): Date => new Date(`2026-05-07T${time}Z`);
const clockAt = (time: string) => () => day(time);
const night = (action: DndWindow['action'], zone: DndWindow['zone'] = 'recipient'): DndWindow =>
  dndWindow.parse({ from: '20:00', to: '08:00', action, zone });
const MORNING = '2026-05-08T08:00:00.000Z';

/** Added to the frozen run, so that they don't affect the freezing, which happens now. */
async function hold(db: Db, runId: string, windows: readonly DndWindow[], zone = 'UTC'): Promise<void> {
  await db.collection<Dispatch>('dispatches').updateOne({ _id: runId }, { $set: { windows } });
  await db.collection<Batch>('batches').updateOne({ _id: batchIdOf(runId, 1) }, { $set: { zone } });
}

async function changeProvider(store: Store, changes: Partial<ProviderInput>): Promise<void> {
  const found = await store.providers.get('prv_0');
  if (!found) throw new Error('there is no provider');
  const input = { ...found.input, ...changes } as ProviderInput;
  await store.providers.replace({ id: 'prv_0', input, now: new Date() });
}

describe('a chunk that begins in a window', () => {
  describe('that delays', () => {
    const { db } = freshDatabase();

    it('sends nothing, and returns when to continue', async () => {
      const provider = scriptedProvider({ react: () => ACCEPT });
      const { send, runId } = await sendingSetup({ db, profiles: people(100), providers: [provider] });
      await hold(db, runId, [night('delay')]);
      expect(await send({ now: clockAt('22:00:00') })).toMatchObject({
        state: 'later',
        counts: NO_MESSAGES,
        reason: 'dnd',
        progressed: false,
        retryAfterMs: 0,
        resumeAt: MORNING,
      });
      expect(provider.requests).toHaveLength(0);
      expect(await db.collection('intents').countDocuments()).toBe(0);
      expect(await send({ now: clockAt('08:00:00') })).toMatchObject({ state: 'done', counts: { accepted: 100 } });
    });
  });

  describe('that discards', () => {
    const { db } = freshDatabase();

    it('skips recipients without a message, but records unreachable recipients with their own reasons', async () => {
      const provider = scriptedProvider({ react: () => ACCEPT });
      const [first, ...others] = people(100);
      const profiles = [{ ...first, optedOut: true }, ...others] as ReturnType<typeof people>;
      const { send, store, runId } = await sendingSetup({ db, profiles, providers: [provider] });
      await hold(db, runId, [night('discard')]);
      expect(await send({ now: clockAt('20:00:00') })).toMatchObject({ state: 'done', counts: { skipped: 100 } });
      expect(provider.requests).toHaveLength(0);
      expect((await reportFor(store, runId)).errorBucket).toEqual([
        { reason: 'dnd', count: 99 },
        { reason: 'opted_out', count: 1 },
      ]);
    });
  });

  describe('that discards, while recipients wait for a slot within a limit', () => {
    const { db } = freshDatabase();

    it('ends the waiting for slots', async () => {
      const provider = scriptedProvider({
        react: (_, n) => (n === 4 ? LOST_AFTER_ACCEPTING : ACCEPT),
        lookup: () => ({ kind: 'failed', code: '503' }),
      });
      const campaign = { limits: { total: 10, ignoreProfileLimits: false } };
      const { send, store, runId } = await sendingSetup({ db, profiles: people(200), providers: [provider], campaign });
      await hold(db, runId, [night('discard')]);
      expect(await send({ now: clockAt('19:00:00') })).toMatchObject({ reason: 'answers_lost' });
      expect(await send({ now: clockAt('21:00:00') })).toMatchObject({ reason: 'answers_lost' });
      expect(await store.messages.countByStatus(runId)).toEqual({ accepted: 9, skipped: 190 });
    });
  });

  describe('whose recipients are all skipped', () => {
    const { db } = freshDatabase();

    it('does not wait for the morning', async () => {
      const provider = scriptedProvider({ react: () => ACCEPT });
      const { send, runId } = await sendingSetup({ db, profiles: people(70), providers: [provider] });
      await hold(db, runId, [night('delay')]);
      const skips = people(70).map(({ id }) => ({ key: id, reason: 'hour_passed' as const }));
      await db.collection<Batch>('batches').updateOne({ _id: batchIdOf(runId, 1) }, { $set: { skips } });
      expect(await send({ now: clockAt('22:00:00') })).toMatchObject({ state: 'done', counts: { skipped: 70 } });
    });
  });
});

describe('the time zone of a window', () => {
  const { db } = freshDatabase();

  it('is the recipients’ or the account’s, as configured', async () => {
    const provider = scriptedProvider({ react: () => ACCEPT });
    const { send, runId } = await sendingSetup({ db, profiles: people(3), providers: [provider] });
    // 21:00 in Tokyo, 12:00 for the account.
    await hold(db, runId, [night('delay')], 'Asia/Tokyo');
    expect(await send({ now: clockAt('12:00:00') })).toMatchObject({
      reason: 'dnd',
      resumeAt: '2026-05-07T23:00:00.000Z',
    });
    // 21:00 for the account, 06:00 in Tokyo.
    await hold(db, runId, [night('delay', 'account')], 'Asia/Tokyo');
    expect(await send({ now: clockAt('21:00:00') })).toMatchObject({ reason: 'dnd', resumeAt: MORNING });
    expect(await send({ now: clockAt('12:00:00') })).toMatchObject({ state: 'done', counts: { accepted: 3 } });
  });
});

describe('a window that begins while a chunk is being sent', () => {
  describe.each([
    { action: 'delay' as const, resumeAt: MORNING },
    { action: 'discard' as const, resumeAt: day('20:00:00').toISOString() },
  ])('and whose action is $action', ({ action, resumeAt }) => {
    const { db } = freshDatabase();

    it('stops it a minute ahead, in the middle of a slice: requests in flight are recorded, and no recipient gets a second message', async () => {
      let now = day('19:58:59');
      const slow = barrier();
      const provider = scriptedProvider({
        react: async (_, requestNumber) => {
          if (requestNumber === 40) now = day('19:59:00');
          await slow.passed;
          return requestNumber <= 3 ? TROUBLE : ACCEPT;
        },
      });
      const { send, store, runId } = await sendingSetup({
        db,
        profiles: people(300),
        providers: [provider],
        ratePerSecond: 1000,
      });
      await hold(db, runId, [night(action)]);
      const sending = send({ now: () => now });
      await expect.poll(() => now.getTime()).toBe(day('19:59:00').getTime());
      slow.open();
      expect(await sending).toMatchObject({
        state: 'later',
        reason: 'dnd',
        progressed: true,
        retryAfterMs: 0,
        resumeAt,
      });
      // Of 128 that had begun: requests of the same instant may still be made.
      const requests = provider.requests.length;
      expect(requests).toBeLessThan(64);
      const accepted = requests - 3;
      expect(await store.messages.countByStatus(runId)).toEqual({ accepted });

      if (action === 'delay') {
        expect(await send({ now: clockAt('23:00:00') })).toMatchObject({ state: 'later', resumeAt });
        now = day('08:00:00');
        expect(await send({ now: () => now })).toMatchObject({ state: 'done', counts: { accepted: 300 } });
        expectEverybodyOnce(300, provider);
      } else {
        now = day('20:00:00');
        expect(await send({ now: () => now })).toMatchObject({
          state: 'done',
          counts: { accepted, skipped: 300 - accepted },
        });
        expect(provider.requests).toHaveLength(requests);
      }
    });
  });
});

describe('a window that begins and ends while a chunk is being sent', () => {
  const { db } = freshDatabase();

  it('does not delay the next chunk', async () => {
    let now = day('11:58:00');
    const provider = scriptedProvider({
      react: (_, requestNumber) => {
        if (requestNumber === 1) now = day('12:01:00');
        return ACCEPT;
      },
    });
    const { send, runId } = await sendingSetup({ db, profiles: people(200), providers: [provider] });
    await hold(db, runId, [dndWindow.parse({ from: '12:00', to: '12:01', action: 'discard' })]);
    expect(await send({ now: () => now })).toMatchObject({ reason: 'dnd', resumeAt: day('12:01:00').toISOString() });
    expect(await send({ now: () => now })).toMatchObject({ state: 'done', counts: { accepted: 200, skipped: 0 } });
  });
});

describe('windows that follow each other', () => {
  const { db } = freshDatabase();

  it('are waited for until the last one ends', async () => {
    const provider = scriptedProvider({ react: () => ACCEPT });
    const { send, runId } = await sendingSetup({ db, profiles: people(3), providers: [provider] });
    const noon = dndWindow.parse({ from: '12:00', to: '14:00', action: 'delay', zone: 'account' });
    const after = dndWindow.parse({ from: '14:00', to: '15:30', action: 'delay', zone: 'recipient' });
    await hold(db, runId, [noon, after]);
    expect(await send({ now: clockAt('11:59:30') })).toMatchObject({ resumeAt: day('15:30:00').toISOString() });
  });
});

describe('how long a provider may keep trying', () => {
  describe('before a window', () => {
    const { db } = freshDatabase();

    it('ends before the window begins, counted from the request', async () => {
      let now = day('18:00:00');
      const down = scriptedProvider({
        react: () => {
          now = day('19:50:30');
          return TROUBLE;
        },
      });
      const provider = scriptedProvider({ react: () => ACCEPT });
      const campaign = { validityPeriodSeconds: 3600 };
      const { send, runId } = await sendingSetup({ db, profiles: people(1), providers: [down, provider], campaign });
      await hold(db, runId, [night('delay')]);
      expect(await send({ now: () => now })).toMatchObject({ state: 'done' });
      expect(down.requests[0]?.validitySeconds).toBe(3600);
      // Less two requests of a tenth of a second each: the one may wait for a connection, and be answered as long after.
      expect(provider.ledger[0]?.validitySeconds).toBe(9 * 60 + 29);
    });
  });

  describe('without a setting of the campaign', () => {
    const { db } = freshDatabase();

    it('ends with the hours, too', async () => {
      const provider = scriptedProvider({ react: () => ACCEPT });
      const { send, runId } = await sendingSetup({ db, profiles: people(1), providers: [provider] });
      await hold(db, runId, [night('discard')]);
      expect(await send({ now: clockAt('19:58:59') })).toMatchObject({ state: 'done' });
      expect(provider.ledger[0]?.validitySeconds).toBe(60);
    });
  });

  describe('through a provider that may be slow to answer', () => {
    const { db } = freshDatabase();

    it('is long enough for every provider, and nothing is sent that could still be valid in the window', async () => {
      const provider = scriptedProvider({ react: () => ACCEPT });
      const { send, store, runId, newPool } = await sendingSetup({ db, profiles: people(1), providers: [provider] });
      await hold(db, runId, [night('delay')]);
      await changeProvider(store, { requestTimeoutMs: 120_000 });
      // A minute, and two for the request.
      expect(await send({ pool: newPool(), now: clockAt('19:57:00') })).toMatchObject({ reason: 'dnd' });
      expect(await send({ pool: newPool(), now: clockAt('19:56:59') })).toMatchObject({ state: 'done' });
      expect(provider.ledger[0]?.validitySeconds).toBe(60);
    });
  });

  describe('of a request that has to wait for a free connection', () => {
    const { db } = freshDatabase();

    it('is irrelevant if the window is near by then: the request is not written', async () => {
      let now = day('19:58:00');
      const scripted = scriptedProvider({ react: () => ACCEPT });
      const provider = {
        ...scripted,
        send: (sms: OutboundSms, mayStart?: () => boolean): Promise<SendOutcome> => {
          now = day('19:59:00');
          return scripted.send(sms, mayStart);
        },
      };
      const { send, runId } = await sendingSetup({ db, profiles: people(1), providers: [provider] });
      await hold(db, runId, [night('delay')]);
      expect(await send({ now: () => now })).toMatchObject({ reason: 'dnd', progressed: false, resumeAt: MORNING });
      expect(scripted.requests).toHaveLength(0);
    });
  });

  describe('without windows', () => {
    const { db } = freshDatabase();

    it('is the campaign’s setting', async () => {
      const provider = scriptedProvider({ react: () => ACCEPT });
      const campaign = { validityPeriodSeconds: 600 };
      const { send } = await sendingSetup({ db, profiles: people(1), providers: [provider], campaign });
      expect(await send()).toMatchObject({ state: 'done' });
      expect(provider.ledger[0]?.validitySeconds).toBe(600);
    });
  });
});

describe('a lost answer in a window', () => {
  describe('of a provider with a lookup', () => {
    const { db } = freshDatabase();

    it('is resolved; unsent messages wait for the end of the window', async () => {
      let isAlive = false;
      const provider = scriptedProvider({
        react: (_, n) => (isAlive || n <= 40 ? ACCEPT : never),
        lookup: true,
      });
      const { send, store, runId, newPool } = await sendingSetup({ db, profiles: people(300), providers: [provider] });
      await hold(db, runId, [night('delay')]);
      void send({ pool: newPool(), now: clockAt('19:00:00') });
      await expect.poll(() => provider.requests.length).toBe(128);
      isAlive = true;
      const requests = provider.requests.length;

      await expect
        .poll(() => send({ pool: newPool(), now: clockAt('20:30:00') }), { timeout: 5000 })
        .toMatchObject({ state: 'later', reason: 'dnd', resumeAt: MORNING });
      expect(await store.messages.countByStatus(runId)).toEqual({ accepted: 40 });
      expect(provider.requests).toHaveLength(requests);
      // Nothing is in doubt any more, so the chunk waits until the morning.
      expect(await send({ pool: newPool(), now: clockAt('21:00:00') })).toMatchObject({ progressed: false });
      expect(await send({ pool: newPool(), now: clockAt('08:00:00') })).toMatchObject({
        state: 'done',
        counts: { accepted: 300 },
      });
      expectEverybodyOnce(300, provider);
    });
  });

  describe('of a worker that died just before', () => {
    const { db } = freshDatabase();

    it('is resolved during the window: others wait for the slots that it holds, and must not wait for a night', async () => {
      let isAlive = false;
      let now = day('19:58:00');
      const provider = scriptedProvider({ react: (_, n) => (isAlive || n <= 40 ? ACCEPT : never), lookup: true });
      const { send, store, runId, newPool } = await sendingSetup({
        db,
        profiles: people(300),
        providers: [provider],
        // Longer than an activity waits for.
        consistencyDelayMs: 31_000,
        campaign: { limits: { total: 50, ignoreProfileLimits: false } },
      });
      await hold(db, runId, [night('delay')]);
      void send({ pool: newPool(), now: () => now, store: { intents: { renew: () => never } } });
      await expect.poll(() => provider.requests.length).toBe(50);
      isAlive = true;
      const toBeAsked = { state: 'later', reason: 'answers_lost', retryAfterMs: QUICK.answersLostMs };
      // The window begins before a worker has taken the slice.
      const readMany: typeof store.quotas.readMany = async (keys) => {
        now = day('20:00:10');
        return await store.quotas.readMany(keys);
      };
      expect(await send({ pool: newPool(), now: () => now, store: { quotas: { readMany } } })).toMatchObject(toBeAsked);
      expect(await send({ pool: newPool(), now: () => now })).toMatchObject(toBeAsked);
      await changeProvider(store, { consistencyDelayMs: 0 });
      await expect
        .poll(() => send({ pool: newPool(), now: () => now }), { timeout: 5000 })
        .toMatchObject({ state: 'later', reason: 'dnd', resumeAt: MORNING });
      expect(await store.quotas.read('total/cmp_1')).toMatchObject({ used: 40, committed: 40 });
    });
  });

  describe('of the only recipients without a message', () => {
    const { db } = freshDatabase();

    it('determines the wait of the chunk, not the window', async () => {
      let answers = false;
      const provider = scriptedProvider({
        react: (_, n) => (n === 2 ? LOST_AFTER_ACCEPTING : ACCEPT),
        lookup: () => (answers ? undefined : { kind: 'failed', code: '503' }),
      });
      const { send, runId } = await sendingSetup({ db, profiles: people(3), providers: [provider] });
      await hold(db, runId, [night('discard')]);
      expect(await send({ now: clockAt('19:00:00') })).toMatchObject({ reason: 'answers_lost' });
      expect(await send({ now: clockAt('21:00:00') })).toMatchObject({ reason: 'answers_lost' });
      answers = true;
      expect(await send({ now: clockAt('21:00:10') })).toMatchObject({ state: 'done', counts: { accepted: 3 } });
    });
  });

  describe('of a provider that is queried by sending again', () => {
    describe.each([
      { action: 'delay' as const, counts: { accepted: 3, uncertain: 0 } },
      { action: 'discard' as const, counts: { accepted: 2, uncertain: 1 } },
    ])('in a window whose action is $action', ({ action, counts }) => {
      const { db } = freshDatabase();

      it('is not resolved: nothing is sent in a window', async () => {
        let isBack = false;
        const provider = scriptedProvider({
          react: (_, n) => (isBack || n <= 2 ? ACCEPT : LOST_BEFORE_ACCEPTING),
          idempotent: true,
        });
        const { send, runId } = await sendingSetup({ db, profiles: people(3), providers: [provider] });
        await hold(db, runId, [night(action)]);
        expect(await send({ now: clockAt('19:00:00') })).toMatchObject({ reason: 'answers_lost' });
        isBack = true;
        const requests = provider.requests.length;
        const inWindow = await send({ now: clockAt('22:00:00') });
        expect(provider.requests).toHaveLength(requests);
        if (action === 'delay') expect(inWindow).toMatchObject({ reason: 'dnd', resumeAt: MORNING });
        expect(await send({ now: clockAt('08:00:00') })).toMatchObject({ state: 'done', counts });
      });
    });
  });
});

describe('with every provider down when a window begins', () => {
  const { db } = freshDatabase();

  it('the chunk waits for the end of the window', async () => {
    let now = day('19:58:00');
    const provider = scriptedProvider({
      react: (_, requestNumber) => {
        if (requestNumber === 5) now = day('19:59:30');
        return TROUBLE;
      },
    });
    const { send, runId } = await sendingSetup({ db, profiles: people(64), providers: [provider] });
    await hold(db, runId, [night('delay')]);
    expect(await send({ now: () => now, policy: { ...QUICK, triesPerProvider: 1 } })).toMatchObject({
      state: 'later',
      reason: 'dnd',
      resumeAt: MORNING,
    });
  });
});
