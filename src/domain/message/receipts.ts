import type { Message } from './message.ts';

type ReceiptFields = Pick<Message, 'status' | 'reason' | 'resolution' | 'providerId' | 'providerMessageId'>;

/**
 * The fields of a message that its receipts change; null where they change nothing. The result depends only on the message with its
 * receipts in order of arrival, so that it is the same in every process and at every repetition.
 *
 * Where an answer was lost, the first receipt of that provider resolves it: the provider has the message. The first final status that the
 * message's provider reports stands; later receipts that contradict it, and receipts of other providers, change nothing.
 */
export function afterReceipts(message: Message): ReceiptFields | null {
  const accepted = message.status === 'accepted' ? message : resolvedByReceipt(message);
  if (!accepted) return null;
  const { reason, resolution, providerId, providerMessageId } = accepted;
  const final = message.receipts.find((receipt) => receipt.providerId === providerId && receipt.status !== 'sent');
  const status = final && final.status !== 'sent' ? final.status : accepted.status;
  return status === message.status ? null : { status, reason, resolution, providerId, providerMessageId };
}

function resolvedByReceipt(message: Message): ReceiptFields | null {
  const { status, attempts, receipts } = message;
  if (status !== 'uncertain' && status !== 'failed') return null;
  const lostAnswer = (id: string): boolean =>
    attempts.some(({ providerId, outcome }) => providerId === id && outcome === 'unknown');
  const receipt = receipts.find(({ providerId }) => status === 'uncertain' || lostAnswer(providerId));
  if (!receipt) return null;
  const { providerId, providerMessageId } = receipt;
  return { status: 'accepted', reason: null, resolution: 'receipt', providerId, providerMessageId };
}
