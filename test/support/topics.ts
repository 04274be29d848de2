import type { SubscriptionAction } from '../../src/domain/topics/subscription.ts';
import type { OptIn } from '../../src/domain/topics/topic.ts';
import { newId } from '../../src/store/newId.ts';
import type { Store } from '../../src/store/store.ts';

/** A topic of each kind, which is named after it, and one more. */
export const TOPICS = [
  { id: 'not_needed', name: 'Service', optIn: 'not_needed' as const },
  { id: 'single', name: 'News', optIn: 'single' as const },
  { id: 'double', name: 'Offers', optIn: 'double' as const },
  { id: 'news', name: 'Another one', optIn: 'single' as const },
];

export const subscribed = (store: Store, topicId: string, number: string): Promise<void> =>
  apply(store, topicId, number, { kind: 'subscribe', at: new Date(), isConfirmed: false, expiresAt: new Date() });

export const confirmed = (store: Store, topicId: string, number: string): Promise<void> =>
  apply(store, topicId, number, { kind: 'subscribe', at: new Date(), isConfirmed: true, expiresAt: new Date() });

export const unsubscribed = (store: Store, topicId: string, number: string): Promise<void> =>
  apply(store, topicId, number, { kind: 'unsubscribe', at: new Date() });

async function apply(store: Store, id: string, number: string, action: SubscriptionAction): Promise<void> {
  const optIn: OptIn = TOPICS.find((topic) => topic.id === id)?.optIn ?? 'single';
  const origin = { source: 'api', wording: null, keyId: null, providerId: null, profileId: null } as const;
  await store.subscriptions.apply([{ topic: { id, optIn }, number, action, origin: { id: newId('sub'), ...origin } }]);
}
