import type { BarredNumbers } from '../domain/audience/profile.ts';
import type { TopicRule } from '../domain/topics/topic.ts';
import type { SubscriptionStore } from './subscriptions.ts';
import type { SuppressionStore } from './suppressions.ts';

/** What tells which numbers get nothing. */
export interface BarringStores {
  readonly suppressions: Pick<SuppressionStore, 'among'>;
  readonly subscriptions: Pick<SubscriptionStore, 'barred'>;
}

/** Which of `numbers` (E.164) get nothing, of a topic or of none: one command, and a second one at the same time where there is a topic. */
export async function barredAmong(
  { suppressions, subscriptions }: BarringStores,
  topic: TopicRule | undefined,
  numbers: readonly string[],
): Promise<BarredNumbers> {
  const [suppressed, notSubscribed] = await Promise.all([
    suppressions.among(numbers),
    topic === undefined ? NONE : subscriptions.barred(topic, numbers),
  ]);
  return { suppressed, notSubscribed };
}

const NONE: ReadonlySet<string> = new Set();
