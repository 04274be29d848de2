import type { Store } from './store.ts';

/**
 * Removes expired counters and claims. The numerous ones are dropped with the collection of their period. MongoDB would expire the others
 * by itself, but the embedded store doesn't.
 */
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
