import type { ReceiptStatus } from '../../domain/message/message.ts';
import { messageIdOf } from '../messageId.ts';
import type { ProviderRequest, ReceiptReading } from '../provider.ts';
import { signatureProblem } from './twilioSignature.ts';

const STATUSES: Readonly<Record<string, ReceiptStatus>> = {
  queued: 'sent',
  sending: 'sent',
  sent: 'sent',
  delivered: 'delivered',
  undelivered: 'undelivered',
  failed: 'undelivered',
};

/** Reads a status callback of Twilio; refuses it when its signature is wrong. */
export function readTwilioReceipt(authToken: string, request: ProviderRequest): ReceiptReading {
  const form = new URLSearchParams(request.body);
  const why = signatureProblem(authToken, request, form);
  if (why !== null) return { kind: 'refused', why };
  const status = STATUSES[form.get('MessageStatus') ?? form.get('SmsStatus') ?? ''];
  if (status === undefined) return { kind: 'ignored' };
  return {
    kind: 'receipt',
    providerMessageId: messageIdOf(form.get('MessageSid') ?? form.get('SmsSid')),
    status,
    code: form.get('ErrorCode') || null,
  };
}
