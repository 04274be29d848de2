import { messageIdOf } from '../../../domain/ids.ts';
import type { MessageStatus } from '../../../domain/message/message.ts';
import type { Claimed, CountedUnder, Unfinished } from '../../../store/intents.ts';
import type { QuotaDenial } from '../../../store/quotaTypes.ts';
import type { ChunkServices } from '../chunk/chunkServices.ts';
import type { HoursState } from '../chunk/hours.ts';
import type { Slice } from '../chunk/slices.ts';
import { isAskedBySending as isProviderAskedBySending } from '../providers/groupMember.ts';
import { retryWhileStoreUnavailable } from '../retryWhileStoreUnavailable.ts';
import type { Recipient } from '../slice/recipient.ts';
import { commitLimits } from './commitLimits.ts';
import { allOf, alsoUnder, type DispatchLimits, isSameCount } from './dispatchLimits.ts';
import { fullQuotas } from './fullQuotas.ts';
import { hasCaps, permissionOf } from './permission.ts';
import { reserveToday } from './reserveToday.ts';
import { type Reserving, type SlotRequest, takeSlots } from './takeSlots.ts';

/** A slice that its owner has claimed. */
export interface ClaimedSlice {
  readonly slice: Slice;
  readonly claimed: Claimed;
  /** Recipients without a message. */
  readonly recipients: readonly Recipient[];
  readonly hoursState: HoursState;
  readonly isOwner: () => boolean;
  readonly now: Date;
}

export interface Reservation {
  /** Full quotas, some of whose slots may still be released. */
  readonly fullQuotas: readonly string[];
  /**
   * Commits the used slots and releases the rest, after the messages have been recorded: `statuses` by message id, and the recipients without one. Returns
   * false if the slice has another owner by now, which then has to commit and to close.
   */
  readonly commit: (
    statuses: ReadonlyMap<string, MessageStatus>,
    unfinished: readonly Unfinished[],
  ) => Promise<boolean>;
}

const UNLIMITED: Reservation = { fullQuotas: [], commit: async () => true };

/** The slots of a recipient that takes part. */
interface Candidate extends SlotRequest {
  /** The times that it would count for if it were sent now. */
  readonly today: CountedUnder;
  /** Whether an owner that may have sent it counted it in the same slots. */
  readonly countIsSure: boolean;
}

/**
 * Reserves slots within the limits for recipients whose message is to be sent or may have been sent, and sets their
 * `permission`. A recipient in doubt keeps the slots under which it was counted first, whatever is denied now.
 */
export async function reserveSlice(claimedSlice: ClaimedSlice, services: ChunkServices): Promise<Reservation> {
  const { slice, claimed, recipients, hoursState, isOwner, now } = claimedSlice;
  const { store, limits, dispatch, providers } = services;
  if (limits === null) return UNLIMITED;
  const { intent } = claimed;
  const mayBeSent = ({ content }: Recipient): boolean => hoursState.kind === 'open' && content.kind === 'text';
  const candidates: Candidate[] = [];
  for (const recipient of recipients) {
    const countIsSure = isSure(recipient, limits);
    const counted = countedOf(recipient, { limits, now });
    const today = countedNow(recipient, counted, { limits, now });
    recipient.counted = counted;
    recipient.countedUntil = limits.countedUntil(today, now);
    const inDoubt = recipient.doubt !== null;
    if (inDoubt || mayBeSent(recipient)) candidates.push({ recipient, counted, today, inDoubt, countIsSure });
  }
  const bySending = new Set(
    providers.members.flatMap(({ provider }) => (isProviderAskedBySending(provider) ? provider.id : [])),
  );
  const reserving = { store, limits, intentId: slice.intentId, attempt: intent.attempt, isOwner, now };
  const full = await retryWhileStoreUnavailable(() =>
    reserve(
      candidates,
      reserving,
      // If an owner died that may have sent it on any day since, the intent first records these days.
      (recipient) =>
        intent.abandoned === null &&
        recipient.receipt === null &&
        mayBeSent(recipient) &&
        recipient.doubt?.providerIds.some((id) => bySending.has(id)) === true,
    ),
  );
  // With today's day, if its provider is queried by sending it now.
  for (const { recipient, counted, today } of candidates) {
    const { permission } = recipient;
    const isSentToday = permission.kind === 'held' && permission.idempotentResend === 'now';
    if (isSentToday) recipient.counted = alsoUnder(counted, today);
  }

  return {
    fullQuotas: full,
    async commit(statuses, unfinished) {
      const countedBefore = [...unfinished, ...intent.unfinished].flatMap(({ counted }) => counted ?? []);
      for (const { since } of intent.abandoned?.offers ?? []) countedBefore.push(limits.countedAt(since, null));
      const inDoubt = unfinished.flatMap(({ key, doubt }) => (doubt === null ? [] : messageIdOf(dispatch._id, key)));
      const sent = {
        slice,
        attempt: intent.attempt,
        statuses,
        inDoubt: new Set(inDoubt),
        counted: candidates
          .filter(({ inDoubt, recipient }) => inDoubt || hasCaps(recipient.permission))
          .map(({ recipient, counted }) => ({ recipient, counted: recipient.counted ?? counted })),
        countedBefore,
        mayHoldSlots: !claimed.isFirst || candidates.some(({ recipient }) => recipient.permission.kind !== 'denied'),
      };
      return await retryWhileStoreUnavailable(async () => {
        if (!isOwner()) return false;
        await commitLimits(sent, { store, limits, now });
        return true;
      });
    },
  };
}

/** Sets the permissions. Returns the keys of the quotas that are full for now. */
async function reserve(
  all: readonly Candidate[],
  reserving: Reserving,
  isAskedBySending: (recipient: Recipient) => boolean,
): Promise<string[]> {
  const { limits } = reserving;
  const reservedAt = new Date();
  const full = await fullForAll(all, reserving);
  const taking = full ? all.filter(({ inDoubt }) => inDoubt) : all;
  const denials = await takeSlots(taking, reserving, limits.quotasOf);
  const denialOf = (quota: QuotaDenial | undefined | null) =>
    quota ? { reason: limits.reasonOf(quota.key), final: quota.final } : undefined;
  for (const { recipient, counted, today, inDoubt, countIsSure } of all) {
    const { messageId, position } = recipient;
    if (full && !inDoubt) {
      const denial = { reason: limits.reasonOf(full.key), final: full.final };
      recipient.permission = { kind: 'denied', ...denial, isSurelyUnsent: true, hasCaps: false };
      continue;
    }
    recipient.permission = permissionOf({
      capDenial: denials.caps.get(messageId),
      quotaDenial: denialOf(denials.quotas.get(position)),
      inDoubt,
      countIsSure,
      isCountedToday: isSameCount(counted, today),
      isItsOwn: isItsOwn(recipient, reservedAt, limits),
    });
  }
  const held = taking.filter(
    ({ recipient }) =>
      recipient.permission.kind === 'held' && isItsOwn(recipient, reservedAt, limits) && isAskedBySending(recipient),
  );
  const answers = await reserveToday(held, reserving);
  for (const { recipient } of held) {
    const bySending = answers.get(recipient.messageId);
    if (bySending) recipient.permission = { kind: 'held', idempotentResend: bySending };
  }
  const denied = [...denials.quotas.values(), ...(full ? [full] : [])];
  return [...new Set(denied.flatMap(({ key, final }) => (final ? [] : key)))];
}

/**
 * Checked before the slots of the profiles are reserved, which are many: while a quota is full, all recipients of a slice would reserve and
 * release theirs again and again.
 */
async function fullForAll(all: readonly Candidate[], { store, limits, now }: Reserving): Promise<QuotaDenial | null> {
  const fresh = all.find(({ inDoubt }) => !inDoubt);
  if (!fresh || limits.caps === null || !limits.hasQuotas) return null;
  const full = await fullQuotas(limits.quotasOf(fresh.counted, now), store.quotas);
  return full.find(({ final }) => final) ?? full[0] ?? null;
}

/** A replaced owner that doesn't know it may still have released the profile's slot. Quotas prevent that by a fence. */
const isItsOwn = ({ doubt }: Recipient, reservedAt: Date, { caps }: DispatchLimits): boolean =>
  doubt === null || caps === null || reservedAt >= doubt.until;

/** A message that may have been sent stays counted where the owners that may have sent it counted it; any other one counts now. */
function countedOf(
  { doubt, counted, timeZone, abandonedSince }: Recipient,
  { limits, now }: { limits: DispatchLimits; now: Date },
): CountedUnder {
  if (doubt === null) return limits.countedAt(now, timeZone);
  if (counted === null) return limits.countedAt(abandonedSince ?? now, timeZone);
  // The owner that died may have queried by sending.
  return abandonedSince === null ? counted : alsoUnder(counted, limits.countedAt(abandonedSince, timeZone));
}

/** What it counts for if it is sent now. A time that it is counted for already lasts until its end. */
function countedNow(
  { timeZone }: Recipient,
  counted: CountedUnder,
  { limits, now }: { limits: DispatchLimits; now: Date },
): CountedUnder {
  const fresh = limits.countedAt(now, timeZone);
  const lasting = allOf(counted).find(({ profile }) => profile && profile.from <= now && now < profile.to)?.profile;
  return lasting === undefined ? fresh : { ...fresh, profile: lasting };
}

/** Messages that don't count have no slots, so that a denial shows nothing of them. */
const isSure = ({ counted, changedAt, abandonedSince }: Recipient, { caps }: DispatchLimits): boolean =>
  (caps === null || caps.areCounted) &&
  (counted !== null || (abandonedSince !== null && changedAt !== null && changedAt <= abandonedSince));
