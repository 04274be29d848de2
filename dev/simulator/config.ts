import { z } from 'zod';

const share = z.number().min(0).max(1);

/** Receipts of a simulated provider. Left out: none are sent, as in benchmarks. */
const callbacks = z.strictObject({
  statuses: z.array(z.string()).min(1).default(['queued', 'sent', 'delivered']),
  delayMs: z.int().min(0).default(0),
  /** The order of the receipts of one message. */
  order: z.enum(['in_order', 'shuffled']).default('in_order'),
  /** Each receipt is sent twice. */
  doubled: z.boolean().default(false),
  /** The last status becomes `undelivered` with this error code, for this share of the numbers. */
  undelivered: z.strictObject({ share, code: z.int() }).optional(),
  /** For how many messages receipts are sent at once. */
  concurrency: z.int().min(1).max(256).default(32),
});
export type CallbackConfig = z.infer<typeof callbacks>;

/** Numbers that the provider always refuses: those that match the pattern. */
const refusal = z.strictObject({ pattern: z.string(), code: z.int() });

const common = {
  name: z.string().regex(/^[\w-]{1,60}$/),
  /** A port for this provider alone; 0: any free port. */
  port: z.int().min(0).max(65_535).default(0),
  /** Seed of everything random: dropped answers, refused numbers. */
  seed: z.int().default(1),
  refuse: z.array(refusal).default([]),
  /** Duration of a create request: the first half before the message is accepted, the second before the answer. */
  latencyMs: z.int().min(0).default(0),
  callbacks: callbacks.optional(),
};

const twilioConfig = z.strictObject({
  kind: z.literal('twilio'),
  ...common,
  accountSid: z
    .string()
    .regex(/^AC[0-9a-f]{32}$/)
    .optional(),
  authToken: z.string().min(8).optional(),
  /** The account's numbers. Left out: every sender is valid. */
  numbers: z.array(z.string()).optional(),
  messagingServices: z.array(z.string()).default([]),
});

const httpConfig = z.strictObject({
  kind: z.literal('http'),
  ...common,
  /** Required as `Authorization: Bearer`, if given. */
  apiKey: z.string().optional(),
  /** Honours `Idempotency-Key`: a second request with the same key gets the first one's answer. */
  idempotent: z.boolean().default(false),
});

export const providerConfig = z.discriminatedUnion('kind', [twilioConfig, httpConfig]);
export type ProviderConfig = z.output<typeof providerConfig>;
export type ProviderConfigInput = z.input<typeof providerConfig>;

/** The behaviour begins once the provider has accepted so many messages in all. Left out: immediately. */
const afterMessages = z.int().min(0).default(0);

export const behaviour = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('ok'), afterMessages }),
  /**
   * The port is closed; requests in progress are cut off and not accepted. `graceful`: clients are answered with 503 for half a second
   * first, so that no answer is lost.
   */
  z.strictObject({ mode: z.literal('die'), graceful: z.boolean().default(false), afterMessages }),
  /** Reads create requests but neither accepts nor answers them; lookups work, unless they hang as well. */
  z.strictObject({ mode: z.literal('hang'), hangLookups: z.boolean().default(false), afterMessages }),
  /** Accepts and answers after a delay; accepts even if the client has disconnected by then, as real services do. */
  z.strictObject({ mode: z.literal('slow'), ms: z.int().min(0), afterMessages }),
  /** 429 with Retry-After above this many requests in a second. */
  z.strictObject({ mode: z.literal('throttle'), perSecond: z.int().min(0), afterMessages }),
  /** 503 to everything. */
  z.strictObject({ mode: z.literal('unavailable'), afterMessages }),
  /** 500 to create requests, not accepted. */
  z.strictObject({ mode: z.literal('error'), afterMessages }),
  /** Accepts, then cuts the connection instead of answering. */
  z.strictObject({ mode: z.literal('dropAnswers'), share: share.default(1), afterMessages }),
  /** Refuses these numbers, or this share of all numbers: a number that is refused once is always refused. */
  z.strictObject({
    mode: z.literal('refuseRecipients'),
    share: share.optional(),
    numbers: z.array(z.string()).optional(),
    code: z.int().default(21_211),
    afterMessages,
  }),
  /** 401 to everything. */
  z.strictObject({ mode: z.literal('badCredentials'), afterMessages }),
]);
export type Behaviour = z.output<typeof behaviour>;
export type BehaviourInput = z.input<typeof behaviour>;
