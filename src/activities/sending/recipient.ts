import { messageIdOf } from '../../domain/ids.ts';
import type { Message, Settlement } from '../../domain/message.ts';
import type { OutboundSms } from '../../providers/provider.ts';
import type { Doubt, Leftover } from '../../store/intents.ts';
import type { AppliedReceipt } from '../../store/messages.ts';
import type { Composition } from './compose.ts';
import { deliver, type Trail } from './deliver.ts';
import type { Gate } from './gate.ts';
import { type GroupMember, serving } from './groupMember.ts';
import { type Ending, ledgerEntry } from './ledgerEntry.ts';
import type { SendPolicy } from './policy.ts';

import type { PreparedRun } from './run.ts';
import { type SettleOptions, settle, type Verdict } from './settle.ts';

/** One recipient of a slice, and what is known of earlier tries. */
export interface Recipient {
  readonly profileId: string;
  readonly composition: Composition;
  /** The number as it is now, for asking a provider even where nothing may be sent any more. */
  readonly number: string | null;
  readonly trail: Trail;
  readonly doubt: Doubt | null;
  readonly receipt: AppliedReceipt | undefined;
}

export interface RecipientContext {
  readonly run: PreparedRun;
  /** The whole group, in order. */
  readonly members: readonly GroupMember[];
  readonly policy: SendPolicy;
  readonly gate: Gate;
  readonly receiptUrl: ((to: { providerId: string; messageId: string }) => string) | null;
  readonly claimed: SettleOptions['claimed'];
  readonly isSuppressed: (number: string) => Promise<boolean>;
  readonly suppress: (number: string, providerId: string) => Promise<void>;
}

/** No provider takes it now; nothing may be sent any more; or a lost answer is still to be settled. */
type LeftBehind = 'unavailable' | 'closed' | 'open';

export type Outcome =
  | { readonly kind: 'message'; readonly message: Message }
  | { readonly kind: 'leftover'; readonly leftover: Leftover; readonly why: LeftBehind };

/** Brings one recipient to an end: a message for the ledger, or a word on why there is none yet. */
export async function sendToRecipient(recipient: Recipient, context: RecipientContext): Promise<Outcome> {
  if (!recipient.doubt) return await sendNow(recipient, context);
  const verdict = await settleEarlier(recipient, recipient.doubt, context);
  if (verdict.kind === 'open') return leave(recipient, 'open', recipient.doubt);
  const settled = { ...recipient, trail: { ...recipient.trail, settled: settlementOf(verdict) } };
  if (verdict.kind === 'found') return end(settled, context, { ...ACCEPTED, ...placeOf(verdict) });
  if (verdict.kind === 'uncertain') {
    return end(settled, context, { ...UNCERTAIN, providerId: recipient.doubt.providerIds[0] ?? null });
  }
  return await sendNow(settled, context);
}

async function sendNow(recipient: Recipient, context: RecipientContext): Promise<Outcome> {
  const { composition } = recipient;
  if (composition.kind !== 'composed') {
    return end(recipient, context, { ...NOWHERE, status: composition.kind, reason: composition.reason });
  }
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
      settle({ sms: sent, textIsKnown: true, doubt, receipt: undefined }, settleOptions(context)),
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
      return leave(tried, delivery.why, null);
    case 'open':
      return leave(tried, 'open', delivery.doubt);
  }
}

/** Settles what an earlier try left in doubt. A number that is gone by now can't be asked about. */
async function settleEarlier(recipient: Recipient, doubt: Doubt, context: RecipientContext): Promise<Verdict> {
  const to = doubt.to ?? recipient.number;
  if (to === null && !recipient.receipt) return { kind: 'uncertain' };
  const sms = { ...smsOf(recipient, context), to: to ?? '', receiptUrl: null };
  const textIsKnown = recipient.composition.kind === 'composed';
  return await settle({ sms, textIsKnown, doubt, receipt: recipient.receipt }, settleOptions(context));
}

function settleOptions({ run, members, gate, claimed, receiptUrl }: RecipientContext): SettleOptions {
  const { onUncertain, resolveWithinSeconds } = run.run;
  return {
    providers: members.map((member) => member.provider),
    claimed,
    gate,
    onUncertain,
    resolveWithinMs: resolveWithinSeconds * 1000,
    receiptsArePossible: receiptUrl !== null,
  };
}

function smsOf(
  { profileId, composition, number }: Recipient,
  { run }: RecipientContext,
): Omit<OutboundSms, 'receiptUrl'> {
  const composed = composition.kind === 'composed' ? composition.message : null;
  return {
    reference: messageIdOf(run.run._id, profileId),
    to: composed?.to ?? number ?? '',
    text: composed?.text ?? '',
    validitySeconds: run.run.validityPeriodSeconds,
  };
}

const NOWHERE = { providerId: null, providerMessageId: null } as const;
const ACCEPTED = { status: 'accepted', reason: null } as const;
const UNCERTAIN = { status: 'uncertain', reason: 'answer_lost', providerMessageId: null } as const;

const placeOf = ({ providerId, providerMessageId }: { providerId: string; providerMessageId: string | null }) => ({
  providerId,
  providerMessageId,
});

const settlementOf = (verdict: Exclude<Verdict, { kind: 'open' }>): Settlement => {
  if (verdict.kind === 'found') return verdict.by;
  return verdict.kind === 'not_found' ? 'not_found' : 'policy';
};

function end(recipient: Recipient, { run }: RecipientContext, place: Omit<Ending, 'composition' | 'trail'>): Outcome {
  const { profileId, composition, trail } = recipient;
  return { kind: 'message', message: ledgerEntry(run.run, profileId, { ...place, composition, trail }, new Date()) };
}

/** An outage of days must not grow a slice's document without bound. */
const MOST_ATTEMPTS = 20;

function leave({ profileId, trail }: Recipient, why: LeftBehind, doubt: Doubt | null): Outcome {
  const attempts = trail.attempts.slice(-MOST_ATTEMPTS);
  return { kind: 'leftover', why, leftover: { profileId, attempts, settled: trail.settled, doubt } };
}
