import fc from 'fast-check';
import { MongoClient } from 'mongodb';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { freezeAudience } from '../../../../src/activities/audience/freezeAudience.ts';
import { campaignActivities } from '../../../../src/activities/campaigns.ts';
import { sendChunk } from '../../../../src/activities/sending/chunk/sendChunk.ts';
import { preparedDispatches } from '../../../../src/activities/sending/preparedDispatches.ts';
import { providerPool } from '../../../../src/activities/sending/providers/providerPool.ts';
import { accountInput } from '../../../../src/domain/account/account.ts';
import type { ProfileInput } from '../../../../src/domain/audience/profile.ts';
import { type PastBehaviourInput, pastBehaviourInput } from '../../../../src/domain/campaign/campaign.ts';
import type { Run } from '../../../../src/domain/campaign/run.ts';
import { batchIdOf } from '../../../../src/domain/ids.ts';
import type { Batch } from '../../../../src/domain/message/batch.ts';
import type { Message } from '../../../../src/domain/message/message.ts';
import { providerInput } from '../../../../src/domain/provider/provider.ts';
import { toLocalDate } from '../../../../src/domain/schedule/localTime.ts';
import { canonicalZone } from '../../../../src/domain/zones.ts';
import { type Store, storeOf } from '../../../../src/store/store.ts';
import { isWithin, wallClock } from '../../../domain/schedule/wallClock.ts';
import { ACCEPT, scriptedProvider } from '../../../support/scriptedProvider.ts';
import { QUICK, TEST_SECRET_KEY } from '../../../support/sending.ts';

/** Two runs of one random campaign to random people, from planning to the last message, with a simulated clock. */
describe('for any campaign', () => {
  const client = new MongoClient(inject('mongoUrl'), { ignoreUndefined: true });
  const databases: string[] = [];
  afterAll(async () => {
    for (const name of databases) await client.db(name).dropDatabase();
    await client.close();
  });

  it('nothing is sent in DND, before the start or after the end, to anyone twice, or over a limit; and limits are met', async () => {
    let sentInAll = 0;
    let limited = 0;
    await fc.assert(
      fc.asyncProperty(world, async (given) => {
        const name = `whole-${process.pid}-${databases.length}`;
        databases.push(name);
        const store = storeOf(client.db(name), TEST_SECRET_KEY);
        const { sent, messages } = await runTwice(store, given);
        expectOutsideDnd(sent, given);
        expectWithinDates(sent, given);
        expectOnce(sent);
        expectLimits(messages, sent, given);
        sentInAll += sent.length;
        limited += messages.filter(({ reason }) => reason?.endsWith('_limit')).length;
      }),
      { numRuns: 30, seed: 11 },
    );
    expect(sentInAll).toBeGreaterThan(100);
    expect(limited).toBeGreaterThan(20);
  }, 120_000);
});

const ZONES = [
  'Europe/Paris',
  'America/New_York',
  'Australia/Lord_Howe',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
  'UTC',
];
const ACCOUNT_ZONE = 'Europe/Paris';
/** The days around it have both a change of clocks (Paris, 29 March) and none. */
const START = '2026-03-28';
const END = '2026-03-30';
const SCHEDULED_AT = new Date('2026-03-20T12:00:00Z');

const time = fc.tuple(fc.nat(23), fc.constantFrom('00', '30')).map(([h, m]) => `${String(h).padStart(2, '0')}:${m}`);
const window = fc.record({
  from: time,
  to: time,
  days: fc.subarray(['FR', 'SA', 'SU', 'MO'] as const, { minLength: 1 }),
  zone: fc.constantFrom('recipient' as const, 'account' as const),
  action: fc.constantFrom('discard' as const, 'delay' as const),
});
const person = fc.record({
  zone: fc.option(fc.constantFrom(...ZONES)),
  /** Few enough that some share a number. */
  number: fc.nat(30),
  optedOut: fc.constantFrom(false, false, false, true),
});
const limit = fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined, freq: 2 });
const world = fc.record({
  people: fc.array(person, { minLength: 4, maxLength: 20 }),
  zone: fc.constantFrom('account', 'America/New_York', 'profile'),
  /** Often so late that a run goes on after midnight. */
  time: fc.oneof(time, fc.constantFrom('23:00', '23:30')),
  late: fc.constantFrom('skip' as const, 'send_now' as const, 'next_day' as const),
  windows: fc.array(window, { maxLength: 2 }),
  reach: fc.oneof(
    fc.constant({ kind: 'everyone' as const }),
    fc.record({ kind: fc.constant('number' as const), number: fc.integer({ min: 1, max: 10 }) }),
    fc.record({ kind: fc.constant('percentage' as const), percentage: fc.constantFrom(30, 70) }),
  ),
  total: limit,
  perRun: limit,
  perDay: limit,
  perProfileAndDay: fc.option(fc.constant(1), { nil: undefined }),
  /** How late each batch begins, in minutes: because of a missing worker or a slow campaign. */
  delays: fc.array(fc.constantFrom(0, 0, 1, 45, 300), { minLength: 1, maxLength: 5 }),
  /** How long each request takes, in minutes: a low rate, a slow provider. Days and windows then change in the middle of a slice. */
  pace: fc.constantFrom(0, 0.5, 7, 100),
});
type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

interface Sent {
  readonly runId: string;
  readonly profileId: string;
  readonly to: string;
  readonly at: Date;
}

async function runTwice(store: Store, given: World): Promise<{ sent: Sent[]; messages: Message[] }> {
  await store.ensureIndexes();
  await fill(store, given);
  const activities = campaignActivities({ store, sizes: { batch: 5, chunk: 5, slice: 2 } });
  const sent: Sent[] = [];
  let planning = { scheduledAt: SCHEDULED_AT.toISOString(), notBefore: SCHEDULED_AT.toISOString() };
  let previous: string | null = null;
  for (let runs = 0; runs < 2; runs += 1) {
    const plan = await activities.loadCampaign({ campaignId: 'cmp', planning: { ...planning, previous, runs } });
    if (!plan.next) break;
    const startedAt = plan.next.firstAt;
    const opening = {
      campaignId: 'cmp',
      occurrence: runs + 1,
      schedule: plan.next,
      revision: plan.revision,
      startedAt,
    };
    await activities.openRun(opening);
    const run = await store.runs.get(`cmp/${runs + 1}`);
    if (!run) throw new Error('the run was not opened');
    const { batches } = await freezeAudience({ store, run, signal: new AbortController().signal });
    for (let ordinal = 1; ordinal <= batches; ordinal += 1) {
      sent.push(...(await sendBatch(store, run, ordinal, given)));
    }
    planning = { ...planning, notBefore: startedAt };
    previous = plan.next.local;
  }
  const messages = await store.db.collection<Message>('messages').find().toArray();
  return { sent, messages };
}

/** Begins a batch some time after it is due, and continues it when its result says so. */
async function sendBatch(store: Store, run: Run, ordinal: number, { delays, pace }: World): Promise<Sent[]> {
  const batchId = batchIdOf(run._id, ordinal);
  const batch = await store.db.collection<Batch>('batches').findOne({ _id: batchId });
  if (!batch) throw new Error(`no batch ${batchId}`);
  const delay = (delays[ordinal % delays.length] ?? 0) * 60_000;
  let clock = Math.max(batch.at?.getTime() ?? 0, run.startedAt.getTime()) + delay;
  const sent: Sent[] = [];
  const provider = scriptedProvider({
    react: ({ reference, to }) => {
      const profileId = reference.slice(run._id.length + 1);
      sent.push({ runId: run._id, profileId, to, at: new Date(clock) });
      clock += pace * 60_000;
      return ACCEPT;
    },
  });
  const pool = providerPool({ ...store, policy: QUICK, createProvider: () => provider });
  for (let tries = 0; tries < 40; tries += 1) {
    const result = await sendChunk(
      { dispatchId: run._id, batchId, offset: 0, limit: 5 },
      {
        store,
        pool,
        policy: QUICK,
        prepared: await preparedDispatches(store.dispatches)(run._id),
        owner: `worker/${batchId}/${tries}`,
        signal: new AbortController().signal,
        receiptUrl: null,
        now: () => new Date(clock),
      },
    );
    if (result.state === 'done') {
      await pool.close();
      return sent;
    }
    clock = result.resumeAt === undefined ? clock + 60_000 : Math.max(Date.parse(result.resumeAt), clock + 1000);
  }
  throw new Error(`batch ${batchId} does not come to an end`);
}

async function fill(store: Store, given: World): Promise<void> {
  const { people, windows, perProfileAndDay: perDay } = given;
  const profiles: ProfileInput[] = people.map(({ zone, number, optedOut }, index) => ({
    id: `p${String(index).padStart(2, '0')}`,
    phone: `+44770090${String(number).padStart(4, '0')}`,
    ...(zone !== null && { timeZone: zone }),
    optedOut,
  }));
  await store.profiles.upsertMany(profiles, SCHEDULED_AT);
  const account = {
    timeZone: ACCOUNT_ZONE,
    dnd: windows,
    profileLimits: perDay === undefined ? [] : [{ kind: 'calendar', max: perDay, per: 'day' } as const],
  };
  await store.account.replace(accountInput.parse(account), SCHEDULED_AT);
  const settings = { send: { url: 'http://127.0.0.1:9/' } };
  const input = providerInput.parse({ kind: 'http', name: 'only', settings });
  await store.providers.insert({ id: 'prv', input, now: SCHEDULED_AT });
  const members = [{ providerId: 'prv' }];
  await store.providerGroups.insert({ id: 'grp', input: { name: 'group', members }, now: SCHEDULED_AT });
  const stamps = { createdAt: SCHEDULED_AT, updatedAt: SCHEDULED_AT };
  await store.campaigns.insert({
    ...campaignOf(given),
    _id: 'cmp',
    status: 'scheduled',
    revision: 1,
    actions: [],
    ...stamps,
  });
}

function campaignOf({ zone, time: at, late, reach, total, perRun, perDay }: World): PastBehaviourInput {
  return pastBehaviourInput.parse({
    name: 'random',
    type: 'past_behaviour',
    when: {
      kind: 'recurring',
      rule: { kind: 'daily' },
      time: at,
      start: START,
      end: { kind: 'on', date: END },
      zone,
      ...(zone === 'profile' && { late }),
    },
    who: { kind: 'everyone' },
    what: { template: 'Hello' },
    providerGroupId: 'grp',
    reach,
    limits: { total, perRun, perDay },
  });
}

const zoneOf = (given: World, profileId: string): string => {
  const zone = given.people[Number(profileId.slice(1))]?.zone;
  return (zone ? canonicalZone(zone) : null) ?? ACCOUNT_ZONE;
};

function expectOutsideDnd(sent: readonly Sent[], given: World): void {
  for (const { at, profileId } of sent) {
    const holding = given.windows.filter((one) => {
      const clock = wallClock(one.zone === 'recipient' ? zoneOf(given, profileId) : ACCOUNT_ZONE);
      return isWithin(clock(at.getTime()), one);
    });
    expect(holding, `${profileId} at ${at.toISOString()}`).toEqual([]);
  }
}

function expectWithinDates(sent: readonly Sent[], given: World): void {
  for (const { at, profileId } of sent) {
    const zone =
      given.zone === 'profile' ? zoneOf(given, profileId) : given.zone === 'account' ? ACCOUNT_ZONE : given.zone;
    const date = toLocalDate(at, zone);
    expect(date >= START, `${profileId} on ${date}`).toBe(true);
    expect(date <= END, `${profileId} on ${date}`).toBe(true);
  }
}

/** In a run, neither a profile nor a number gets two messages. */
function expectOnce(sent: readonly Sent[]): void {
  for (const key of ['profileId', 'to'] as const) {
    const keys = sent.map((one) => `${one.runId} ${one[key]}`);
    expect(new Set(keys).size).toBe(keys.length);
  }
}

/** No limit is exceeded; and if recipients were skipped because of a limit, it was reached. */
function expectLimits(messages: readonly Message[], sent: readonly Sent[], given: World): void {
  const { total, perRun, perDay, perProfileAndDay, reach } = given;
  const check = (reason: string, limit: number | undefined, counts: readonly number[]): void => {
    if (limit === undefined) return;
    for (const count of counts) expect(count).toBeLessThanOrEqual(limit);
    const leftOut = messages.some((message) => message.reason === reason);
    if (leftOut) expect(Math.max(0, ...counts)).toBe(limit);
  };
  const by = (key: (one: Sent) => string): number[] => countsBy(sent.map(key));
  const dayOf = ({ at, profileId }: Sent): string => {
    const zone =
      given.zone === 'profile' ? zoneOf(given, profileId) : given.zone === 'account' ? ACCOUNT_ZONE : given.zone;
    return toLocalDate(at, zone);
  };
  check(
    'total_limit',
    total,
    by(() => 'all'),
  );
  check(
    'run_limit',
    perRun,
    by(({ runId }) => runId),
  );
  check('daily_limit', perDay, by(dayOf));
  check(
    'profile_limit',
    perProfileAndDay,
    by((one) => `${one.profileId} ${toLocalDate(one.at, zoneOf(given, one.profileId))}`),
  );
  if (reach.kind === 'number')
    for (const count of by(({ runId }) => runId)) expect(count).toBeLessThanOrEqual(reach.number);
}

function countsBy(keys: readonly string[]): number[] {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts.values()];
}
