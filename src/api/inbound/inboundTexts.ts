import { z } from 'zod';
import { usableNumber } from '../../domain/audience/phone.ts';
import { INBOUND_DECISIONS } from '../../domain/inbound/decision.ts';
import { type InboundText, REVIEW_STATUSES } from '../../store/inboundTexts.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { checkReadsNumbers } from '../http/authentication.ts';
import { cursorKind, cursorParameter, limitParameter, pageOf, toPage } from '../http/cursor.ts';
import { conflict, notFound } from '../http/problem.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { idParameter, instant, orNull } from '../wire.ts';

export const inboundTextAnswer = z.strictObject({
  id: z.string().describe('also the id of the event `reply` of each profile that has the number'),
  providerId: z.string().describe('the provider that passed the text on'),
  providerMessageId: z.string().nullable().describe("the provider's id of the text; null: it has given none"),
  phone: z.string().describe('the sender, as the provider wrote it'),
  number: z.string().nullable().describe("the sender's number (E.164); null: it is no usable number"),
  to: z.string().nullable().describe('the number that the text was sent to, as the provider wrote it'),
  text: z.string().describe('the text, of which the first 4,000 characters are kept'),
  decision: z
    .enum(INBOUND_DECISIONS)
    .describe(
      'what the text asks for. confirm, subscribe and unsubscribe are about topics; near_miss: it isn’t one of the keywords but may ask for an end, so that a person has to read it; other: nothing of these',
    ),
  decidedBy: z.enum(['herald', 'provider']).describe('whose keywords decided'),
  language: z
    .string()
    .nullable()
    .describe('the language of the keyword (ISO 639); null: several have it, or there is none'),
  topicIds: z.array(z.string()).describe('the topics that the text confirms, subscribes to or unsubscribes from'),
  review: z
    .strictObject({
      status: z.enum(REVIEW_STATUSES).describe('open: nobody has decided yet'),
      at: instant.nullable().describe('when somebody decided'),
      keyId: z.string().nullable().describe('the API key of the person who decided'),
    })
    .nullable()
    .describe('the review of a near miss, or of an opt-out without a usable number; null: none is needed'),
  profileIds: z.array(z.string()).describe('the profiles that had the number'),
  messageId: z.string().nullable().describe('the last message to the number; null: none was found in the newest runs'),
  campaignId: z.string().nullable().describe('the campaign of that message'),
  at: instant.describe('when the text arrived'),
});

export const reviewInput = z.strictObject({
  decision: z
    .enum(['opt_out', 'dismiss'])
    .describe('opt_out: the number is suppressed, and the text is its wording; dismiss: the text asks for no end'),
});

const cursor = cursorKind('inbound', z.strictObject({ at: z.iso.datetime(), id: z.string() }));

const time = z.iso.datetime({ offset: true });
const query = z.strictObject({
  phone: z
    .string()
    .refine((text) => usableNumber(text) !== null, 'wanted: a number with its country code, such as %2B447700900001')
    .optional()
    .describe('the sender’s number, with its country code. Needs the scope read:numbers'),
  decision: z.enum(INBOUND_DECISIONS).optional().describe('what the texts ask for'),
  review: z.enum(REVIEW_STATUSES).optional().describe('open: the texts that a person has to read'),
  providerId: idParameter('provider').optional(),
  since: time.optional().describe('texts that arrived at this instant or later (ISO 8601, with offset)'),
  until: time.optional().describe('texts that arrived before this instant'),
  limit: limitParameter,
  cursor: cursorParameter,
});

const params = z.strictObject({ inboundId: idParameter('inbound text') });

/** Texts that people sent, and the review of those that a keyword doesn't decide. */
export function inboundTextRoutes({ store, now }: Pick<ApiDependencies, 'store' | 'now'>): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/v1/inbound',
      operationId: 'listInboundTexts',
      scope: 'read',
      tag: 'Inbound texts',
      summary: 'List inbound texts, the newest first',
      query,
      answer: pageOf(inboundTextAnswer),
      async handle({ query: { limit, cursor: given, phone, since, until, ...filter }, caller }) {
        if (phone !== undefined) checkReadsNumbers(caller, 'The search by phone');
        const after = cursor.decode(given);
        const before = after && { at: new Date(after.at), id: after.id };
        const found = await store.inboundTexts.list({
          ...filter,
          number: usableNumber(phone)?.e164,
          since: since === undefined ? undefined : new Date(since),
          until: until === undefined ? undefined : new Date(until),
          before,
          limit: limit + 1,
        });
        return toPage(found, limit, cursor, ({ at, _id: id }) => ({ at: at.toISOString(), id }), toInboundAnswer);
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/inbound/{inboundId}',
      operationId: 'getInboundText',
      scope: 'read',
      tag: 'Inbound texts',
      summary: 'Read an inbound text',
      params,
      answer: inboundTextAnswer,
      problems: ['not-found'],
      handle: async ({ params: { inboundId } }) => toInboundAnswer(await load(inboundId)),
    }),
    defineRoute({
      method: 'post',
      path: '/v1/inbound/{inboundId}/review',
      operationId: 'reviewInboundText',
      scope: 'operate',
      tag: 'Inbound texts',
      summary: 'Decide on a near miss',
      description:
        'Repeating the same decision changes nothing; another one is refused, because an opt-out is lifted in the list of suppressions.',
      params,
      body: reviewInput,
      answer: inboundTextAnswer,
      problems: ['not-found', 'conflict'],
      async handle({ params: { inboundId }, body, caller }) {
        const text = await load(inboundId);
        if (text.review === null)
          throw conflict('no_review', 'The text was decided by a keyword, and needs no review.');
        if (text.number === null && body.decision === 'opt_out') throw noNumber();
        const status = body.decision === 'opt_out' ? 'opted_out' : 'dismissed';
        const reviewed = await store.inboundTexts.review(inboundId, { status, at: now(), keyId: caller.id });
        if (reviewed?.review?.status !== status) {
          throw conflict(
            'already_reviewed',
            `Somebody has decided otherwise: ${reviewed?.review?.status ?? 'the text is gone'}.`,
          );
        }
        await suppress(reviewed);
        return toInboundAnswer(reviewed);
      },
    }),
  ];

  async function load(id: string): Promise<InboundText> {
    const text = await store.inboundTexts.get(id);
    if (!text) throw notFound('inbound text', id);
    return text;
  }

  /** After the decision was recorded, so that a request that is repeated after a crash completes it; not again after the number was lifted. */
  async function suppress({ number, text, providerId, review }: InboundText): Promise<void> {
    if (number === null || review?.status !== 'opted_out' || review.at === null) return;
    const { at, keyId } = review;
    const known = await store.suppressions.get(number);
    if (known?.lifted.some((entry) => entry.at.getTime() === at.getTime())) return;
    await store.suppressions.add({ number, source: 'stop', wording: text.slice(0, 500), providerId, keyId, at });
  }
}

const noNumber = () =>
  conflict('no_number', 'The sender has no usable number that could be suppressed: dismiss the text.');

export const toInboundAnswer = (text: InboundText): z.input<typeof inboundTextAnswer> => ({
  id: text._id,
  providerId: text.providerId,
  providerMessageId: text.providerMessageId,
  phone: text.from,
  number: text.number,
  to: text.to,
  text: text.text,
  decision: text.decision,
  decidedBy: text.decidedBy,
  language: text.language,
  topicIds: [...(text.topicIds ?? [])],
  review: text.review && { ...text.review, at: orNull(text.review.at) },
  profileIds: [...text.profileIds],
  messageId: text.messageId,
  campaignId: text.campaignId,
  at: text.at.toISOString(),
});
