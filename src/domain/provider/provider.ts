import { z } from 'zod';
import { defaultCountry } from '../audience/phone.ts';

const baseUrl = z.url({ protocol: /^https?$/ });

const common = {
  name: z.string().trim().min(1).max(100).describe('unique among providers; 1 to 100 characters'),
  ratePerSecond: z
    .number()
    .positive()
    .max(10_000)
    .optional()
    .describe('the most messages per second, over all workers; left out: no limit'),
  requestTimeoutMs: z
    .int()
    .min(100)
    .max(120_000)
    .default(10_000)
    .describe('how long one request may take, in milliseconds; after that its outcome is unknown'),
  consistencyDelayMs: z
    .int()
    .min(0)
    .max(600_000)
    .default(15_000)
    .describe(
      'how long after a lost answer the provider may still turn the request into a message, in milliseconds; only a later lookup may conclude that there is none',
    ),
  serverErrors: z
    .enum(['unknown', 'not_processed'])
    .default('unknown')
    .describe(
      'meaning of 5xx answers other than 503: not_processed only for a provider that guarantees that such a request had no effect',
    ),
};

const twilioSettings = z
  .strictObject({
    accountSid: z
      .string()
      .regex(/^AC[0-9a-fA-F]{32}$/, 'wanted: AC and 32 hexadecimal digits')
      .describe('SID of the Twilio account: AC and 32 hexadecimal digits'),
    authToken: z.string().min(8).max(200).describe('secret: stored encrypted, never returned'),
    from: z.string().max(20).optional().describe('sender: E.164, short code or alphanumeric'),
    messagingServiceSid: z
      .string()
      .regex(/^MG[0-9a-fA-F]{32}$/, 'wanted: MG and 32 hexadecimal digits')
      .optional()
      .describe('instead of from: the messaging service that chooses the sender'),
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
  method: z.enum(['GET', 'POST', 'PUT']).default('POST').describe('HTTP method of the request'),
  url: liquid.min(1).describe('Liquid; values are percent-encoded'),
  headers: z
    .record(headerName, liquid)
    .refine((headers) => Object.keys(headers).length <= MAX_HEADERS, `wanted: at most ${MAX_HEADERS} headers`)
    .refine(
      (headers) => new Set(Object.keys(headers).map((name) => name.toLowerCase())).size === Object.keys(headers).length,
      'wanted: each header once, whatever its letters’ case',
    )
    .default({})
    .describe('headers by name, at most 32; values are Liquid'),
  body: liquid.optional().describe('Liquid; values are escaped for the type of the body. Left out: no body'),
});

/** The location of a value in an answer or a receipt. */
const extraction = z.union([
  z
    .strictObject({ json: z.string().max(200).describe('names and indexes with dots between, such as messages.0.id') })
    .meta({ title: 'JSON', description: 'a value in a JSON body' }),
  z
    .strictObject({ pattern: z.string().max(500).describe('a regular expression (RE2) with a group') })
    .meta({ title: 'Pattern', description: 'what the first group matches in the first 16 KB of the body' }),
  z
    .strictObject({ param: z.string().max(100).describe('name of the parameter') })
    .meta({ title: 'Parameter', description: 'a query or form parameter' }),
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
  status: z
    .array(z.int().min(100).max(599))
    .min(1)
    .optional()
    .describe('HTTP statuses that the rule is for; left out: all'),
  body: z
    .string()
    .max(500)
    .optional()
    .describe('a regular expression (RE2) that the first 16 KB of the body must match; left out: any body'),
  means: answerMeaning.describe(
    'refused_recipient, opted_out and refused_content: the message is not sent; trouble: nothing was processed, and another attempt or provider follows; account: the same, and the account needs attention; unknown: it may have been accepted',
  ),
});

export const PRESCRIBED_STATUSES = [200, 201, 202, 204] as const;
export const PRESCRIBED_TYPES = ['text/plain', 'text/xml', 'application/xml', 'application/json'] as const;

const prescribedAnswer = z
  .strictObject({
    status: z.literal(PRESCRIBED_STATUSES).default(200).describe('HTTP status of the answer'),
    contentType: z.enum(PRESCRIBED_TYPES).default('text/plain').describe('media type of the body'),
    body: z.string().max(1000).default('').describe('the text, exactly as it is sent'),
  })
  .refine(({ status, body }) => status !== 204 || body === '', {
    message: 'wanted: no body with the status 204',
    path: ['body'],
  })
  .describe('what the gateway wants to be answered; left out: 204 without a body');

const httpSettings = z.strictObject({
  secrets: z
    .record(z.string().regex(/^\w{1,40}$/), z.string().max(500))
    .default({})
    .describe('values for {{ secrets.NAME }}: stored encrypted, never returned'),
  send: httpRequest.describe('the request that sends a message'),
  answers: z
    .array(answerRule)
    .max(30)
    .default([])
    .describe('the first rule that matches says what an answer means; where none does, the HTTP status does'),
  messageId: extraction.optional().describe("where an answer has the gateway's id of the message"),
  code: extraction
    .optional()
    .describe("where an answer has the gateway's error code; left out: the HTTP status counts"),
  idempotent: z
    .boolean()
    .default(false)
    .describe(
      'true: the gateway ignores a repeated `reference`, so that a request whose outcome is unknown is simply sent again',
    ),
  lookup: z
    .strictObject({
      request: httpRequest.describe('the request that looks the message up, by `reference` or by `to` and `since`'),
      found: z
        .string()
        .max(500)
        .optional()
        .describe('a regular expression (RE2) that the body matches if there is a message; left out: 404 means none'),
      messageId: extraction.optional().describe("where the answer has the gateway's id of the message"),
    })
    .optional()
    .describe('how a message whose answer was lost is looked up; left out: it cannot be'),
  verify: httpRequest
    .optional()
    .describe(
      'a request that is answered with 2xx only when the credentials are valid; left out: they are not checked',
    ),
  receipts: z
    .strictObject({
      status: extraction.describe("where a receipt has the gateway's status"),
      delivered: z.array(z.string()).min(1).describe('statuses that mean: delivered to the handset'),
      undelivered: z.array(z.string()).default([]).describe('statuses that mean: finally not delivered'),
      sent: z.array(z.string()).default([]).describe('statuses that mean: passed on to the carrier'),
      messageId: extraction.optional().describe("where a receipt has the gateway's id of the message"),
      code: extraction.optional().describe("where a receipt has the gateway's error code"),
      part: extraction
        .optional()
        .describe(
          'where a receipt identifies the part of a text of several SMS segments, if the gateway reports on each; left out: it reports on the whole message',
        ),
      answer: prescribedAnswer.optional(),
    })
    .optional()
    .describe('how delivery receipts are read; left out: none are accepted'),
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
        .strictObject({
          header: headerName.describe('name of the header'),
          name: z.string().max(40).describe('of one of `secrets`'),
        })
        .optional()
        .describe('a header that the gateway sends with each text, whose value is the secret of that name'),
      answer: prescribedAnswer.optional(),
    })
    .optional()
    .describe('how a text that somebody sends to the account is read; left out: none are accepted'),
});

export const twilioProviderInput = z
  .strictObject({
    kind: z.literal('twilio'),
    ...common,
    settings: twilioSettings.describe('the Twilio account, and the sender: either from or messagingServiceSid'),
  })
  .meta({ title: 'Twilio' });
export const httpProviderInput = z
  .strictObject({
    kind: z.literal('http'),
    ...common,
    settings: httpSettings.describe("how the gateway's HTTP interface is used"),
  })
  .meta({ title: 'HTTP' });

export const providerInput = z.discriminatedUnion('kind', [twilioProviderInput, httpProviderInput]);
/** A provider with its secrets in plain text, as the API receives it and a worker uses it; never stored or returned in this form. */
export type ProviderInput = z.infer<typeof providerInput>;
export type TwilioProviderInput = z.infer<typeof twilioProviderInput>;
export type HttpProviderInput = z.infer<typeof httpProviderInput>;

/** ISO 3166-1 alpha-2. */
const country = z.string().regex(/^[A-Z]{2}$/, 'wanted: a country as two capital letters, such as GB');

export const memberOfGroup = z.strictObject({
  providerId: z.string().describe('id of the provider'),
  countries: z
    .array(country)
    .min(1)
    .max(250)
    .optional()
    .describe('the provider serves only numbers of these countries (ISO 3166-1 alpha-2); left out: all'),
});
export type MemberOfGroup = z.infer<typeof memberOfGroup>;

/** Up to 10 providers in priority order: a message goes to the first that serves its number, and to the next one when that is in trouble. */
export const providerGroupInput = z.strictObject({
  name: z.string().trim().min(1).max(100).describe('unique among provider groups; 1 to 100 characters'),
  members: z
    .array(memberOfGroup)
    .min(1)
    .max(10)
    .refine((members) => new Set(members.map((member) => member.providerId)).size === members.length, {
      message: 'wanted: each provider once',
    })
    .describe('1 to 10 providers in priority order: a message goes to the first one that serves its number and works'),
});
export type ProviderGroupInput = z.infer<typeof providerGroupInput>;

/** A stored provider group. */
export interface ProviderGroup extends ProviderGroupInput {
  readonly _id: string;
  /** Increases by one with each change. */
  readonly revision: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}
