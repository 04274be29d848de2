import type { Store } from './store.ts';

/**
 * Forgets counters and claims whose time is over. Of those that there are many of, a period goes whole; the others are few, and MongoDB
 * forgets them by itself, which the embedded store doesn't.
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
