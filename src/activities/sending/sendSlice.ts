import { messageIdOf } from '../../domain/ids.ts';
import type { Message, MessageStatus, SkipReason } from '../../domain/message/message.ts';
import type { NumberHashes } from '../../store/batches.ts';
import type { Store } from '../../store/store.ts';
import { type Gate, waitWhileOpen } from './gate.ts';
import type { GroupMember } from './groupMember.ts';
import type { SendingHours } from './hours.ts';
import { Lease } from './lease.ts';
import { patiently } from './patiently.ts';
import type { SendPolicy } from './policy.ts';
import type { LeftBehind, RecipientContext } from './recipient.ts';
import { recordMessages } from './recordMessages.ts';
import { reserveSlice } from './reserveSlice.ts';
import type { PreparedRun } from './run.ts';
import type { RunLimits } from './runLimits.ts';
import { sendToRecipient } from './sendToRecipient.ts';
import { isAskedBySending } from './settle.ts';
import { readRecipients } from './sliceRecipients.ts';

export interface Slice {
  readonly intentId: string;
  /** Profile ids of all of its recipients: a position among them is a place within a limit. */
  readonly recipients: readonly string[];
}

export interface SliceContext {
  readonly store: Store;
  readonly run: PreparedRun;
  readonly members: readonly GroupMember[];
  readonly policy: SendPolicy;
  /** Who sends: unique to this attempt of this activity. */
  readonly owner: string;
  readonly signal: AbortSignal;
  /** The address for a message's receipts; null where Herald has no public address. */
  readonly receiptUrl: RecipientContext['receiptUrl'];
  /** Who is to get nothing, as was known when the audience was frozen. */
  readonly skips: ReadonlyMap<string, SkipReason>;
  /** Of the numbers that the audience was frozen with. */
  readonly numbers: NumberHashes;
  readonly hours: SendingHours;
  /** Null where nothing is limited. */
  readonly limits: RunLimits | null;
  /** What DND and days are judged by. */
  readonly now: () => Date;
  /** By message id: messages that there were when the chunk began. */
  readonly before: ReadonlyMap<string, MessageStatus>;
}

export interface SliceResult {
  /** Of the messages that were written. */
  readonly statuses: readonly MessageStatus[];
  /** Recipients that have none. */
  readonly left: Readonly<Record<LeftBehind, number>>;
  /** Quotas without a place, some of which may still be given back. */
  readonly fullQuotas: readonly string[];
}

/**
 * Sends one slice: claims it (the intent), makes the texts, reserves places within the limits, offers the messages to the providers, writes
 * them, gives back what wasn't used, and leaves a word on whoever has no message. Can be repeated at any point: who has a message is left
 * alone, who may have been sent to by an owner that never finished is settled first.
 */
export async function sendSlice(slice: Slice, context: SliceContext): Promise<SliceResult> {
  const { store, policy, owner, run, signal, hours, limits } = context;
  const { intentId } = slice;
  const runId = run.run._id;
  const without = slice.recipients.filter((id) => !context.before.has(messageIdOf(runId, id)));
  const now = context.now();
  const until = new Date(Date.now() + policy.leaseMs);
  const claimed = await patiently(() => store.intents.claim({ intentId, runId, owner, now, leaseUntil: until }));
  const closed: SliceResult = { statuses: [], left: { ...NOBODY, closed: without.length }, fullQuotas: [] };
  if (!claimed) return closed;

  const lease = new Lease({ intents: store.intents, intentId, owner, until, lengthMs: policy.leaseMs });
  try {
    const isOwner = (): boolean => lease.isOpen();
    const asking: Gate = { isOpen: () => !signal.aborted && isOwner() };
    const gate: Gate = { isOpen: () => asking.isOpen() && hours.isOpen(), secondsLeft: hours.secondsLeft };
    // One owner at a time: what the one before still writes and gives back must be seen before places are asked for.
    const mustWait = limits !== null && claimed.intent.unaccounted !== null;
    if (mustWait && !(await waitWhileOpen(asking, policy.leaseMs))) return closed;
    // Whoever owned the slice before may have written messages since this chunk looked.
    const ids = claimed.isFirst ? [] : without.map((id) => messageIdOf(runId, id));
    const written = await patiently(() => store.messages.statuses(ids));
    const rest = without.filter((id) => !written.has(messageIdOf(runId, id)));
    const read = await patiently(() => readRecipients(rest, claimed.intent, { ...context, now }));
    const hoursState = hours.state();
    const bySending = context.members.flatMap(({ provider }) => (isAskedBySending(provider) ? provider.id : []));
    const reserved = await reserveSlice(
      {
        intentId,
        profileIds: slice.recipients,
        claimed,
        recipients: read,
        hoursState,
        isOwner,
        isAskedBySending: ({ doubt }) => doubt?.providerIds.some((id) => bySending.includes(id)) ?? false,
      },
      { store, runId, limits, now },
    );
    const sending = { ...context, gate, asking, hoursState, ...lookups(context) };
    const settled = await Promise.allSettled(reserved.recipients.map((one) => sendToRecipient(one, sending)));
    const outcomes = settled.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
    const broken = settled.find((one) => one.status === 'rejected');
    const ended = outcomes.flatMap((outcome) => (outcome.kind === 'message' ? outcome.message : []));
    // Whoever owns the slice by now may come to another end than a no; that a provider has the message is the truth.
    const stayedOwner = isOwner();
    const messages = stayedOwner ? ended : ended.filter((message) => message.status === 'accepted');
    const others = outcomes.flatMap((outcome) => (outcome.kind === 'written' ? outcome : []));
    const recorded = await record(messages, context);
    for (const { messageId, status } of others) recorded.set(messageId, status);
    // What surely was or wasn't sent is written down; only who broke off is in doubt.
    if (broken) throw broken.reason;
    const left = outcomes.flatMap((outcome) => (outcome.kind === 'leftover' ? outcome : []));
    if (stayedOwner) {
      const leftovers = left.map((one) => one.leftover);
      // First, so that who has the slice next finds nothing of this owner's on its way.
      const isSettled = await reserved.settle(new Map([...context.before, ...written, ...recorded]), leftovers);
      if (isSettled && left.length > 0) await store.intents.close(intentId, owner, leftovers);
    }
    const counted = countReasons(left);
    return {
      statuses: [...written.values(), ...recorded.values()],
      left: { ...counted, closed: counted.closed + ended.length - messages.length },
      fullQuotas: reserved.fullQuotas,
    };
  } finally {
    lease.release();
  }
}

const NOBODY: SliceResult['left'] = { unavailable: 0, dnd: 0, closed: 0, open: 0, limits: 0 };

function countReasons(left: readonly { readonly why: LeftBehind }[]): SliceResult['left'] {
  const counted = { ...NOBODY };
  for (const { why } of left) counted[why] += 1;
  return counted;
}

/** Returns the statuses as the ledger has them, by message id: somebody else may have been first. */
async function record(
  messages: readonly Message[],
  { store, receiptUrl }: SliceContext,
): Promise<Map<string, MessageStatus>> {
  const before = await recordMessages({ store, messages, receiptsArePossible: receiptUrl !== null });
  const others = await patiently(() => store.messages.statuses([...before]));
  return new Map(messages.map(({ _id, status }) => [_id, others.get(_id) ?? status]));
}

function lookups({ store }: SliceContext): Pick<RecipientContext, 'claimed' | 'written' | 'isSuppressed' | 'suppress'> {
  return {
    claimed: (providerId, ids, except) => store.messages.claimed(providerId, ids, except),
    written: async (id) => (await patiently(() => store.messages.statuses([id]))).get(id),
    isSuppressed: async (number) => (await store.suppressions.among([number])).size > 0,
    suppress: async (number, providerId) => {
      await store.suppressions.add({ _id: number, source: 'carrier', providerId, at: new Date() });
    },
  };
}
