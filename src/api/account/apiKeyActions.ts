import { z } from 'zod';
import type { ApiKey } from '../../store/apiKeys.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { conflict, notFound } from '../http/problem.ts';
import { type Caller, defineRoute, type Route } from '../http/route.ts';
import { idParameter } from '../wire.ts';
import { apiKeyAnswer, newApiKeyAnswer, toApiKeyAnswer } from './apiKeys.ts';
import { checkMayChange, loadKey } from './keyRights.ts';

const MAX_OVERLAP_SECONDS = 30 * 86_400;

export const rotationInput = z.strictObject({
  overlapSeconds: z
    .int()
    .min(0)
    .max(MAX_OVERLAP_SECONDS)
    .default(86_400)
    .describe('how long the old key stays valid; 0: not at all'),
});

const params = z.strictObject({ keyId: idParameter('API key') });
const shared = { scope: 'admin', tag: 'API keys', params, problems: ['not-found'] } as const;

/** Rotating, disabling and deleting API keys. */
export function apiKeyActionRoutes({ store, now }: Pick<ApiDependencies, 'store' | 'now'>): Route[] {
  return [
    defineRoute({
      ...shared,
      method: 'post',
      path: '/v1/api-keys/{keyId}/rotate',
      operationId: 'rotateApiKey',

      before: async ({ keyId }) => toApiKeyAnswer(await loadKey(store, keyId), now()),
      summary: 'Replace the secret of an API key',
      description:
        'Only this response contains the new key. The old one stays valid for a while, so that its users can be given the new one; one that was rotated before stops being valid at once. Id, name and scopes are kept.',
      body: rotationInput.optional(),
      answer: newApiKeyAnswer,
      problems: ['not-found', 'conflict'],
      async handle({ params: { keyId }, body, caller, newId }) {
        const { overlapSeconds } = body ?? rotationInput.parse({});
        const before = await changeable(keyId, caller);
        const validUntil = new Date(now().getTime() + overlapSeconds * 1000);
        const rotated = await store.apiKeys.rotate(before, { rotation: newId('act'), validUntil });
        if (!rotated) throw conflict('edited_meanwhile', 'The key was rotated or deleted at the same moment.');
        return { ...toApiKeyAnswer(rotated.apiKey, now()), key: rotated.key };
      },
    }),
    defineRoute({
      ...shared,
      method: 'post',
      path: '/v1/api-keys/{keyId}/disable',
      operationId: 'disableApiKey',

      before: async ({ keyId }) => toApiKeyAnswer(await loadKey(store, keyId), now()),
      summary: 'Disable an API key',
      description: 'Requests with the key are refused until it is enabled again. Disabling it again changes nothing.',
      answer: apiKeyAnswer,
      handle: ({ params: { keyId }, caller }) => setDisabled(keyId, now(), caller),
    }),
    defineRoute({
      ...shared,
      method: 'post',
      path: '/v1/api-keys/{keyId}/enable',
      operationId: 'enableApiKey',

      before: async ({ keyId }) => toApiKeyAnswer(await loadKey(store, keyId), now()),
      summary: 'Enable an API key that was disabled',
      answer: apiKeyAnswer,
      handle: ({ params: { keyId }, caller }) => setDisabled(keyId, null, caller),
    }),
    defineRoute({
      ...shared,
      method: 'delete',
      path: '/v1/api-keys/{keyId}',
      operationId: 'deleteApiKey',

      before: async ({ keyId }) => toApiKeyAnswer(await loadKey(store, keyId), now()),
      summary: 'Delete an API key',
      description:
        'Requests with the key are then refused. A key that was used is better disabled, so that its name stays known.',
      async handle({ params: { keyId }, caller }) {
        await changeable(keyId, caller);
        if (!(await store.apiKeys.remove(keyId))) throw notFound('API key', keyId);
        return undefined;
      },
    }),
  ];

  async function changeable(keyId: string, caller: Caller): Promise<ApiKey> {
    const found = await loadKey(store, keyId);
    checkMayChange(found, caller);
    return found;
  }

  async function setDisabled(keyId: string, at: Date | null, caller: Caller) {
    await changeable(keyId, caller);
    if (!(await store.apiKeys.disable(keyId, at))) throw notFound('API key', keyId);
    return toApiKeyAnswer(await loadKey(store, keyId), now());
  }
}
