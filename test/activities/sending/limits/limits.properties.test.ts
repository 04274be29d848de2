import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import type { Db } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { releaseAbandoned } from '../../../../src/activities/sending/limits/abandonedQuotas.ts';
import { counts } from '../../../../src/activities/sending/limits/dispatchLimits.ts';
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
  TROUBLE,
} from '../../../support/scriptedProvider.ts';
import { frozenRun, people, type SendingSetup, sendingSetup } from '../../../support/sending.ts';
import { calendar } from './support.ts';
import { LEASE_MS, sendByWorkers } from './workers.ts';

/** Two chunks of three slices in each campaign. */
const SIZES = { batch: 24, chunk: 12, slice: 4 };
const PEOPLE = 24;
const CAMPAIGNS = ['cmp_1', 'cmp_2'];

const limit = fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined, freq: 3 });
const world = fc.record({
  total: limit,
  perRun: limit,
  perProfile: fc.constantFrom(undefined, 1, 1),
  asked: fc.constantFrom('lookup' as const, 'sending' as const, 'nothing' as const),
  faults: fc.array(
    fc.record({
      request: fc.integer({ min: 3, max: 45 }),
      when: fc.constantFrom('before' as const, 'after' as const),
      standsStillFor: fc.constantFrom(null, null, LEASE_MS * 1.3),
    }),
    { minLength: 2, maxLength: 6 },
  ),
  seed: fc.nat(1e6),
});
type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

/** Several workers send two campaigns to the same people; some die or are suspended in the middle, and providers fail at random. */
describe('limits with workers that die or are suspended', () => {
  const databases = freshDatabases();

  it('are never exceeded, and are reached if recipients were skipped because of them; no recipient gets two messages', async () => {
    let leftOut = 0;
    let sent = 0;
    await fc.assert(
      fc.asyncProperty(world, async (given) => {
        const db = databases.next();
        const { provider, setup, runIds } = await prepare(db, given);
        await sendByWorkers(
          runIds.flatMap((runId) => [0, SIZES.chunk].map((offset) => ({ runId, offset }))),
          {
            db,
            setup,
            chunkSize: SIZES.chunk,
            faults: [...given.faults],
            random: seededRandom(given.seed + 1),
          },
        );

        const references = provider.ledger.map(({ reference }) => reference);
        expect(new Set(references).size, 'nobody twice').toBe(references.length);
        const messages = await db.collection<Message>('messages').find().toArray();
        expect(messages).toHaveLength(PEOPLE * CAMPAIGNS.length);
        const counting = messages.filter(({ status }) => counts(status));
        expect(new Set(counting.map(({ _id }) => _id))).toEqual(new Set([...references, ...uncertain(messages)]));
        expectWithin('total_limit', given.total, messages, ({ campaignId }) => campaignId ?? '');
        expectWithin('run_limit', given.perRun, messages, ({ dispatchId }) => dispatchId);
        expectWithin('profile_limit', given.perProfile, messages, ({ profileId }) => profileId);
        await expectSettled(setup, { given, runIds, messages });
        leftOut += messages.filter(({ reason }) => reason?.endsWith('_limit')).length;
        sent += references.length;
      }),
      { numRuns: 14, endOnFailure: true, seed: 20_260_507 },
    );
    expect(leftOut).toBeGreaterThan(50);
    expect(sent).toBeGreaterThan(100);
  }, 240_000);

  async function prepare(
    db: Db,
    { seed, total, perRun, perProfile, asked }: World,
  ): Promise<{ provider: ScriptedProvider; setup: SendingSetup; runIds: string[] }> {
    const random = seededRandom(seed);
    const provider: ScriptedProvider = scriptedProvider({
      react: async (sms) => {
        await sleep(random() * 5);
        // A provider that is queried by sending gives the same answer again.
        const isKnown = asked === 'sending' && provider.ledger.some(({ reference }) => reference === sms.reference);
        return isKnown ? ACCEPT : reactionOf(random());
      },
      lookup: asked === 'lookup',
      idempotent: asked === 'sending',
    });
    const campaign = { limits: { total, perRun, ignoreProfileLimits: false } };
    const setup = await sendingSetup({
      db,
      profiles: people(PEOPLE),
      providers: [provider],
      account: { profileLimits: perProfile === undefined ? [] : [calendar(perProfile, 'day')] },
      sizes: SIZES,
      campaign,
    });
    const second = await frozenRun(setup.store, { campaignId: 'cmp_2', at: new Date(), campaign, sizes: SIZES });
    return { provider, setup, runIds: [setup.runId, second] };
  }
});

function reactionOf(chance: number): Reaction {
  if (chance < 0.1) return REFUSE_RECIPIENT;
  if (chance < 0.15) return TROUBLE;
  if (chance < 0.2) return LOST_AFTER_ACCEPTING;
  return chance < 0.25 ? LOST_BEFORE_ACCEPTING : ACCEPT;
}

const uncertain = (messages: readonly Message[]): string[] =>
  messages.flatMap(({ _id, status }) => (status === 'uncertain' ? _id : []));

function expectWithin(
  reason: string,
  limit: number | undefined,
  messages: readonly Message[],
  key: (message: Message) => string,
): void {
  const leftOut = messages.filter((message) => message.reason === reason);
  if (limit === undefined) {
    expect(leftOut).toEqual([]);
    return;
  }
  const counted = new Map<string, number>();
  for (const message of messages) {
    if (counts(message.status)) counted.set(key(message), (counted.get(key(message)) ?? 0) + 1);
  }
  for (const [of, count] of counted) expect(count, `${reason} of ${of}`).toBeLessThanOrEqual(limit);
  for (const message of leftOut) expect(counted.get(key(message)), `${reason} of ${message._id}`).toBe(limit);
}

/** The next reservation resolves open slots: then the quotas agree with the ledger. */
async function expectSettled(
  { store }: SendingSetup,
  { given, runIds, messages }: { given: World; runIds: readonly string[]; messages: readonly Message[] },
): Promise<void> {
  for (const runId of runIds) {
    const [campaignId = ''] = runId.split('/');
    const keys = [
      ...(given.total === undefined ? [] : [`total/${campaignId}`]),
      ...(given.perRun === undefined ? [] : [`run/${runId}`]),
    ];
    await releaseAbandoned(keys, { store, ownedBefore: new Date(Date.now() + 60_000) });
    const count = messages.filter((message) => message.dispatchId === runId && counts(message.status)).length;
    for (const key of keys)
      expect(await store.quotas.read(key), key).toEqual({ used: count, committed: count, open: [] });
  }
}
