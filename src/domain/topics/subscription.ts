import type { OptIn, Topic } from './topic.ts';

export const SUBSCRIPTION_STATUSES = ['pending', 'subscribed', 'unsubscribed'] as const;
export type SubscriptionStatus = (typeof SUBSCRIPTION_STATUSES)[number];

/** What a number has said about a topic. */
export interface SubscriptionState {
  /** `pending`: it was asked to confirm. */
  readonly status: SubscriptionStatus;
  /** Since when; of a pending one, when it was last requested. */
  readonly at: Date;
  /** When it was confirmed; null: it was not. */
  readonly confirmedAt: Date | null;
  /** When it was last unsubscribed; null: never, or it was subscribed since. A pending subscription doesn't end an unsubscription. */
  readonly unsubscribedAt: Date | null;
  /** Until when a text confirms a pending subscription; null: it isn't pending. */
  readonly expiresAt: Date | null;
}

export type SubscriptionAction =
  | {
      readonly kind: 'subscribe';
      readonly at: Date;
      /** Whether it was confirmed already, elsewhere. */
      readonly isConfirmed: boolean;
      /** Until when a text may confirm it, if it has to be confirmed. */
      readonly expiresAt: Date;
    }
  | { readonly kind: 'confirm'; readonly at: Date; readonly by: 'api' | 'text' }
  | { readonly kind: 'unsubscribe'; readonly at: Date };

export function subscribeAction(
  topic: Topic,
  { at, isConfirmed }: { readonly at: Date; readonly isConfirmed: boolean },
): SubscriptionAction {
  const days = topic.optIn === 'double' ? topic.confirmWithinDays : 0;
  return { kind: 'subscribe', at, isConfirmed, expiresAt: new Date(at.getTime() + days * DAY_MS) };
}

const DAY_MS = 86_400_000;

/** Whether a number gets messages of a topic. `state` null: nothing is known of the number. */
export function mayGet(
  optIn: OptIn,
  state: Pick<SubscriptionState, 'status' | 'confirmedAt' | 'unsubscribedAt'> | null,
): boolean {
  switch (optIn) {
    case 'not_needed':
      return !state?.unsubscribedAt;
    case 'single':
      return state?.status === 'subscribed';
    case 'double':
      return state?.status === 'subscribed' && state.confirmedAt !== null;
  }
}

/**
 * The state after an action; null where it changes nothing. An unsubscription takes effect whatever is known, and nothing that was requested at the same
 * time or before it takes effect after it.
 */
export function afterAction(
  before: SubscriptionState | null,
  action: SubscriptionAction,
  optIn: OptIn,
): SubscriptionState | null {
  const { at } = action;
  switch (action.kind) {
    case 'unsubscribe': {
      const last = before?.unsubscribedAt ?? null;
      const unsubscribedAt = last !== null && last > at ? last : at;
      if (before?.status !== 'unsubscribed') {
        return { status: 'unsubscribed', at, confirmedAt: null, unsubscribedAt, expiresAt: null };
      }
      return unsubscribedAt.getTime() === last?.getTime() ? null : { ...before, unsubscribedAt };
    }
    case 'subscribe': {
      if (before?.unsubscribedAt && at <= before.unsubscribedAt) return null;
      if (optIn === 'double' && !action.isConfirmed) return requested(before, action);
      const confirmedAt = before?.confirmedAt ?? (action.isConfirmed ? at : null);
      if (before?.status === 'subscribed' && before.confirmedAt?.getTime() === confirmedAt?.getTime()) return null;
      return subscribed(before?.status === 'subscribed' ? before.at : at, confirmedAt);
    }
    case 'confirm':
      if (before?.status === 'pending') {
        const isLate = action.by === 'text' && before.expiresAt !== null && at > before.expiresAt;
        return isLate ? null : subscribed(at, at);
      }
      // A topic may have come to need a confirmation after the number was subscribed.
      if (before?.status === 'subscribed' && before.confirmedAt === null && action.by === 'api') {
        return subscribed(before.at, at);
      }
      return null;
  }
}

/** Whether a text that says yes confirms a subscription: an opt-out of everything since it was requested ends the request. */
export const isConfirmedByText = (
  { status, at: requestedAt, expiresAt }: SubscriptionState,
  { at, optedOutUntil }: { readonly at: Date; readonly optedOutUntil: Date | null },
): boolean =>
  status === 'pending' &&
  expiresAt !== null &&
  at <= expiresAt &&
  (optedOutUntil === null || optedOutUntil < requestedAt);

const subscribed = (at: Date, confirmedAt: Date | null): SubscriptionState => ({
  status: 'subscribed',
  at,
  confirmedAt,
  unsubscribedAt: null,
  expiresAt: null,
});

/** The later of two requests counts. */
function requested(
  before: SubscriptionState | null,
  { at, expiresAt }: Extract<SubscriptionAction, { kind: 'subscribe' }>,
): SubscriptionState | null {
  if (before?.status === 'subscribed' && before.confirmedAt !== null) return null;
  if (before?.status === 'pending' && before.at >= at) return null;
  return { status: 'pending', at, confirmedAt: null, unsubscribedAt: before?.unsubscribedAt ?? null, expiresAt };
}
