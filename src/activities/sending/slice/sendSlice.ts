import type { Message, MessageStatus } from '../../../domain/message/message.ts';
import type { Unfinished } from '../../../store/intents.ts';
import { packOffers } from '../../../store/offers.ts';
import type { ChunkServices } from '../chunk/chunkServices.ts';
import type { HoursState } from '../chunk/hours.ts';
import type { Slice } from '../chunk/slices.ts';
import { ClaimedIds } from '../delivery/claimedIds.ts';
import { sendToRecipient } from '../delivery/sendToRecipient.ts';
import { type Gate, waitWhileOpen } from '../gate.ts';
import { reserveSlice } from '../limits/reserveSlice.ts';
import type { Providers } from '../providers/groupMember.ts';
import { retryWhileStoreUnavailable } from '../retryWhileStoreUnavailable.ts';
import { Lease } from './lease.ts';
import { readRecipients } from './readRecipients.ts';
import { recallEarlier } from './recallEarlier.ts';
import { Recheck } from './recheck.ts';
import type { Outcome, Recipient, UnfinishedReason } from './recipient.ts';

export interface SliceResult {
  /** Of the recorded messages, by message id. */
  readonly statuses: ReadonlyMap<string, MessageStatus>;
  /** Number of recipients without a message. */
  readonly unfinished: Readonly<Record<UnfinishedReason, number>>;
  /** Full quotas, some of whose slots may still be released. */
  readonly fullQuotas: readonly string[];
}

/** A slice that its owner sends. */
export interface SliceSending {
  readonly services: ChunkServices;
  /** Whether a message may be sent now. */
  readonly gate: Gate;
  /** Whether a provider may be queried, which may also be allowed when nothing may be sent. */
  readonly canQuery: Gate;
  /** What the hours allow for recipients that haven't been sent to yet. */
  readonly hoursState: HoursState;
  readonly claimedIds: ClaimedIds;
  readonly recheck: Recheck;
}

/**
 * Sends one slice: composes the texts, claims the slice (the intent, which contains the offers that are about to be made), reserves slots within the limits,
 * offers the messages to the providers, records them, releases unused slots, and closes the intent if a recipient is unfinished. Can be repeated at
 * any point: recipients with a message are skipped, and a message that an earlier owner may have sent is resolved first.
 */
export async function sendSlice(slice: Slice, services: ChunkServices): Promise<SliceResult> {
  const { store, policy, owner, signal, hours, limits, dispatch } = services;
  const { intentId } = slice;
  const now = services.now();
  const hoursState = hours.state();
  let readAt = Date.now();
  let read = await retryWhileStoreUnavailable(() => {
    readAt = Date.now();
    return readRecipients(slice, services, now);
  });
  const closed: SliceResult = { statuses: new Map(), unfinished: { ...NONE, closed: read.length }, fullQuotas: [] };
  // A pause or a stop waits for this chunk to end.
  if (signal.aborted) return closed;
  const until = new Date(Date.now() + policy.leaseMs);
  const offered = packOffers(offersOf(slice, hoursState.kind === 'open' ? read : [], services.providers));
  const claimed = await retryWhileStoreUnavailable(() =>
    store.intents.claim({ intentId, dispatchId: dispatch._id, owner, offered, now, leaseUntil: until }),
  );
  if (!claimed) return closed;

  const lease = new Lease({ intents: store.intents, intentId, owner, until, lengthMs: policy.leaseMs });
  try {
    const isOwner = (): boolean => lease.isOpen();
    const canQuery: Gate = { isOpen: () => !signal.aborted && lease.isOpen() };
    const gate: Gate = { isOpen: () => canQuery.isOpen() && hours.isOpen(), secondsLeft: hours.secondsLeft };
    // One owner at a time: the last writes and releases of the previous owner must be visible before slots are reserved.
    const mustWait = limits !== null && claimed.intent.abandoned !== null;
    if (mustWait && !(await waitWhileOpen(canQuery, policy.leaseMs))) return closed;
    if (mustWait) {
      const again = await retryWhileStoreUnavailable(() => readRecipients(slice, services, now));
      read = withNewSkips(read, again);
    }
    // The previous owner may have recorded messages since this chunk read the ledger.
    const ids = claimed.isFirst ? [] : read.map(({ messageId }) => messageId);
    const written = await retryWhileStoreUnavailable(() => store.messages.statuses(ids));
    const recipients = written.size === 0 ? read : read.filter(({ messageId }) => !written.has(messageId));
    if (!claimed.isFirst) await recallEarlier(recipients, claimed, services);
    const reservation = await reserveSlice({ slice, claimed, recipients, hoursState, isOwner, now }, services);

    const recheck = new Recheck({ store, dispatch, recipients, readAt });
    const isInDoubt = (id: string): boolean =>
      recipients.some(({ messageId, doubt }) => messageId === id && doubt !== null);
    const claimedIds = new ClaimedIds(services, isInDoubt);
    const sending = { services, gate, canQuery, hoursState, claimedIds, recheck };
    const { outcomes, failure } = await sendAll(recipients, sending).finally(() => recheck.close());
    // A later owner of the slice may have concluded otherwise; the messages that a provider has are the truth.
    const stayedOwner = isOwner();
    const ended: Message[] = [];
    const statuses = new Map(written);
    const unfinished: Unfinished[] = [];
    const reasons = { ...NONE };
    // Also of an owner whose lease has run out, since the intent is closed only if nobody has claimed it since. Slots are another matter.
    let mayClose = stayedOwner || limits === null;
    for (const outcome of outcomes) {
      if (outcome.kind === 'written') statuses.set(outcome.messageId, outcome.status);
      else if (outcome.kind === 'unfinished') {
        unfinished.push(outcome.unfinished);
        reasons[outcome.reason] += 1;
      } else if (stayedOwner || outcome.message.status === 'accepted') ended.push(outcome.message);
      else {
        reasons.closed += 1;
        // It may be out, which nothing but the open intent says then.
        if (outcome.message.status === 'uncertain') mayClose = false;
      }
    }
    await record(ended, statuses, services);
    // Certain outcomes are recorded; only interrupted recipients are in doubt.
    if (failure) throw failure.reason;
    // Limits first, so that the next owner of the slice finds nothing of this one's in its way.
    const isCommitted = mayClose && (await reservation.commit(merged(slice.statuses, statuses), unfinished));
    if (isCommitted && unfinished.length > 0) {
      await retryWhileStoreUnavailable(() => store.intents.close(claimed.intent, unfinished));
    }
    return { statuses, unfinished: reasons, fullQuotas: reservation.fullQuotas };
  } finally {
    lease.release();
  }
}

const NONE: SliceResult['unfinished'] = { unavailable: 0, dnd: 0, closed: 0, open: 0, limits: 0 };

/** Recipients that opted out while the lease of another owner was awaited get no message; the others get the text of the intent. */
const withNewSkips = (read: readonly Recipient[], now: readonly Recipient[]): Recipient[] =>
  read.map((recipient, index) => {
    const later = now[index];
    return later && later.content.kind !== 'text' ? later : recipient;
  });

/** By position. What no provider serves is offered to none. */
function offersOf({ keys }: Slice, recipients: readonly Recipient[], { serving }: Providers): Recipient['offer'][] {
  const offers: Recipient['offer'][] = new Array(keys.length).fill(null);
  for (const { position, content, offer } of recipients) {
    if (content.kind === 'text' && serving(content.country).length > 0) offers[position] = offer;
  }
  return offers;
}

/** Waits for all of them, even if one fails. */
async function sendAll(
  recipients: readonly Recipient[],
  sending: SliceSending,
): Promise<{ outcomes: Outcome[]; failure: PromiseRejectedResult | undefined }> {
  const results = await Promise.allSettled(recipients.map((recipient) => sendToRecipient(recipient, sending)));
  const outcomes = results.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
  return { outcomes, failure: results.find((one) => one.status === 'rejected') };
}

/**
 * Records messages and adds their statuses as the ledger has them, because another owner may have been first. Waits while the store is unavailable, because
 * the providers would have to be queried later about messages that are not recorded.
 */
async function record(
  messages: readonly Message[],
  statuses: Map<string, MessageStatus>,
  { store }: ChunkServices,
): Promise<void> {
  if (messages.length === 0) return;
  const taken = await retryWhileStoreUnavailable(() => store.messages.record(messages));
  for (const { _id, status } of messages) statuses.set(_id, status);
  if (taken.size === 0) return;
  const others = await retryWhileStoreUnavailable(() => store.messages.statuses([...taken]));
  for (const [id, status] of others) statuses.set(id, status);
}

const merged = <T>(a: ReadonlyMap<string, T>, b: ReadonlyMap<string, T>): ReadonlyMap<string, T> =>
  a.size === 0 ? b : new Map([...a, ...b]);
