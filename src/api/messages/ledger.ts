import { z } from 'zod';
import { smsSegments } from '../../content/encoding.ts';
import { dispatchOfMessage, SINGLE_KEY, singleMessageId } from '../../domain/ids.ts';
import type { Dispatch } from '../../domain/message/dispatch.ts';
import { MESSAGE_REASONS, MESSAGE_STATUSES, type Message } from '../../domain/message/message.ts';
import type { RequestedMessage } from '../../domain/message/singleMessage.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { createdRange, cursorKind, cursorParameter, limitParameter, pageOf, toPage } from '../http/cursor.ts';
import { notFound } from '../http/problem.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { numberSearched } from '../numberSearch.ts';
import { stamps, toDate } from '../wire.ts';
import { messageAnswer, toMessageAnswer } from './messages.ts';

const cursor = cursorKind('ledger', z.strictObject({ at: z.iso.datetime(), id: z.string() }));

const query = z.strictObject({
  to: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .describe(
      "only messages to this number, in any notation with its country code or in that of the account's defaultCountry; a + is percent-encoded (%2B447700900001). Needs the scope read:numbers",
    ),
  profileId: z.string().max(128).optional().describe('only messages to this profile'),
  campaignId: z.string().max(128).optional().describe('only messages of this campaign, over all of its runs'),
  providerId: z.string().max(128).optional().describe('only messages that this provider accepted'),
  status: z.enum(MESSAGE_STATUSES).optional().describe('only messages with this status'),
  reason: z.enum(MESSAGE_REASONS).optional().describe('only messages with this reason'),
  ...createdRange,
  limit: limitParameter,
  cursor: cursorParameter,
});

export const oneMessageAnswer = messageAnswer.extend({
  status: z
    .enum(['queued', ...MESSAGE_STATUSES])
    .describe('queued: a single message that is on its way; the others as in lists'),
});

/** Every message that was ever sent, or not, for a reason. */
export function ledgerRoutes({ store }: Pick<ApiDependencies, 'store'>): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/v1/messages',
      operationId: 'searchMessages',
      scope: 'read',
      tag: 'Messages',
      summary: 'Search all messages, the newest first',
      description:
        'Messages of all campaigns, test messages, and answers to inbound texts. Messages that retention has removed are not there any more, and those of erased people have neither number nor text.',
      query,
      answer: pageOf(messageAnswer),
      async handle({ query: { limit, cursor: given, to, createdFrom, createdTo, ...filter }, caller }) {
        const position = cursor.decode(given);
        const wanted = {
          ...filter,
          to: await numberSearched('to', to, { caller, store }),
          createdFrom: toDate(createdFrom),
          createdTo: toDate(createdTo),
        };
        const before = position && { at: new Date(position.at), id: position.id };
        const found = await store.messages.search(wanted, { before, limit: limit + 1 });
        return toPage(found, limit, cursor, positionOf, toMessageAnswer);
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/messages/{messageId}',
      operationId: 'getMessage',
      scope: 'read',
      tag: 'Messages',
      summary: 'Read a message, with each attempt and receipt',
      params: z.strictObject({
        messageId: z
          .string()
          .min(1)
          .max(512)
          .describe(
            'as messageId in lists and reports, where each slash is percent-encoded (%2F), or the id of a single message (msg_...)',
          ),
      }),
      answer: oneMessageAnswer,
      problems: ['not-found'],
      async handle({ params: { messageId: given } }) {
        const messageId = given.startsWith('msg_') ? singleMessageId(given) : given;
        const message = await store.messages.get(messageId);
        if (message) return toMessageAnswer(message);
        const dispatch = await store.dispatches.get(dispatchOfMessage(messageId));
        if (dispatch?.request && messageId.endsWith(`/${SINGLE_KEY}`)) {
          return queuedAnswer(messageId, dispatch, dispatch.request);
        }
        // It may have been sent in between.
        const sent = await store.messages.get(messageId);
        if (sent) return toMessageAnswer(sent);
        throw notFound('message', given);
      },
    }),
  ];
}

function queuedAnswer(
  messageId: string,
  { _id: dispatchId, startedAt }: Dispatch,
  { profileId, to, text }: RequestedMessage,
): z.input<typeof oneMessageAnswer> {
  const { encoding, segments } = smsSegments(text);
  return {
    messageId,
    dispatchId,
    campaignId: null,
    profileId: profileId ?? '',
    status: 'queued',
    reason: null,
    detail: null,
    to,
    text,
    encoding,
    segments,
    providerId: null,
    providerMessageId: null,
    failedOver: false,
    resolution: null,
    attempts: [],
    receipts: [],
    ...stamps({ createdAt: startedAt, updatedAt: startedAt }),
  };
}

const positionOf = ({ _id, createdAt }: Message) => ({ at: createdAt.toISOString(), id: _id });
