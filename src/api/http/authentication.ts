import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { SCOPE_NAMES, type Scope } from '../../domain/account/scopes.ts';
import { type ApiKeyStore, hashOfKey } from '../../store/apiKeys.ts';
import { ApiError } from './problem.ts';
import type { Caller, Route } from './route.ts';

export interface AuthenticationDependencies {
  readonly apiKeys: Pick<ApiKeyStore, 'use'>;
  /** A key that is always valid, with which the first keys are created. */
  readonly bootstrapApiKey: string | undefined;
  readonly now: () => Date;
}

const BOOTSTRAP_CALLER: Caller = {
  id: 'bootstrap',
  name: 'bootstrap',
  scopes: SCOPE_NAMES,
  rateLimits: {},
  sandbox: false,
};

/**
 * The caller, by `Authorization: Bearer KEY` or `X-Api-Key: KEY`. Throws a 401. Stored keys are found by their hash, so that timing
 * reveals nothing about a key; the configured key is compared in constant time.
 */
export async function authenticate(
  dependencies: AuthenticationDependencies,
  request: IncomingMessage,
): Promise<Caller> {
  const key = keyOf(request);
  if (key === undefined) throw unauthorized('Send an API key: Authorization: Bearer KEY, or X-Api-Key: KEY.');
  const { apiKeys, bootstrapApiKey, now } = dependencies;
  if (bootstrapApiKey !== undefined && sameText(key, bootstrapApiKey)) return BOOTSTRAP_CALLER;
  const at = now();
  const found = await apiKeys.use(hashOfKey(key), at);
  if (!found) throw unauthorized('The API key is unknown or was deleted.');
  if (found.disabledAt) throw unauthorized('The API key is disabled.');
  if (found.expiresAt && found.expiresAt <= at) throw unauthorized('The API key has expired.');
  return {
    id: found._id,
    name: found.name,
    scopes: found.scopes,
    rateLimits: found.rateLimits,
    sandbox: found.sandbox ?? false,
  };
}

/** Throws a 403 if the caller lacks the scope of the route. */
export function checkScope({ scope }: Pick<Route, 'scope'>, { scopes }: Caller): void {
  if (scope === null || scope === 'any' || scopes.includes(scope)) return;
  throw missingScope(scope, scopes, 'This operation');
}

/** Throws a 403 if the caller reads masked numbers: it must not find out by a search (`what`) whose number one is. */
export function checkReadsNumbers(caller: Caller, what: string): void {
  checkFurtherScope(caller, 'read:numbers', what);
}

/** Throws a 403 if the caller lacks a scope that only some requests of an operation need. */
export function checkFurtherScope({ scopes }: Caller, wanted: Scope, what: string): void {
  if (!scopes.includes(wanted)) throw missingScope(wanted, scopes, what);
}

const missingScope = (scope: Scope, scopes: readonly Scope[], what: string): ApiError =>
  new ApiError('missing-scope', {
    detail: `${what} needs an API key with the scope ${scope}.`,
    errors: [{ field: 'header: Authorization', got: `a key with ${scopes.join(', ')}`, wanted: `a key with ${scope}` }],
  });

/** The key that the request has, valid or not. */
export function keyOf(request: IncomingMessage): string | undefined {
  const bearer = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1];
  const header = request.headers['x-api-key'];
  return bearer ?? (typeof header === 'string' && header !== '' ? header : undefined);
}

/** Compares hashes, because timingSafeEqual requires equal lengths. */
function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

const unauthorized = (detail: string): ApiError =>
  new ApiError('unauthorized', { detail, headers: { 'WWW-Authenticate': 'Bearer realm="herald"' } });
