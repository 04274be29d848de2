import type { Dispatch } from '../../../domain/message/dispatch.ts';
import type { Offer } from '../../../store/offers.ts';
import type { HoursState } from '../chunk/hours.ts';
import type { Recipient } from '../slice/recipient.ts';

/**
 * What one provider says of a message whose answer was lost. `not_yet`: there was no time to wait until it can tell; `not_allowed`: it would be
 * asked by sending, which isn't allowed now; `written`: an owner before has said what became of it.
 */
export type Answer =
  | {
      readonly kind: 'found';
      readonly providerId: string;
      readonly providerMessageId: string | null;
      /** The one that it was asked for. */
      readonly offer: Offer;
    }
  | { readonly kind: 'not_found' | 'not_yet' | 'not_allowed' | 'failed' | 'cannot_tell' | 'written' };

/**
 * What is made of the answers. `found`: a provider has the message. `not_found`: none has and none will. `resend`: nobody can tell, and it is sent
 * again. `uncertain`: nobody can tell, and it isn't. `open`: to be asked again, or only once something may be sent. `written`: see `Answer`.
 */
export type Conclusion =
  | {
      readonly kind: 'found';
      readonly by: 'found' | 'receipt';
      readonly providerId: string;
      readonly providerMessageId: string | null;
      /** What it has; left out where a receipt doesn't say. */
      readonly offer?: Offer;
    }
  | { readonly kind: 'not_found' | 'resend' | 'uncertain' | 'written' }
  | { readonly kind: 'open'; readonly waitsFor: 'answer' | 'permission' };

export interface Circumstances {
  /** It never had its slots within the limits: no owner that is gone can have sent it. */
  readonly neverHadSlots: boolean;
  /** The providers have been asked as long as they are to be. */
  readonly timeIsUp: boolean;
  /** The owner before may still be sending, and will write down what it did. */
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

/** When a provider may be asked by sending again, which may be what sends the message. */
export function resendPermission(
  { content, permission }: Pick<Recipient, 'content' | 'permission'>,
  hoursState: HoursState,
): 'now' | 'later' | 'never' {
  if (content.kind !== 'text' || hoursState.kind === 'discarding') return 'never';
  if (permission.kind === 'denied' && permission.final) return 'never';
  if (hoursState.kind === 'waiting' || permission.kind === 'denied') return 'later';
  return permission.kind === 'granted' ? 'now' : permission.bySending;
}
