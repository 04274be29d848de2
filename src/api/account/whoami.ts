import { z } from 'zod';
import { scope } from '../../domain/account/scopes.ts';
import { defineRoute, type Route } from '../http/route.ts';

export const whoamiAnswer = z.strictObject({
  keyId: z.string().describe('id of the API key; bootstrap: the key of the configuration'),
  name: z.string().describe('the name under which actions with the key are recorded'),
  scopes: z.array(scope).describe('what the key may do'),
  sandbox: z.boolean().describe('true: whatever is sent with the key goes to the built-in sandbox'),
});

/** What a caller can know of its own key, whatever its scopes are. */
export const whoamiRoutes = (): Route[] => [
  defineRoute({
    method: 'get',
    path: '/v1/whoami',
    operationId: 'whoami',
    scope: 'any',
    tag: 'API keys',
    summary: 'Read which API key the request was made with',
    answer: whoamiAnswer,
    handle: ({ caller: { id, name, scopes, sandbox } }) => ({ keyId: id, name, scopes: [...scopes], sandbox }),
  }),
];
