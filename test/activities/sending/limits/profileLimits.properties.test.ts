import fc from 'fast-check';
import type { Db } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { counts } from '../../../../src/activities/sending/limits/dispatchLimits.ts';
import type { ProfileLimit } from '../../../../src/domain/limits/profileLimits.ts';
import type { Message } from '../../../../src/domain/message/message.ts';
import { seededRandom } from '../../../store/seededRandom.ts';
import { freshDatabases } from '../../../support/database.ts';
import {
  ACCEPT,
  LOST_AFTER_ACCEPTING,
  LOST_BEFORE_ACCEPTING,
  REFUSE_RECIPIENT,
  type Reaction,
  type ScriptedProvider,
  scriptedProvider,
} from '../../../support/scriptedProvider.ts';
import { frozenRun, people, sendingSetup } from '../../../support/sending.ts';
import { type OpenChunk, sendByWorkers } from './workers.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const PEOPLE = 6;
const SIZES = { batch: PEOPLE, chunk: PEOPLE, slice: 3 };
/** The clocks of the first three change on 2026-03-08 or 2026-03-29, of the fourth at midnight. */
const ZONES = ['Europe/Paris', 'America/New_York', 'Africa/Casablanca', 'America/Havana', 'Asia/Kolkata', null];
const ACCOUNT_ZONE = 'Pacific/Auckland';

const tag = fc.constantFrom(undefined, undefined, 'promotion');
const max = fc.integer({ min: 1, max: 3 });
const limit: fc.Arbitrary<ProfileLimit> = fc.oneof(
  fc.record({
    kind: fc.constant('calendar' as const),
    max,
    per: fc.constantFrom('day' as const, 'week' as const),
    tag,
  }),
  fc.record({ kind: fc.constant('rolling' as const), max, days: fc.integer({ min: 1, max: 3 }), tag }),
  fc.record({ kind: fc.constant('minimum_gap' as const), hours: fc.constantFrom(1, 20, 24, 48), tag }),
);
const campaign = fc.record({
  tags: fc.constantFrom<string[]>([], ['promotion'], ['news', 'promotion']),
  ignores: fc.constantFrom(false, false, false, true),
  counts: fc.constantFrom(true, true, true, false),
});
/** Campaigns that are sent at once, so long after the ones before. */
const step = fc.record({
  campaigns: fc.array(campaign, { minLength: 1, maxLength: 2 }),
  afterMs: fc.oneof(
    fc.integer({ min: 0, max: 30 * HOUR_MS }),
    fc.constantFrom(HOUR_MS, DAY_MS - 1, DAY_MS, DAY_MS + 1, 2 * DAY_MS, 7 * DAY_MS),
  ),
  faults: fc.array(
    fc.record({
      request: fc.integer({ min: 3, max: 30 }),
      when: fc.constantFrom('before' as const, 'after' as const),
      standsStillFor: fc.constant(null),
    }),
    { maxLength: 2 },
  ),
  canAsk: fc.boolean(),
});
const world = fc.record({
  limits: fc.uniqueArray(limit, {
    minLength: 1,
    maxLength: 3,
    selector: (one) => JSON.stringify({ ...one, max: 0, hours: 0 }),
  }),
  from: fc.constantFrom('2026-03-06T20:00:00Z', '2026-03-27T22:30:00Z', '2026-05-08T21:59:59.500Z'),
  steps: fc.array(step, { minLength: 3, maxLength: 6 }),
  seed: fc.nat(1e6),
});
type World = typeof world extends fc.Arbitrary<infer T> ? T : never;
type CampaignOf = World['steps'][number]['campaigns'][number];

/** Sends, and skips because of profiles' limits, by the clock of the test. */
interface Happened {
  readonly id: string;
  readonly profileId: string;
  readonly campaign: CampaignOf;
  readonly at: number;
}

/** Several workers send campaigns over days to people in several zones; some die, answers are lost, and clocks change. */
describe('the limits of profiles', () => {
  const databases = freshDatabases();

  it('are never exceeded, and are full where a message is skipped, by an independent account of all times', async () => {
    let sends = 0;
    let skips = 0;
    await fc.assert(
      fc.asyncProperty(world, async (given) => {
        const { sent, skipped, uncertain } = await play(databases.next(), given);
        expect(new Set(sent.map(({ id }) => id)).size, 'nobody twice').toBe(sent.length);
        for (const one of given.limits) expectKept(one, sent);
        for (const one of skipped) {
          expect(
            given.limits.some((each) => isFullAt(each, one, { sent, uncertain })),
            `${one.id} at ${new Date(one.at)}`,
          ).toBe(true);
        }
        sends += sent.length;
        skips += skipped.length;
      }),
      { numRuns: 12, endOnFailure: true, seed: 20_260_329 },
    );
    expect(sends).toBeGreaterThan(200);
    expect(skips).toBeGreaterThan(100);
  }, 240_000);

  async function play(db: Db, given: World): Promise<{ sent: Happened[]; skipped: Happened[]; uncertain: Happened[] }> {
    const random = seededRandom(given.seed);
    const campaigns = new Map<string, CampaignOf>();
    const state = { now: Date.parse(given.from), canAsk: true };
    const sent: Happened[] = [];
    const happened = (id: string): Happened => {
      const [campaignId = '', , profileId = ''] = id.split('/');
      const of = campaigns.get(campaignId);
      if (!of) throw new Error(`there is no campaign ${campaignId}`);
      return { id, profileId, campaign: of, at: state.now };
    };
    const provider: ScriptedProvider = scriptedProvider({
      react: ({ reference }) => {
        const isKnown = provider.ledger.some((one) => one.reference === reference);
        const reaction = isKnown ? ACCEPT : state.canAsk ? reactionOf(random()) : lossOf(random());
        if (reaction.accepted && !isKnown) sent.push(happened(reference));
        return reaction;
      },
      lookup: () => (state.canAsk ? undefined : { kind: 'failed', code: '503' }),
    });
    const setup = await sendingSetup({
      db,
      profiles: people(PEOPLE).map((one, index) => ({ ...one, timeZone: ZONES[index] ?? null })),
      providers: [provider],
      account: { timeZone: ACCOUNT_ZONE, profileLimits: given.limits },
      sizes: SIZES,
    });
    const skipped: Happened[] = [];
    let open: OpenChunk[] = [];
    for (const { campaigns: made, afterMs, faults, canAsk } of given.steps) {
      state.now += afterMs;
      state.canAsk = canAsk;
      for (const of of made) {
        const campaignId = `c${campaigns.size}`;
        campaigns.set(campaignId, of);
        const input = {
          tags: of.tags,
          limits: { ignoreProfileLimits: of.ignores, countForProfileLimits: of.counts },
        };
        const runId = await frozenRun(setup.store, { campaignId, at: new Date(), campaign: input, sizes: SIZES });
        open.push({ runId, offset: 0 });
      }
      open = await work(faults, 6);
      await noteSkips();
    }
    // In the end all answers come.
    state.canAsk = true;
    await work([], undefined);
    await noteSkips();
    const messages = await ledger();
    expect(messages).toHaveLength(PEOPLE * campaigns.size);
    const uncertain = messages.filter(({ status }) => status === 'uncertain').map(({ _id }) => happened(_id));
    expect(new Set(messages.filter(({ status }) => counts(status)).map(({ _id }) => _id))).toEqual(
      new Set([...sent, ...uncertain].map(({ id }) => id)),
    );
    return { sent, skipped, uncertain };

    function work(faults: World['steps'][number]['faults'], mostAttempts: number | undefined): Promise<OpenChunk[]> {
      const now = (): Date => new Date(state.now);
      const workers = { db, setup, chunkSize: SIZES.chunk, faults: [...faults], random, now };
      return sendByWorkers(open, { ...workers, ...(mostAttempts !== undefined && { mostAttempts }) });
    }

    async function ledger(): Promise<Message[]> {
      return await db.collection<Message>('messages').find().toArray();
    }

    async function noteSkips(): Promise<void> {
      const known = new Set(skipped.map(({ id }) => id));
      for (const { _id, reason } of await ledger()) {
        if (reason === 'profile_limit' && !known.has(_id)) skipped.push(happened(_id));
      }
    }
  }
});

const matches = (limit: ProfileLimit, { campaign }: Happened): boolean =>
  limit.tag === undefined || campaign.tags.includes(limit.tag);

/** For each message that the limit holds for: whether the ones before it that count leave room. */
function expectKept(limit: ProfileLimit, sent: readonly Happened[]): void {
  for (const one of sent) {
    if (!matches(limit, one) || one.campaign.ignores) continue;
    const others = sent.filter((other) => {
      if (other.id === one.id || other.profileId !== one.profileId) return false;
      if (!other.campaign.counts || !matches(limit, other) || other.at > one.at) return false;
      // One that doesn't keep the limit may have been counted after this one, which is sent up to an hour later.
      if (other.campaign.ignores && other.at > one.at - HOUR_MS) return false;
      // Of messages at one instant, one that doesn't count may have come first.
      if (other.at === one.at && !one.campaign.counts) return false;
      return isTogether(limit, other.at, one, 0);
    });
    expect(others.length, `${JSON.stringify(limit)} at ${one.id}`).toBeLessThan(mostOf(limit));
  }
}

/**
 * Here the times of sends are known to the hour, because the ledger is written by another clock than the test's. Messages whose fate is unknown count at any
 * time.
 */
function isFullAt(
  limit: ProfileLimit,
  one: Happened,
  { sent, uncertain }: { sent: readonly Happened[]; uncertain: readonly Happened[] },
): boolean {
  if (!matches(limit, one) || one.campaign.ignores) return false;
  const isOther = (other: Happened): boolean =>
    other.profileId === one.profileId && other.campaign.counts && matches(limit, other);
  const together = sent.filter((other) => isOther(other) && isTogether(limit, other.at, one, HOUR_MS));
  const ids = new Set([...together, ...uncertain.filter(isOther)].map(({ id }) => id));
  return ids.size >= mostOf(limit);
}

const mostOf = (limit: ProfileLimit): number => (limit.kind === 'minimum_gap' ? 1 : limit.max);

/** Whether a message at `before` counts beside `one`. */
function isTogether(limit: ProfileLimit, before: number, one: Happened, toleranceMs: number): boolean {
  if (limit.kind !== 'calendar') {
    const lengthMs = limit.kind === 'rolling' ? limit.days * DAY_MS : limit.hours * HOUR_MS;
    return one.at - before < lengthMs + toleranceMs;
  }
  const zone = ZONES[Number(one.profileId.slice(1))] ?? ACCOUNT_ZONE;
  const [a, b] = [dateIn(zone, before), dateIn(zone, one.at)];
  return limit.per === 'day' ? a === b : mondayOf(a) === mondayOf(b);
}

const dateIn = (timeZone: string, at: number): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at);

function mondayOf(date: string): number {
  const at = new Date(`${date}T00:00Z`);
  return at.getTime() - ((at.getUTCDay() + 6) % 7) * DAY_MS;
}

function reactionOf(chance: number): Reaction {
  if (chance < 0.1) return REFUSE_RECIPIENT;
  if (chance < 0.2) return LOST_AFTER_ACCEPTING;
  return chance < 0.25 ? LOST_BEFORE_ACCEPTING : ACCEPT;
}

/** Answers that stay lost for a while. */
function lossOf(chance: number): Reaction {
  if (chance < 0.3) return LOST_AFTER_ACCEPTING;
  return chance < 0.5 ? LOST_BEFORE_ACCEPTING : ACCEPT;
}
