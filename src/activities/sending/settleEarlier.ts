import type { Doubt } from '../../store/intents.ts';
import { type PermittedRecipient, type RecipientContext, smsOf } from './recipient.ts';
import { type SettleOptions, settle, type Verdict } from './settle.ts';

/** Settles what an earlier try left in doubt. A number that is gone by now can't be asked about. */
export async function settleEarlier(
  recipient: PermittedRecipient,
  doubt: Doubt,
  context: RecipientContext,
): Promise<Verdict> {
  const { permission, receipt, composition } = recipient;
  const neverHadPlaces = permission.kind === 'denied' && permission.isSurelyUnsent;
  // Until then its owner before may be reserving them.
  if (neverHadPlaces && !receipt && Date.now() >= doubt.until.getTime()) return { kind: 'not_found' };
  const to = doubt.to ?? recipient.number;
  if (to === null && !receipt) return neverHadPlaces ? { kind: 'open', waitsFor: 'answer' } : { kind: 'uncertain' };
  const sms = { ...smsOf(recipient, context), to: to ?? '', receiptUrl: null };
  const textIsKnown = composition.kind === 'composed';
  const options = settleOptions(context, bySending(recipient, context), sms.reference);
  const verdict = await settle({ sms, textIsKnown, doubt, receipt }, options);
  const isGuess = verdict.kind === 'uncertain' || verdict.kind === 'policy';
  return neverHadPlaces && isGuess ? { kind: 'not_found' } : verdict;
}

/** When a provider may be asked by sending again, which may be what sends the message. */
function bySending(
  { withheld, permission }: PermittedRecipient,
  { hoursState }: RecipientContext,
): SettleOptions['bySending'] {
  if (withheld !== null || hoursState.kind === 'discarding') return 'never';
  if (permission.kind === 'denied' && permission.final) return 'never';
  if (hoursState.kind === 'waiting' || permission.kind === 'denied') return 'later';
  return permission.kind === 'granted' ? 'now' : permission.bySending;
}

/** `messageId`: the message, where an owner before may still write it. */
export function settleOptions(
  context: RecipientContext,
  bySending: SettleOptions['bySending'],
  messageId: string | null,
): SettleOptions {
  const { run, members, gate, asking, claimed, written, receiptUrl } = context;
  const { onUncertain, resolveWithinSeconds } = run.run;
  return {
    providers: members.map((member) => member.provider),
    claimed,
    gate,
    asking,
    isWritten: async () => messageId !== null && (await written(messageId)) !== undefined,
    bySending,
    onUncertain,
    resolveWithinMs: resolveWithinSeconds * 1000,
    receiptsArePossible: receiptUrl !== null,
  };
}
