import { messageIdOf } from '../../domain/ids.ts';
import type { MessageStatus } from '../../domain/message.ts';
import type { Doubt, Intent } from '../../store/intents.ts';
import type { Store } from '../../store/store.ts';
import { compose } from './compose.ts';
import { type GroupMember, serving } from './groupMember.ts';
import { Lease } from './lease.ts';
import { patiently } from './patiently.ts';
import type { SendPolicy } from './policy.ts';
import { type Recipient, type RecipientContext, sendToRecipient } from './recipient.ts';
import { recordMessages } from './recordMessages.ts';
import type { PreparedRun } from './run.ts';

export interface Slice {
  readonly intentId: string;
  /** Profile ids of the slice's recipients that have no message yet. */
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
}

export interface SliceResult {
  /** Of the messages that were written. */
  readonly statuses: readonly MessageStatus[];
  /** Recipients that have none. */
  readonly left: { readonly unavailable: number; readonly open: number; readonly closed: number };
}

/**
 * Sends one slice: claims it (the intent), makes the texts, offers them to the providers, writes the messages, and leaves
 * a word on whoever has none. Can be repeated at any point: who has a message is left alone, who may have been sent to by
 * an owner that never finished is settled first.
 */
export async function sendSlice(slice: Slice, context: SliceContext): Promise<SliceResult> {
  const { store, policy, owner, run, signal } = context;
  const { intentId } = slice;
  const now = new Date();
  const until = new Date(now.getTime() + policy.leaseMs);
  const claim = { intentId, runId: run.run._id, owner, now, leaseUntil: until };
  const claimed = await patiently(() => store.intents.claim(claim));
  if (!claimed) return { statuses: [], left: { unavailable: 0, open: 0, closed: slice.recipients.length } };

  const lease = new Lease({ intents: store.intents, intentId, owner, until, lengthMs: policy.leaseMs });
  try {
    const gate = { isOpen: () => !signal.aborted && lease.isOpen() };
    // Whoever owned the slice before may have written messages since this chunk looked.
    const ids = claimed.isFirst ? [] : slice.recipients.map((id) => messageIdOf(run.run._id, id));
    const written = await patiently(() => store.messages.statuses(ids));
    const rest = slice.recipients.filter((id) => !written.has(messageIdOf(run.run._id, id)));
    const recipients = await patiently(() => recipientsOf({ ...slice, recipients: rest }, claimed.intent, context));
    const sending = { ...context, gate, ...lookups(context) };
    const settled = await Promise.allSettled(recipients.map((recipient) => sendToRecipient(recipient, sending)));
    const outcomes = settled.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
    const broken = settled.find((one) => one.status === 'rejected');
    const ended = outcomes.flatMap((outcome) => (outcome.kind === 'message' ? outcome.message : []));
    // Whoever owns the slice by now may come to another end than a no; that a provider has the message is the truth.
    const messages = lease.isOpen() ? ended : ended.filter((message) => message.status === 'accepted');
    const left = outcomes.flatMap((outcome) => (outcome.kind === 'leftover' ? outcome : []));
    await recordMessages({ store, messages, receiptsArePossible: context.receiptUrl !== null });
    // What surely was or wasn't sent is written down; only who broke off is in doubt.
    if (broken) throw broken.reason;
    if (left.length > 0) {
      const leftovers = left.map((one) => one.leftover);
      await store.intents.close(intentId, owner, leftovers);
    }
    const count = (why: string): number => left.filter((one) => one.why === why).length;
    return {
      statuses: [...written.values(), ...messages.map((message) => message.status)],
      left: {
        unavailable: count('unavailable'),
        open: count('open'),
        closed: count('closed') + ended.length - messages.length,
      },
    };
  } finally {
    lease.release();
  }
}

/** Profiles and suppressions are read here, just before the sending, and not when the audience was frozen. */
async function recipientsOf(slice: Slice, intent: Intent, context: SliceContext): Promise<Recipient[]> {
  const { store, run } = context;
  const ids = slice.recipients;
  const mayBeOut = intent.unaccounted !== null || intent.leftovers.some((leftover) => leftover.doubt !== null);
  const [profiles, lastEvents, receipts] = await Promise.all([
    store.profiles.getMany(ids),
    run.template.lastEventNames.length > 0 ? store.events.lastEvents(ids, run.template.lastEventNames) : null,
    mayBeOut ? store.receipts.early(ids.map((id) => messageIdOf(run.run._id, id))) : null,
  ]);
  const numbers = [...profiles.values()].flatMap((profile) => profile.number ?? []);
  const suppressed = await store.suppressions.among(numbers);
  return ids.map((profileId) => {
    const profile = profiles.get(profileId);
    const leftover = intent.leftovers.find((one) => one.profileId === profileId);
    return {
      profileId,
      composition: compose({ run, profile, lastEvents: lastEvents?.get(profileId), suppressed }),
      number: profile?.number ?? null,
      trail: { attempts: leftover?.attempts ?? [], settled: leftover?.settled ?? null },
      doubt: doubtOf(
        leftover?.doubt ?? null,
        intent.unaccounted,
        profile ? serving(context.members, profile.country) : context.members,
      ),
      receipt: receipts?.get(messageIdOf(run.run._id, profileId)),
    };
  });
}

/**
 * What is to be settled before anything is sent. An owner that never finished may have sent to anyone of its slice,
 * through any provider, and its last request may have lasted as long as its provider's timeout.
 */
function doubtOf(
  left: Doubt | null,
  unaccounted: Intent['unaccounted'],
  members: readonly GroupMember[],
): Doubt | null {
  if (!unaccounted) return left;
  const longest = Math.max(0, ...members.map(({ provider }) => provider.settings.requestTimeoutMs));
  // A request may wait that long for a connection, and as long again for its answer.
  const until = unaccounted.until.getTime() + 2 * longest;
  return {
    providerIds: [...new Set([...(left?.providerIds ?? []), ...members.map(({ provider }) => provider.id)])],
    since: left && left.since < unaccounted.since ? left.since : unaccounted.since,
    until: new Date(Math.max(until, left?.until.getTime() ?? 0)),
    to: left?.to ?? null,
  };
}

function lookups({ store }: SliceContext): Pick<RecipientContext, 'claimed' | 'isSuppressed' | 'suppress'> {
  return {
    claimed: (providerId, ids, except) => store.messages.claimed(providerId, ids, except),
    isSuppressed: async (number) => (await store.suppressions.among([number])).size > 0,
    suppress: async (number, providerId) => {
      await store.suppressions.add({ _id: number, source: 'carrier', providerId, at: new Date() });
    },
  };
}
