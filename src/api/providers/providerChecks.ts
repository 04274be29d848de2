import { z } from 'zod';
import { smsSegments } from '../../content/encoding.ts';
import { usableNumber } from '../../domain/audience/phone.ts';
import type { SmsProvider } from '../../providers/provider.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { describeValue } from '../http/describeValue.ts';
import { invalid, notFound } from '../http/problem.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { idParameter } from '../wire.ts';

const params = z.strictObject({ providerId: idParameter('provider') });

export const validationAnswer = z.strictObject({
  ok: z.boolean(),
  checks: z.array(z.strictObject({ name: z.string(), ok: z.boolean(), detail: z.string() })),
});
export const testSmsInput = z.strictObject({
  to: z.string().min(1).max(64).describe('a number with its country code, such as +447700900001'),
  text: z.string().min(1).max(1600),
});
export const testSmsAnswer = z.strictObject({
  outcome: z
    .enum(['accepted', 'refused', 'trouble', 'unknown'])
    .describe('unknown: the answer was lost, and the message may or may not arrive'),
  code: z.string().nullable().describe("the provider's code, or one of Herald's such as timeout"),
  providerMessageId: z.string().nullable(),
  encoding: z.enum(['GSM-7', 'UCS-2']),
  segments: z.int(),
});

/** Operations that send requests to the provider: checking its settings, and a test SMS. */
export function providerCheckRoutes({
  store,
  createProvider,
}: Pick<ApiDependencies, 'store' | 'createProvider'>): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/v1/providers/{providerId}/validate',
      operationId: 'validateProvider',
      tag: 'Providers',
      summary: "Check a provider's credentials and sender with the provider",
      params,
      answer: validationAnswer,
      idempotent: false,
      problems: ['not-found'],
      async handle({ params: { providerId } }) {
        const checks = await using(providerId, (provider) => provider.verify());
        return { ok: checks.every((check) => check.ok), checks: checks.map((check) => ({ ...check })) };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/providers/{providerId}/test-sms',
      operationId: 'sendTestSms',
      tag: 'Providers',
      summary: 'Send a test SMS to any number',
      description:
        "The message appears in no report. The response contains the provider's answer: 200 only means that the provider was sent the request.",
      params,
      body: testSmsInput,
      answer: testSmsAnswer,
      problems: ['not-found'],
      async handle({ params: { providerId }, body, newId }) {
        const number = usableNumber(body.to);
        if (!number) {
          const wanted = 'a number that is possible for its country, with + and the country code';
          throw invalid([{ field: '/to', got: describeValue(body.to, ['to']), wanted }]);
        }
        const sms = {
          to: number.e164,
          text: body.text,
          reference: newId('tst'),
          receiptUrl: null,
          validitySeconds: null,
        };
        const outcome = await using(providerId, (provider) => provider.send(sms));
        const { encoding, segments } = smsSegments(body.text);
        return {
          outcome: outcome.kind,
          code: 'code' in outcome ? outcome.code : null,
          providerMessageId: outcome.kind === 'accepted' ? outcome.providerMessageId : null,
          encoding,
          segments,
        };
      },
    }),
  ];

  async function using<T>(id: string, work: (provider: SmsProvider) => Promise<T>): Promise<T> {
    const record = await store.providers.get(id);
    if (!record) throw notFound('provider', id);
    const provider = createProvider(record.input);
    try {
      return await work(provider);
    } finally {
      await provider.close();
    }
  }
}
