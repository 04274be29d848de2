import { describe, expect, it } from 'vitest';
import { messageIdOf } from '../../../../src/domain/ids.ts';
import type { Store } from '../../../../src/store/store.ts';
import { suppressionStore } from '../../../../src/store/suppressions.ts';
import { barrier } from '../../../support/barrier.ts';
import { freshDatabase } from '../../../support/database.ts';
import {
  ACCEPT,
  LOST_BEFORE_ACCEPTING,
  REFUSE_RECIPIENT,
  scriptedProvider,
} from '../../../support/scriptedProvider.ts';
import { frozenRun, never, numbersOf, people, QUICK, sendingSetup } from '../../../support/sending.ts';

const NUMBER = '+447700900000';
/** Slices of two, so that people are in different slices. */
const sizes = { batch: 100, chunk: 100, slice: 2 };

/** A profile gets another number, a while after the run started. */
const renumber = (store: Store, id: string, phone: string) =>
  store.profiles.upsert({ id, phone }, new Date(Date.now() + 1000));

const skippedAs = async (store: Store, runId: string, profileId: string): Promise<string | null | undefined> =>
  (await store.messages.get(messageIdOf(runId, profileId)))?.reason;

describe('a number that a second profile changes to after the freezing', () => {
  describe('before the first profile has its message', () => {
    const { db } = freshDatabase();

    it('gets the message once, under the profile that had it', async () => {
      const provider = scriptedProvider({ react: () => ACCEPT });
      const { send, store, runId } = await sendingSetup({ db, profiles: people(6), providers: [provider], sizes });
      await renumber(store, 'p00003', NUMBER);
      expect(await send()).toMatchObject({ state: 'done', counts: { accepted: 5, skipped: 1 } });
      expect(numbersOf(provider).filter((to) => to === NUMBER)).toHaveLength(1);
      expect(await skippedAs(store, runId, 'p00003')).toBe('duplicate_number');
    });
  });

  describe('after the first profile has its message', () => {
    const { db } = freshDatabase();

    it('gets no second message', async () => {
      const down = barrier();
      const provider = scriptedProvider({
        react: async ({ to }) => {
          if (to !== NUMBER) await down.passed;
          return ACCEPT;
        },
      });
      const cancel = new AbortController();
      const { send, store, runId } = await sendingSetup({ db, profiles: people(6), providers: [provider], sizes });
      const first = send({ signal: cancel.signal });
      await expect.poll(() => provider.ledger.length).toBe(1);
      cancel.abort();
      down.open();
      await first;
      // Both have changed since; one of them has its message.
      await renumber(store, 'p00000', NUMBER);
      await renumber(store, 'p00005', NUMBER);
      expect(await send()).toMatchObject({ state: 'done', counts: { accepted: 5, skipped: 1 } });
      expect(numbersOf(provider).filter((to) => to === NUMBER)).toHaveLength(1);
      expect(await skippedAs(store, runId, 'p00005')).toBe('duplicate_number');
    });
  });

  describe('if the first profile gets no message', () => {
    const { db } = freshDatabase();

    it('is sent to under the second profile, unless the number has opted out', async () => {
      const provider = scriptedProvider({ react: (sms) => (sms.to.endsWith('1') ? REFUSE_RECIPIENT : ACCEPT) });
      const [first, refused, ...others] = people(6);
      const profiles = [{ ...first, optedOut: true }, refused, ...others] as ReturnType<typeof people>;
      const { send, store, runId } = await sendingSetup({ db, profiles, providers: [provider], sizes });
      await store.profiles.upsert({ id: 'outsider', phone: '+447700900004' }, new Date(0));
      await renumber(store, 'p00002', NUMBER);
      await renumber(store, 'p00003', '+447700900001');
      // The other profile with the number is not in this run and doesn't count.
      await renumber(store, 'p00004', '+447700900004');
      // One slice after the other, so that failed messages are known.
      const policy = { ...QUICK, slicesInFlight: 1 };
      expect(await send({ policy })).toMatchObject({ state: 'done', counts: { skipped: 2, accepted: 2, failed: 2 } });
      expect(numbersOf(provider).toSorted()).toEqual(['+447700900004', '+447700900005']);
      expect(await skippedAs(store, runId, 'p00002')).toBe('opted_out');
    });
  });
});

describe('a number that several profiles change to after the freezing', () => {
  const { db } = freshDatabase();

  it('gets the message once, whichever worker is first and whichever dies', async () => {
    let isAlive = false;
    const provider = scriptedProvider({ react: () => (isAlive ? ACCEPT : never), lookup: true });
    const { send, store, newPool } = await sendingSetup({ db, profiles: people(8), providers: [provider], sizes });
    for (const id of ['p00001', 'p00004', 'p00005', 'p00007']) await renumber(store, id, '+447700911111');
    void send({ pool: newPool() });
    await expect.poll(() => provider.requests.length).toBeGreaterThan(0);
    isAlive = true;
    await Promise.all([send({ pool: newPool() }), send({ pool: newPool() })]);
    await expect
      .poll(() => send({ pool: newPool() }), { timeout: 8000 })
      .toMatchObject({ state: 'done', counts: { accepted: 5, skipped: 3 } });
    expect(numbersOf(provider).filter((to) => to === '+447700911111')).toHaveLength(1);
    expect(new Set(numbersOf(provider)).size).toBe(5);
  });
});

describe('a number that moves to another profile by the clock of a machine that is behind', () => {
  const { db } = freshDatabase();

  it('gets the message once as well', async () => {
    const provider = scriptedProvider({ react: () => ACCEPT });
    const { send, store, runId } = await sendingSetup({ db, profiles: people(6), providers: [provider], sizes });
    await store.profiles.upsert({ id: 'p00003', phone: NUMBER }, new Date(Date.now() - 3_600_000));
    expect(await send()).toMatchObject({ state: 'done', counts: { accepted: 5, skipped: 1 } });
    expect(await skippedAs(store, runId, 'p00003')).toBe('duplicate_number');
  });
});

describe('a profile that was unreachable when the audience was frozen', () => {
  const { db } = freshDatabase();

  it('gets no message under a number that gets it under another profile', async () => {
    const provider = scriptedProvider({ react: () => ACCEPT });
    const [first, second, third] = people(3).map((one) => ({ ...one, phone: null }));
    const profiles = [first, { ...second, phone: NUMBER }, third] as ReturnType<typeof people>;
    const { send, store, runId } = await sendingSetup({ db, profiles, providers: [provider], sizes });
    await renumber(store, 'p00000', NUMBER);
    await renumber(store, 'p00002', '+447700900002');
    expect(await send()).toMatchObject({ state: 'done', counts: { accepted: 2, skipped: 1 } });
    expect(numbersOf(provider).toSorted()).toEqual([NUMBER, '+447700900002']);
    expect(await skippedAs(store, runId, 'p00000')).toBe('duplicate_number');
  });
});

describe('profiles with other changes, or none', () => {
  /** The queries about shared numbers: each scans all profiles, or the whole audience. */
  function questions(store: Store) {
    const numbers: string[][] = [];
    const ids: string[][] = [];
    const havingNumbers: typeof store.profiles.havingNumbers = async (asked) => {
      if (asked.length > 0) numbers.push(asked.toSorted());
      return await store.profiles.havingNumbers(asked);
    };
    const recipientsOf: typeof store.batches.recipientsOf = async (runId, asked) => {
      if (asked.length > 0) ids.push(asked.toSorted());
      return await store.batches.recipientsOf(runId, asked);
    };
    return { numbers, ids, asking: { profiles: { havingNumbers }, batches: { recipientsOf } } };
  }

  describe('in an import of them all that changes no number', () => {
    const { db } = freshDatabase();

    it('cost no query, and get their message', async () => {
      const provider = scriptedProvider({ react: () => ACCEPT });
      const [first, second, ...others] = people(6);
      const profiles = [{ ...first, optedOut: true }, second, ...others] as ReturnType<typeof people>;
      await suppressionStore(db).add({ number: '+447700900001', source: 'api', at: new Date() });
      const { send, store } = await sendingSetup({ db, profiles, providers: [provider], sizes });
      const { numbers, ids, asking } = questions(store);
      await store.profiles.upsertMany(profiles, new Date(Date.now() + 1000));
      expect(await send({ store: asking })).toMatchObject({ state: 'done', counts: { accepted: 4, skipped: 2 } });
      expect([numbers, ids]).toEqual([[], []]);
    });
  });

  describe('of which some swap their numbers', () => {
    const { db } = freshDatabase();

    it('cost one query, and get their message', async () => {
      const provider = scriptedProvider({ react: () => ACCEPT });
      const { send, store } = await sendingSetup({ db, profiles: people(4), providers: [provider] });
      const { numbers, ids, asking } = questions(store);
      await renumber(store, 'p00001', '+447700900002');
      await renumber(store, 'p00002', '+447700900001');
      await store.profiles.upsert({ id: 'p00003', properties: { name: 'N' } }, new Date(Date.now() + 1000));
      expect(await send({ store: asking })).toMatchObject({ state: 'done', counts: { accepted: 4 } });
      expect(numbers).toEqual([['+447700900001', '+447700900002']]);
      expect(ids).toEqual([]);
    });
  });
});

describe('one number in two campaigns', () => {
  const { db } = freshDatabase();

  it('keeps its messages distinct if the provider is queried by number: an id that is on a message belongs to it', async () => {
    let answers = false;
    const provider = scriptedProvider({
      react: (_, requestNumber) => (requestNumber === 2 ? LOST_BEFORE_ACCEPTING : ACCEPT),
      lookup: () => (answers ? undefined : { kind: 'failed', code: '503' }),
      lookupBy: 'to',
    });
    const { runId, send, store } = await sendingSetup({ db, profiles: people(1), providers: [provider] });
    const otherId = await frozenRun(store, { campaignId: 'cmp_2', at: new Date() });
    expect(await send()).toMatchObject({ state: 'done' });
    expect(await send({ runId: otherId })).toMatchObject({ state: 'later', reason: 'answers_lost' });
    answers = true;

    expect(await send({ runId: otherId })).toMatchObject({ state: 'done', counts: { accepted: 1 } });
    const references = [runId, otherId].map((id) => messageIdOf(id, 'p00000'));
    expect(provider.ledger.map((sms) => sms.reference)).toEqual(references);
  });
});
