import type { FailReason, SkipReason } from '../../../domain/message/message.ts';
import { SANDBOX_PROVIDER_ID } from '../../../domain/provider/sandbox.ts';
import { refusalReason } from '../../../providers/outcomes.ts';
import type { OutboundSms, SendOutcome } from '../../../providers/provider.ts';
import type { Doubt } from '../../../store/intents.ts';
import type { ChunkServices } from '../chunk/chunkServices.ts';
import { type Gate, waitWhileOpen } from '../gate.ts';
import type { SendPolicy } from '../policy.ts';
import type { PooledProvider } from '../providers/providerPool.ts';
import { retryWhileStoreUnavailable } from '../retryWhileStoreUnavailable.ts';
import type { Content, Recipient } from '../slice/recipient.ts';
import type { SliceSending } from '../slice/sendSlice.ts';

type Text = Extract<Content, { kind: 'text' }>;

/**
 * What came of one message. `skipped`: the recipient has become unreachable. `unsent`: surely not with any provider. `in_doubt`: an answer was lost; if the provider doesn't have the message, delivery
 * goes on at `next`.
 */
export type Delivery =
  | { readonly kind: 'accepted'; readonly providerId: string; readonly providerMessageId: string | null }
  | { readonly kind: 'refused'; readonly reason: FailReason }
  | { readonly kind: 'skipped'; readonly reason: SkipReason }
  | { readonly kind: 'unsent'; readonly why: 'unavailable' | 'closed' }
  | { readonly kind: 'in_doubt'; readonly doubt: Doubt; readonly next: number };

/** Offers a message to one provider after the other, from position `first` on, until one decides or an answer is lost. */
export async function deliver(
  recipient: Recipient,
  content: Text,
  {
    providers,
    first,
    gate,
    sending,
  }: { providers: readonly PooledProvider[]; first: number; gate: Gate; sending: SliceSending },
): Promise<Delivery> {
  const { services } = sending;
  const { policy } = services;
  const { attempts } = recipient;
  for (let next = first; next < providers.length; next += 1) {
    const provider = providers[next] as PooledProvider;
    const sms = smsTo(provider.id, recipient, content, services);
    for (let tries = 1; ; tries += 1) {
      const at = new Date();
      const outcome = await provider.send(sms, gate);
      if (outcome.kind === 'closed') return closed(recipient, sending);
      if (outcome.kind === 'resting') break;
      const code = outcome.kind === 'accepted' ? null : outcome.code;
      attempts.push({ providerId: provider.id, at, outcome: outcome.kind, code });
      if (outcome.kind === 'accepted') {
        return { kind: 'accepted', providerId: provider.id, providerMessageId: outcome.providerMessageId };
      }
      if (outcome.kind === 'refused') {
        if (outcome.optedOut && provider.id !== SANDBOX_PROVIDER_ID)
          await suppress(recipient, { number: content.to, providerId: provider.id, wording: outcome.code }, services);
        return { kind: 'refused', reason: refusalReason(outcome) };
      }
      if (outcome.kind === 'unknown') {
        const offers = recipient.offer === null ? [] : [recipient.offer];
        const doubt = { providerIds: [provider.id], since: at, until: new Date(), offers };
        return { kind: 'in_doubt', doubt, next: next + 1 };
      }
      const wait = waitAfterTrouble(outcome, tries, policy);
      if (wait === null) break;
      if (!(await waitWhileOpen(gate, wait))) return closed(recipient, sending);
    }
  }
  return { kind: 'unsent', why: 'unavailable' };
}

function closed(recipient: Recipient, { recheck }: SliceSending): Delivery {
  const refusal = recheck.refusalOf(recipient);
  // The number that it has by now stands in no intent.
  if (refusal === undefined || refusal === 'number_changed') return { kind: 'unsent', why: 'closed' };
  return { kind: 'skipped', reason: refusal };
}

/** How long to wait before the same provider is tried again, in milliseconds; null: the next provider is tried. */
export function waitAfterTrouble(
  { account, retryAfterMs }: Pick<Extract<SendOutcome, { kind: 'trouble' }>, 'account' | 'retryAfterMs'>,
  tries: number,
  policy: Pick<SendPolicy, 'triesPerProvider' | 'backoffMs' | 'longestRetryAfterMs'>,
): number | null {
  if (account || tries >= policy.triesPerProvider) return null;
  const wait = retryAfterMs ?? policy.backoffMs * 2 ** (tries - 1);
  return wait > policy.longestRetryAfterMs ? null : wait;
}

/** The message as it is passed to a provider. */
export function smsTo(
  providerId: string,
  { messageId }: Recipient,
  { to, text }: Text,
  { dispatch, receiptUrl }: ChunkServices,
): OutboundSms {
  const expiresAt = dispatch.request?.expiresAt ?? dispatch.addressed?.expiresAt ?? null;
  return {
    reference: messageId,
    to,
    text,
    receiptUrl: receiptUrl === null ? null : receiptUrl(providerId, messageId),
    validitySeconds: expiresAt === null ? dispatch.validityPeriodSeconds : secondsUntil(expiresAt),
  };
}

/** At least one: what is over is not sent. */
const secondsUntil = (at: Date): number => Math.max(1, Math.ceil((at.getTime() - Date.now()) / 1000));

/** The recipient has opted out with one provider: the number is suppressed for all. */
const suppress = (
  { profileId }: Recipient,
  of: { number: string; providerId: string; wording: string | null },
  { store }: ChunkServices,
): Promise<void> =>
  retryWhileStoreUnavailable(() => store.suppressions.add({ ...of, source: 'carrier', profileId, at: new Date() }));
