import { z } from 'zod';
import { callerId } from '../../domain/values.ts';
import { ERASURE_STATUSES, type Erasure } from '../../store/erasures.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { cursorKind, cursorParameter, limitParameter, pageOf, toPage } from '../http/cursor.ts';
import { notFound } from '../http/problem.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { idParameter, instant, orNull } from '../wire.ts';

export const erasureInput = z.strictObject({
  profileId: callerId.describe('the profile’s id; the profile need not exist any more'),
  reason: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .optional()
    .describe('such as the number of a ticket; it is kept, so it must not say who the person is'),
});

export const erasureAnswer = z.strictObject({
  id: z.string().describe('derived from the profile’s id with a secret key; it doesn’t say who the person was'),
  status: z
    .enum(ERASURE_STATUSES)
    .describe(
      'pending: nothing can be written under the id any more, and nothing is sent, but some of it may still be there, at the latest until the runs that have the person as a recipient have ended',
    ),
  reason: z.string().nullable().describe('why, in the words of the request'),
  keyId: z.string().nullable().describe('the API key that requested it'),
  requestedAt: instant.describe('when it was requested first'),
  doneAt: instant.nullable().describe('when it was done; null: it is pending'),
  counts: z
    .strictObject({
      profiles: z.int().describe('removed profiles: 1, or 0 where there was none'),
      events: z.int().describe('removed events'),
      messages: z
        .int()
        .describe('messages that reports still count, without text, number and the ids of person and provider'),
      inboundTexts: z.int().describe('inbound texts without sender and text'),
      suppressions: z.int().describe('numbers that stay suppressed, as keyed hashes'),
      unsubscriptions: z.int().describe('unsubscriptions from topics that hold on, as keyed hashes'),
    })
    .describe('complete once it is done'),
});

const cursor = cursorKind('erasures', z.strictObject({ at: z.iso.datetime(), id: z.string() }));

/** Erasures of persons, which workers carry out. */
export function erasureRoutes({ store, erasures, now }: Pick<ApiDependencies, 'store' | 'erasures' | 'now'>): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/v1/erasures',
      operationId: 'erasePerson',
      scope: 'admin',
      tag: 'Privacy',
      summary: 'Erase a person',
      description:
        'Removes the profile and its events, and everything in messages, inbound texts and the audit log that says who the person was; reports keep their counts. A number that is suppressed stays so, and one that was unsubscribed from a topic stays that, as keyed hashes. From now on writes with the profile’s id are refused (`erased`). Can’t be undone. Repeating it for the same profile returns the same erasure.',
      body: erasureInput,
      status: 202,
      answer: erasureAnswer,
      async handle({ body: { profileId, reason = null }, caller, setHeader }) {
        const erasure = await store.erasures.request({ profileId, reason, keyId: caller.id, now: now() });
        if (erasure.status === 'pending') await erasures.start({ erasureId: erasure._id, by: caller.name });
        setHeader('Location', `/v1/erasures/${erasure._id}`);
        return toAnswer(erasure);
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/erasures',
      operationId: 'listErasures',
      scope: 'admin',
      tag: 'Privacy',
      summary: 'List erasures, the newest first',
      query: z.strictObject({ limit: limitParameter, cursor: cursorParameter }),
      answer: pageOf(erasureAnswer),
      async handle({ query: { limit, cursor: given } }) {
        const after = cursor.decode(given);
        const before = after && { at: new Date(after.at), id: after.id };
        const found = await store.erasures.list({ before, limit: limit + 1 });
        const positionOf = ({ requestedAt, _id: id }: Erasure) => ({ at: requestedAt.toISOString(), id });
        return toPage(found, limit, cursor, positionOf, toAnswer);
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/erasures/{erasureId}',
      operationId: 'getErasure',
      scope: 'admin',
      tag: 'Privacy',
      summary: 'Read how far an erasure is',
      params: z.strictObject({ erasureId: idParameter('erasure') }),
      answer: erasureAnswer,
      problems: ['not-found'],
      async handle({ params: { erasureId } }) {
        const erasure = await store.erasures.get(erasureId);
        if (!erasure) throw notFound('erasure', erasureId);
        return toAnswer(erasure);
      },
    }),
  ];
}

const toAnswer = ({
  _id,
  status,
  reason,
  keyId,
  requestedAt,
  doneAt,
  counts,
}: Erasure): z.input<typeof erasureAnswer> => ({
  id: _id,
  status,
  reason,
  keyId,
  requestedAt: requestedAt.toISOString(),
  doneAt: orNull(doneAt),
  counts,
});
