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
import { calendar, limits, ONE_A_DAY, twoCampaigns } from './support.ts';

const noon = (): Date => new Date('2026-05-07T12:00:00Z');
const nextDay = (): Date => new Date('2026-05-08T12:00:00Z');

describe('the messages of a profile in a day, over all campaigns', () => {
  const { db } = freshDatabase();

  it('are limited, except those of campaigns that ignore the limit and do not count', async () => {
    const provider = scriptedProvider({ react: () => ACCEPT });
    const { send, store, runId, newPool } = await sendingSetup({
      db,
      profiles: people(100),
      providers: [provider],
      account: { profileLimits: [calendar(2, 'day')] },
    });
    const others = [];
    for (const campaignId of ['cmp_2', 'cmp_3']) {
      others.push(await frozenRun(store, { campaignId, at: new Date() }));
    }
    const campaign = { limits: { ignoreProfileLimits: true, countForProfileLimits: false } };
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

describe('limits of other kinds', () => {
  const { db } = freshDatabase();
  const at = (instant: string) => () => new Date(instant);

  it('count by tag, ignoring campaigns as well, and leave out those that do not count', async () => {
    const provider = scriptedProvider({ react: () => ACCEPT });
    const { send, store, newPool } = await sendingSetup({
      db,
      profiles: people(5),
      providers: [provider],
      account: { profileLimits: [{ kind: 'rolling', max: 1, days: 7, tag: 'promotion' }] },
    });
    const sent = async (campaignId: string, day: string, campaign: Parameters<typeof frozenRun>[1]['campaign']) => {
      const runId = await frozenRun(store, { campaignId, at: new Date(), campaign });
      const result = await send({ runId, pool: newPool(), now: at(`${day}T12:00:00Z`) });
      return result.counts.accepted;
    };
    const promotion = { tags: ['promotion'] };
    const [ignores, uncounted] = [{ ignoreProfileLimits: true }, { countForProfileLimits: false }];
    expect(await sent('cmp_2', '2026-05-01', { tags: ['news'] })).toBe(5);
    expect(await sent('cmp_3', '2026-05-01', { ...promotion, limits: uncounted })).toBe(5);
    expect(await sent('cmp_4', '2026-05-02', promotion)).toBe(5);
    expect(await sent('cmp_5', '2026-05-03', { ...promotion, limits: uncounted })).toBe(0);
    expect(await sent('cmp_6', '2026-05-04', { ...promotion, limits: ignores })).toBe(5);
    // More than seven days after the one, but not after the other.
    expect(await sent('cmp_7', '2026-05-10', promotion)).toBe(0);
    expect(await sent('cmp_8', '2026-05-12', promotion)).toBe(5);
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
    const { send, store } = await sendingSetup({
      db,
      profiles,
      providers: [provider],
      account: { timeZone: 'Asia/Tokyo', profileLimits: [calendar(1, 'day'), calendar(2, 'week')] },
    });
    await db
      .collection<{ _id: string }>('profiles')
      .updateOne({ _id: 'p00002' }, { $set: { timeZone: 'Mars/Olympus' } });
    // Sunday in Pago Pago, Monday in Kiritimati and Tokyo.
    expect(await send({ now: () => new Date('2026-05-10T23:00:00Z') })).toMatchObject({ counts: { accepted: 3 } });
    const second2 = await frozenRun(store, { campaignId: 'cmp_2', at: new Date() });
    // A new day for all of them, and a new week for p00001 alone.
    expect(await send({ runId: second2, now: () => new Date('2026-05-11T23:00:00Z') })).toMatchObject({
      counts: { accepted: 3 },
    });
    const third3 = await frozenRun(store, { campaignId: 'cmp_3', at: new Date() });
    expect(await send({ runId: third3, now: () => new Date('2026-05-12T23:00:00Z') })).toMatchObject({
      counts: { accepted: 1, skipped: 2 },
    });
    expect(await store.messages.get(messageIdOf(third3, 'p00001'))).toMatchObject({ status: 'accepted' });
  });
});

describe('the day of a profile without a zone', () => {
  const { db } = freshDatabase();

  it('and the times in its text are those of its number’s zone, if the account says so', async () => {
    const provider = scriptedProvider({ react: () => ACCEPT });
    const { send, store, newPool } = await sendingSetup({
      db,
      profiles: [{ id: 'p00000', phone: '+919876543210', properties: { name: 'Ada' } }],
      providers: [provider],
      account: { ...ONE_A_DAY, zoneFromNumber: true },
      campaign: { what: { template: '{{ "2026-05-07T18:00:00Z" | date: "%H:%M" }}' } },
    });
    // Before and after midnight in India.
    expect(await send({ now: () => new Date('2026-05-07T18:29:00Z') })).toMatchObject({ counts: { accepted: 1 } });
    expect(provider.ledger.map(({ text }) => text)).toEqual(['23:30']);
    const second = await frozenRun(store, { campaignId: 'cmp_2', at: new Date() });
    const after = await send({ runId: second, pool: newPool(), now: () => new Date('2026-05-07T18:31:00Z') });
    expect(after).toMatchObject({ counts: { accepted: 1 } });
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
    const counted = (await store.profileCaps.read(['p00000'])).get('p00000');
    expect(counted?.map(({ from }) => from)).toEqual([nextDay()]);
  });
});

describe('a worker that died before it reserved slots, which are then taken', () => {
  const { db } = freshDatabase();

  it('leaves no recipient in doubt, although the provider has no lookup', async () => {
    const provider = scriptedProvider({ react: () => ACCEPT });
    const { send, newPool, second } = await twoCampaigns({ db, provider });
    void send({ runId: second, pool: newPool(), store: { profileCaps: { count: () => never } } });
    await expect.poll(() => db.collection('intents').countDocuments()).toBe(1);
    expect(await send()).toMatchObject({ state: 'done', counts: { accepted: 10 } });
    await expect
      .poll(() => send({ runId: second, pool: newPool() }), { timeout: 5000 })
      .toMatchObject({ state: 'done', counts: { skipped: 10, uncertain: 0 } });
  });
});
