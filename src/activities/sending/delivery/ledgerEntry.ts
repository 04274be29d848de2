import type { Dispatch } from '../../../domain/message/dispatch.ts';
import type { Message, MessageReason, MessageStatus } from '../../../domain/message/message.ts';
import { isSameOffer } from '../slice/recallEarlier.ts';
import type { Recipient } from '../slice/recipient.ts';

/** The outcome of a message, before any receipt. */
export interface Ending {
  readonly status: Exclude<MessageStatus, 'delivered' | 'undelivered'>;
  readonly reason: MessageReason | null;
  readonly providerId: string | null;
  readonly providerMessageId: string | null;
}

/** The message as it is written to the ledger. If it may have been sent, it contains the offer that was made, even if the text would be another one now. */
export function ledgerEntry(dispatch: Dispatch, recipient: Recipient, ending: Ending, now: Date): Message {
  const { profileId, messageId, content, offer, attempts, resolution, doubt } = recipient;
  const { status, reason, providerId, providerMessageId } = ending;
  const offered = doubt?.offers ?? [];
  const isAsOffered = offered.every((one) => offer !== null && isSameOffer(offer, one));
  const numbers = [...new Set(offered.map(({ to }) => to))];
  // Of several, nobody can tell to which it went.
  const offeredTo = numbers.length === 1 ? (numbers[0] ?? null) : null;
  const composed = content.kind === 'text' && isAsOffered && status !== 'skipped' ? content : null;
  const isOut = status === 'accepted' || status === 'uncertain';
  return {
    _id: messageId,
    dispatchId: dispatch._id,
    campaignId: dispatch.campaignId,
    profileId,
    status,
    reason,
    ...(content.kind === 'skipped' &&
      content.detail !== undefined &&
      reason === content.reason && { detail: content.detail }),
    to: composed?.to ?? (numbers.length > 0 ? offeredTo : content.kind === 'failed' ? content.to : null),
    text: composed?.text ?? null,
    encoding: composed?.encoding ?? null,
    segments: isOut ? (composed?.segments ?? 0) : 0,
    providerId,
    providerMessageId,
    attempts,
    failedOver: providerId !== null && attempts.some((attempt) => attempt.providerId !== providerId),
    resolution,
    receipts: [],
    createdAt: now,
    updatedAt: now,
  };
}
