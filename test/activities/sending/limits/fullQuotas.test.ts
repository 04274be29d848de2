import { type CommandStartedEvent, MongoClient } from 'mongodb';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { releaseFinished } from '../../../../src/activities/sending/limits/abandonedQuotas.ts';
import { batchIdOf } from '../../../../src/domain/ids.ts';
import { freshDatabase } from '../../../support/database.ts';
import '../../../support/provided.ts';
import {
  ACCEPT,
  LOST_AFTER_ACCEPTING,
  LOST_BEFORE_ACCEPTING,
  REFUSE_RECIPIENT,
  scriptedProvider,
} from '../../../support/scriptedProvider.ts';
import { never, people, reportFor, runOfSameCampaign, sendingSetup } from '../../../support/sending.ts';
import { calendar } from './support.ts';

const TOTAL = 'total/cmp_1';
const account = { profileLimits: [calendar(1, 'day')] };
const campaign = { limits: { total: 100, ignoreProfileLimits: false } };

describe('while the rest of a limit is reserved for a lost answer', () => {
  const client = new MongoClient(inject('mongoUrl'), { monitorCommands: true });
  const name = `full-quotas-${process.pid}`;
  afterAll(async () => {
    await client.db(name).dropDatabase();
    await client.close();
  });

  it('another attempt costs next to nothing', async () => {
    let answers = false;
    const provider = scriptedProvider({
      react: (_, n) => (n === 4 ? LOST_BEFORE_ACCEPTING : ACCEPT),
      lookup: () => (answers ? undefined : { kind: 'failed', code: '503' }),
    });
    const db = client.db(name);
    const setup = { db, profiles: people(500), providers: [provider], account, campaign };
    const { send, store } = await sendingSetup(setup);
    const second = await runOfSameCampaign(store, db);
    expect(await send()).toMatchObject({ reason: 'answers_lost' });
    // Each slice is sent once, for its unreachable recipients; no limit of a profile is reserved.
    const first = await costOf(client, () => send({ runId: second }));
    expect(first.result).toMatchObject({ reason: 'limits' });
    expect(first.updates).toBeLessThan(20);

    const own = await costOf(client, () => send());
    expect(own.result).toMatchObject({ reason: 'answers_lost', progressed: false });
    // The lost answer is queried, with all recipients of its slice.
    expect(own.commands).toBeLessThan(40);
    expect(own.updates).toBeLessThan(20);
    const other = await costOf(client, () => send({ runId: second }));
    expect(other.result).toMatchObject({ reason: 'limits', progressed: false });
    expect(other.commands).toBeLessThan(15);
    expect(other.updates).toBe(0);

    answers = true;
    await expect.poll(() => send(), { timeout: 8000 }).toMatchObject({ state: 'done', counts: { accepted: 100 } });
    await expect
      .poll(() => send({ runId: second }), { timeout: 8000 })
      .toMatchObject({ state: 'done', counts: { accepted: 0 } });
  }, 30_000);
});

describe('a chunk that finds a limit full', () => {
  const { db } = freshDatabase();

  it('still records the unreachable recipients with their reasons, and resolves recipients in doubt', async () => {
    let answers = false;
    const provider = scriptedProvider({
      react: (_, n) => (n === 1 ? LOST_AFTER_ACCEPTING : ACCEPT),
      lookup: () => (answers ? undefined : { kind: 'failed', code: '503' }),
    });
    // The slice with the lost answer is complete otherwise; in each of the others some recipients have opted out.
    const profiles = people(500).map((person, index) => ({ ...person, optedOut: index >= 64 && index % 10 === 0 }));
    const setup = {
      db,
      profiles,
      providers: [provider],
      campaign: { limits: { total: 10, ignoreProfileLimits: false } },
    };
    const { send, store, runId } = await sendingSetup(setup);
    expect(await send()).toMatchObject({ reason: 'answers_lost', progressed: true });
    const optedOut = profiles.filter((person) => person.optedOut).length;
    expect((await reportFor(store, runId)).errorBucket).toEqual([{ reason: 'opted_out', count: optedOut }]);
    answers = true;
    await expect
      .poll(() => send(), { timeout: 8000 })
      .toMatchObject({ state: 'done', counts: { accepted: 10, skipped: 490 } });
  });
});

describe('slots that a run has not released', () => {
  describe('whose worker died after it wrote its messages', () => {
    const { db } = freshDatabase();

    it('are released when the run ends, and not only when its campaign’s limit is full', async () => {
      const provider = scriptedProvider({ react: (_, n) => (n <= 20 ? REFUSE_RECIPIENT : ACCEPT) });
      const limits = { total: 500, perDay: 400, perRun: 300, ignoreProfileLimits: false };
      const setup = { db, profiles: people(50), providers: [provider], campaign: { limits } };
      const { send, store, runId, newPool } = await sendingSetup(setup);
      const now = (): Date => new Date('2026-05-07T12:00:00Z');
      void send({ now, pool: newPool(), store: { quotas: { commit: () => never }, intents: { renew: () => never } } });
      await expect.poll(() => store.messages.countByStatus(runId)).toEqual({ accepted: 30, failed: 20 });
      const other = await runOfSameCampaign(store, db);
      const holder = `${batchIdOf(other, 1)}/0`;
      const quotas = [{ key: TOTAL, limit: 500, expiresAt: null }];
      await store.quotas.reserve({ quotas, holder, fence: 1, slots: [0, 1], isOwner: () => true, now: now() });

      await releaseFinished(runId, store);
      expect(await store.quotas.read(TOTAL)).toMatchObject({ used: 52, committed: 0 });
      await store.dispatches.finish(runId, now());
      await releaseFinished(runId, store);
      for (const key of ['daily/cmp_1/2026-05-07', `run/${runId}`]) {
        expect(await store.quotas.read(key)).toEqual({ used: 30, committed: 30, open: [] });
      }
      // The slots of another run in progress are its own.
      expect(await store.quotas.read(TOTAL)).toMatchObject({ used: 32, committed: 30, open: [{ holder }] });
    });
  });

  describe('that was stopped with messages in doubt', () => {
    const { db } = freshDatabase();

    it('count: the messages may have been sent', async () => {
      const provider = scriptedProvider({
        react: (_, n) => (n <= 3 ? LOST_AFTER_ACCEPTING : ACCEPT),
        lookup: () => ({ kind: 'failed', code: '503' }),
      });
      const setup = { db, profiles: people(10), providers: [provider], campaign };
      const { send, store, runId } = await sendingSetup(setup);
      expect(await send()).toMatchObject({ reason: 'answers_lost' });
      await store.dispatches.finish(runId, new Date());
      await releaseFinished(runId, store);
      expect(await store.quotas.read(TOTAL)).toEqual({ used: 10, committed: 10, open: [] });
    });
  });
});

/** The store's commands in `work`, and the documents that they were to change. */
async function costOf<T>(
  client: MongoClient,
  work: () => Promise<T>,
): Promise<{ result: T; commands: number; updates: number }> {
  let commands = 0;
  let updates = 0;
  const count = ({ commandName, command }: CommandStartedEvent): void => {
    commands += 1;
    if (commandName === 'update') updates += command.updates.length;
  };
  client.on('commandStarted', count);
  const result = await work();
  client.off('commandStarted', count);
  return { result, commands, updates };
}
