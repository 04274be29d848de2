import type { BarredNumbers } from '../../../domain/audience/profile.ts';
import type { RequestedMessage } from '../../../domain/message/singleMessage.ts';

/** Why a single message may not be sent; null: it may. */
export function barredReason(
  { to, evenIfOptedOut }: RequestedMessage,
  { suppressed, notSubscribed }: BarredNumbers,
): 'opted_out' | 'not_subscribed' | null {
  if (evenIfOptedOut !== null) return null;
  if (suppressed.has(to)) return 'opted_out';
  return notSubscribed.has(to) ? 'not_subscribed' : null;
}
