import { afterEach, describe, expect, it } from 'vitest';
import type { ProfileInput } from '../../src/domain/audience/profile.ts';
import { storeOf } from '../../src/store/store.ts';
import { freshDatabase } from '../support/database.ts';
import { TEST_SECRET_KEY } from '../support/sending.ts';
import { type Crash, Crashed, crashingDb, interruptedDb } from './crashingDb.ts';

const { db } = freshDatabase();
const store = storeOf(db, TEST_SECRET_KEY);
const NUMBER = '+447700900001';
const now = new Date('2026-03-02T10:00:00Z');
const lift = { reason: 'she called', keyId: null, at: now };

const isSuppressed = async (): Promise<boolean> => (await store.suppressions.among([NUMBER])).has(NUMBER);
const isOptedOut = async (id: string): Promise<boolean> =>
  (await store.profiles.get(id))?.optedOut === true || (await isSuppressed());

type Profiles = typeof store.profiles;

/** Writes that opt out `ada`, whose number is `NUMBER` afterwards. */
const OPT_OUTS: readonly [string, ProfileInput, (profiles: Profiles) => Promise<unknown>][] = [
  ['a write', { id: 'ada', phone: NUMBER }, (profiles) => profiles.upsert({ id: 'ada', optedOut: true }, now)],
  [
    'a write with the number',
    { id: 'ada' },
    (profiles) => profiles.upsert({ id: 'ada', phone: NUMBER, optedOut: true }, now),
  ],
  [
    'a number of a profile that has opted out',
    { id: 'ada', optedOut: true },
    (profiles) => profiles.upsert({ id: 'ada', phone: NUMBER }, now),
  ],
  [
    'writes of many',
    { id: 'ada', phone: '+447700900002' },
    (profiles) => profiles.upsertMany([{ id: 'ada', phone: NUMBER, optedOut: true }, { id: 'bo' }], now),
  ],
  ['a call', { id: 'ada', phone: NUMBER }, (profiles) => profiles.optOut('ada', { source: 'api', at: now })],
];

const CRASHES: readonly Crash[] = [1, 2, 3, 4, 5].flatMap((request) => [
  { request, when: 'before' as const },
  { request, when: 'after' as const },
]);

afterEach(async () => {
  await db.dropDatabase();
});

describe.each(OPT_OUTS)('an opt-out by %s', (_, before, optOut) => {
  it.each(CRASHES)('that crashes $when command $request holds from the answer to its repetition on', async (crash) => {
    await store.profiles.upsert(before, now);
    const crashed = await optOut(storeOf(crashingDb(db, crash), TEST_SECRET_KEY).profiles).catch((error) => error);
    if (!(crashed instanceof Crashed)) expect(await isSuppressed()).toBe(true);
    await optOut(store.profiles);
    expect(await isSuppressed()).toBe(true);
  });

  it.each(CRASHES)('that crashes $when command $request is not lost with its profile', async (crash) => {
    await store.profiles.upsert(before, now);
    await optOut(storeOf(crashingDb(db, crash), TEST_SECRET_KEY).profiles).catch(() => undefined);
    const { optedOut, number } = (await store.profiles.get('ada')) ?? {};
    await store.profiles.remove('ada', now);
    if (optedOut && number === NUMBER) expect(await isSuppressed()).toBe(true);
  });
});

describe('a lift', () => {
  it.each(CRASHES)('that crashes $when command $request ends all of it or can be repeated', async (crash) => {
    for (const id of ['ada', 'bo']) await store.profiles.upsert({ id, phone: NUMBER, optedOut: true }, now);
    const lifting = storeOf(crashingDb(db, crash), TEST_SECRET_KEY).suppressions.lift({ number: NUMBER, ...lift });
    await lifting.catch(() => undefined);
    const states = [await isOptedOut('ada'), await isOptedOut('bo')];
    expect(states[0]).toBe(states[1]);
    await store.suppressions.lift({ number: NUMBER, ...lift });
    expect([await isOptedOut('ada'), await isOptedOut('bo')]).toEqual([false, false]);
    expect((await store.suppressions.get(NUMBER))?.lifted).toHaveLength(1);
  });
});

describe('an opt-out and a lift at the same time', () => {
  const before = new Date(now.getTime() - 1);
  const after = new Date(now.getTime() + 1);
  const OPT_OUTS_AT: readonly [string, (of: typeof store, at: Date) => Promise<unknown>][] = [
    ['of a profile', ({ profiles }, at) => profiles.optOut('ada', { source: 'api', at })],
    ['by a write', ({ profiles }, at) => profiles.upsert({ id: 'ada', optedOut: true }, at)],
    ['by an import', ({ profiles }, at) => profiles.upsertMany([{ id: 'ada', optedOut: true }], at)],
    ['of the number', ({ suppressions }, at) => suppressions.add({ number: NUMBER, source: 'stop', at })],
  ];
  const LIFTS: readonly [string, (of: typeof store) => Promise<unknown>][] = [
    ['of the number', ({ suppressions }) => suppressions.lift({ number: NUMBER, ...lift })],
    ['of a profile', ({ profiles }) => profiles.optIn('bo', lift)],
  ];
  const interrupted = (at: number, meanwhile: () => Promise<unknown>) =>
    storeOf(interruptedDb(db, at, meanwhile), TEST_SECRET_KEY);
  const cases = OPT_OUTS_AT.flatMap(([how, optOut]) =>
    LIFTS.flatMap(([ofWhat, ends]) =>
      [1, 2, 3, 4, 5].flatMap((request) =>
        [true, false].map((wasSuppressed) => ({ how, optOut, ofWhat, ends, request, wasSuppressed })),
      ),
    ),
  );

  async function given(wasSuppressed: boolean): Promise<void> {
    const optedOut = wasSuppressed ? { optedOut: true } : {};
    for (const id of ['ada', 'bo']) await store.profiles.upsert({ id, phone: NUMBER, ...optedOut }, before);
  }

  it.each(cases)(
    'leave the opt-out $how, which is the later one, in force: lift $ofWhat held up at $request, suppressed before: $wasSuppressed',
    async ({ optOut, ends, request, wasSuppressed }) => {
      await given(wasSuppressed);
      let hasOptedOut = false;
      const optOutNow = async (): Promise<void> => {
        await optOut(store, after);
        hasOptedOut = true;
      };
      await ends(interrupted(request, optOutNow));
      if (!hasOptedOut) await optOutNow();
      expect(await isSuppressed()).toBe(true);
    },
  );

  it.each(cases)(
    'leave all profiles of the number alike: opt-out $how held up at $request, lift $ofWhat, suppressed before: $wasSuppressed',
    async ({ optOut, ends, request, wasSuppressed }) => {
      await given(wasSuppressed);
      for (const at of [before, after]) {
        await optOut(
          interrupted(request, () => ends(store)),
          at,
        );
        expect(await isOptedOut('ada')).toBe(await isOptedOut('bo'));
      }
    },
  );
});
