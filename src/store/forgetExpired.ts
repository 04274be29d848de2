import type { Store } from './store.ts';

/** Forgets counters and claims whose time is over: MongoDB does by itself, the embedded store doesn't. */
export async function forgetExpired(
  store: Pick<Store, 'quotas' | 'profileCaps' | 'numberClaims'>,
  now: Date,
): Promise<void> {
  await Promise.all([
    store.quotas.removeExpired(now),
    store.profileCaps.removeExpired(now),
    store.numberClaims.removeExpired(now),
  ]);
}
