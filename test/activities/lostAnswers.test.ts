import { describe, expect, it } from 'vitest';
import { messageIdOf } from '../../src/domain/ids.ts';
import { freshDatabase } from '../support/database.ts';
import {
  ACCEPT,
  LOST_AFTER_ACCEPTING,
  LOST_BEFORE_ACCEPTING,
  REFUSE_RECIPIENT,
  scriptedProvider,
} from '../support/scriptedProvider.ts';
import { numbersOf, people, sendingSetup } from '../support/sending.ts';

describe('a number that changes while the answer is open', () => {
  const { db } = freshDatabase();

  it('has nobody texted twice: the provider is asked about the number that was sent to', async () => {
    let answers = false;
    const provider = scriptedProvider({
      react: (_, requestNumber) => (requestNumber === 1 ? LOST_AFTER_ACCEPTING : ACCEPT),
      lookup: () => (answers ? undefined : { kind: 'failed', code: '503' }),
      lookupBy: 'to',
    });
    const { store, runId, send } = await sendingSetup({ db, profiles: people(1), providers: [provider] });
    expect(await send()).toMatchObject({ state: 'waiting', reason: 'answers_lost' });
    await store.profiles.upsert({ id: 'p00000', phone: '+447700911111' }, new Date());
    answers = true;

    expect(await send()).toMatchObject({ state: 'done', counts: { accepted: 1 } });
    expect(numbersOf(provider)).toEqual(['+447700900000']);
    const messageId = messageIdOf(runId, 'p00000');
    expect(await store.messages.get(messageId)).toMatchObject({
      settled: 'found',
      providerMessageId: `id-of-${messageId}`,
    });
  });
});

describe('a message that one provider lost and the next refused', () => {
  const { db } = freshDatabase();

  it('is delivered after all when the first one says so', async () => {
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
      settled: 'receipt',
    });
  });
});

describe('two recipients with one number', () => {
  const { db } = freshDatabase();

  it('are told apart where the provider is asked by number: what is on a message belongs to that one', async () => {
    let answers = false;
    const provider = scriptedProvider({
      react: (_, requestNumber) => (requestNumber === 2 ? LOST_BEFORE_ACCEPTING : ACCEPT),
      lookup: () => (answers ? undefined : { kind: 'failed', code: '503' }),
      lookupBy: 'to',
    });
    const profiles = people(2).map((person) => ({ ...person, phone: '+447700900000' }));
    const { runId, send } = await sendingSetup({ db, profiles, providers: [provider] });
    expect(await send()).toMatchObject({ state: 'waiting', reason: 'answers_lost', progressed: true });
    answers = true;

    expect(await send()).toMatchObject({ state: 'done', counts: { accepted: 2 } });
    const references = ['p00000', 'p00001'].map((profileId) => messageIdOf(runId, profileId));
    expect(provider.ledger.map((sms) => sms.reference).toSorted()).toEqual(references);
  });
});
