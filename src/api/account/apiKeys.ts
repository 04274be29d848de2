import { z } from 'zod';
import type { ApiKey } from '../../store/apiKeys.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { cursorKind, cursorParameter, limitParameter, pageOf, toPage } from '../http/cursor.ts';
import { conflict, notFound } from '../http/problem.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { idParameter, instant, orNull } from '../wire.ts';

const fields = {
  id: z.string(),
  name: z.string(),
  createdAt: instant,
  lastUsedAt: instant.nullable().describe('to the minute'),
};
export const apiKeyInput = z.strictObject({
  name: z.string().trim().min(1).max(100).describe('unique; recorded with the actions for which the key is used'),
});
export const apiKeyAnswer = z.strictObject(fields);
export const newApiKeyAnswer = z.strictObject({ ...fields, key: z.string().describe('shown only once') });

const cursor = cursorKind('apiKeys', z.strictObject({ id: z.string() }));

export function apiKeyRoutes({ store, now }: Pick<ApiDependencies, 'store' | 'now'>): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/v1/api-keys',
      operationId: 'createApiKey',
      tag: 'API keys',
      summary: 'Create an API key',
      description: 'Only this response contains the key: Herald stores its hash.',
      body: apiKeyInput,
      status: 201,
      answer: newApiKeyAnswer,
      async handle({ body, newId, setHeader }) {
        const created = await store.apiKeys.create({ id: newId('key'), name: body.name, now: now() });
        if (!created) throw conflict(`An API key named ${JSON.stringify(body.name)} already exists.`);
        setHeader('Location', `/v1/api-keys/${created.apiKey._id}`);
        return { ...toAnswer(created.apiKey), key: created.key };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/api-keys',
      operationId: 'listApiKeys',
      tag: 'API keys',
      summary: 'List API keys',
      query: z.strictObject({ limit: limitParameter, cursor: cursorParameter }),
      answer: pageOf(apiKeyAnswer),
      async handle({ query }) {
        const after = cursor.decode(query.cursor)?.id;
        const found = await store.apiKeys.list({ after, limit: query.limit + 1 });
        return toPage(found, query.limit, cursor, (apiKey) => ({ id: apiKey._id }), toAnswer);
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/api-keys/{keyId}',
      operationId: 'getApiKey',
      tag: 'API keys',
      summary: 'Read an API key',
      params: z.strictObject({ keyId: idParameter('API key') }),
      answer: apiKeyAnswer,
      problems: ['not-found'],
      async handle({ params }) {
        const found = await store.apiKeys.get(params.keyId);
        if (!found) throw notFound('API key', params.keyId);
        return toAnswer(found);
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/v1/api-keys/{keyId}',
      operationId: 'deleteApiKey',
      tag: 'API keys',
      summary: 'Delete an API key',
      description: 'Requests with the key are then refused.',
      params: z.strictObject({ keyId: idParameter('API key') }),
      problems: ['not-found'],
      async handle({ params }) {
        if (!(await store.apiKeys.remove(params.keyId))) throw notFound('API key', params.keyId);
        return undefined;
      },
    }),
  ];
}

const toAnswer = ({ _id, name, createdAt, lastUsedAt }: ApiKey) => ({
  id: _id,
  name,
  createdAt: createdAt.toISOString(),
  lastUsedAt: orNull(lastUsedAt),
});
