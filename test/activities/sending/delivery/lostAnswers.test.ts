import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { messageIdOf } from '../../../../src/domain/ids.ts';
import { freshDatabase } from '../../../support/database.ts';
import {
  ACCEPT,
  LOST_AFTER_ACCEPTING,
  LOST_BEFORE_ACCEPTING,
  REFUSE_RECIPIENT,
  type ScriptedProvider,
  scriptedProvider,
} from '../../../support/scriptedProvider.ts';
import {
  expectEverybodyOnce,
  frozenRun,
  numbersOf,
  people,
  QUICK,
  reportFor,
  sendingSetup,
} from '../../../support/sending.ts';

describe('a lost answer', () => {
  describe('if the provider has a lookup', () => {
    const { db } = freshDatabase();
    it('is resolved: accepted messages are not sent again, the others are sent through the next provider', async () => {
      const lossy = scriptedProvider({
        react: (_, n) => (n % 10 === 0 ? LOST_AFTER_ACCEPTING : n % 10 === 5 ? LOST_BEFORE_ACCEPTING : ACCEPT),
        lookup: true,
      });
      const second = scriptedProvider({ react: () => ACCEPT });
      const { send, store, runId } = await sendingSetup({ db, profiles: people(300), providers: [lossy, second] });
      expect(await send()).toMatchObject({ state: 'done', counts: { accepted: 300 } });
      expectEverybodyOnce(300, lossy, second);
      const { lostAnswers } = await reportFor(store, runId);
      expect(lostAnswers).toMatchObject({ found: 30, not_found: 30, uncertain: 0 });
    });
  });

  describe.each([
    { onUncertain: 'skip', counts: { accepted: 2, uncertain: 1 }, sent: 3 },
    { onUncertain: 'resend', counts: { accepted: 3, uncertain: 0 }, sent: 4 },
  ] as const)('where the provider has several messages that it may be, and it is to $onUncertain', (wanted) => {
    const { db } = freshDatabase();
    const { onUncertain, counts, sent } = wanted;
    it('is decided by that, and counted', async () => {
      const provider = scriptedProvider({
        react: (_, n) => (n === 2 ? LOST_AFTER_ACCEPTING : ACCEPT),
        lookup: () => ({ kind: 'cannot_tell' }),
      });
      const campaign = { onUncertain };
      const { send, store, runId } = await sendingSetup({ db, profiles: people(3), providers: [provider], campaign });
      // Sent again at once: no other provider takes it, and this one has taken it already.
      const result = await send();
      const { lostAnswers } = await reportFor(store, runId);
      if (onUncertain === 'skip') expect(result).toMatchObject({ state: 'done', counts });
      expect(lostAnswers).toMatchObject({ uncertain: counts.uncertain });
      expect(provider.requests.length).toBeLessThanOrEqual(sent);
    });
  });

  describe('where the lookup fails too', () => {
    const { db } = freshDatabase();
    it('stays open, delays no other message, and is resolved when the provider is back', async () => {
      let back = false;
      const dying = scriptedProvider({
        react: (_, n) => (n === 3 ? LOST_AFTER_ACCEPTING : n === 4 ? LOST_BEFORE_ACCEPTING : ACCEPT),
        lookup: () => (back ? undefined : { kind: 'failed', code: 'refused' }),
      });
      const second = scriptedProvider({ react: () => ACCEPT });
      const { send, store, runId } = await sendingSetup({ db, profiles: people(150), providers: [dying, second] });
      expect(await send()).toMatchObject({
        state: 'later',
        reason: 'answers_lost',
        progressed: true,
        retryAfterMs: QUICK.answersLostMs,
      });
      expect(await reportFor(store, runId)).toMatchObject({ sent: 148, notYet: 2 });
      back = true;
      expect(await send()).toMatchObject({ state: 'done', counts: { accepted: 150 } });
      expectEverybodyOnce(150, dying, second);
    });
  });

  describe('if the provider has no lookup', () => {
    const { db } = freshDatabase();
    it('is uncertain by default', async () => {
      const mute = scriptedProvider({ react: (_, n) => (n <= 2 ? LOST_AFTER_ACCEPTING : ACCEPT) });
      const { send, store, runId } = await sendingSetup({ db, profiles: people(50), providers: [mute] });
      expect(await send()).toMatchObject({ state: 'done', counts: { accepted: 48, uncertain: 2 } });
      expect(await reportFor(store, runId)).toMatchObject({ byStatus: { uncertain: 2 }, sent: 48, notYet: 0 });
    });
  });

  describe('with the policy resend', () => {
    const { db } = freshDatabase();
    it('is sent again', async () => {
      const mute = scriptedProvider({ react: (_, n) => (n <= 2 ? LOST_BEFORE_ACCEPTING : ACCEPT) });
      const second = scriptedProvider({ react: () => ACCEPT });
      const providers = [mute, second];
      const campaign = { onUncertain: 'resend' } as const;
      const { send, store, runId } = await sendingSetup({ db, profiles: people(50), providers, campaign });
      expect(await send()).toMatchObject({ state: 'done', counts: { accepted: 50 } });
      expect((await reportFor(store, runId)).lostAnswers.policy).toBe(2);
    });
  });

  describe('of a provider with idempotency keys', () => {
    const { db } = freshDatabase();
    it('is simply sent again under the same reference', async () => {
      const provider = scriptedProvider({
        react: (_, n) => (n <= 3 ? LOST_AFTER_ACCEPTING : ACCEPT),
        idempotent: true,
      });
      const { send } = await sendingSetup({ db, profiles: people(50), providers: [provider] });
      expect(await send()).toMatchObject({ state: 'done', counts: { accepted: 50 } });
      expectEverybodyOnce(50, provider);
    });
  });
});

describe('a lookup that was begun before the provider was consistent, and ends after that', () => {
  const { db } = freshDatabase();

  it('is made again: nothing is sent twice', async () => {
    const scripted = scriptedProvider({ react: () => LOST_AFTER_ACCEPTING, lookup: true });
    let lookups = 0;
    const slow: ScriptedProvider = {
      ...scripted,
      lookup: async (query) => {
        lookups += 1;
        if (lookups > 1) return (await scripted.lookup?.(query)) ?? { kind: 'not_found' };
        await sleep(300);
        return { kind: 'not_found' };
      },
    };
    const second = scriptedProvider({ react: () => ACCEPT });
    const providers = [slow, second];
    const { send } = await sendingSetup({ db, profiles: people(1), providers, consistencyDelayMs: 200 });
    expect(await send()).toMatchObject({ state: 'done', counts: { accepted: 1 } });
    expectEverybodyOnce(1, slow, second);
  });
});

describe('a number that changes while the answer is open', () => {
  const { db } = freshDatabase();

  it('causes no second message: the provider is queried about the number that the message was sent to', async () => {
    let answers = false;
    const provider = scriptedProvider({
      react: (_, requestNumber) => (requestNumber === 1 ? LOST_AFTER_ACCEPTING : ACCEPT),
      lookup: () => (answers ? undefined : { kind: 'failed', code: '503' }),
      lookupBy: 'to',
    });
    const { store, runId, send } = await sendingSetup({ db, profiles: people(1), providers: [provider] });
    expect(await send()).toMatchObject({ state: 'later', reason: 'answers_lost' });
    await store.profiles.upsert({ id: 'p00000', phone: '+447700911111' }, new Date());
    answers = true;

    expect(await send()).toMatchObject({ state: 'done', counts: { accepted: 1 } });
    expect(numbersOf(provider)).toEqual(['+447700900000']);
    const messageId = messageIdOf(runId, 'p00000');
    expect(await store.messages.get(messageId)).toMatchObject({
      resolution: 'found',
      providerMessageId: `id-of-${messageId}`,
    });
  });
});

describe('a message that was found by its receipt, when its profile had another number', () => {
  const { db } = freshDatabase();

  it('is not taken for the next message to that number', async () => {
    let answers = false;
    const provider = scriptedProvider({
      react: (_, n) => (n === 1 ? LOST_AFTER_ACCEPTING : n === 2 ? LOST_BEFORE_ACCEPTING : ACCEPT),
      lookup: () => (answers ? undefined : { kind: 'failed', code: '503' }),
      lookupBy: 'to',
    });
    const { store, runId, send } = await sendingSetup({ db, profiles: people(1), providers: [provider] });
    expect(await send()).toMatchObject({ state: 'later', reason: 'answers_lost' });
    const messageId = messageIdOf(runId, 'p00000');
    const at = new Date();
    await store.receipts.record({
      messageId,
      entry: { providerId: 'prv_0', providerMessageId: `id-of-${messageId}`, status: 'delivered', code: null, at },
    });
    await store.profiles.upsert({ id: 'p00000', phone: '+447700911111' }, at);
    expect(await send()).toMatchObject({ state: 'done', counts: { accepted: 1 } });
    answers = true;

    await store.profiles.upsert({ id: 'p00000', phone: '+447700900000' }, at);
    const second = await frozenRun(store, { campaignId: 'cmp_2', at });
    await expect.poll(() => send({ runId: second })).toMatchObject({ state: 'done', counts: { accepted: 1 } });
    expect(numbersOf(provider)).toEqual(['+447700900000', '+447700900000']);
  });
});

describe('a message that one provider lost and the next refused', () => {
  const { db } = freshDatabase();

  it('is delivered after all when a receipt of the first one says so', async () => {
    const first = scriptedProvider({ react: () => LOST_BEFORE_ACCEPTING, lookup: true });
    const second = scriptedProvider({ react: () => REFUSE_RECIPIENT });
    const { store, runId, send } = await sendingSetup({ db, profiles: people(1), providers: [first, second] });
    expect(await send()).toMatchObject({ state: 'done', counts: { failed: 1 } });
    const messageId = messageIdOf(runId, 'p00000');
    await store.receipts.record({
      messageId,
      entry: { providerId: 'prv_0', providerMessageId: 'late', status: 'delivered', code: null, at: new Date() },
    });
    expect(await store.messages.get(messageId)).toMatchObject({
      status: 'delivered',
      reason: null,
      providerId: 'prv_0',
      providerMessageId: 'late',
      resolution: 'receipt',
    });
  });
});
