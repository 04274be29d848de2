import { messageIdOf } from '../../domain/ids.ts';
import type { MessageStatus } from '../../domain/message/message.ts';
import type { Claimed, CountedUnder, Intent, Leftover } from '../../store/intents.ts';
import type { Store } from '../../store/store.ts';
import type { HoursState } from './hours.ts';
import { patiently } from './patiently.ts';
import { GRANTED, type Permission, reserve } from './permissions.ts';
import type { PermittedRecipient } from './recipient.ts';
import { alsoUnder, type RunLimits } from './runLimits.ts';
import { settleLimits } from './settleLimits.ts';
import type { ReadRecipient } from './sliceRecipients.ts';
import type { Candidate } from './takePlaces.ts';

/** A slice whose owner knows whom it may send to. */
export interface ReservedSlice {
  readonly recipients: readonly PermittedRecipient[];
  /** Quotas without a place, some of which may still be given back. */
  readonly fullQuotas: readonly string[];
  /**
   * Gives back what wasn't used, once the messages are recorded: `statuses` by message id, and who has none. False where the slice has
   * another owner by now: it is that one's to settle, and to close.
   */
  readonly settle: (statuses: ReadonlyMap<string, MessageStatus>, leftovers: readonly Leftover[]) => Promise<boolean>;
}

/**
 * Reserves places within the limits for those who are to be sent to, and for those who may have been: a place of one in doubt is kept
 * where it was first counted.
 */
export async function reserveSlice(
  slice: {
    readonly intentId: string;
    readonly profileIds: readonly string[];
    readonly claimed: Claimed;
    readonly recipients: readonly ReadRecipient[];
    readonly hoursState: HoursState;
    readonly isOwner: () => boolean;
    /** Whether a provider that may have the recipient's message is asked by sending it again. */
    readonly isAskedBySending: (recipient: ReadRecipient) => boolean;
  },
  context: { readonly store: Store; readonly runId: string; readonly limits: RunLimits | null; readonly now: Date },
): Promise<ReservedSlice> {
  const { intentId, profileIds, claimed, isOwner } = slice;
  const { store, runId, limits, now } = context;
  const { intent } = claimed;
  const attempt = intent.attempt ?? 0;
  if (limits === null) {
    const recipients = slice.recipients.map((one) => ({ ...one, permission: GRANTED, countedUntil: null }));
    return { recipients, fullQuotas: [], settle: async () => true };
  }
  const recipients = slice.recipients.map((one) => ({ ...one, counted: countedOf(one, intent, { limits, now }) }));
  const zones = new Map(recipients.map(({ profileId, timeZone }) => [profileId, timeZone]));
  const mayBeSent = ({ composition, withheld }: ReadRecipient): boolean =>
    slice.hoursState.kind === 'open' && composition.kind === 'composed' && withheld === null;
  const candidates = recipients.flatMap((one): Candidate[] => {
    const { profileId, doubt, counted } = one;
    if (doubt === null && !mayBeSent(one)) return [];
    // Where an owner died, which may have asked so on any day since, one that is done says first on which days.
    const mayBeAsked = intent.unaccounted === null && one.receipt === undefined && mayBeSent(one);
    return [
      {
        profileId,
        place: profileIds.indexOf(profileId),
        doubt,
        counted,
        countIsSure: isSureOf(one, intent),
        isAskedBySending: mayBeAsked && slice.isAskedBySending(one),
      },
    ];
  });
  const countedNow = (profileId: string): CountedUnder => limits.countedAt(now, zones.get(profileId) ?? null);
  const { byProfile, fullQuotas } = await patiently(() =>
    reserve(candidates, { store, limits, runId, intentId, attempt, isOwner, now, countedNow }),
  );
  const permissionOf = (profileId: string): Permission => byProfile.get(profileId) ?? GRANTED;
  /** With the day on which it may be sent now, where its provider is asked so. */
  const countedFinally = <T extends { profileId: string; counted: CountedUnder }>(one: T): T => {
    const permission = permissionOf(one.profileId);
    if (permission.kind !== 'held' || permission.bySending !== 'now') return one;
    return { ...one, counted: alsoUnder(one.counted, countedNow(one.profileId)) };
  };

  return {
    recipients: recipients.map((one) => ({
      ...countedFinally(one),
      permission: permissionOf(one.profileId),
      countedUntil: limits.countedUntil(now, one.timeZone),
    })),
    fullQuotas,
    settle: async (statuses, leftovers) => {
      const counted = [...leftovers, ...intent.leftovers].flatMap((leftover) => leftover.counted ?? []);
      const { unaccounted } = intent;
      const settled = {
        runId,
        intentId,
        attempt,
        profileIds,
        statuses: new Map(profileIds.map((id) => [id, statuses.get(messageIdOf(runId, id))])),
        doubtful: new Set(leftovers.flatMap(({ profileId, doubt }) => (doubt === null ? [] : profileId))),
        candidates: candidates
          .filter((one) => one.doubt !== null || hasCaps(permissionOf(one.profileId)))
          .map(countedFinally),
        countedBefore: [...counted, ...(unaccounted ? [limits.countedAt(unaccounted.since, null)] : [])],
        mayHoldPlaces: !claimed.isFirst || candidates.some((one) => permissionOf(one.profileId).kind !== 'denied'),
      };
      return await patiently(async () => {
        if (!isOwner()) return false;
        await settleLimits(settled, { store, limits, now });
        return true;
      });
    },
  };
}

/** A message that may be out stays where it was counted by the owners that may have sent it; any other one counts now. */
function countedOf(
  { doubt, counted, timeZone }: ReadRecipient,
  { unaccounted }: Intent,
  { limits, now }: { limits: RunLimits; now: Date },
): CountedUnder {
  if (doubt === null) return limits.countedAt(now, timeZone);
  if (counted === null) return limits.countedAt(unaccounted?.since ?? now, timeZone);
  // The owner that died may have asked by sending.
  return unaccounted === null ? counted : alsoUnder(counted, limits.countedAt(unaccounted.since, timeZone));
}

/** Whether the owner that may have sent it counted it in the same places. */
const isSureOf = ({ counted, changedAt }: ReadRecipient, { unaccounted }: Intent): boolean =>
  counted !== null || (unaccounted !== null && changedAt !== null && changedAt <= unaccounted.since);

/** Whether its profile's places are reserved for it. */
const hasCaps = (permission: Permission): boolean => permission.kind !== 'denied' || permission.hasCaps;
