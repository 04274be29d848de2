import { messageIdOf } from '../../domain/ids.ts';
import type { Settlement, SkipReason } from '../../domain/message/message.ts';
import type { Doubt } from '../../store/intents.ts';
import { deliver } from './deliver.ts';
import { closingAt } from './gate.ts';
import { serving } from './groupMember.ts';
import { type Ending, ledgerEntry } from './ledgerEntry.ts';
import {
  type LeftBehind,
  type Outcome,
  type PermittedRecipient,
  type Recipient,
  type RecipientContext,
  smsOf,
} from './recipient.ts';
import { settle, type Verdict } from './settle.ts';
import { settleEarlier, settleOptions } from './settleEarlier.ts';

/** Brings one recipient to an end: a message for the ledger, or a word on why there is none yet. */
export async function sendToRecipient(recipient: PermittedRecipient, given: RecipientContext): Promise<Outcome> {
  // What is sent after midnight would count under a day that it has no place in.
  const context = { ...given, gate: closingAt(given.gate, recipient.countedUntil, given.now) };
  if (!recipient.doubt) return await sendNow(recipient, context);
  const verdict = await settleEarlier(recipient, recipient.doubt, context);
  if (verdict.kind === 'open') {
    const why = verdict.waitsFor === 'answer' ? 'open' : context.hoursState.kind === 'waiting' ? 'dnd' : 'limits';
    return leave(recipient, why, recipient.doubt);
  }
  const by = verdict.kind === 'written' ? null : settlementOf(verdict);
  const settled = { ...recipient, trail: { ...recipient.trail, settled: by } };
  if (verdict.kind === 'found') return end(settled, context, { ...ACCEPTED, ...placeOf(verdict) });
  if (verdict.kind === 'uncertain') {
    return end(settled, context, { ...UNCERTAIN, providerId: recipient.doubt.providerIds[0] ?? null });
  }
  // The owner before was only slow: it has written down meanwhile that the answer was a no.
  const messageId = messageIdOf(context.run.run._id, recipient.profileId);
  const status = await context.written(messageId);
  return status === undefined ? await sendNow(settled, context) : { kind: 'written', messageId, status };
}

async function sendNow(recipient: PermittedRecipient, context: RecipientContext): Promise<Outcome> {
  const { composition, withheld, permission } = recipient;
  if (composition.kind !== 'composed') {
    return end(recipient, context, { ...NOWHERE, status: composition.kind, reason: composition.reason });
  }
  if (withheld !== null) return skip(recipient, context, withheld);
  if (context.hoursState.kind === 'discarding') return skip(recipient, context, context.hoursState.reason);
  if (context.hoursState.kind === 'waiting') return leave(recipient, 'dnd', null);
  if (permission.kind === 'denied' && permission.final) return skip(recipient, context, permission.reason);
  if (permission.kind !== 'granted') return leave(recipient, 'limits', null);
  const { to, country } = composition.message;
  const providers = serving(context.members, country).map((member) => member.provider);
  // All of the run's providers were deleted: nobody's number is at fault.
  if (context.members.length === 0) return leave(recipient, 'unavailable', null);
  if (providers.length === 0) {
    return end(recipient, context, { ...NOWHERE, status: 'failed', reason: 'no_provider_for_country' });
  }
  const sms = smsOf(recipient, context);
  const delivery = await deliver(sms, {
    providers,
    trail: recipient.trail,
    gate: context.gate,
    policy: context.policy,
    receiptUrl: (providerId) => context.receiptUrl?.({ providerId, messageId: sms.reference }) ?? null,
    settle: (sent, doubt) =>
      settle({ sms: sent, textIsKnown: true, doubt, receipt: undefined }, settleOptions(context, 'now', null)),
    isSuppressed: () => context.isSuppressed(to),
    suppress: (providerId) => context.suppress(to, providerId),
  });
  const tried = { ...recipient, trail: { attempts: delivery.attempts, settled: delivery.settled } };
  switch (delivery.kind) {
    case 'accepted':
      return end(tried, context, { ...ACCEPTED, ...placeOf(delivery) });
    case 'refused':
      return end(tried, context, { ...NOWHERE, status: 'failed', reason: delivery.reason });
    case 'uncertain':
      return end(tried, context, { ...UNCERTAIN, providerId: delivery.providerId });
    case 'unsent':
      return leave(tried, delivery.why === 'closed' ? whyClosed(recipient, context) : delivery.why, null);
    case 'open':
      return leave(tried, 'open', delivery.doubt);
  }
}

function whyClosed({ countedUntil }: PermittedRecipient, { hours, now }: RecipientContext): LeftBehind {
  if (!hours.isOpen()) return 'dnd';
  return countedUntil !== null && now() >= countedUntil ? 'limits' : 'closed';
}

const NOWHERE = { providerId: null, providerMessageId: null } as const;
const ACCEPTED = { status: 'accepted', reason: null } as const;
const UNCERTAIN = { status: 'uncertain', reason: 'answer_lost', providerMessageId: null } as const;

const placeOf = ({ providerId, providerMessageId }: { providerId: string; providerMessageId: string | null }) => ({
  providerId,
  providerMessageId,
});

const settlementOf = (verdict: Exclude<Verdict, { kind: 'open' | 'written' }>): Settlement => {
  if (verdict.kind === 'found') return verdict.by;
  return verdict.kind === 'not_found' ? 'not_found' : 'policy';
};

const skip = (recipient: Recipient, context: RecipientContext, reason: SkipReason): Outcome =>
  end({ ...recipient, composition: { kind: 'skipped', reason } }, context, { ...NOWHERE, status: 'skipped', reason });

function end(recipient: Recipient, { run }: RecipientContext, place: Omit<Ending, 'composition' | 'trail'>): Outcome {
  const { profileId, composition, trail } = recipient;
  return { kind: 'message', message: ledgerEntry(run.run, profileId, { ...place, composition, trail }, new Date()) };
}

/** An outage of days must not grow a slice's document without bound. */
const MOST_ATTEMPTS = 20;

function leave({ profileId, trail, counted }: Recipient, why: LeftBehind, doubt: Doubt | null): Outcome {
  const attempts = trail.attempts.slice(-MOST_ATTEMPTS);
  const leftover = { profileId, attempts, settled: trail.settled, doubt, ...(doubt && counted && { counted }) };
  return { kind: 'leftover', why, leftover };
}
