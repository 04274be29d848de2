import type { Message } from './message.ts';

type Outcome = Pick<Message, 'status' | 'reason' | 'resolution' | 'providerId' | 'providerMessageId'>;

/**
 * What a message's receipts make of it; null where they change nothing. Depends on nothing but the message with its receipts in
 * order of arrival, so that whoever works it out, and however often, comes to the same.
 *
 * The first receipt of a provider that lost the answer resolves it: the provider did have the message. The first end that the
 * provider of the message reports is its end; what contradicts it later changes nothing, nor does another provider's word.
 */
export function afterReceipts(message: Message): Outcome | null {
  const taken = message.status === 'accepted' ? message : resolvedByReceipt(message);
  if (!taken) return null;
  const end = message.receipts.find(({ providerId, status }) => providerId === taken.providerId && status !== 'sent');
  const { reason, resolution, providerId, providerMessageId } = taken;
  const status = end && end.status !== 'sent' ? end.status : taken.status;
  return status === message.status ? null : { status, reason, resolution, providerId, providerMessageId };
}

function resolvedByReceipt(message: Message): Outcome | null {
  const { status, attempts, receipts } = message;
  if (status !== 'uncertain' && status !== 'failed') return null;
  const lostAnswer = (id: string): boolean =>
    attempts.some(({ providerId, outcome }) => providerId === id && outcome === 'unknown');
  const witness = receipts.find(({ providerId }) => status === 'uncertain' || lostAnswer(providerId));
  if (!witness) return null;
  const { providerId, providerMessageId } = witness;
  return { status: 'accepted', reason: null, resolution: 'receipt', providerId, providerMessageId };
}
