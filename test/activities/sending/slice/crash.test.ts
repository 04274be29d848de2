import { describe, expect, it } from 'vitest';
import { messageIdOf } from '../../../../src/domain/ids.ts';
import { freshDatabase } from '../../../support/database.ts';
import { ACCEPT, scriptedProvider, TROUBLE } from '../../../support/scriptedProvider.ts';
import { expectEverybodyOnce, never, people, reportFor, sendingSetup } from '../../../support/sending.ts';

// A worker that waits for ever is equivalent to a killed one.

describe('a worker that died while it sent', () => {
  const { db } = freshDatabase();
  it('leaves recipients without a message in doubt, which are resolved before anything is sent', async () => {
    let crashed = false;
    const provider = scriptedProvider({ react: (_, n) => (crashed || n <= 40 ? ACCEPT : never), lookup: true });
    const { send, store, runId, newPool } = await sendingSetup({ db, profiles: people(500), providers: [provider] });
    void send({ owner: 'dead worker', pool: newPool() });
    await expect.poll(() => provider.ledger.length).toBe(40);
    expect(await store.messages.countByStatus(runId)).toEqual({});
    crashed = true;

    expect(await send({ pool: newPool() })).toMatchObject({ state: 'done', counts: { accepted: 500 } });
    expectEverybodyOnce(500, provider);
    const { lostAnswers } = await reportFor(store, runId);
    expect(lostAnswers.found).toBe(40);
    expect(lostAnswers.not_found).toBeGreaterThanOrEqual(64 - 40);
  });
});

describe('a worker that died after a failover, before it wrote its messages', () => {
  const { db } = freshDatabase();

  it('causes no second message through the first provider, which is queried by sending', async () => {
    let isDead = false;
    const first = scriptedProvider({ react: () => (isDead ? ACCEPT : TROUBLE), idempotent: true });
    const second = scriptedProvider({ react: () => ACCEPT, lookup: true });
    const { send, newPool } = await sendingSetup({ db, profiles: people(64), providers: [first, second] });
    void send({ pool: newPool(), store: { messages: { record: () => never } } });
    await expect.poll(() => second.ledger.length).toBe(64);
    isDead = true;

    expect(await send({ pool: newPool() })).toMatchObject({ state: 'done', counts: { accepted: 64 } });
    expectEverybodyOnce(64, first, second);
  });
});

describe('a worker that died after it wrote its messages, before it applied the receipts that had come', () => {
  const { db } = freshDatabase();

  it('leaves that to the next worker', async () => {
    const provider = scriptedProvider({ react: () => ACCEPT, lookup: true });
    const { send, store, runId, newPool } = await sendingSetup({ db, profiles: people(3), providers: [provider] });
    const messageId = messageIdOf(runId, 'p00001');
    await store.receipts.record({
      messageId,
      entry: {
        providerId: 'prv_0',
        providerMessageId: `id-of-${messageId}`,
        status: 'delivered',
        code: null,
        at: new Date(),
      },
    });
    const receiptUrl = (): string => 'http://127.0.0.1:9/';
    void send({ pool: newPool(), receiptUrl, store: { receipts: { applyEarly: () => never } } });
    await expect.poll(() => store.messages.countByStatus(runId)).toEqual({ accepted: 3 });

    expect(await send({ pool: newPool(), receiptUrl })).toMatchObject({ state: 'done' });
    expect(await store.messages.countByStatus(runId)).toEqual({ accepted: 2, delivered: 1 });
    expect(await store.messages.get(messageId)).toMatchObject({ status: 'delivered' });
  });
});
