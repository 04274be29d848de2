import { z } from 'zod';
import { mayGet, SUBSCRIPTION_STATUSES } from '../../domain/topics/subscription.ts';
import { OPT_INS } from '../../domain/topics/topic.ts';
import type { Subscription } from '../../store/subscriptions.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { type CsvCell, withoutFormula } from '../http/csv.ts';
import { cursorKind, cursorParameter, limitParameter, pageOf, toPage } from '../http/cursor.ts';
import { exportedList, formatParameter, listFormat } from '../http/exportedList.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { numberInput, orNull, toDate } from '../wire.ts';
import {
  originFields,
  stateFields,
  subscriptionAnswer,
  toOriginAnswer,
  toStateAnswer,
  toSubscriptionAnswer,
} from './subscriptionAnswer.ts';
import { loadTopic, topicParams } from './topics.ts';

/** An entry of the list. */
export const subscriptionEntryAnswer = z.strictObject({
  number: z.string().describe('the number (E.164)'),
  ...stateFields,
  last: z.strictObject(originFields).nullable().describe('where the last change of the status came from'),
});

export const numberTopicsAnswer = z.strictObject({
  number: z.string().describe('the number (E.164)'),
  suppressed: z.boolean().describe('whether it gets no messages at all, whatever it has subscribed to'),
  topics: z
    .array(
      z.strictObject({
        id: z.string().describe('id of the topic'),
        name: z.string().describe('its name'),
        optIn: z.enum(OPT_INS).describe('what a number needs to get its messages'),
        getsMessages: z.boolean().describe('whether the number gets its messages, unless it is suppressed'),
        subscription: subscriptionAnswer.nullable().describe('null: nothing is known of the number'),
      }),
    )
    .describe("all of the account's topics"),
});

const time = z.iso.datetime({ offset: true });
const query = z.strictObject({
  status: z.enum(SUBSCRIPTION_STATUSES).optional().describe('only numbers with this status'),
  from: time.optional().describe('numbers whose status changed at this instant or later (ISO 8601, with offset)'),
  to: time.optional().describe('numbers whose status changed before this instant'),
  format: formatParameter,
  limit: limitParameter,
  cursor: cursorParameter,
});

const cursor = cursorKind('subscriptions', z.strictObject({ at: z.iso.datetime(), id: z.string() }));

/** What is known of the numbers of a topic, and of the topics of a number. */
export function subscriptionListRoutes({ store }: Pick<ApiDependencies, 'store'>): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/v1/topics/{topicId}/subscriptions',
      operationId: 'listSubscriptions',
      scope: 'read:numbers',
      tag: 'Topics',
      summary: 'List the numbers of a topic, those that changed last first',
      description:
        'Numbers that were subscribed, asked to confirm, or unsubscribed; without those of erased persons. JSON is paginated. CSV and NDJSON (`format`, or `Accept`) contain all numbers that the filters leave: `limit` and `cursor` are ignored. In CSV a wording that a spreadsheet would interpret as a formula is prefixed with an apostrophe.',
      params: topicParams,
      query,
      answer: pageOf(subscriptionEntryAnswer),
      streamedAs: ['text/csv', 'application/x-ndjson'],
      problems: ['not-found'],
      async handle({ params, query: { format, limit, cursor: given, status, from, to }, accept }) {
        const { id: topicId } = await loadTopic(store, params.topicId);
        const filter = {
          topicId,
          status,
          from: toDate(from),
          to: toDate(to),
        };
        const wanted = listFormat(format, accept, ['csv', 'ndjson']);
        if (wanted !== 'json') {
          const items = store.subscriptions.stream(filter);
          return exportedList({
            name: `subscriptions-${topicId}`,
            format: wanted,
            items,
            columns: COLUMNS,
            toAnswer: toEntryAnswer,
          });
        }
        const after = cursor.decode(given);
        const before = after && { ...after, at: new Date(after.at) };
        const found = await store.subscriptions.list({ ...filter, before, limit: limit + 1 });
        const positionOf = ({ _id: id, at }: Subscription) => ({ at: at.toISOString(), id });
        return toPage(found, limit, cursor, positionOf, toEntryAnswer);
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/numbers/{number}/topics',
      operationId: 'getNumberTopics',
      scope: 'read:numbers',
      tag: 'Topics',
      summary: 'Read which topics a number gets messages of, and how that came',
      params: z.strictObject({
        number: numberInput.describe('the number with its country code; the + is percent-encoded: %2B447700900001'),
      }),
      answer: numberTopicsAnswer,
      async handle({ params: { number } }) {
        const { topics } = await store.account.get();
        const [known, suppressed] = await Promise.all([
          store.subscriptions.ofNumber(
            number,
            topics.map(({ id }) => id),
          ),
          store.suppressions.among([number]),
        ]);
        return {
          number,
          suppressed: suppressed.has(number),
          topics: topics.map(({ id, name, optIn }) => {
            const one = known.get(id) ?? null;
            return {
              id,
              name,
              optIn,
              getsMessages: mayGet(optIn, one),
              subscription: one && toSubscriptionAnswer(one),
            };
          }),
        };
      },
    }),
  ];
}

const COLUMNS: Readonly<Record<string, (one: Subscription) => CsvCell>> = {
  number: ({ number }) => number,
  status: ({ status }) => status,
  at: ({ at }) => at.toISOString(),
  confirmedAt: ({ confirmedAt }) => orNull(confirmedAt),
  unsubscribedAt: ({ unsubscribedAt }) => orNull(unsubscribedAt),
  source: ({ history }) => history.at(-1)?.source ?? null,
  wording: ({ history }) => {
    const wording = history.at(-1)?.wording ?? null;
    return wording && withoutFormula(wording);
  },
  profileId: ({ history }) => history.at(-1)?.profileId ?? null,
  keyId: ({ history }) => history.at(-1)?.keyId ?? null,
};

function toEntryAnswer(one: Subscription): z.input<typeof subscriptionEntryAnswer> {
  const last = one.history.at(-1);
  return { number: one.number, ...toStateAnswer(one), last: last ? toOriginAnswer(last) : null };
}
