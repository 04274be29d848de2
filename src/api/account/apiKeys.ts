import { z } from 'zod';
import { keyName } from '../../domain/account/keyName.ts';
import { rateLimits } from '../../domain/account/rateLimits.ts';
import { PRESET_NAMES, PRESETS, SCOPES, scope } from '../../domain/account/scopes.ts';
import { MAGIC_NUMBERS } from '../../domain/provider/sandbox.ts';
import type { ApiKey, ApiKeySettings } from '../../store/apiKeys.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { cursorKind, cursorParameter, limitParameter, pageOf, toPage } from '../http/cursor.ts';
import { conflict, invalid, notFound } from '../http/problem.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { idParameter, instant, orNull } from '../wire.ts';
import { checkMayChange, checkMayGrant, loadKey } from './keyRights.ts';

const SCOPE_LIST = Object.entries(SCOPES)
  .map(([name, text]) => `\`${name}\`: ${text}`)
  .join('; ');

const SANDBOX_LIST = Object.entries(MAGIC_NUMBERS)
  .map(([number, behaviour]) => `\`${number}\`: ${behaviour}`)
  .join(', ');

const shared = {
  name: keyName.describe('under which actions with the key are recorded; unique among keys'),
  rateLimits: rateLimits.default({}),
  expiresAt: z.iso
    .datetime({ offset: true })
    .nullable()
    .default(null)
    .describe('when the key stops being valid; null: never'),
};
const withPreset = z.strictObject({ ...shared, preset: z.enum(PRESET_NAMES).describe('the scopes of a usual role') });
const withScopes = z.strictObject({
  ...shared,
  scopes: z.array(scope).min(1).describe(`what the key may do. ${SCOPE_LIST}`),
});
const sandboxed = {
  sandbox: z
    .boolean()
    .default(false)
    .describe(
      'true: whatever is sent with the key goes to the built-in sandbox, and never to a provider. It can only be used to read, and for sandbox campaigns and test SMS. It can not be changed later',
    ),
};
export const apiKeySettingsInput = z.union([
  withPreset.meta({ title: 'With a preset' }),
  withScopes.meta({ title: 'With scopes' }),
]);
export const apiKeyInput = z.union([
  withPreset.extend(sandboxed).meta({ title: 'With a preset' }),
  withScopes.extend(sandboxed).meta({ title: 'With scopes' }),
]);

const fields = {
  id: z.string().describe('made by Herald: key_ and a ULID'),
  name: z.string().describe('under which actions with the key are recorded'),
  prefix: z.string().describe('the beginning of the key, by which a key that turns up somewhere is recognized'),
  scopes: z.array(scope).describe('what the key may do'),
  sandbox: z.boolean().describe('true: whatever is sent with the key goes to the built-in sandbox'),
  rateLimits,
  createdAt: instant.describe('when the key was created'),
  expiresAt: instant.nullable().describe('null: never'),
  disabledAt: instant.nullable().describe('since when the key is disabled; null: it is enabled'),
  lastUsedAt: instant.nullable().describe('to the minute; null: never'),
  previous: z
    .strictObject({
      prefix: z.string().describe('the beginning of the old key'),
      validUntil: instant.describe('the instant from which the old key is refused'),
    })
    .nullable()
    .describe('the key before the last rotation; null: there is none, or it is not valid any more'),
};
export const apiKeyAnswer = z.strictObject(fields);
export const newApiKeyAnswer = z.strictObject({ ...fields, key: z.string().describe('shown only once') });

const cursor = cursorKind('apiKeys', z.strictObject({ id: z.string() }));
const params = z.strictObject({ keyId: idParameter('API key') });

/** API keys and their rights. Rotating, disabling and deleting them is in apiKeyActions.ts. */
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
        .join(', ')}.

Sandbox: ${SANDBOX_LIST}. At every other number messages are delivered.`,
      body: apiKeyInput,
      status: 201,
      answer: newApiKeyAnswer,
      async handle({ body, caller, newId, setHeader }) {
        const settings = settingsOf(body);
        checkMayGrant(settings.scopes, caller);
        const created = await store.apiKeys.create({
          id: newId('key'),
          ...settings,
          ...(body.sandbox && { sandbox: true }),
          now: now(),
        });
        if (!created) throw nameTaken(settings);
        setHeader('Location', `/v1/api-keys/${created.apiKey._id}`);
        return { ...toApiKeyAnswer(created.apiKey, now()), key: created.key };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/api-keys',
      operationId: 'listApiKeys',
      scope: 'admin',
      tag: 'API keys',
      summary: 'List API keys, the newest first',
      query: z.strictObject({ limit: limitParameter, cursor: cursorParameter }),
      answer: pageOf(apiKeyAnswer),
      async handle({ query }) {
        const before = cursor.decode(query.cursor)?.id;
        const found = await store.apiKeys.list({ before, limit: query.limit + 1 });
        const at = now();
        return toPage(
          found,
          query.limit,
          cursor,
          (apiKey) => ({ id: apiKey._id }),
          (apiKey) => toApiKeyAnswer(apiKey, at),
        );
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/api-keys/{keyId}',
      operationId: 'getApiKey',
      scope: 'admin',
      tag: 'API keys',
      summary: 'Read an API key',
      params,
      answer: apiKeyAnswer,
      problems: ['not-found'],
      handle: async ({ params: { keyId } }) => toApiKeyAnswer(await loadKey(store, keyId), now()),
    }),
    defineRoute({
      method: 'put',
      path: '/v1/api-keys/{keyId}',
      operationId: 'replaceApiKey',
      scope: 'admin',
      before: async ({ keyId }) => toApiKeyAnswer(await loadKey(store, keyId), now()),
      tag: 'API keys',
      summary: 'Change the name, the scopes, the rates and the expiry of an API key',
      description:
        'The change applies to the next request with the key. A key with more scopes than the one of the request is not changed.',
      params,
      body: apiKeySettingsInput,
      answer: apiKeyAnswer,
      problems: ['not-found', 'conflict'],
      async handle({ params: { keyId }, body, caller }) {
        const settings = settingsOf(body);
        checkMayChange(await loadKey(store, keyId), caller);
        checkMayGrant(settings.scopes, caller);
        const replaced = await store.apiKeys.replace(keyId, settings);
        if (replaced === null) throw nameTaken(settings);
        if (!replaced) throw notFound('API key', keyId);
        return toApiKeyAnswer(await loadKey(store, keyId), now());
      },
    }),
  ];

  function settingsOf(body: z.output<typeof apiKeySettingsInput>): ApiKeySettings {
    const scopes = 'preset' in body ? PRESETS[body.preset] : body.scopes;
    const expiresAt = body.expiresAt === null ? null : new Date(body.expiresAt);
    if (expiresAt && expiresAt <= now()) {
      throw invalid([{ field: '/expiresAt', got: body.expiresAt ?? '', wanted: 'an instant in the future' }]);
    }
    return { name: body.name, scopes: [...new Set(scopes)], rateLimits: body.rateLimits, expiresAt };
  }
}

const nameTaken = ({ name }: ApiKeySettings) =>
  conflict(
    'name_taken',
    `An API key with the name ${JSON.stringify(name)}, or one that is easily mistaken for it, already exists.`,
  );

export const toApiKeyAnswer = (apiKey: ApiKey, at: Date): z.input<typeof apiKeyAnswer> => ({
  id: apiKey._id,
  name: apiKey.name,
  prefix: apiKey.prefix,
  scopes: [...apiKey.scopes],
  sandbox: apiKey.sandbox ?? false,
  rateLimits: apiKey.rateLimits,
  createdAt: apiKey.createdAt.toISOString(),
  expiresAt: orNull(apiKey.expiresAt),
  disabledAt: orNull(apiKey.disabledAt),
  lastUsedAt: orNull(apiKey.lastUsedAt),
  previous:
    apiKey.previous && apiKey.previous.validUntil > at
      ? { prefix: apiKey.previous.prefix, validUntil: apiKey.previous.validUntil.toISOString() }
      : null,
});
