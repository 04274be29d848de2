import { z } from 'zod';
import { type Account, accountInput } from '../domain/account.ts';
import type { ApiDependencies } from './dependencies.ts';
import { defineRoute, type Route } from './http/route.ts';
import { instant, orNull } from './wire.ts';

export const accountAnswer = z.strictObject({
  ...accountInput.shape,
  updatedAt: instant.nullable().describe('null as long as everything is as it comes'),
});

/** The settings that hold for all campaigns. */
export function accountRoutes({ store, now }: Pick<ApiDependencies, 'store' | 'now'>): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/v1/account',
      operationId: 'getAccount',
      tag: 'Account',
      summary: 'Read what holds for all campaigns',
      answer: accountAnswer,
      handle: async () => toAnswer(await store.account.get()),
    }),
    defineRoute({
      method: 'put',
      path: '/v1/account',
      operationId: 'replaceAccount',
      tag: 'Account',
      summary: 'Set what holds for all campaigns',
      description: 'Replaces everything: what is left out goes back to how it comes.',
      body: accountInput,
      answer: accountAnswer,
      handle: async ({ body }) => toAnswer(await store.account.replace(body, now())),
    }),
  ];
}

const toAnswer = ({ updatedAt, ...settings }: Account): z.input<typeof accountAnswer> => ({
  ...settings,
  updatedAt: orNull(updatedAt),
});
