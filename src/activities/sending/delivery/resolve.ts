import type { OutboundSms } from '../../../providers/provider.ts';
import type { Doubt } from '../../../store/intents.ts';
import { waitWhileOpen } from '../gate.ts';
import { isAskedBySending } from '../providers/groupMember.ts';
import { FRESH_MS, type PooledProvider } from '../providers/providerPool.ts';
import { retryWhileStoreUnavailable } from '../retryWhileStoreUnavailable.ts';
import { isSameOffer } from '../slice/recallEarlier.ts';
import type { Recipient } from '../slice/recipient.ts';
import type { SliceSending } from '../slice/sendSlice.ts';
import { type Answer, type Conclusion, conclude, resendPermission } from './conclude.ts';
import { smsTo } from './deliver.ts';

/** An activity waits only this long for a provider to become consistent; longer waits are the workflow's. */
const LONGEST_WAIT_MS = 30_000;

/** A recipient in doubt, and everything that is needed to query its providers. */
interface Question {
  readonly recipient: Recipient;
  readonly doubt: Doubt;
  readonly sending: SliceSending;
  /** Whether the message may be sent, which is how providers with idempotency keys are queried. */
  readonly gate: SliceSending['gate'];
}

/** Resolves a request whose answer was lost: queries all providers that may know. It uses the offer that was made, never the one that would be made now. */
export async function resolve(question: Question): Promise<Conclusion> {
  const { recipient, doubt, sending } = question;
  const { receipt, permission } = recipient;
  if (receipt) {
    const { providerId, providerMessageId } = receipt;
    // After this, the number that the message went to may be in no intent any more.
    if (providerMessageId !== null) {
      await retryWhileStoreUnavailable(() =>
        sending.claimedIds.claim(providerId, providerMessageId, recipient.messageId),
      );
    }
    return { kind: 'found', by: 'receipt', providerId, providerMessageId };
  }
  const neverHadSlots = permission.kind === 'denied' && permission.isSurelyUnsent;
  const mayStillBeSent = Date.now() < doubt.until.getTime();
  // Until then the previous owner may be reserving them.
  if (neverHadSlots && !mayStillBeSent) return { kind: 'not_found' };
  const answers = await askAll(question);
  const { dispatch, receiptUrl } = sending.services;
  return conclude(answers, {
    neverHadSlots,
    timeIsUp: Date.now() >= doubt.since.getTime() + dispatch.resolveWithinSeconds * 1000,
    mayStillBeSent: Date.now() < doubt.until.getTime(),
    onUncertain: dispatch.onUncertain,
    receiptsArePossible: receiptUrl !== null,
  });
}

async function askAll(question: Question): Promise<Answer[]> {
  const { doubt, sending } = question;
  const { providers } = sending.services;
  const bySending = doubt.providerIds.filter((id) => isAskedBySending(providers.get(id)));
  const byLookup = doubt.providerIds.filter((id) => !bySending.includes(id));
  const answers: Answer[] = [];
  for (const providerId of [...byLookup, ...bySending]) {
    // Sending again queries only this provider: no other one may have the message.
    const mayBeAsked =
      !bySending.includes(providerId) ||
      (bySending.length === 1 && answers.every((answer) => answer.kind === 'not_found'));
    const asked = providers.get(providerId);
    const answer: Answer = asked && mayBeAsked ? await ask(asked, question) : { kind: 'cannot_tell' };
    answers.push(answer);
    if (answer.kind === 'found' || answer.kind === 'written') break;
  }
  return answers;
}

/**
 * A wrong 'not found' would send the message twice, so it is concluded only once the provider is consistent, and never about a message that was sent
 * elsewhere: with the settings that the provider had then.
 */
async function ask(provider: PooledProvider, question: Question): Promise<Answer> {
  const until = question.doubt.until.getTime();
  if (wasSentElsewhere(provider, question.doubt)) {
    const answer: Answer = provider.lookup ? await askOnce(provider, question) : { kind: 'cannot_tell' };
    return answer.kind === 'not_found' ? { kind: 'cannot_tell' } : answer;
  }
  const consistentAt = until + provider.settings.consistencyDelayMs;
  // Compares the time of the query, because the answer may take long. The message is never sent again before `until`.
  const isConsistent = (provider.lookup ? Date.now() : Math.max(Date.now(), until)) >= consistentAt;
  const answer = await askOnce(provider, question);
  // Of several that it may be, others may be claimed by then.
  const mayChange = answer.kind === 'not_found' || (answer.kind === 'cannot_tell' && provider.lookup !== undefined);
  if (isConsistent || !mayChange) return answer;
  return (await waitUntil(consistentAt, question)) ? await askOnce(provider, question) : { kind: 'not_yet' };
}

/** Workers apply new settings only after a moment. */
const wasSentElsewhere = ({ redirectedAt }: PooledProvider, { since }: Doubt): boolean =>
  redirectedAt !== null && since.getTime() <= redirectedAt.getTime() + 2 * FRESH_MS;

/** Returns whether the instant has come and time is left for a query. */
async function waitUntil(instant: number, { sending }: Question): Promise<boolean> {
  const wait = instant - Date.now();
  return wait <= 0 || (wait <= LONGEST_WAIT_MS && (await waitWhileOpen(sending.canQuery, wait)));
}

const askOnce = (provider: PooledProvider, question: Question): Promise<Answer> =>
  provider.lookup ? lookUp(provider, provider.lookup, question) : askBySending(provider, question);

async function lookUp(
  provider: PooledProvider,
  lookup: NonNullable<PooledProvider['lookup']>,
  { recipient, doubt, sending }: Question,
): Promise<Answer> {
  const { claimedIds } = sending;
  // Nothing to ask for: a 'not found' would be a guess.
  let answer: Answer = { kind: doubt.offers.length === 0 ? 'cannot_tell' : 'not_found' };
  for (let index = 0; index < doubt.offers.length; ) {
    const offer = doubt.offers[index];
    if (!offer) break;
    let mayBeTaken = false;
    const outcome = await lookup({
      reference: recipient.messageId,
      ...offer,
      since: doubt.since,
      claimed: async (providerMessageIds, madeSince) => {
        const others = await retryWhileStoreUnavailable(() =>
          claimedIds.amongOthers({
            providerId: provider.id,
            providerMessageIds,
            offers: doubt.offers,
            except: recipient.messageId,
            madeSince,
          }),
        );
        mayBeTaken = others.mayBeTaken;
        return others.taken;
      },
    });
    if (outcome.kind === 'found') {
      if (mayBeTaken) return { kind: 'not_yet' };
      const { providerMessageId } = outcome;
      const isOurs =
        providerMessageId === null ||
        (await retryWhileStoreUnavailable(() => claimedIds.claim(provider.id, providerMessageId, recipient.messageId)));
      if (isOurs) return { kind: 'found', providerId: provider.id, providerMessageId, offer };
      // Another message has claimed it in the meantime, so look for a further one.
      continue;
    }
    if (outcome.kind === 'failed' || (outcome.kind === 'cannot_tell' && answer.kind !== 'failed')) {
      answer = { kind: outcome.kind };
    }
    index += 1;
  }
  return answer;
}

/** Providers with idempotency keys are queried by sending the original offer again under the same reference. */
async function askBySending(provider: PooledProvider, question: Question): Promise<Answer> {
  const { recipient, doubt, sending, gate } = question;
  const { content, offer, messageId } = recipient;
  const [offered, ...more] = doubt.offers;
  const isKnown = offer !== null && offered !== undefined && more.length === 0 && isSameOffer(offer, offered);
  const permission = resendPermission(recipient, sending.hoursState);
  if (!provider.idempotent || !isKnown || content.kind !== 'text' || permission === 'never')
    return { kind: 'cannot_tell' };
  if (permission === 'later') return { kind: 'not_allowed' };
  // Not while another owner may be sending the message and may get another answer.
  if (!(await waitUntil(doubt.until.getTime(), question))) return { kind: 'not_yet' };
  const status = await statusInLedger(messageId, sending);
  if (status !== undefined) return { kind: 'written' };
  const sms: OutboundSms = smsTo(provider.id, recipient, content, sending.services);
  const outcome = await provider.send(sms, gate);
  if (outcome.kind === 'accepted') {
    return { kind: 'found', providerId: provider.id, providerMessageId: outcome.providerMessageId, offer };
  }
  if (outcome.kind === 'closed') return { kind: 'not_yet' };
  return { kind: outcome.kind === 'refused' ? 'not_found' : 'failed' };
}

/** The message may have been written by now, by a previous owner of the slice that was only slow. */
export async function statusInLedger(messageId: string, { services }: SliceSending) {
  const statuses = await retryWhileStoreUnavailable(() => services.store.messages.statuses([messageId]));
  return statuses.get(messageId);
}
