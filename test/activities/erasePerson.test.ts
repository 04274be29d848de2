import { afterEach, describe, expect, it } from 'vitest';
import { FAILURES } from '../../src/domain/failures.ts';
import { messageIdOf } from '../../src/domain/ids.ts';
import { freshDatabase } from '../support/database.ts';
import {
  ADA,
  erase,
  erasureWorld,
  FORM_NUMBER,
  finish,
  NUMBER,
  OLD_NUMBER,
  requested,
  TEXT,
  traces,
} from '../support/erasedPerson.ts';
import { reportFor } from '../support/sending.ts';

describe('the erasure of a person', () => {
  const { db } = freshDatabase();
  afterEach(async () => {
    await db.dropDatabase();
  });

  it('leaves nothing of the person anywhere, keeps the counts of the report, and the number suppressed', async () => {
    const { store, runId } = await erasureWorld(db);
    await finish(store, runId);
    const before = await reportFor(store, runId);
    expect((await traces(db)).length).toBeGreaterThan(8);
    const id = await requested(store);
    const counts = { profiles: 1, events: 3, messages: 1, inboundTexts: 1, suppressions: 1, unsubscriptions: 2 };
    expect(await erase(store, id)).toEqual(counts);
    expect(await traces(db)).toEqual([]);
    expect(await reportFor(store, runId)).toEqual(before);
    expect(await store.suppressions.among([NUMBER, OLD_NUMBER])).toEqual(new Set([NUMBER]));
    const offers = { id: 'offers', optIn: 'not_needed' } as const;
    const numbers = [NUMBER, OLD_NUMBER, FORM_NUMBER];
    expect(await store.subscriptions.barred(offers, numbers)).toEqual(new Set([NUMBER, FORM_NUMBER]));
    expect(await store.subscriptions.barred({ ...offers, id: 'news' }, numbers)).toEqual(new Set());
    expect(await store.erasures.get(id)).toMatchObject({ status: 'done', person: null, counts });
    expect(await erase(store, id)).toEqual(counts);
    expect(await requested(store)).toBe(id);
  });

  it('suppresses nothing where nobody had opted out, and touches nobody else', async () => {
    const { store, runId } = await erasureWorld(db, { optsOut: false });
    await finish(store, runId);
    const others = async () => [
      await store.profiles.getMany(['bo', 'cy']),
      await store.messages.get(messageIdOf(runId, 'bo')),
      await store.batches.recipientsOf(runId, ['bo', 'cy']),
    ];
    const before = await others();
    expect(await erase(store, await requested(store))).toMatchObject({ suppressions: 0 });
    expect(await others()).toEqual(before);
    expect(await traces(db)).toEqual([]);
    expect(await store.suppressions.among([NUMBER])).toEqual(new Set());
  });

  it('finds the numbers of before', async () => {
    const { store, runId } = await erasureWorld(db);
    await finish(store, runId);
    await store.suppressions.lift({ number: NUMBER, reason: TEXT, keyId: null, at: new Date() });
    await store.profiles.upsert({ id: ADA, phone: OLD_NUMBER, optedOut: true }, new Date());
    await erase(store, await requested(store));
    expect(await traces(db)).toEqual([]);
    expect(await store.suppressions.among([NUMBER, OLD_NUMBER])).toEqual(new Set([OLD_NUMBER]));
  });

  it('waits for a run that has the person as a recipient, which sends nothing to the person meanwhile', async () => {
    const { store, runId } = await erasureWorld(db, { sent: 0 });
    const id = await requested(store);
    await expect(erase(store, id)).rejects.toMatchObject({ type: FAILURES.runsAreOpen });
    expect(await store.profiles.get(ADA)).toBeNull();
    expect(await store.suppressions.among([NUMBER])).toEqual(new Set([NUMBER]));
    await expect(erase(store, id)).rejects.toMatchObject({ type: FAILURES.runsAreOpen });
    await finish(store, runId);
    expect(await erase(store, id)).toMatchObject({ profiles: 1, events: 3 });
    expect(await traces(db)).toEqual([]);
  });

  it('waits for an audience that is being frozen', async () => {
    const { store, runId } = await erasureWorld(db);
    await store.dispatches.finish(runId, new Date());
    await db.collection('runs').updateOne({ _id: runId as never }, { $set: { status: 'freezing' } });
    const id = await requested(store);
    await expect(erase(store, id)).rejects.toMatchObject({ type: FAILURES.runsAreOpen });
    await finish(store, runId);
    await erase(store, id);
    expect(await traces(db)).toEqual([]);
  });

  it('gives a receipt that comes later to the message under its new id', async () => {
    const { store, runId } = await erasureWorld(db);
    await finish(store, runId);
    await erase(store, await requested(store));
    const entry = { providerId: 'prv_0', providerMessageId: 'id-4711', code: null, at: new Date() };
    await store.receipts.record({ messageId: messageIdOf(runId, ADA), entry: { ...entry, status: 'undelivered' } });
    expect(await traces(db)).toEqual([]);
    const key = store.erasures.pseudonymOf(ADA);
    expect((await store.messages.get(messageIdOf(runId, key)))?.receipts).toHaveLength(2);
  });
});
