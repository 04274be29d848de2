import { z } from 'zod';
import { usableNumber } from '../../domain/audience/phone.ts';
import { type SubscriptionAction, subscribeAction } from '../../domain/topics/subscription.ts';
import { type DoubleTopic, ruleOf, type Topic } from '../../domain/topics/topic.ts';
import { callerId } from '../../domain/values.ts';
import type { Store } from '../../store/store.ts';
import { type AppliedRequest, subscriptionIdOf } from '../../store/subscriptions.ts';
import { notFound } from '../http/problem.ts';
import { defineRoute, type Route, type RouteContext } from '../http/route.ts';
import type { SingleMessageDependencies } from '../providers/singleMessage.ts';
import { CONFIRMATION_RESULTS, type ConfirmationResult, topicConfirmations } from './confirmations.ts';
import { subscriptionStatus } from './subscriptionAnswer.ts';

const MOST_ITEMS = 1000;
/** Texts that are sent at a time, and how long all of a request may take. */
const AT_ONCE = 32;
const DEADLINE_MS = 30_000;

export const topicParams = z.strictObject({
  topicId: z.string().min(1).max(50).describe("id of one of the account's topics"),
});

const items = z
  .array(
    z.union([
      z
        .strictObject({ number: z.string().min(1).max(64).describe('a number with its country code') })
        .meta({ title: 'Number' }),
      z.strictObject({ profileId: callerId.describe('a profile, whose number is meant') }).meta({ title: 'Profile' }),
    ]),
  )
  .min(1)
  .max(MOST_ITEMS)
  .describe('1 to 1,000 numbers or profiles');
const wording = z.string().trim().min(1).max(500);

export const subscribeInput = z.strictObject({
  items,
  wording: wording.describe('how the people have subscribed; kept as evidence'),
  confirmed: z
    .boolean()
    .default(false)
    .describe('true: they have confirmed it already, elsewhere, and wording says how. Only double opt-in asks for it'),
});
export const confirmInput = z.strictObject({
  items,
  wording: wording.describe('how the people have confirmed it elsewhere; kept as evidence'),
});
export const unsubscribeInput = z.strictObject({
  items,
  wording: wording.optional().describe('what the people have said, or why'),
});

const REJECTIONS = ['unknown_profile', 'no_usable_number', 'suppressed', 'not_requested'] as const;

export const subscriptionOutcomes = z.strictObject({
  changed: z.int().describe('items whose number has another status now, or was asked again'),
  unchanged: z.int().describe('items whose number had this status before, or was unsubscribed meanwhile'),
  rejected: z.int().describe('items of which nothing was stored; `outcomes` says why'),
  asked: z.int().describe('numbers that were sent the text that asks for a confirmation'),
  notAsked: z
    .int()
    .describe(
      'pending numbers that could not be sent it: confirmation is failed. The request may be repeated for these',
    ),
  outcomes: z
    .array(
      z.strictObject({
        index: z.int().describe('position of the item, from 0'),
        number: z.string().nullable().describe('the number (E.164); null: there is none'),
        outcome: z.enum(['changed', 'unchanged', 'rejected']).describe('what became of the item'),
        status: subscriptionStatus.nullable().describe('of the number now; null: nothing is known of it'),
        reason: z
          .enum(REJECTIONS)
          .nullable()
          .describe(
            'why it was rejected. suppressed: it has opted out of everything, so that it can not be asked to confirm; not_requested: there is no subscription to confirm',
          ),
        confirmation: z
          .enum(CONFIRMATION_RESULTS)
          .nullable()
          .describe(
            'what became of the text that asks for a confirmation. sent_before: the number was asked on this day already; uncertain: the answer of the provider was lost; opted_out: the number has opted out meanwhile; failed: nothing was sent, or not in time; not_configured: the topic has no such text; null: none is needed',
          ),
      }),
    )
    .describe('one for each item, in the order of the items'),
});

type Items = z.output<typeof items>;
type Outcomes = z.input<typeof subscriptionOutcomes>;
type Rejection = (typeof REJECTIONS)[number];
type Context = Pick<
  RouteContext<{ topicId: string }, unknown, { items: Items; wording?: string | undefined }>,
  'params' | 'body' | 'caller' | 'newId'
>;

/** What backends write about the subscriptions of numbers to a topic. */
export function topicRoutes(dependencies: SingleMessageDependencies): Route[] {
  const { store, now } = dependencies;
  const confirmations = topicConfirmations(dependencies);
  const shared = {
    method: 'post',
    scope: 'ingest',
    audit: 'counts',
    tag: 'Topics',
    params: topicParams,
    answer: subscriptionOutcomes,
    problems: ['not-found'],
  } as const;
  return [
    defineRoute({
      ...shared,
      path: '/v1/topics/{topicId}/subscribe',
      operationId: 'subscribeToTopic',
      summary: 'Subscribe up to 1,000 numbers or profiles to a topic',
      description:
        "With double opt-in the numbers are `pending`, and each is sent the topic's confirmation text, at most once a day; they get messages once they have confirmed by a text (YES, JA, OUI, SI and the like), or `confirmSubscriptions` says so. A suppressed number is asked nothing, and stays suppressed whatever it subscribes to.",
      body: subscribeInput,
      async handle(context) {
        const { confirmed } = context.body;
        return await change(context, (topic, at) => subscribeAction(topic, { at, isConfirmed: confirmed }));
      },
    }),
    defineRoute({
      ...shared,
      path: '/v1/topics/{topicId}/confirm',
      operationId: 'confirmSubscriptions',
      summary: 'Confirm subscriptions of up to 1,000 numbers or profiles, because the people have done so elsewhere',
      description:
        'Confirms what is pending, also after the time in which a text does. A number that is not subscribed, or has unsubscribed, is rejected.',
      body: confirmInput,
      handle: async (context) => await change(context, (_, at) => ({ kind: 'confirm', at, by: 'api' })),
    }),
    defineRoute({
      ...shared,
      path: '/v1/topics/{topicId}/unsubscribe',
      operationId: 'unsubscribeFromTopic',
      summary: 'Unsubscribe up to 1,000 numbers or profiles from a topic',
      description:
        'From now on the numbers get no messages of the topic, also of campaigns in progress; others as before. It holds against a subscription or confirmation at the same moment.',
      body: unsubscribeInput,
      handle: async (context) => await change(context, (_, at) => ({ kind: 'unsubscribe', at })),
    }),
  ];

  async function change(
    { params, body, caller, newId }: Context,
    actionAt: (topic: Topic, at: Date) => SubscriptionAction,
  ): Promise<Outcomes> {
    const topic = await loadTopic(store, params.topicId);
    const at = now();
    const action = actionAt(topic, at);
    const found = await numbersOf(body.items, store);
    const numbers = found.flatMap(({ number }) => number ?? []);
    const asking = topic.optIn === 'double' && action.kind === 'subscribe' && !action.isConfirmed ? topic : null;
    const suppressed = asking === null ? NO_NUMBERS : await store.suppressions.among(numbers);
    const id = newId('sub');
    const profileIds = new Map(found.map(({ number, profileId }) => [number, profileId]));
    const applied = await store.subscriptions.apply(
      [...new Set(numbers)]
        .filter((number) => !suppressed.has(number))
        .map((number) => ({
          topic: ruleOf(topic),
          number,
          action,
          origin: {
            id,
            source: 'api',
            wording: body.wording ?? null,
            keyId: caller.id,
            providerId: null,
            profileId: profileIds.get(number) ?? null,
          },
        })),
    );
    const resultOf = (number: string): AppliedRequest | undefined => applied.get(subscriptionIdOf(topic.id, number));
    const pending = [...profileIds].flatMap(([number, profileId]) =>
      number !== null && resultOf(number)?.state?.status === 'pending'
        ? [{ number, profileId: profileId ?? '', at }]
        : [],
    );
    const asked = asking && (await askAll(asking, pending));
    return outcomesOf(
      found.map(({ number, rejection }) => {
        const result = number === null ? undefined : resultOf(number);
        const status = result?.state?.status ?? null;
        const isMissing = action.kind === 'confirm' && status !== 'subscribed';
        const reason = rejection ?? (result === undefined ? 'suppressed' : isMissing ? 'not_requested' : null);
        const confirmation = (number !== null && asked?.get(number)) || null;
        const outcome = reason !== null ? 'rejected' : result?.isChanged ? 'changed' : 'unchanged';
        return { number, outcome, status, reason, confirmation };
      }),
    );
  }

  /** After the deadline the others are told as `failed`: a repetition asks them. */
  async function askAll(
    topic: DoubleTopic,
    numbers: readonly { number: string; profileId: string; at: Date }[],
  ): Promise<ReadonlyMap<string, ConfirmationResult>> {
    const ask = await confirmations.of(topic);
    const results = new Map<string, ConfirmationResult>();
    const deadline = Date.now() + DEADLINE_MS;
    const queue = numbers.values();
    const lane = async (): Promise<void> => {
      for (const one of queue) results.set(one.number, Date.now() < deadline ? await ask(one) : 'failed');
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    return results;
  }
}

const NO_NUMBERS: ReadonlySet<string> = new Set();

/** The topic, or a 404. */
export async function loadTopic(store: Pick<Store, 'account'>, id: string): Promise<Topic> {
  const { topics } = await store.account.get();
  const topic = topics.find((one) => one.id === id);
  if (!topic) throw notFound('topic', id);
  return topic;
}

interface FoundNumber {
  readonly number: string | null;
  readonly profileId: string | null;
  readonly rejection: Rejection | null;
}

async function numbersOf(of: Items, store: Pick<Store, 'profiles'>): Promise<FoundNumber[]> {
  const profiles = await store.profiles.contacts(of.flatMap((item) => ('profileId' in item ? item.profileId : [])));
  return of.map((item) => {
    const profileId = 'profileId' in item ? item.profileId : null;
    const profile = profileId === null ? undefined : profiles.get(profileId);
    if (profileId !== null && !profile) return { number: null, profileId, rejection: 'unknown_profile' };
    const number = 'number' in item ? (usableNumber(item.number)?.e164 ?? null) : (profile?.number ?? null);
    return { number, profileId, rejection: number === null ? 'no_usable_number' : null };
  });
}

function outcomesOf(all: readonly Omit<Outcomes['outcomes'][number], 'index'>[]): Outcomes {
  const count = (wanted: (one: (typeof all)[number]) => boolean): number => all.filter(wanted).length;
  return {
    changed: count(({ outcome }) => outcome === 'changed'),
    unchanged: count(({ outcome }) => outcome === 'unchanged'),
    rejected: count(({ outcome }) => outcome === 'rejected'),
    asked: count(({ confirmation }) => confirmation === 'sent'),
    notAsked: count(({ confirmation }) => confirmation === 'failed'),
    outcomes: all.map((one, index) => ({ index, ...one })),
  };
}
