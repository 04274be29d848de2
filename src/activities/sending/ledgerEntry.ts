import type { Run } from '../../domain/campaign/run.ts';
import { messageIdOf } from '../../domain/ids.ts';
import type { Message, MessageReason, MessageStatus } from '../../domain/message/message.ts';
import type { Composition } from './compose.ts';
import type { Trail } from './deliver.ts';

/** How a message ended here, before any receipt. */
export interface Ending {
  readonly status: Exclude<MessageStatus, 'delivered' | 'undelivered'>;
  readonly reason: MessageReason | null;
  readonly providerId: string | null;
  readonly providerMessageId: string | null;
  /** Where there is no profile any more, or no usable number, the number that was sent to isn't known. */
  readonly composition: Composition;
  readonly trail: Trail;
}

/** The message as it goes into the ledger. The text is kept of what a provider has, or may have. */
export function ledgerEntry(run: Run, profileId: string, ending: Ending, now: Date): Message {
  const { status, reason, providerId, providerMessageId, composition, trail } = ending;
  const composed = composition.kind === 'composed' ? composition.message : null;
  const isOut = status === 'accepted' || status === 'uncertain';
  return {
    _id: messageIdOf(run._id, profileId),
    runId: run._id,
    campaignId: run.campaignId,
    profileId,
    status,
    reason,
    to: composed?.to ?? ('to' in composition ? composition.to : null),
    text: composed?.text ?? null,
    encoding: composed?.encoding ?? null,
    segments: isOut ? (composed?.segments ?? 0) : 0,
    providerId,
    providerMessageId,
    attempts: trail.attempts,
    failedOver: providerId !== null && trail.attempts.some((attempt) => attempt.providerId !== providerId),
    settled: trail.settled,
    receipts: [],
    createdAt: now,
    updatedAt: now,
  };
}
