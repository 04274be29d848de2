import { closingAt } from '../gate.ts';
import type { Outcome, Recipient, UnfinishedReason } from '../slice/recipient.ts';
import type { SliceSending } from '../slice/sendSlice.ts';
import type { Conclusion } from './conclude.ts';
import { deliver } from './deliver.ts';
import { type Ending, ledgerEntry } from './ledgerEntry.ts';
import { nextStep } from './nextStep.ts';
import { resolve, statusInLedger } from './resolve.ts';

/** Processes one recipient until it has a message for the ledger, or a reason why it has none yet. Resolves it if it is in doubt, then delivers the message. */
export async function sendToRecipient(recipient: Recipient, sending: SliceSending): Promise<Outcome> {
  const { services, hoursState } = sending;
  // What is sent after midnight would count under a day in which it has no slot.
  const untilMidnight = closingAt(sending.gate, recipient.countedUntil, services.now);
  const gate = sending.recheck.gateOf(recipient, untilMidnight);
  for (let first = 0; ; ) {
    const { doubt } = recipient;
    if (doubt) {
      const conclusion = await resolve({ recipient, doubt, sending, gate });
      if (conclusion.kind === 'open') return unfinished(recipient, whyOpen(conclusion, sending));
      if (conclusion.kind === 'found') {
        recipient.resolution = conclusion.by;
        if (conclusion.offer) recipient.doubt = { ...doubt, offers: [conclusion.offer] };
        return accepted(recipient, sending, conclusion.providerId, conclusion.providerMessageId);
      }
      if (conclusion.kind === 'uncertain') {
        recipient.resolution = 'policy';
        return ended(recipient, sending, { ...UNCERTAIN, providerId: doubt.providerIds[0] ?? null });
      }
      // The previous owner may have recorded a refusal meanwhile.
      const status = await statusInLedger(recipient.messageId, sending);
      if (status !== undefined) return { kind: 'written', messageId: recipient.messageId, status };
      if (conclusion.kind !== 'written')
        recipient.resolution = conclusion.kind === 'not_found' ? 'not_found' : 'policy';
      recipient.doubt = null;
    }
    const step = nextStep(recipient, hoursState, services.providers);
    if (step.kind === 'skip') return ended(recipient, sending, { ...NOWHERE, status: 'skipped', reason: step.reason });
    if (step.kind === 'fail') return ended(recipient, sending, { ...NOWHERE, status: 'failed', reason: step.reason });
    if (step.kind === 'wait') return unfinished(recipient, step.reason);
    const delivery = await deliver(recipient, step.content, { providers: step.providers, first, gate, sending });
    if (delivery.kind === 'accepted') {
      return accepted(recipient, sending, delivery.providerId, delivery.providerMessageId);
    }
    if (delivery.kind === 'refused') {
      return ended(recipient, sending, { ...NOWHERE, status: 'failed', reason: delivery.reason });
    }
    if (delivery.kind === 'skipped') {
      return ended(recipient, sending, { ...NOWHERE, status: 'skipped', reason: delivery.reason });
    }
    if (delivery.kind === 'unsent') {
      return unfinished(recipient, delivery.why === 'closed' ? whyClosed(recipient, sending) : delivery.why);
    }
    recipient.doubt = delivery.doubt;
    first = delivery.next;
  }
}

const NOWHERE = { providerId: null, providerMessageId: null } as const;
const UNCERTAIN = { status: 'uncertain', reason: 'answer_lost', providerMessageId: null } as const;

const accepted = (
  recipient: Recipient,
  sending: SliceSending,
  providerId: string,
  providerMessageId: string | null,
): Outcome => ended(recipient, sending, { status: 'accepted', reason: null, providerId, providerMessageId });

function whyOpen({ waitsFor }: Extract<Conclusion, { kind: 'open' }>, { hoursState }: SliceSending): UnfinishedReason {
  if (waitsFor === 'answer') return 'open';
  return hoursState.kind === 'waiting' ? 'dnd' : 'limits';
}

function whyClosed({ countedUntil }: Recipient, { services }: SliceSending): UnfinishedReason {
  if (!services.hours.isOpen()) return 'dnd';
  return countedUntil !== null && services.now() >= countedUntil ? 'limits' : 'closed';
}

const ended = (recipient: Recipient, { services }: SliceSending, ending: Ending): Outcome => ({
  kind: 'message',
  message: ledgerEntry(services.dispatch, recipient, ending, new Date()),
});

/** During an outage of days, a slice's document must not grow without bound. */
const MOST_ATTEMPTS = 20;

function unfinished(recipient: Recipient, reason: UnfinishedReason): Outcome {
  const { key, position, attempts, resolution, doubt, counted } = recipient;
  return {
    kind: 'unfinished',
    reason,
    unfinished: {
      key,
      position,
      attempts: attempts.slice(-MOST_ATTEMPTS),
      resolution,
      doubt,
      ...(doubt && counted && { counted }),
    },
  };
}
