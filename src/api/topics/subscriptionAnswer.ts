import { z } from 'zod';
import { SUBSCRIPTION_STATUSES, type SubscriptionState } from '../../domain/topics/subscription.ts';
import { SUBSCRIPTION_SOURCES, type SubscriptionChange } from '../../store/subscriptions.ts';
import { instant, orNull } from '../wire.ts';

export const subscriptionStatus = z
  .enum(SUBSCRIPTION_STATUSES)
  .describe('pending: a confirmation is awaited, and an unsubscription of before holds');

/** What a number has said about a topic. */
export const stateFields = {
  status: subscriptionStatus,
  at: instant.describe('since when; of a pending one, when it was last requested'),
  confirmedAt: instant.nullable().describe('when it was confirmed; null: it was not'),
  unsubscribedAt: instant
    .nullable()
    .describe('when the number was last unsubscribed; null: never, or it was subscribed since'),
  expiresAt: instant.nullable().describe('until when a text confirms it; null: it is not pending'),
};

/** Where a change came from. */
export const originFields = {
  source: z.enum(SUBSCRIPTION_SOURCES).describe('how it came: over the API, or as an inbound text'),
  wording: z.string().nullable().describe('the inbound text, or what the caller has said'),
  profileId: z.string().nullable().describe('the profile that the caller named'),
  keyId: z.string().nullable().describe('the API key of the caller'),
  providerId: z.string().nullable().describe('the provider that passed the text on'),
};

export const subscriptionAnswer = z.strictObject({
  ...stateFields,
  history: z
    .array(
      z.strictObject({
        status: subscriptionStatus,
        isConfirmed: z.boolean().describe('whether it was confirmed from then on'),
        at: instant.describe('when'),
        ...originFields,
      }),
    )
    .describe('the last 100 changes, the oldest first; empty where the person was erased'),
});

export const toStateAnswer = ({ status, at, confirmedAt, unsubscribedAt, expiresAt }: SubscriptionState) => ({
  status,
  at: at.toISOString(),
  confirmedAt: orNull(confirmedAt),
  unsubscribedAt: orNull(unsubscribedAt),
  expiresAt: orNull(expiresAt),
});

export const toOriginAnswer = ({ source, wording, profileId, keyId, providerId }: SubscriptionChange) => ({
  source,
  wording,
  profileId,
  keyId,
  providerId,
});

export const toSubscriptionAnswer = (
  one: SubscriptionState & { readonly history: readonly SubscriptionChange[] },
): z.input<typeof subscriptionAnswer> => ({
  ...toStateAnswer(one),
  history: one.history.map((change) => ({
    status: change.status,
    isConfirmed: change.isConfirmed,
    at: change.at.toISOString(),
    ...toOriginAnswer(change),
  })),
});
