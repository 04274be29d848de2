import { describe, expect, it } from 'vitest';
import { freshDatabase } from '../../../support/database.ts';
import { ACCEPT, LOST_AFTER_ACCEPTING, scriptedProvider } from '../../../support/scriptedProvider.ts';
import { expectEverybodyOnce, never, numbersOf, people, QUICK, sendingSetup } from '../../../support/sending.ts';

const LATER = new Date(Date.now() + 1000);

describe('a provider that was retired, and taken out of its group, while an answer was open', () => {
  const { db } = freshDatabase();

  it('is asked about it, and sent nothing new', async () => {
    const first = scriptedProvider({ react: (_, n) => (n <= 2 ? ACCEPT : never), lookup: true });
    const second = scriptedProvider({ react: () => ACCEPT, lookup: true });
    const { send, store, newPool } = await sendingSetup({
      db,
      profiles: people(6),
      providers: [first, second],
      sizes: { batch: 6, chunk: 6, slice: 4 },
    });
    void send({ pool: newPool(), store: { intents: { renew: () => never } } });
    await expect.poll(() => first.requests.length).toBe(4);
    await store.providerGroups.replace({
      id: 'grp_1',
      input: { name: 'group', members: [{ providerId: 'prv_1' }] },
      now: LATER,
    });
    await store.providers.setRetired('prv_0', LATER, LATER);

    await expect
      .poll(() => send({ pool: newPool() }), { timeout: 8000 })
      .toMatchObject({ state: 'done', counts: { accepted: 6, uncertain: 0 } });
    // Two of the four have it from the first, which the answers to the other two never came from.
    expect(first.requests).toHaveLength(4);
    expect(new Set(numbersOf(first, second)).size).toBe(6);
    expect(numbersOf(first, second)).toHaveLength(6);
  });
});

describe('a provider that is retired while a chunk is sent', () => {
  const { db } = freshDatabase();

  it('is sent nothing new within seconds', async () => {
    const [first, second] = [0, 1].map(() => scriptedProvider({ react: () => ACCEPT }));
    if (!first || !second) throw new Error('there are two');
    const { send, store } = await sendingSetup({
      db,
      profiles: people(140),
      providers: [first, second],
      sizes: { batch: 140, chunk: 140, slice: 10 },
      ratePerSecond: 20,
    });
    const sending = send();
    await expect.poll(() => first.requests.length).toBeGreaterThan(0);
    await store.providers.setRetired('prv_0', LATER, LATER);
    expect(await sending).toMatchObject({ state: 'done', counts: { accepted: 140 } });
    // Settings are at most 5 s old, and a slice takes half a second.
    expect(first.requests.length).toBeLessThan(120);
    expectEverybodyOnce(140, first, second);
  }, 20_000);
});

describe('a run whose providers are all retired', () => {
  const { db } = freshDatabase();
  const { db: freshDb } = freshDatabase();

  it('resolves what is in doubt', async () => {
    const provider = scriptedProvider({
      react: (_, n) => (n === 1 ? LOST_AFTER_ACCEPTING : ACCEPT),
      lookup: () => (isAway ? { kind: 'failed', code: '503' } : undefined),
    });
    let isAway = true;
    const { send, store, newPool } = await sendingSetup({ db, profiles: people(1), providers: [provider] });
    expect(await send({ pool: newPool() })).toMatchObject({ state: 'later', reason: 'answers_lost' });
    await store.providers.setRetired('prv_0', LATER, LATER);
    isAway = false;
    expect(await send({ pool: newPool() })).toMatchObject({ state: 'done', counts: { accepted: 1 } });
    expectEverybodyOnce(1, provider);
  });

  it('waits: nobody is failed for that', async () => {
    const provider = scriptedProvider({ react: () => ACCEPT });
    const setup = { db: freshDb, profiles: people(5), providers: [provider], countries: [['GB']] };
    const { send, store, newPool } = await sendingSetup(setup);
    await store.providers.setRetired('prv_0', LATER, LATER);
    expect(await send({ pool: newPool() })).toMatchObject({
      state: 'later',
      reason: 'providers_unavailable',
      retryAfterMs: QUICK.unavailableMs,
    });
    await store.providers.setRetired('prv_0', null, LATER);
    expect(await send({ pool: newPool() })).toMatchObject({ state: 'done', counts: { accepted: 5 } });
  });
});
