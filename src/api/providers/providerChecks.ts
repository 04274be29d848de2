import { z } from 'zod';
import type { Check } from '../../providers/provider.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { notFound } from '../http/problem.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { idParameter } from '../wire.ts';

const params = z.strictObject({ providerId: idParameter('provider') });

export const validationAnswer = z.strictObject({
  result: z
    .enum(['ok', 'failed', 'not_checked'])
    .describe(
      'ok: all checks succeeded; not_checked: the provider was not asked, because its settings have no verify request',
    ),
  checks: z
    .array(
      z.strictObject({
        name: z.string().describe('what was checked'),
        ok: z.boolean().describe('whether the check succeeded'),
        detail: z.string().describe('what was found, or what is wrong'),
      }),
    )
    .describe('one for each question that the provider was asked'),
});
/** Checking a provider's settings with the provider. */
export function providerCheckRoutes({
  store,
  createProvider,
}: Pick<ApiDependencies, 'store' | 'createProvider'>): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/v1/providers/{providerId}/validate',
      operationId: 'validateProvider',
      scope: 'operate',
      tag: 'Providers',
      summary: "Check a provider's credentials and sender with the provider",
      params,
      answer: validationAnswer,
      idempotent: false,
      problems: ['not-found'],
      async handle({ params: { providerId } }) {
        const record = await store.providers.get(providerId);
        if (!record) throw notFound('provider', providerId);
        const provider = createProvider(record.input);
        try {
          const checks = await provider.verify();
          return { result: resultOf(checks), checks: checks.map((check) => ({ ...check })) };
        } finally {
          await provider.close();
        }
      },
    }),
  ];
}

function resultOf(checks: readonly Check[]): z.input<typeof validationAnswer>['result'] {
  if (checks.length === 0) return 'not_checked';
  return checks.every(({ ok }) => ok) ? 'ok' : 'failed';
}
