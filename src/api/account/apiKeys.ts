import { z } from 'zod';
import { PRESET_NAMES, PRESETS, SCOPES, type Scope, scope } from '../../domain/account/scopes.ts';
import type { ApiKey } from '../../store/apiKeys.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { cursorKind, cursorParameter, limitParameter, pageOf, toPage } from '../http/cursor.ts';
import { ApiError, conflict, notFound } from '../http/problem.ts';
import { type Caller, defineRoute, type Route } from '../http/route.ts';
import { idParameter, instant, orNull } from '../wire.ts';

const SCOPE_LIST = Object.entries(SCOPES)
  .map(([name, text]) => `\`${name}\`: ${text}`)
  .join('; ');

const fields = {
  id: z.string(),
  name: z.string(),
  scopes: z.array(scope).describe('what the key may do'),
  createdAt: instant,
  lastUsedAt: instant.nullable().describe('to the minute'),
};
const name = z.string().trim().min(1).max(100).describe('unique; recorded with the actions for which the key is used');
export const apiKeyInput = z.union([
  z.strictObject({ name, preset: z.enum(PRESET_NAMES).describe('the scopes of a usual role') }),
  z.strictObject({ name, scopes: z.array(scope).min(1).describe(`what the key may do. ${SCOPE_LIST}`) }),
]);
export const apiKeyAnswer = z.strictObject(fields);
export const newApiKeyAnswer = z.strictObject({ ...fields, key: z.string().describe('shown only once') });

const cursor = cursorKind('apiKeys', z.strictObject({ id: z.string() }));

export function apiKeyRoutes({ store, now }: Pick<ApiDependencies, 'store' | 'now'>): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/v1/api-keys',
      operationId: 'createApiKey',
      scope: 'admin',
      tag: 'API keys',
      summary: 'Create an API key',
      description: `Only this response contains the key: Herald stores its hash. The key gets the scopes of a preset, or those that are listed. It can't have a scope that the key which creates it lacks.

Presets: ${Object.entries(PRESETS)
        .map(([name, scopes]) => `\`${name}\` (${scopes.join(', ')})`)
        .join(', ')}.`,
      body: apiKeyInput,
      status: 201,
      answer: newApiKeyAnswer,
      async handle({ body, caller, newId, setHeader }) {
        const { name } = body;
        const scopes = 'preset' in body ? PRESETS[body.preset] : body.scopes;
        checkGranted(scopes, caller);
        const created = await store.apiKeys.create({
          id: newId('key'),
          name,
          scopes: [...new Set(scopes)],
          now: now(),
        });
        if (!created) throw conflict('name_taken', `An API key named ${JSON.stringify(name)} already exists.`);
        setHeader('Location', `/v1/api-keys/${created.apiKey._id}`);
        return { ...toAnswer(created.apiKey), key: created.key };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/api-keys',
      operationId: 'listApiKeys',
      scope: 'admin',
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
      scope: 'admin',
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
      scope: 'admin',
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

/** Throws a 403 if a key would get scopes that the caller lacks. */
function checkGranted(scopes: readonly Scope[], caller: Caller): void {
  const missing = scopes.filter((one) => !caller.scopes.includes(one));
  if (missing.length === 0) return;
  throw new ApiError('missing-scope', {
    detail: `A key can't be given scopes that the key of the request lacks: ${missing.join(', ')}.`,
  });
}

const toAnswer = ({ _id, name, scopes, createdAt, lastUsedAt }: ApiKey) => ({
  id: _id,
  name,
  scopes: [...scopes],
  createdAt: createdAt.toISOString(),
  lastUsedAt: orNull(lastUsedAt),
});
