import { z } from 'zod';
import { reachability } from '../../domain/audience/profile.ts';
import type { Trigger } from '../../domain/live/trigger.ts';
import { callerId, mapValues, properties, toJson } from '../../domain/values.ts';
import { eventAnswer, toEventAnswer } from '../audience/events.ts';
import { profileAnswer, toProfileAnswer } from '../audience/profiles.ts';
import { suppressionAnswer, toSuppressionAnswer } from '../audience/suppressions.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { notFound } from '../http/problem.ts';
import { defineRoute, type Route, StreamedAnswer } from '../http/route.ts';
import { inboundTextAnswer, toInboundAnswer } from '../inbound/inboundTexts.ts';
import { journeyPersonAnswer, toPersonAnswer } from '../journeys/journeyAnswer.ts';
import { messageAnswer, toMessageAnswer } from '../messages/messages.ts';
import { subscriptionAnswer, toSubscriptionAnswer } from '../topics/subscriptionAnswer.ts';
import { instant } from '../wire.ts';

export const profileExportAnswer = z.strictObject({
  exportedAt: instant.describe('when the document was begun'),
  profile: profileAnswer.nullable().describe('null: it was deleted'),
  events: z.array(eventAnswer).describe('all events of the profile'),
  messages: z.array(messageAnswer).describe('all messages to the profile'),
  waitingMessages: z
    .array(
      z.strictObject({
        campaignId: z.string().describe('id of the live campaign'),
        dueAt: instant.describe('when it is due, or looked at again'),
        eventId: z.string().nullable().describe('id of the event that triggered it; null: none did'),
        data: properties.describe('values that the API was given for the text, by name'),
      }),
    )
    .describe('messages of live campaigns that are not due yet; some of them may never be sent'),
  journeys: z.array(journeyPersonAnswer).describe('journeys that the profile is or was in'),
  suppressions: z.array(suppressionAnswer).describe('of the numbers of the profile and of its messages'),
  subscriptions: z
    .array(
      z.strictObject({
        number: z.string().describe('the number (E.164)'),
        topicId: z.string().describe('id of the topic'),
        ...subscriptionAnswer.shape,
      }),
    )
    .describe('of these numbers to topics'),
  inboundTexts: z.array(inboundTextAnswer).describe('from these numbers'),
});

/** How many events are read at a time. */
const PAGE = 1000;

/** Everything that is stored about a person. */
export function profileExportRoutes({ store, now }: Pick<ApiDependencies, 'store' | 'now'>): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/v1/profiles/{profileId}/export',
      operationId: 'exportProfile',
      scope: 'read:numbers',
      tag: 'Privacy',
      summary: 'Download everything that is stored about a person',
      description:
        'One JSON document: `profile`, `events`, `messages`, `waitingMessages`, `journeys`, `suppressions` and `subscriptions` (of the number of the profile and of those that its messages went to or it subscribed with), and `inboundTexts` from these numbers. The items are as in the answers of the other operations. Of a deleted profile `profile` is null.',
      params: z.strictObject({ profileId: callerId.describe("the profile's id, percent-encoded") }),
      answer: profileExportAnswer,
      problems: ['not-found'],
      async handle({ params: { profileId } }) {
        const profile = await store.profiles.get(profileId);
        const sentTo = await store.messages.numbersOf(profileId);
        const subscribed = await store.subscriptions.numbersOf(profileId);
        const numbers = [...new Set([...(profile?.number ? [profile.number] : []), ...sentTo, ...subscribed])];
        const isKnown =
          profile !== null ||
          subscribed.length > 0 ||
          (await store.messages.countOfProfile(profileId)) > 0 ||
          (await store.triggers.countOfProfile(profileId)) > 0 ||
          (await store.journeyPeople.countOfProfile(profileId)) > 0 ||
          (await store.events.countOfProfile(profileId)) > 0;
        if (!isKnown) throw notFound('profile', profileId);
        const suppressed = await store.suppressions.among(numbers);
        return new StreamedAnswer({
          contentType: 'application/json; charset=utf-8',
          fileName: 'profile.json',
          chunks: documentOf({
            exportedAt: now().toISOString(),
            profile: profile && toProfileAnswer(profile, reachability(profile, suppressed)),
            events: eventsOf(profileId),
            messages: mapped(store.messages.ofProfile(profileId), toMessageAnswer),
            waitingMessages: mapped(store.triggers.ofProfile(profileId), toWaitingMessage),
            journeys: mapped(store.journeyPeople.ofProfile(profileId), toPersonAnswer),
            suppressions: suppressionsOf(numbers),
            subscriptions: subscriptionsOf(numbers),
            inboundTexts: mapped(store.inboundTexts.ofPerson({ numbers, profileId }), toInboundAnswer),
          }),
        });
      },
    }),
  ];

  async function* eventsOf(profileId: string): AsyncGenerator<unknown> {
    let before: { at: Date; id: string } | undefined;
    for (;;) {
      const page = await store.events.ofProfile({ profileId, limit: PAGE, before });
      for (const event of page) yield toEventAnswer(event);
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) return;
      before = { at: last.at, id: last._id };
    }
  }

  async function* subscriptionsOf(numbers: readonly string[]): AsyncGenerator<unknown> {
    for (const one of await store.subscriptions.ofNumbers(numbers)) {
      yield { number: one.number, topicId: one.topicId, ...toSubscriptionAnswer(one) };
    }
  }

  async function* suppressionsOf(numbers: readonly string[]): AsyncGenerator<unknown> {
    for (const number of numbers) {
      const suppression = await store.suppressions.get(number);
      if (suppression) yield toSuppressionAnswer(suppression);
    }
  }
}

const toWaitingMessage = ({ campaignId, dueAt, event, data = {} }: Trigger) => ({
  campaignId,
  dueAt: dueAt.toISOString(),
  eventId: event?.id ?? null,
  data: mapValues(data, toJson),
});

async function* mapped<T>(all: AsyncIterable<T>, toAnswer: (one: T) => unknown): AsyncGenerator<unknown> {
  for await (const one of all) yield toAnswer(one);
}

/** A JSON object whose lists are streamed. */
async function* documentOf(
  members: Readonly<Record<string, string | object | null | AsyncGenerator<unknown>>>,
): AsyncGenerator<string> {
  let separator = '{';
  for (const [name, value] of Object.entries(members)) {
    yield `${separator}${JSON.stringify(name)}:`;
    separator = ',\n';
    if (value === null || typeof value === 'string' || !(Symbol.asyncIterator in value)) {
      yield JSON.stringify(value);
      continue;
    }
    let before = '[';
    for await (const item of value) {
      yield `${before}${JSON.stringify(item)}`;
      before = ',\n';
    }
    yield before === '[' ? '[]' : ']';
  }
  yield '}\n';
}
