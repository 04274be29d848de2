import type { Scope } from '../../domain/account/scopes.ts';
import type { ApiKey } from '../../store/apiKeys.ts';
import type { Store } from '../../store/store.ts';
import { ApiError, notFound } from '../http/problem.ts';
import type { Caller } from '../http/route.ts';

export async function loadKey(store: Store, id: string): Promise<ApiKey> {
  const found = await store.apiKeys.get(id);
  if (!found) throw notFound('API key', id);
  return found;
}

/** Throws a 403 if a key would get scopes that the caller lacks. */
export function checkMayGrant(scopes: readonly Scope[], caller: Caller): void {
  const missing = missingOf(scopes, caller);
  if (missing === '') return;
  throw new ApiError('missing-scope', {
    detail: `A key can't be given scopes that the key of the request lacks: ${missing}.`,
  });
}

/** Throws a 403 if the key has scopes that the caller lacks: who rotates a key gets it, and who disables it takes its rights away. */
export function checkMayChange({ scopes }: ApiKey, caller: Caller): void {
  const missing = missingOf(scopes, caller);
  if (missing === '') return;
  throw new ApiError('missing-scope', {
    detail: `This key has scopes that the key of the request lacks, and can't be changed by it: ${missing}.`,
  });
}

const missingOf = (scopes: readonly Scope[], caller: Caller): string =>
  scopes.filter((one) => !caller.scopes.includes(one)).join(', ');
