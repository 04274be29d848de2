import { z } from 'zod';
import { MESSAGE_REASONS, MESSAGE_STATUSES, type Message } from '../../domain/message/message.ts';
import { loadRun, runParams } from '../campaigns/runs.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { withoutFormula } from '../http/csv.ts';
import { cursorKind, cursorParameter, limitParameter, pageOf, toPage } from '../http/cursor.ts';
import { exportedList, listFormat } from '../http/exportedList.ts';
import { ApiError } from '../http/problem.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { createdAndUpdated, instant, stamps } from '../wire.ts';

const code = z.string().nullable().describe("the provider's code, or one of Herald's");

export const messageAnswer = z.strictObject({
  messageId: z.string().describe('made by Herald; the reference that the provider is sent'),
  dispatchId: z.string().describe("what it was sent from: the run's id"),
  campaignId: z.string().nullable().describe('id of the campaign; null: it belongs to none, as a test SMS does'),
  profileId: z.string().describe('id of the recipient'),
  status: z
    .enum(MESSAGE_STATUSES)
    .describe(
      'accepted: a provider has it; delivered, undelivered: its receipt says so; failed: it has no text, or a provider refused it for good; skipped: it was not to be sent; uncertain: the answer of the provider was lost',
    ),
  reason: z.enum(MESSAGE_REASONS).nullable().describe('why it failed, was skipped or is uncertain; null otherwise'),
  detail: z.string().nullable().describe('of an aborted message: the reason that its template gives; null otherwise'),
  to: z.string().nullable().describe("the recipient's number (E.164) at the time of sending"),
  text: z
    .string()
    .nullable()
    .describe('null: no text was composed, or the one that was sent before a crash can not be composed again'),
  encoding: z.enum(['GSM-7', 'UCS-2']).nullable().describe('encoding of the text; null without one'),
  segments: z.int().describe('SMS segments of the text; 0 where nothing was sent'),
  providerId: z.string().nullable().describe('the provider that accepted the message'),
  providerMessageId: z.string().nullable().describe("the provider's id of the message; null: it has given none"),
  failedOver: z.boolean().describe('whether another provider failed before this one accepted it'),
  resolution: z
    .enum(['found', 'not_found', 'receipt', 'policy'])
    .nullable()
    .describe(
      'how a lost answer was resolved: a lookup found the message at the provider (found) or not, so that it was sent again (not_found); a receipt arrived (receipt); the campaign’s onUncertain decided (policy)',
    ),
  attempts: z
    .array(
      z.strictObject({
        providerId: z.string().describe('id of the provider'),
        at: instant.describe('when the request was made'),
        outcome: z
          .enum(['accepted', 'refused', 'trouble', 'unknown'])
          .describe(
            'refused: for good; trouble: nothing was processed, and another attempt or provider may follow; unknown: the answer was lost',
          ),
        code,
      }),
    )
    .describe('requests to providers, in order'),
  receipts: z
    .array(
      z.strictObject({
        providerId: z.string().describe('the provider that reported it'),
        providerMessageId: z.string().nullable().describe("the provider's id; null: the receipt has none"),
        status: z
          .enum(['sent', 'delivered', 'undelivered'])
          .describe('sent: passed on to the carrier; the others are final'),
        code,
        at: instant.describe('when it arrived'),
      }),
    )
    .describe('the first 60 delivery receipts, in order of arrival'),
  ...createdAndUpdated,
});

const cursor = cursorKind('messages', z.strictObject({ id: z.string() }));

const query = z.strictObject({
  status: z.enum(MESSAGE_STATUSES).optional().describe('only messages with this status'),
  reason: z.enum(MESSAGE_REASONS).optional().describe('only messages with this reason'),
  profileId: z.string().max(128).optional().describe('only messages to this profile'),
  providerId: z.string().max(128).optional().describe('only messages that this provider accepted'),
  format: z.enum(['json', 'csv']).optional().describe('default: json, unless Accept asks for text/csv'),
  limit: limitParameter,
  cursor: cursorParameter,
});

/** The messages of a run. */
export function messageRoutes({ store }: Pick<ApiDependencies, 'store'>): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/v1/campaigns/{campaignId}/runs/{occurrence}/messages',
      operationId: 'listMessages',
      scope: 'read',
      tag: 'Runs',
      summary: "List a run's messages",
      description:
        'JSON is paginated. CSV (`format=csv`, or `Accept: text/csv`) contains all messages: `limit` and `cursor` are ignored. In CSV a message text that a spreadsheet would interpret as a formula is prefixed with an apostrophe. Ids, numbers and codes are exactly as they are, because other programs join by them.',
      params: runParams,
      query,
      answer: pageOf(messageAnswer),
      streamedAs: ['text/csv'],
      problems: ['not-found'],
      async handle({ params, query: { format, limit, cursor: given, ...filter }, accept }) {
        const run = await loadRun(store, params);
        if (run.kept) {
          const at = run.kept.at.toISOString();
          throw new ApiError('not-found', {
            detail: `The messages of the run are removed since ${at}, because of the account's retention. Its report has the figures.`,
          });
        }
        const wanted = { dispatchId: run._id, ...filter };
        const after = cursor.decode(given)?.id;
        const listed = listFormat(format, accept, ['csv']);
        if (listed !== 'json') {
          const name = `messages-${run.campaignId}-${run.occurrence}`;
          const items = store.messages.stream(wanted);
          return exportedList({ name, format: listed, items, columns: COLUMNS, toAnswer: toMessageAnswer });
        }
        const found = await store.messages.page({ ...wanted, after, limit: limit + 1 });
        return toPage(found, limit, cursor, (message) => ({ id: message._id }), toMessageAnswer);
      },
    }),
  ];
}

const COLUMNS: Readonly<Record<string, (message: Message) => string | number | boolean | null>> = {
  messageId: (message) => message._id,
  profileId: (message) => message.profileId,
  status: (message) => message.status,
  reason: (message) => message.reason,
  to: (message) => message.to,
  text: (message) => message.text && withoutFormula(message.text),
  encoding: (message) => message.encoding,
  segments: (message) => message.segments,
  providerId: (message) => message.providerId,
  providerMessageId: (message) => message.providerMessageId,
  attempts: (message) => message.attempts.length,
  lastCode: (message) => message.receipts.at(-1)?.code ?? message.attempts.at(-1)?.code ?? null,
  failedOver: (message) => message.failedOver,
  resolution: (message) => message.resolution,
  detail: (message) => (message.detail === undefined ? null : withoutFormula(message.detail)),
  createdAt: (message) => message.createdAt.toISOString(),
  updatedAt: (message) => message.updatedAt.toISOString(),
};

export function toMessageAnswer(message: Message): z.input<typeof messageAnswer> {
  const { _id, createdAt, updatedAt, attempts, receipts } = message;
  return {
    messageId: _id,
    dispatchId: message.dispatchId,
    campaignId: message.campaignId,
    profileId: message.profileId,
    status: message.status,
    reason: message.reason,
    detail: message.detail ?? null,
    to: message.to,
    text: message.text,
    encoding: message.encoding,
    segments: message.segments,
    providerId: message.providerId,
    providerMessageId: message.providerMessageId,
    failedOver: message.failedOver,
    resolution: message.resolution,
    attempts: attempts.map((attempt) => ({ ...attempt, at: attempt.at.toISOString() })),
    receipts: receipts.map((receipt) => ({ ...receipt, at: receipt.at.toISOString() })),
    ...stamps({ createdAt, updatedAt }),
  };
}
