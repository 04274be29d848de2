import type { Dispatch } from '../../../domain/message/dispatch.ts';
import type { Offer } from '../../../store/offers.ts';
import type { HoursState } from '../chunk/hours.ts';
import type { Recipient } from '../slice/recipient.ts';

/**
 * What one provider says of a message whose answer was lost. `not_yet`: there was no time to wait until it can tell, or what it has may be a message that another sender is about to write; `not_allowed`: it would be
 * asked by sending, which isn't allowed now; `written`: an owner before has said what became of it.
 */
export type Answer =
  | {
      readonly kind: 'found';
      readonly providerId: string;
      readonly providerMessageId: string | null;
      /** The offer that the query was about. */
      readonly offer: Offer;
    }
  | { readonly kind: 'not_found' | 'not_yet' | 'not_allowed' | 'failed' | 'cannot_tell' | 'written' };

/**
 * The conclusion from the answers. `found`: a provider has the message. `not_found`: no provider has it or will have it. `resend`: unknown, and it is sent
 * again. `uncertain`: unknown, and it isn't sent again. `open`: query again, or only once sending is allowed. `written`: see `Answer`.
 */
export type Conclusion =
  | {
      readonly kind: 'found';
      readonly by: 'found' | 'receipt';
      readonly providerId: string;
      readonly providerMessageId: string | null;
      /** The offer that the provider accepted; left out if a receipt doesn't tell. */
      readonly offer?: Offer;
    }
  | { readonly kind: 'not_found' | 'resend' | 'uncertain' | 'written' }
  | { readonly kind: 'open'; readonly waitsFor: 'answer' | 'permission' };

export interface Circumstances {
  /** The message never had its slots within the limits, so no previous owner can have sent it. */
  readonly neverHadSlots: boolean;
  /** The time for queries is over. */
  readonly timeIsUp: boolean;
  /** The previous owner may still be sending, and will record the outcome. */
  readonly mayStillBeSent: boolean;
  readonly onUncertain: Dispatch['onUncertain'];
  readonly receiptsArePossible: boolean;
}

export function conclude(answers: readonly Answer[], circumstances: Circumstances): Conclusion {
  const { neverHadSlots, timeIsUp, mayStillBeSent, onUncertain, receiptsArePossible } = circumstances;
  const has = (kind: Answer['kind']): boolean => answers.some((answer) => answer.kind === kind);
  const found = answers.find((answer) => answer.kind === 'found');
  if (found) return { ...found, by: 'found' };
  if (has('written')) return { kind: 'written' };
  if (has('not_yet') || (has('failed') && !timeIsUp)) return { kind: 'open', waitsFor: 'answer' };
  if (has('not_allowed')) return { kind: 'open', waitsFor: 'permission' };
  // Without any answer nobody has said so.
  if (answers.length > 0 && !has('failed') && !has('cannot_tell')) return { kind: 'not_found' };
  if (mayStillBeSent) return { kind: 'open', waitsFor: 'answer' };
  if (neverHadSlots) return { kind: 'not_found' };
  if (onUncertain === 'skip') return { kind: 'uncertain' };
  return receiptsArePossible && !timeIsUp ? { kind: 'open', waitsFor: 'answer' } : { kind: 'resend' };
}

/** When a provider may be queried by sending again, which may itself send the message. */
export function resendPermission(
  { content, permission }: Pick<Recipient, 'content' | 'permission'>,
  hoursState: HoursState,
): 'now' | 'later' | 'never' {
  if (content.kind !== 'text' || hoursState.kind === 'discarding') return 'never';
  if (permission.kind === 'denied' && permission.final) return 'never';
  if (hoursState.kind === 'waiting' || permission.kind === 'denied') return 'later';
  return permission.kind === 'granted' ? 'now' : permission.idempotentResend;
}
