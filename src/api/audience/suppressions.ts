import { z } from 'zod';
import {
  type CurrentSuppression,
  SUPPRESSION_SOURCES,
  type Suppression,
  type SuppressionEntry,
} from '../../store/suppressions.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { type CsvCell, withoutFormula } from '../http/csv.ts';
import { cursorKind, cursorParameter, limitParameter, pageOf, toPage } from '../http/cursor.ts';
import { exportedList, formatParameter, listFormat } from '../http/exportedList.ts';
import { ApiError } from '../http/problem.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { instant, numberInput, toDate } from '../wire.ts';

const entry = {
  source: z
    .enum(SUPPRESSION_SOURCES)
    .describe(
      'how the opt-out came: api; import (a file of profiles); stop (an inbound text); carrier (a provider refused a message, because the recipient had opted out there)',
    ),
  at: instant.describe('when the number was suppressed'),
  wording: z.string().nullable().describe("the inbound text, the reason that the caller gave, or the provider's code"),
  providerId: z.string().nullable().describe('the provider through which the opt-out came'),
  profileId: z.string().nullable().describe('the profile through which the opt-out came'),
  keyId: z.string().nullable().describe('the API key through which the opt-out came'),
};
const numberField = z.string().describe('the number (E.164)');

/** An entry of the list. */
export const suppressionEntryAnswer = z.strictObject({ number: numberField, ...entry });

export const suppressionAnswer = z.strictObject({
  number: numberField,
  suppressed: z.boolean().describe('whether the number gets no messages'),
  current: z.strictObject(entry).nullable().describe('the opt-out that holds; null: the number is not suppressed'),
  lifted: z
    .array(
      z.strictObject({
        ...entry,
        lifted: z
          .strictObject({
            at: instant.describe('when the suppression ended'),
            reason: z.string().describe('why it ended, in the words of the caller or of the inbound text'),
            keyId: z.string().nullable().describe('the API key that lifted it; null: an inbound text did'),
          })
          .describe('how the suppression ended'),
      }),
    )
    .describe('opt-outs that hold no longer, the oldest first; the last 100'),
});

const reason = z.string().trim().min(1).max(500);
export const suppressInput = z.strictObject({
  number: numberInput.describe('the number with its country code, such as +447700900001'),
  reason: reason.optional().describe('what the person said, or why; kept as the wording'),
});
export const liftInput = z.strictObject({
  reason: reason.describe('how the person has opted in again; kept with the suppression'),
});

const params = z.strictObject({
  number: numberInput.describe('the number with its country code; the + is percent-encoded: %2B447700900001'),
});
const time = z.iso.datetime({ offset: true });
const query = z.strictObject({
  source: z.enum(SUPPRESSION_SOURCES).optional().describe('how the opt-outs came'),
  from: time.optional().describe('numbers that were suppressed at this instant or later (ISO 8601, with offset)'),
  to: time.optional().describe('numbers that were suppressed before this instant'),
  format: formatParameter,
  limit: limitParameter,
  cursor: cursorParameter,
});

const cursor = cursorKind('suppressions', z.strictObject({ at: z.iso.datetime(), number: z.string() }));

/** The numbers that get no messages. */
export function suppressionRoutes({ store, now }: Pick<ApiDependencies, 'store' | 'now'>): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/v1/suppressions',
      operationId: 'listSuppressions',
      scope: 'read:numbers',
      tag: 'Suppressions',
      summary: 'List the suppressed numbers, the newest first',
      description:
        'JSON is paginated. CSV and NDJSON (`format`, or `Accept`) contain all numbers that the filters leave: `limit` and `cursor` are ignored. In CSV a wording that a spreadsheet would interpret as a formula is prefixed with an apostrophe.',
      query,
      answer: pageOf(suppressionEntryAnswer),
      streamedAs: ['text/csv', 'application/x-ndjson'],
      async handle({ query: { format, limit, cursor: given, source, from, to }, accept }) {
        const filter = {
          source,
          from: toDate(from),
          to: toDate(to),
        };
        const wanted = listFormat(format, accept, ['csv', 'ndjson']);
        if (wanted !== 'json') {
          const items = store.suppressions.stream(filter);
          return exportedList({
            name: 'suppressions',
            format: wanted,
            items,
            columns: COLUMNS,
            toAnswer: toEntryAnswer,
          });
        }
        const after = cursor.decode(given);
        const before = after && { ...after, at: new Date(after.at) };
        const found = await store.suppressions.list({ ...filter, before, limit: limit + 1 });
        const positionOf = ({ _id, current: { at } }: CurrentSuppression) => ({ at: at.toISOString(), number: _id });
        return toPage(found, limit, cursor, positionOf, toEntryAnswer);
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/suppressions',
      operationId: 'suppressNumber',
      scope: 'ingest',
      audit: 'counts',
      tag: 'Suppressions',
      summary: 'Suppress a number',
      description:
        'From now on no profile with the number gets a message, also in campaigns in progress. The entry of a number that is suppressed already stays as it is.',
      body: suppressInput,
      answer: suppressionAnswer,
      async handle({ body: { number, reason = null }, caller }) {
        await store.suppressions.add({ number, source: 'api', wording: reason, keyId: caller.id, at: now() });
        return toSuppressionAnswer(await load(number));
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/suppressions/{number}',
      operationId: 'getSuppression',
      scope: 'read:numbers',
      tag: 'Suppressions',
      summary: 'Read whether a number is suppressed, and how that came',
      params,
      answer: suppressionAnswer,
      problems: ['not-found'],
      handle: async ({ params: { number } }) => toSuppressionAnswer(await load(number)),
    }),
    defineRoute({
      method: 'post',
      path: '/v1/suppressions/{number}/lift',
      operationId: 'liftSuppression',
      scope: 'ingest',
      audit: 'counts',
      tag: 'Suppressions',
      summary: 'Take a number off the list, because the person has opted in again',
      description:
        'Ends the opt-outs of all profiles with the number, too. Repeating it changes nothing. If the number is opted out again at the same moment, it remains suppressed; the answer says so. A carrier may still refuse messages: then the number is suppressed again.',
      params,
      body: liftInput,
      answer: suppressionAnswer,
      problems: ['not-found'],
      async handle({ params: { number }, body: { reason }, caller }) {
        await store.suppressions.lift({ number, reason, keyId: caller.id, at: now() });
        return toSuppressionAnswer(await load(number));
      },
    }),
  ];

  async function load(number: string): Promise<Suppression> {
    const suppression = await store.suppressions.get(number);
    if (!suppression) throw new ApiError('not-found', { detail: 'The number was never suppressed.' });
    return suppression;
  }
}

const COLUMNS: Readonly<Record<string, (one: CurrentSuppression) => CsvCell>> = {
  number: ({ _id }) => _id,
  source: ({ current }) => current.source,
  at: ({ current }) => current.at.toISOString(),
  wording: ({ current }) => current.wording && withoutFormula(current.wording),
  providerId: ({ current }) => current.providerId,
  profileId: ({ current }) => current.profileId,
  keyId: ({ current }) => current.keyId,
};

const toEntryAnswer = ({ _id, current }: CurrentSuppression): z.input<typeof suppressionEntryAnswer> => ({
  number: _id,
  ...toEntry(current),
});

export const toSuppressionAnswer = ({ _id, current, lifted }: Suppression): z.input<typeof suppressionAnswer> => ({
  number: _id,
  suppressed: current !== null,
  current: current && toEntry(current),
  lifted: lifted.map(({ lifted: end, ...one }) => ({
    ...toEntry(one),
    lifted: { ...end, at: end.at.toISOString() },
  })),
});

const toEntry = ({ source, at, wording, providerId, profileId, keyId }: SuppressionEntry) => ({
  source,
  at: at.toISOString(),
  wording,
  providerId,
  profileId,
  keyId,
});
