import { z } from 'zod';
import { smsSegments } from '../../content/encoding.ts';
import { usableNumber } from '../../domain/audience/phone.ts';
import type { Message } from '../../domain/message/message.ts';
import { SANDBOX_PROVIDER_ID } from '../../domain/provider/sandbox.ts';
import { describeValue } from '../http/describeValue.ts';
import { invalid, notFound } from '../http/problem.ts';
import { type Caller, defineRoute, type Route } from '../http/route.ts';
import { idParameter } from '../wire.ts';
import { type SingleMessageDependencies, type SingleOutcome, singleMessages } from './singleMessage.ts';

export const testSmsInput = z.strictObject({
  to: z.string().min(1).max(64).describe('a number with its country code, such as +447700900001'),
  text: z.string().min(1).max(1600).describe('sent as it is; 1 to 1,600 characters'),
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
  providerMessageId: z.string().nullable().describe("the provider's id of the message; null: it has given none"),
  encoding: z.enum(['GSM-7', 'UCS-2']).describe('UCS-2 where a character of the text is not in GSM-7'),
  segments: z.int().describe('the number of SMS segments of the text'),
});

const SANDBOX = { _id: SANDBOX_PROVIDER_ID, input: null };

/** A test SMS is a message like others, of a dispatch that has only this one: it is in the ledger, and receipts apply to it. */
export function testSmsRoutes(dependencies: SingleMessageDependencies): Route[] {
  const { store } = dependencies;
  const messages = singleMessages(dependencies);
  return [
    defineRoute({
      method: 'post',
      path: '/v1/providers/{providerId}/test-sms',
      operationId: 'sendTestSms',
      scope: 'operate',
      tag: 'Providers',
      summary: 'Send a test SMS',
      description:
        "To any number, or to those that the account's testNumbers lists. A number that has opted out gets nothing, and the provider's rate holds. The message is in the ledger, but in no report. The response contains the provider's answer: 200 only means that the provider was sent the request. With a sandbox key it goes to the built-in sandbox, whatever the providerId is, and to any number.",
      params: z.strictObject({ providerId: idParameter('provider') }),
      body: testSmsInput,
      answer: testSmsAnswer,
      problems: ['not-found'],
      async handle({ params: { providerId }, body, newId, caller }) {
        const provider = caller.sandbox ? SANDBOX : await store.providers.get(providerId);
        if (!provider) throw notFound('provider', providerId);
        const to = await permittedNumber(body.to, caller);
        // A request that is repeated after a crash finds the message of its first attempt, and sends no second one.
        const single = { dispatchId: `test/${newId('tst')}`, key: provider._id, profileId: '', to, text: body.text };
        const { message, outcome } = await messages.send([provider], { ...single, evenIfSuppressed: false });
        return toAnswer(message, outcome);
      },
    }),
  ];

  /** The number in E.164. */
  async function permittedNumber(raw: string, { sandbox }: Pick<Caller, 'sandbox'>): Promise<string> {
    const refuse = (wanted: string) => invalid([{ field: '/to', got: describeValue(raw, ['to']), wanted }]);
    const number = usableNumber(raw);
    if (!number) throw refuse('a number that is possible for its country, with + and the country code');
    if (sandbox) return number.e164;
    const { testNumbers } = await store.account.get();
    if (testNumbers && !testNumbers.includes(number.e164)) throw refuse("one of the account's testNumbers");
    return number.e164;
  }
}

/** `outcome` null: of an earlier attempt of the same request. */
function toAnswer(message: Message, outcome: SingleOutcome | null): z.input<typeof testSmsAnswer> {
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
