import { removeExpired } from '../../../src/activities/retention/removeExpired.ts';
import { accountInput } from '../../../src/domain/account/account.ts';
import type { Retention } from '../../../src/domain/account/retention.ts';
import type { Store } from '../../../src/store/store.ts';

export const DAY_MS = 86_400_000;
export const inDays = (days: number): Date => new Date(Date.now() + days * DAY_MS);

export const keepFor = async (store: Store, retention: Retention, at = new Date()): Promise<void> => {
  const { revision, updatedAt, retentionAppliesAt, zoneChangedAt, ...settings } = await store.account.get();
  await store.account.replace(accountInput.parse({ ...settings, retention }), at);
};

/** One removal, by a worker of its own. */
export const removeAt = (store: Store, now: Date, pause: () => Promise<void> = async () => undefined) =>
  removeExpired({ store, log: { info: () => undefined }, now, pause });
