import { usableNumber } from '../../domain/audience/phone.ts';
import type { KeywordDecision } from '../../domain/inbound/decision.ts';
import { messageIdOf } from '../messageId.ts';
import type { InboundReading, ProviderRequest } from '../provider.ts';
import { signatureProblem } from './twilioSignature.ts';

/** Of Advanced Opt-Out, which has its own keywords and answers (https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out). */
const OPT_OUT_TYPES: ReadonlyMap<string | null, KeywordDecision> = new Map([
  ['STOP', 'opt_out'],
  ['START', 'opt_in'],
  ['HELP', 'help'],
]);

/** Reads an inbound text of Twilio; refuses it when its signature is wrong. */
export function readTwilioInbound(authToken: string, request: ProviderRequest): InboundReading {
  const form = new URLSearchParams(request.body);
  const why = signatureProblem(authToken, request, form);
  if (why !== null) return { kind: 'refused', why };
  const from = form.get('From');
  if (!from) return { kind: 'refused', why: 'no From' };
  return {
    kind: 'text',
    from,
    number: usableNumber(from)?.e164 ?? null,
    to: form.get('To'),
    text: form.get('Body') ?? '',
    providerMessageId: messageIdOf(form.get('MessageSid') ?? form.get('SmsSid')),
    decided: OPT_OUT_TYPES.get(form.get('OptOutType')) ?? null,
  };
}
