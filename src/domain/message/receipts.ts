import type { Message } from './message.ts';

/** The statuses of a message that a provider has taken. */
const TAKEN: readonly Message['status'][] = ['accepted', 'delivered', 'undelivered'];

type ReceiptFields = Pick<Message, 'status' | 'reason' | 'resolution' | 'providerId' | 'providerMessageId'>;

/**
 * The fields of a message that its receipts change; null where they change nothing. The result depends only on the message with its
 * receipts in order of arrival, so that it is the same in every process and at every repetition.
 *
 * Where an answer was lost, the first receipt of that provider resolves it: the provider has the message. The first final status that the
 * message's provider reports stands; later receipts that contradict it, and receipts of other providers, change nothing.
 *
 * A text of several SMS segments may be reported on part by part. It is delivered only once each part is, where the receipts name the parts;
 * and it is undelivered as soon as one part is, also where another was delivered before, since a text with a gap can't be read.
 */
export function afterReceipts(message: Message): ReceiptFields | null {
  const accepted = TAKEN.includes(message.status) ? message : resolvedByReceipt(message);
  if (!accepted) return null;
  const { reason, resolution, providerId, providerMessageId } = accepted;
  const status = finalStatus(message, providerId) ?? accepted.status;
  return status === message.status ? null : { status, reason, resolution, providerId, providerMessageId };
}

function finalStatus(message: Message, providerId: string | null): 'delivered' | 'undelivered' | null {
  const finals = message.receipts.filter((receipt) => receipt.providerId === providerId && receipt.status !== 'sent');
  const [first] = finals;
  if (first === undefined) return null;
  if (message.segments <= 1) return first.status === 'delivered' ? 'delivered' : 'undelivered';
  if (finals.some(({ status }) => status === 'undelivered')) return 'undelivered';
  const whole = finals.some(({ part }) => part === undefined);
  const parts = new Set(finals.map(({ part }) => part));
  return whole || parts.size >= message.segments ? 'delivered' : null;
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
