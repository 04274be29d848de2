import { messageIdOf } from '../../domain/ids.ts';
import type { SkipReason } from '../../domain/message.ts';
import type { CountedUnder, Doubt } from '../../store/intents.ts';
import type { QuotaDenial } from '../../store/quotaTypes.ts';
import type { Store } from '../../store/store.ts';
import { capFinality } from './capFinality.ts';
import { isSameCount, type RunLimits, reasonOf } from './runLimits.ts';

/** What the limits let be done with a recipient. */
export type Permission =
  | { readonly kind: 'granted' }
  /**
   * Has its places as one that may be out. Where it isn't, it is to be counted anew by a later attempt, and is sent by that
   * one. `mayAskBySending`: whether its places are sure to be its own until then.
   */
  | { readonly kind: 'held'; readonly mayAskBySending: boolean }
  /** `final`: for good. `isSurelyUnsent`: it never had its places, so no owner that is gone can have sent it. */
  | {
      readonly kind: 'denied';
      readonly reason: SkipReason;
      readonly final: boolean;
      readonly isSurelyUnsent: boolean;
    };

export const GRANTED: Permission = { kind: 'granted' };

/** A recipient that is to be sent to, or may have been. */
export interface Candidate {
  readonly profileId: string;
  /** Its position in the slice. */
  readonly place: number;
  readonly doubt: Doubt | null;
  readonly counted: CountedUnder;
  /** False where an owner that died may have counted it in other places: its profile has changed since. */
  readonly countIsSure: boolean;
}

export interface Reserving {
  readonly store: Pick<Store, 'quotas' | 'profileCaps' | 'messages' | 'runs'>;
  readonly limits: RunLimits;
  readonly runId: string;
  readonly intentId: string;
  readonly attempt: number;
  readonly isOwner: () => boolean;
  readonly now: Date;
  /** What a message that is sent now counts under, by profile. */
  readonly countedNow: (profileId: string) => CountedUnder;
}

export interface Permissions {
  readonly byProfile: ReadonlyMap<string, Permission>;
  /** Quotas without a place, some of which may still be given back. */
  readonly fullQuotas: readonly string[];
}

/**
 * Reserves the places of a slice's candidates: first those of their profiles, because who has none needs none of the campaign's.
 * Who is in doubt keeps the places that it was counted in, whatever else is denied.
 */
export async function reserve(candidates: readonly Candidate[], reserving: Reserving): Promise<Permissions> {
  const reservedAt = new Date();
  const capDenials = await reserveCaps(candidates, reserving);
  const wanting = candidates.filter(({ profileId, doubt }) => doubt !== null || !capDenials.has(profileId));
  const quotaDenials = await reserveQuotas(wanting, reserving);
  const byProfile = new Map(
    candidates.map((candidate) => [
      candidate.profileId,
      permissionOf(candidate, {
        cap: capDenials.get(candidate.profileId),
        quota: quotaDenials.get(candidate.place),
        reservedAt,
        reserving,
      }),
    ]),
  );
  const full = [...quotaDenials.values()].flatMap(({ key, final }) => (final ? [] : key));
  return { byProfile, fullQuotas: [...new Set(full)] };
}

function permissionOf(
  { profileId, doubt, counted, countIsSure }: Candidate,
  of: {
    cap: { final: boolean } | undefined;
    quota: QuotaDenial | undefined;
    reservedAt: Date;
    reserving: Reserving;
  },
): Permission {
  const { cap, quota, reservedAt, reserving } = of;
  const isSurelyUnsent = quota !== undefined || (cap !== undefined && countIsSure);
  if (quota && (quota.final || !cap?.final)) {
    return { kind: 'denied', reason: reasonOf(quota.key), final: quota.final, isSurelyUnsent };
  }
  if (cap) return { kind: 'denied', reason: 'profile_limit', final: cap.final, isSurelyUnsent };
  if (doubt === null) return GRANTED;
  // An owner that was replaced without knowing it may still have given the profile's place back. Quotas fence that off.
  const isItsOwn = !reserving.limits.hasCaps || reservedAt >= doubt.until;
  if (isItsOwn && isSameCount(counted, reserving.countedNow(profileId))) return GRANTED;
  return { kind: 'held', mayAskBySending: isItsOwn };
}

async function reserveCaps(
  candidates: readonly Candidate[],
  { store, limits, runId, now }: Reserving,
): Promise<ReadonlyMap<string, { readonly final: boolean }>> {
  if (!limits.hasCaps || candidates.length === 0) return new Map();
  const { denied } = await store.profileCaps.reserve(
    candidates.map(({ profileId, counted, doubt }) => ({
      profileId,
      messageId: messageIdOf(runId, profileId),
      limits: limits.capsOf(counted, now),
      inDoubt: doubt !== null,
    })),
  );
  const denials = candidates.flatMap(({ profileId }) => {
    const denial = denied.get(messageIdOf(runId, profileId));
    return denial ? [{ profileId, denial }] : [];
  });
  return await capFinality(denials, store);
}

/** By place. */
async function reserveQuotas(
  candidates: readonly Candidate[],
  { store, limits, intentId, attempt, isOwner, now }: Reserving,
): Promise<ReadonlyMap<number, QuotaDenial>> {
  const denied = new Map<number, QuotaDenial>();
  if (!limits.hasQuotas) return denied;
  for (const day of new Set(candidates.map(({ counted }) => counted.day))) {
    const sameDay = candidates.filter(({ counted }) => counted.day === day);
    const grant = await store.quotas.reserve({
      quotas: limits.quotasOf(day === undefined ? {} : { day }, now),
      holder: intentId,
      fence: attempt,
      places: sameDay.map(({ place }) => place),
      inDoubt: sameDay.flatMap(({ place, doubt }) => (doubt === null ? [] : place)),
      isOwner,
      now,
    });
    for (const [place, denial] of grant.denied) denied.set(place, denial);
  }
  return denied;
}
