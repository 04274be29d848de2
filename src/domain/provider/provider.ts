import { z } from 'zod';
import { defaultCountry } from '../audience/phone.ts';

const ratePerSecond = z.number().positive().max(10_000).optional();
const baseUrl = z.url({ protocol: /^https?$/ });

/** How long one request may take, in milliseconds. After that its outcome is unknown. */
const requestTimeoutMs = z.int().min(100).max(120_000).default(10_000);
/**
 * How long after a lost answer the provider may still turn the request into a message, in milliseconds. Only a later lookup may conclude
 * that the message was not accepted.
 */
const consistencyDelayMs = z.int().min(0).max(600_000).default(15_000);
/** The meaning of 5xx answers other than 503: `unknown` unless the provider guarantees that nothing was processed. */
const serverErrors = z.enum(['unknown', 'not_processed']).default('unknown');

const common = {
  name: z.string().trim().min(1).max(100),
  /** Messages per second, over all workers; left out: unlimited. */
  ratePerSecond,
  requestTimeoutMs,
  consistencyDelayMs,
  serverErrors,
};

const twilioSettings = z
  .strictObject({
    accountSid: z.string().regex(/^AC[0-9a-fA-F]{32}$/, 'wanted: AC and 32 hexadecimal digits'),
    authToken: z.string().min(8).max(200).describe('secret: stored encrypted, never returned'),
    from: z.string().max(20).optional().describe('sender: E.164, short code or alphanumeric'),
    messagingServiceSid: z
      .string()
      .regex(/^MG[0-9a-fA-F]{32}$/, 'wanted: MG and 32 hexadecimal digits')
      .optional(),
    baseUrl: baseUrl.default('https://api.twilio.com').describe('a compatible service, or a simulator'),
  })
  .refine((value) => (value.from === undefined) !== (value.messagingServiceSid === undefined), {
    message: 'wanted: either from or messagingServiceSid',
    path: ['from'],
  });

const liquid = z.string().max(5000);

const headerName = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,100}$/, 'wanted: letters, digits, _ and -')
  .regex(/^(?!(?:connection|content-length|expect|host|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade)$)/i, {
    error: 'wanted: a header other than those that control the connection, and other than Host',
  });
const MAX_HEADERS = 32;

/**
 * One HTTP request to a gateway. Every text is Liquid with the variables `to`, `text`, `encoding`, `reference`, `receiptUrl`,
 * `validitySeconds`, `since` (lookup) and `secrets`. Variables that don't apply are null. Values are escaped for the address, the header, or
 * the type of the body.
 */
const httpRequest = z.strictObject({
  method: z.enum(['GET', 'POST', 'PUT']).default('POST'),
  url: liquid.min(1),
  headers: z
    .record(headerName, liquid)
    .refine((headers) => Object.keys(headers).length <= MAX_HEADERS, `wanted: at most ${MAX_HEADERS} headers`)
    .refine(
      (headers) => new Set(Object.keys(headers).map((name) => name.toLowerCase())).size === Object.keys(headers).length,
      'wanted: each header once, whatever its letters’ case',
    )
    .default({}),
  body: liquid.optional(),
});

/** The location of a value in an answer or a receipt. */
const extraction = z.union([
  z.strictObject({ json: z.string().max(200) }).describe('a path into a JSON body, such as messages.0.id'),
  z
    .strictObject({ pattern: z.string().max(500) })
    .describe('a regular expression (RE2) over the first 16 KB of the body; its first group'),
  z.strictObject({ param: z.string().max(100) }).describe('a query or form parameter'),
]);

const answerMeaning = z.enum([
  'accepted',
  'refused_recipient',
  'opted_out',
  'refused_content',
  'trouble',
  'account',
  'unknown',
]);

/** The first rule that matches decides what the answer means; where none matches, the HTTP status does. */
const answerRule = z.strictObject({
  status: z.array(z.int().min(100).max(599)).min(1).optional(),
  /** A regular expression (RE2) that the first 16 KB of the body must match. */
  body: z.string().max(500).optional(),
  means: answerMeaning,
});

export const PRESCRIBED_STATUSES = [200, 201, 202, 204] as const;
export const PRESCRIBED_TYPES = ['text/plain', 'text/xml', 'application/xml', 'application/json'] as const;

const prescribedAnswer = z
  .strictObject({
    status: z.literal(PRESCRIBED_STATUSES).default(200),
    contentType: z.enum(PRESCRIBED_TYPES).default('text/plain'),
    body: z.string().max(1000).default(''),
  })
  .refine(({ status, body }) => status !== 204 || body === '', {
    message: 'wanted: no body with the status 204',
    path: ['body'],
  })
  .describe('what the gateway wants to be answered; left out: 204 without a body');

const httpSettings = z.strictObject({
  secrets: z.record(z.string().regex(/^\w{1,40}$/), z.string().max(500)).default({}),
  send: httpRequest,
  answers: z.array(answerRule).max(30).default([]),
  messageId: extraction.optional(),
  /** The gateway's own error code, shown and counted instead of the HTTP status. */
  code: extraction.optional(),
  /** The gateway ignores a repeated `reference`, so that a request with an unknown outcome is simply sent again. */
  idempotent: z.boolean().default(false),
  /** How to look up a message by Herald's reference, or by recipient. 404, or a body that doesn't match `found`, means that there is none. */
  lookup: z
    .strictObject({ request: httpRequest, found: z.string().max(500).optional(), messageId: extraction.optional() })
    .optional(),
  /** A request that is answered with 2xx only when the credentials are valid. */
  verify: httpRequest.optional(),
  receipts: z
    .strictObject({
      status: extraction,
      delivered: z.array(z.string()).min(1),
      undelivered: z.array(z.string()).default([]),
      sent: z.array(z.string()).default([]),
      messageId: extraction.optional(),
      code: extraction.optional(),
      /** Identifies the part of a text of several SMS segments, where the gateway reports on each. Left out: it reports on the whole message. */
      part: extraction.optional(),
      answer: prescribedAnswer.optional(),
    })
    .optional(),
  inbound: z
    .strictObject({
      from: extraction.describe('the number of the sender'),
      text: extraction.describe('the text; none there: an empty text'),
      to: extraction.optional().describe('the number that the text was sent to'),
      messageId: extraction
        .optional()
        .describe(
          'the gateway’s id of the text, by which a repeated delivery is recognised; left out: sender, text and minute do that',
        ),
      country: defaultCountry
        .optional()
        .describe(
          'country (ISO 3166-1 alpha-2) of senders whose numbers come without a country code; left out: each number has its country code, with or without a plus sign',
        ),
      secret: z
        .strictObject({ header: headerName, name: z.string().max(40).describe('of one of `secrets`') })
        .optional()
        .describe('a header that the gateway sends with each text, whose value is the secret of that name'),
      answer: prescribedAnswer.optional(),
    })
    .optional()
    .describe('how a text that somebody sends to the account is read; left out: none are accepted'),
});

export const twilioProviderInput = z.strictObject({ kind: z.literal('twilio'), ...common, settings: twilioSettings });
export const httpProviderInput = z.strictObject({ kind: z.literal('http'), ...common, settings: httpSettings });

export const providerInput = z.discriminatedUnion('kind', [twilioProviderInput, httpProviderInput]);
/** A provider with its secrets in plain text, as the API receives it and a worker uses it; never stored or returned in this form. */
export type ProviderInput = z.infer<typeof providerInput>;
export type TwilioProviderInput = z.infer<typeof twilioProviderInput>;
export type HttpProviderInput = z.infer<typeof httpProviderInput>;

/** ISO 3166-1 alpha-2. */
const country = z.string().regex(/^[A-Z]{2}$/, 'wanted: a country as two capital letters, such as GB');

export const memberOfGroup = z.strictObject({
  providerId: z.string(),
  /** The provider serves only numbers of these countries. Left out: all. */
  countries: z.array(country).min(1).max(250).optional(),
});
export type MemberOfGroup = z.infer<typeof memberOfGroup>;

/** Up to 10 providers in priority order: a message goes to the first that serves its number, and to the next one when that is in trouble. */
export const providerGroupInput = z.strictObject({
  name: z.string().trim().min(1).max(100),
  members: z
    .array(memberOfGroup)
    .min(1)
    .max(10)
    .refine((members) => new Set(members.map((member) => member.providerId)).size === members.length, {
      message: 'wanted: each provider once',
    }),
});
export type ProviderGroupInput = z.infer<typeof providerGroupInput>;

/** A stored provider group. */
export interface ProviderGroup extends ProviderGroupInput {
  readonly _id: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}
