import type { Db, Document } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { campaignActivities } from '../../../src/activities/campaigns.ts';
import { dispatchOf } from '../../../src/domain/campaign/dispatchOf.ts';
import { reportOf } from '../../../src/domain/campaign/report.ts';
import { type Store, storeOf } from '../../../src/store/store.ts';
import { Crashed, crashingDb } from '../../store/crashingDb.ts';
import { freshDatabases } from '../../support/database.ts';
import { ACCEPT, REFUSE_RECIPIENT, scriptedProvider } from '../../support/scriptedProvider.ts';
import {
  expectEverybodyOnce,
  frozenRun,
  people,
  runOfSameCampaign,
  sendingSetup,
  TEST_SECRET_KEY,
} from '../../support/sending.ts';
import { DAY_MS, inDays, keepFor, removeAt } from './support.ts';

const databases = freshDatabases();

/** Every seventh person is refused, so that a report has several rows. */
const provider = () =>
  scriptedProvider({ react: (sms) => (Number(sms.to.slice(-3)) % 7 === 0 ? REFUSE_RECIPIENT : ACCEPT) });

const finish = (store: Store, runId: string, status: 'completed' | 'stopped' = 'completed') =>
  campaignActivities({ store }).finishRun({ runId, status });

/** As the API reads it. */
async function reportShown(store: Store, runId: string) {
  const rows = await store.messages.reportRows(runId);
  const run = await store.runs.get(runId);
  if (!run) throw new Error('no run');
  const { messagesRemovedAt, ...report } = reportOf(run, 'completed', run.kept?.rows ?? rows);
  return { ...report, isRemoved: messagesRemovedAt !== null };
}

async function endedRun(db: Db, of: { count?: number; campaign?: object; account?: object } = {}) {
  const { count = 40, campaign, account } = of;
  const one = provider();
  const setup = await sendingSetup({
    db,
    profiles: people(count),
    providers: [one],
    ...(campaign && { campaign }),
    ...(account && { account }),
    sizes: { batch: 5000, chunk: 1000, slice: 16 },
  });
  await setup.send();
  await finish(setup.store, setup.runId);
  return { ...setup, provider: one };
}

/** The copy of a run that has ended has ended, too. */
async function reopen(db: Db, runId: string, startedAt: Date): Promise<void> {
  for (const name of ['runs', 'dispatches']) {
    await db.collection<{ _id: string }>(name).updateOne({ _id: runId }, { $set: { startedAt, finishedAt: null } });
  }
}

const left = async (db: Db, runId: string): Promise<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const name of ['messages', 'intents', 'batches', 'receipts', 'audiencePages']) {
    const within = { _id: { $gte: `${runId}/`, $lt: `${runId}0` } };
    counts[name] = await db.collection<Document & { _id: string }>(name).countDocuments(within as never);
  }
  return counts;
};
const NOTHING = { messages: 0, intents: 0, batches: 0, receipts: 0, audiencePages: 0 };

describe('the messages of a run', () => {
  it('are removed the given time after its end, not before, and its report stays as it was', async () => {
    const db = databases.next();
    const { store, runId } = await endedRun(db);
    await keepFor(store, { messages: 30 });
    const before = await reportShown(store, runId);
    expect(before).toMatchObject({ sent: 34, notYet: 0, errorBucket: [{ count: 6 }] });

    const { finishedAt } = (await store.runs.get(runId)) ?? {};
    const due = (finishedAt as Date).getTime() + 30 * DAY_MS;
    expect(await removeAt(store, new Date(due))).toEqual({ messages: 0 });
    expect(await left(db, runId)).toMatchObject({ messages: 40, batches: 1 });
    expect(await removeAt(store, new Date(due + 1))).toEqual({ messages: 40 });
    expect(await left(db, runId)).toEqual(NOTHING);
    expect(await reportShown(store, runId)).toEqual({ ...before, isRemoved: true });
    expect(await removeAt(store, inDays(90))).toEqual({ messages: 0 });
    expect(await reportShown(store, runId)).toEqual({ ...before, isRemoved: true });
  });

  it('are kept as long as the run has not ended', async () => {
    const db = databases.next();
    const { store, runId, send } = await sendingSetup({ db, profiles: people(5), providers: [provider()] });
    await keepFor(store, { messages: 30 });
    await send();
    expect(await removeAt(store, inDays(4000))).toEqual({ messages: 0 });
    expect(await left(db, runId)).toMatchObject({ messages: 5, batches: 1 });
  });

  it('are kept as long as a run with the same provider has not ended that was under way with it, and no other run keeps them', async () => {
    const db = databases.next();
    const { store, runId } = await endedRun(db);
    await keepFor(store, { messages: 30 });
    const other = await frozenRun(store, { campaignId: 'cmp_other', at: new Date() });
    const { finishedAt } = (await store.runs.get(runId)) ?? {};
    const started = (startedAt: Date) =>
      db.collection<{ _id: string }>('dispatches').updateOne({ _id: other }, { $set: { startedAt } });

    await started(finishedAt as Date);
    expect(await removeAt(store, inDays(40))).toEqual({ messages: 0 });
    await started(new Date((finishedAt as Date).getTime() + 1));
    expect(await removeAt(store, inDays(40))).toEqual({ messages: 40 });
    expect(await left(db, other)).toMatchObject({ batches: 1 });
  });

  it('are kept as long as one of them is being erased, which counts it twice', async () => {
    const db = databases.next();
    const { store, runId } = await endedRun(db);
    await keepFor(store, { messages: 30 });
    const now = new Date();
    const erasure = await store.erasures.request({ profileId: 'p00003', reason: null, keyId: null, now });
    expect(await removeAt(store, inDays(40))).toEqual({ messages: 0 });
    await store.erasures.finish(erasure._id, erasure.counts, now);
    expect(await removeAt(store, inDays(40))).toEqual({ messages: 40 });
    expect(await reportShown(store, runId)).toMatchObject({ sent: 34, notYet: 0 });
  });

  it('of a campaign with a similar id stay', async () => {
    const db = databases.next();
    const { store, runId } = await endedRun(db);
    await keepFor(store, { messages: 30 });
    const run = await store.runs.get(runId);
    const batch = await db.collection<Document & { _id: string }>('batches').findOne({ _id: `${runId}/1` });
    if (!run || !batch) throw new Error('there is no run');
    const neighbour = { ...run, _id: `${runId}0`, occurrence: 10, finishedAt: null };
    await store.runs.open(neighbour);
    await store.dispatches.open({ ...dispatchOf(neighbour), startedAt: inDays(1) });
    await store.batches.insert({ ...batch, _id: `${neighbour._id}/1`, dispatchId: neighbour._id } as never);
    expect(await removeAt(store, inDays(40))).toEqual({ messages: 40 });
    expect(await left(db, runId)).toEqual(NOTHING);
    expect(await db.collection('batches').countDocuments()).toBe(1);
  });

  it('that belong to no campaign go by their own time', async () => {
    const db = databases.next();
    const { store, runId } = await endedRun(db, { count: 1 });
    const [found] = await store.messages.page({ dispatchId: runId, limit: 1 });
    if (!found) throw new Error('no message');
    const at = (ago: number) => new Date(Date.now() - ago * DAY_MS);
    await store.messages.record([
      { ...found, _id: 'test/tst_1/prv_0', dispatchId: 'test/tst_1', createdAt: at(31) },
      { ...found, _id: 'test/tst_2/prv_0', dispatchId: 'test/tst_2', createdAt: at(29) },
      { ...found, _id: 'answer/abc/x', dispatchId: 'answer/abc', createdAt: at(31) },
      { ...found, _id: 'confirmation/abc/offers', dispatchId: 'confirmation/abc', createdAt: at(31) },
    ]);
    await keepFor(store, { messages: 30 }, at(2));
    expect(await removeAt(store, new Date())).toEqual({ messages: 3 });
    expect((await store.messages.statuses(['test/tst_2/prv_0', found._id])).size).toBe(2);
  });
});

describe('a removal that crashes', () => {
  it('leaves a right report at every point, and the next one completes it', async () => {
    for (let request = 1; ; request += 1) {
      const db = databases.next();
      const { store, runId } = await endedRun(db, { count: 20, campaign: { limits: { total: 100 } } });
      await keepFor(store, { messages: 30 });
      const before = await reportShown(store, runId);
      const when = request % 2 === 0 ? 'before' : 'after';
      const dying = storeOf(crashingDb(db, { request, when }), TEST_SECRET_KEY);
      const died = await removeAt(dying, inDays(40)).then(
        () => false,
        (error: unknown) => {
          if (!(error instanceof Crashed)) throw error;
          return true;
        },
      );
      expect(await reportShown(store, runId)).toEqual({ ...before, isRemoved: expect.any(Boolean) });
      await removeAt(store, inDays(40));
      expect(await left(db, runId)).toEqual(NOTHING);
      expect(await reportShown(store, runId)).toEqual({ ...before, isRemoved: true });
      if (!died) {
        expect(request).toBeGreaterThan(15);
        return;
      }
    }
  });
});

describe('two removals at once, while a campaign is sent', () => {
  it('remove the old run once, and nobody of the new one is missed or gets two', async () => {
    const db = databases.next();
    const { store, runId, send, provider: one } = await endedRun(db);
    await keepFor(store, { messages: 30 });
    const before = await reportShown(store, runId);
    const earlier = one.ledger.length;
    const second = await runOfSameCampaign(store, db);
    await reopen(db, second, new Date());
    // The second run is of today; the first one ended long ago.
    const past = { finishedAt: inDays(-40), startedAt: inDays(-41) };
    await db.collection<{ _id: string }>('dispatches').updateOne({ _id: runId }, { $set: past });
    const sending = send({ runId: second });
    const yielding = () => new Promise<void>((resolve) => setImmediate(resolve));
    const removals = await Promise.all([removeAt(store, inDays(2), yielding), removeAt(store, inDays(2), yielding)]);
    await sending;
    expect((removals[0].messages ?? 0) + (removals[1].messages ?? 0)).toBe(40);
    expect(await left(db, runId)).toEqual(NOTHING);
    expect(await reportShown(store, runId)).toMatchObject({ sent: before.sent, errorBucket: before.errorBucket });
    expect(await store.messages.countByStatus(second)).toEqual({ accepted: 34, failed: 6 });
    expect(one.ledger.length - earlier).toBe(34);
    expectEverybodyOnce(34, { ...one, ledger: one.ledger.slice(earlier) } as typeof one);
  });
});

describe('limits after a removal', () => {
  it('in total count what was removed', async () => {
    const db = databases.next();
    const { store, runId, send, provider: one } = await endedRun(db, { campaign: { limits: { total: 50 } } });
    await keepFor(store, { messages: 30 });
    const second = await runOfSameCampaign(store, db);
    await reopen(db, second, inDays(1));
    await removeAt(store, inDays(40));
    expect(await left(db, runId)).toEqual(NOTHING);
    expect(one.ledger).toHaveLength(34);
    await send({ runId: second });
    expect(one.ledger).toHaveLength(50);
  });

  it('of a profile keep their messages in the longest of their windows: a shorter retention is refused', async () => {
    const db = databases.next();
    const account = { profileLimits: [{ kind: 'rolling', max: 1, days: 60 }] } as const;
    const { store, send, provider: one } = await endedRun(db, { account });
    await expect(keepFor(store, { messages: 69 })).rejects.toThrow('at least 70 days');
    await keepFor(store, { messages: 70 });
    expect(await removeAt(store, inDays(61))).toEqual({ messages: 0 });
    const second = await runOfSameCampaign(store, db);
    const sent = one.ledger.length;
    await send({ runId: second });
    // Whoever got none has room.
    expect(one.ledger.length).toBe(sent);
    expect(await store.messages.countByStatus(second)).toMatchObject({ skipped: 34 });
  });
});
