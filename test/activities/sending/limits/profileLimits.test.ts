import { describe, expect, it } from 'vitest';
import { messageIdOf } from '../../../../src/domain/ids.ts';
import { barrier } from '../../../support/barrier.ts';
import { freshDatabase } from '../../../support/database.ts';
import {
  ACCEPT,
  LOST_BEFORE_ACCEPTING,
  REFUSE_RECIPIENT,
  scriptedProvider,
  TROUBLE,
} from '../../../support/scriptedProvider.ts';
import { frozenRun, never, numbersOf, people, QUICK, reportFor, sendingSetup } from '../../../support/sending.ts';
import { limits, ONE_A_DAY, twoCampaigns } from './support.ts';

const noon = (): Date => new Date('2026-05-07T12:00:00Z');
const nextDay = (): Date => new Date('2026-05-08T12:00:00Z');

describe('the messages of a profile in a day, over all campaigns', () => {
  const { db } = freshDatabase();

  it('are limited, except those of campaigns that ignore the limit', async () => {
    const provider = scriptedProvider({ react: () => ACCEPT });
    const { send, store, runId, newPool } = await sendingSetup({
      db,
      profiles: people(100),
      providers: [provider],
      account: { profileLimits: { perDay: 2 } },
    });
    const others = [];
    for (const campaignId of ['cmp_2', 'cmp_3']) {
      others.push(await frozenRun(store, { campaignId, at: new Date() }));
    }
    const campaign = { limits: { ignoreProfileLimits: true } };
    const important = await frozenRun(store, { campaignId: 'cmp_4', at: new Date(), campaign });

    const sending = async (id: string): Promise<void> => {
      const sent = () => send({ runId: id, pool: newPool(), now: noon });
      await expect.poll(sent, { timeout: 8000 }).toMatchObject({ state: 'done' });
    };
    await Promise.all([runId, ...others, important].map(sending));

    const perNumber = new Map<string, number>();
    for (const to of numbersOf(provider)) perNumber.set(to, (perNumber.get(to) ?? 0) + 1);
    expect(new Set(perNumber.values())).toEqual(new Set([3]));
    const reports = await Promise.all([runId, ...others].map((id) => reportFor(store, id)));
    expect(reports.reduce((sum, { sent }) => sum + sent, 0)).toBe(200);
    expect(new Set(reports.flatMap(({ errorBucket }) => errorBucket.map(({ reason }) => reason)))).toEqual(
      new Set(['profile_limit']),
    );
  });
});

describe('a day and a week', () => {
  const { db } = freshDatabase();

  it('are those of the profile’s zone, or of the account’s if that is unknown', async () => {
    const provider = scriptedProvider({ react: () => ACCEPT });
    const [first, second, third] = people(3);
    const profiles = [
      { ...first, timeZone: 'Pacific/Kiritimati' },
      { ...second, timeZone: 'Pacific/Pago_Pago' },
      { ...third },
    ] as ReturnType<typeof people>;
    const { send, store, runId } = await sendingSetup({
      db,
      profiles,
      providers: [provider],
      account: { timeZone: 'Asia/Tokyo', profileLimits: { perDay: 1, perWeek: 2 } },
    });
    await db
      .collection<{ _id: string }>('profiles')
      .updateOne({ _id: 'p00002' }, { $set: { timeZone: 'Mars/Olympus' } });
    // Sunday in Pago Pago, Monday in Kiritimati and Tokyo.
    expect(await send({ now: () => new Date('2026-05-10T23:00:00Z') })).toMatchObject({ counts: { accepted: 3 } });
    const countedIn = async (period: string): Promise<string[]> =>
      (await db.collection<{ _id: string }>(`profileCaps.${period}`).find().sort({ _id: 1 }).toArray()).map(
        ({ _id }) => _id,
      );
    expect(await countedIn('2026-05-10')).toEqual(['p00001']);
    expect(await countedIn('2026-W19')).toEqual(['p00001']);
    expect(await countedIn('2026-05-11')).toEqual(['p00000', 'p00002']);
    expect(await countedIn('2026-W20')).toEqual(['p00000', 'p00002']);
    const second2 = await frozenRun(store, { campaignId: 'cmp_2', at: new Date() });
    // A new day for all of them, and a new week for one.
    expect(await send({ runId: second2, now: () => new Date('2026-05-11T23:00:00Z') })).toMatchObject({
      counts: { accepted: 3 },
    });
    const third3 = await frozenRun(store, { campaignId: 'cmp_3', at: new Date() });
    expect(await send({ runId: third3, now: () => new Date('2026-05-12T23:00:00Z') })).toMatchObject({
      counts: { accepted: 1, skipped: 2 },
    });
    expect(await store.messages.get(messageIdOf(runId, 'p00000'))).toMatchObject({ status: 'accepted' });
  });
});

describe('a profile whose slot another campaign holds', () => {
  describe('that is still sending', () => {
    const { db } = freshDatabase();

    it.each([
      { ending: 'sends', reaction: ACCEPT, counts: { skipped: 10 } },
      { ending: 'is refused', reaction: REFUSE_RECIPIENT, counts: { accepted: 10 } },
    ])('makes the chunk wait: the slot depends on whether that campaign $ending', async ({ reaction, counts }) => {
      await db.dropDatabase();
      const slow = barrier();
      const provider = scriptedProvider({
        react: async (sms) => {
          if (!sms.reference.startsWith('cmp_1')) return ACCEPT;
          await slow.passed;
          return reaction;
        },
      });
      const { send, newPool, second } = await twoCampaigns({ db, provider });
      const first = send({ pool: newPool(), now: noon });
      await expect.poll(() => provider.requests.length).toBe(10);
      expect(await send({ runId: second, pool: newPool(), now: noon })).toMatchObject({
        state: 'later',
        reason: 'limits',
        progressed: false,
        retryAfterMs: QUICK.limitsMs,
      });
      slow.open();
      await first;
      expect(await send({ runId: second, pool: newPool(), now: noon })).toMatchObject({ state: 'done', counts });
    });
  });

  describe('that could not send', () => {
    const { db } = freshDatabase();

    it('gets the other campaign’s message', async () => {
      const provider = scriptedProvider({ react: (sms) => (sms.reference.startsWith('cmp_1') ? TROUBLE : ACCEPT) });
      const { send, newPool, second } = await twoCampaigns({ db, provider });
      expect(await send({ pool: newPool(), now: noon })).toMatchObject({ reason: 'providers_unavailable' });
      expect(await send({ runId: second, pool: newPool(), now: noon })).toMatchObject({ counts: { accepted: 10 } });
      expect(await send({ pool: newPool(), now: noon })).toMatchObject({ counts: { skipped: 10 } });
    });
  });

  describe('whose worker died before it released the slot', () => {
    const { db } = freshDatabase();

    it('has its slot released by the other campaign', async () => {
      const provider = scriptedProvider({
        react: (sms) => (sms.reference.startsWith('cmp_1') ? REFUSE_RECIPIENT : ACCEPT),
      });
      const { send, store, runId, newPool, second } = await twoCampaigns({ db, provider });
      void send({ pool: newPool(), now: noon, store: { profileCaps: { release: () => never } } });
      await expect.poll(() => store.messages.countByStatus(runId)).toEqual({ failed: 10 });
      await expect
        .poll(() => send({ runId: second, pool: newPool(), now: noon }))
        .toMatchObject({ state: 'done', counts: { accepted: 10 } });
    });
  });

  describe('that was stopped after its worker died', () => {
    const { db } = freshDatabase();

    it('does not make the chunk wait: the message may have been sent', async () => {
      const provider = scriptedProvider({ react: (sms) => (sms.reference.startsWith('cmp_1') ? never : ACCEPT) });
      const { send, store, runId, newPool, second } = await twoCampaigns({ db, provider });
      void send({ pool: newPool(), now: noon });
      await expect.poll(() => provider.requests.length).toBe(10);
      expect(await send({ runId: second, pool: newPool(), now: noon })).toMatchObject({ reason: 'limits' });
      await store.dispatches.finish(runId, new Date());
      expect(await send({ runId: second, pool: newPool(), now: noon })).toMatchObject({ counts: { skipped: 10 } });
    });
  });

  describe('but whose campaign has no slot left for it', () => {
    const { db } = freshDatabase();

    it('is free for the other campaigns', async () => {
      const provider = scriptedProvider({ react: () => ACCEPT });
      const { send, newPool, second } = await twoCampaigns({ db, provider, campaign: limits({ total: 4 }) });
      await expect
        .poll(() => send({ now: noon }))
        .toMatchObject({ state: 'done', counts: { accepted: 4, skipped: 6 } });
      expect(await send({ runId: second, pool: newPool(), now: noon })).toMatchObject({
        counts: { accepted: 6, skipped: 4 },
      });
    });
  });
});

describe('a message whose answer was lost', () => {
  const { db } = freshDatabase();

  it('counts on the day on which it is finally sent', async () => {
    let answers = false;
    const provider = scriptedProvider({
      react: (_, n) => (n === 1 ? LOST_BEFORE_ACCEPTING : ACCEPT),
      lookup: () => (answers ? undefined : { kind: 'failed', code: '503' }),
    });
    const { send, store } = await sendingSetup({ db, profiles: people(1), providers: [provider], account: ONE_A_DAY });
    expect(await send({ now: noon })).toMatchObject({ reason: 'answers_lost' });
    answers = true;
    expect(await send({ now: nextDay })).toMatchObject({ reason: 'limits' });
    expect(await send({ now: nextDay })).toMatchObject({ state: 'done', counts: { accepted: 1 } });
    const days = ['2026-05-07', '2026-05-08'].map((periodKey) => ({ profileId: 'p00000', periodKey }));
    const counted = await Promise.all(days.map((one) => store.profileCaps.counts({ profiles: [one] })));
    expect(counted.map((one) => one.get('p00000') ?? 0)).toEqual([0, 1]);
  });
});

describe('a worker that died before it reserved slots, which are then taken', () => {
  const { db } = freshDatabase();

  it('leaves no recipient in doubt, although the provider has no lookup', async () => {
    const provider = scriptedProvider({ react: () => ACCEPT });
    const { send, newPool, second } = await twoCampaigns({ db, provider });
    void send({ runId: second, pool: newPool(), store: { profileCaps: { reserve: () => never } } });
    await expect.poll(() => db.collection('intents').countDocuments()).toBe(1);
    expect(await send()).toMatchObject({ state: 'done', counts: { accepted: 10 } });
    await expect
      .poll(() => send({ runId: second, pool: newPool() }), { timeout: 5000 })
      .toMatchObject({ state: 'done', counts: { skipped: 10, uncertain: 0 } });
  });
});
