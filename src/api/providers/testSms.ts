import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { smsSegments } from '../../content/encoding.ts';
import { usableNumber } from '../../domain/audience/phone.ts';
import { messageIdOf } from '../../domain/ids.ts';
import type { Message } from '../../domain/message/message.ts';
import { refusalReason } from '../../providers/outcomes.ts';
import type { SendOutcome } from '../../providers/provider.ts';
import { receiptAddresses } from '../../providers/receiptAddress.ts';
import type { ProviderRecord } from '../../store/providers.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { describeValue } from '../http/describeValue.ts';
import { invalid, notFound } from '../http/problem.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { idParameter } from '../wire.ts';

export const testSmsInput = z.strictObject({
  to: z.string().min(1).max(64).describe('a number with its country code, such as +447700900001'),
  text: z.string().min(1).max(1600),
});
export const testSmsAnswer = z.strictObject({
  messageId: z.string().describe('of the message in the ledger'),
  outcome: z
    .enum(['accepted', 'refused', 'trouble', 'unknown', 'skipped'])
    .describe(
      'unknown: the answer was lost, and the message may or may not arrive; skipped: the number has opted out, and nothing was sent',
    ),
  code: z
    .string()
    .nullable()
    .describe("the provider's code, or one of Herald's such as timeout, opted_out or provider_rate"),
  providerMessageId: z.string().nullable(),
  encoding: z.enum(['GSM-7', 'UCS-2']),
  segments: z.int(),
});

/** How long a test waits for its turn within the provider's rate, in milliseconds. */
const MAX_WAIT_MS = 10_000;

/** A provider's id of a message; anything else may be a part of an answer that is nobody's business. */
const PROVIDER_MESSAGE_ID = /^[\x21-\x7e]{1,128}$/;

type Dependencies = Pick<ApiDependencies, 'store' | 'createProvider' | 'secretKey' | 'publicUrl' | 'now'>;
type TestOutcome = SendOutcome | { readonly kind: 'skipped'; readonly code: 'opted_out' };

/** A test SMS is a message like others, of a dispatch that has only this one: it is in the ledger, and receipts apply to it. */
export function testSmsRoutes(dependencies: Dependencies): Route[] {
  const { store, createProvider, secretKey, publicUrl, now } = dependencies;
  const addresses = receiptAddresses(secretKey);
  return [
    defineRoute({
      method: 'post',
      path: '/v1/providers/{providerId}/test-sms',
      operationId: 'sendTestSms',
      scope: 'operate',
      tag: 'Providers',
      summary: 'Send a test SMS',
      description:
        "To any number, or to those that the account's testNumbers lists. A number that has opted out gets nothing, and the provider's rate holds. The message is in the ledger, but in no report. The response contains the provider's answer: 200 only means that the provider was sent the request.",
      params: z.strictObject({ providerId: idParameter('provider') }),
      body: testSmsInput,
      answer: testSmsAnswer,
      problems: ['not-found'],
      async handle({ params: { providerId }, body, newId }) {
        const provider = await store.providers.get(providerId);
        if (!provider) throw notFound('provider', providerId);
        const to = await permittedNumber(body.to);
        const message = newMessage(newId('tst'), { providerId, to, text: body.text, now: now() });
        // A request that is repeated after a crash finds the message of its first attempt, and sends no second one.
        const isFirst = !(await store.messages.record([message])).has(message._id);
        const outcome = isFirst ? await sent(provider, message) : null;
        const ended = outcome && (await store.messages.conclude(message._id, endingOf(outcome, message, now())));
        return toAnswer(ended ?? (await store.messages.get(message._id)) ?? message, outcome);
      },
    }),
  ];

  /** The number in E.164. */
  async function permittedNumber(raw: string): Promise<string> {
    const refuse = (wanted: string) => invalid([{ field: '/to', got: describeValue(raw, ['to']), wanted }]);
    const number = usableNumber(raw);
    if (!number) throw refuse('a number that is possible for its country, with + and the country code');
    const { testNumbers } = await store.account.get();
    if (testNumbers && !testNumbers.includes(number.e164)) throw refuse("one of the account's testNumbers");
    return number.e164;
  }

  async function sent({ _id: providerId, input }: ProviderRecord, message: Message): Promise<TestOutcome> {
    const { _id: messageId, to, text } = message;
    if (to === null || text === null) throw new TypeError('a test SMS has a number and a text');
    if ((await store.suppressions.among([to])).has(to)) return { kind: 'skipped', code: 'opted_out' };
    if (!(await hasTurn(providerId, input.ratePerSecond))) {
      return { kind: 'trouble', code: 'provider_rate', account: false, retryAfterMs: null };
    }
    const provider = createProvider(input);
    try {
      const receiptUrl = publicUrl === undefined ? null : addresses.addressOf({ publicUrl, providerId, messageId });
      const outcome = await provider.send({ to, text, reference: messageId, receiptUrl, validitySeconds: null });
      if (outcome.kind === 'refused' && outcome.optedOut) {
        await store.suppressions.add({ number: to, source: 'carrier', providerId, wording: outcome.code, at: now() });
      }
      return outcome;
    } finally {
      await provider.close();
    }
  }

  /** Waits for the next sending instant within the provider's rate over all workers; false when it is too far away. */
  async function hasTurn(providerId: string, ratePerSecond: number | undefined): Promise<boolean> {
    if (ratePerSecond === undefined) return true;
    const asked = Date.now();
    const at = await store.rates.reserve({ providerId, count: 1, intervalMs: 1000 / ratePerSecond, now: asked });
    if (at - asked > MAX_WAIT_MS) return false;
    await delay(Math.max(0, at - Date.now()));
    return true;
  }
}

/** Before the request its outcome is unknown: what is left of a crash. */
function newMessage(id: string, of: { providerId: string; to: string; text: string; now: Date }): Message {
  const { providerId, to, text, now } = of;
  const dispatchId = `test/${id}`;
  const { encoding, segments } = smsSegments(text);
  return {
    _id: messageIdOf(dispatchId, providerId),
    dispatchId,
    campaignId: null,
    profileId: '',
    status: 'uncertain',
    reason: 'answer_lost',
    to,
    text,
    encoding,
    segments,
    providerId: null,
    providerMessageId: null,
    attempts: [],
    failedOver: false,
    resolution: null,
    receipts: [],
    createdAt: now,
    updatedAt: now,
  };
}

type Ending = Pick<
  Message,
  'status' | 'reason' | 'segments' | 'providerId' | 'providerMessageId' | 'attempts' | 'updatedAt'
>;

function endingOf(outcome: TestOutcome, message: Message, at: Date): Ending {
  const providerId = message._id.slice(message.dispatchId.length + 1);
  const nothing = { segments: 0, providerId: null, providerMessageId: null, updatedAt: at };
  if (outcome.kind === 'skipped') return { ...nothing, status: 'skipped', reason: 'opted_out', attempts: [] };
  const code = 'code' in outcome ? outcome.code : null;
  const attempts = [{ providerId, at, outcome: outcome.kind, code }];
  switch (outcome.kind) {
    case 'accepted': {
      const id = outcome.providerMessageId;
      const providerMessageId = id !== null && PROVIDER_MESSAGE_ID.test(id) ? id : null;
      const { segments } = message;
      return { status: 'accepted', reason: null, segments, providerId, providerMessageId, attempts, updatedAt: at };
    }
    case 'unknown':
      return { ...nothing, status: 'uncertain', reason: 'answer_lost', segments: message.segments, attempts };
    case 'refused':
      return { ...nothing, status: 'failed', reason: refusalReason(outcome), attempts };
    case 'trouble':
      return { ...nothing, status: 'failed', reason: null, attempts };
  }
}

/** `outcome` null: of an earlier attempt of the same request. */
function toAnswer(message: Message, outcome: TestOutcome | null): z.input<typeof testSmsAnswer> {
  const attempt = message.attempts.at(-1);
  const { encoding, segments } = smsSegments(message.text ?? '');
  return {
    messageId: message._id,
    outcome: outcome?.kind ?? (message.status === 'skipped' ? 'skipped' : (attempt?.outcome ?? 'unknown')),
    code: message.status === 'skipped' ? message.reason : (attempt?.code ?? null),
    providerMessageId: message.providerMessageId,
    encoding,
    segments,
  };
}
