import type { SkipReason } from '../../domain/message/message.ts';
import type { Doubt } from '../../store/intents.ts';
import type { QuotaDenial } from '../../store/quotaTypes.ts';
import { fullQuotas } from './fullQuotas.ts';
import { reserveToday } from './reserveToday.ts';
import { isSameCount, reasonOf } from './runLimits.ts';
import { type Candidate, type Denials, type Reserving, takePlaces } from './takePlaces.ts';

/** What the limits let be done with a recipient. */
export type Permission =
  | { readonly kind: 'granted' }
  /**
   * Has its places as one that may be out. Where it isn't, it is to be counted anew by a later attempt, and is sent by that
   * one. `bySending`: when its provider may be asked by sending it again, which may be what sends it: `now` where it has places of
   * today besides, `never` where there are none for it.
   */
  | { readonly kind: 'held'; readonly bySending: 'now' | 'later' | 'never' }
  /**
   * `final`: for good. `isSurelyUnsent`: it never had its places, so no owner that is gone can have sent it. `hasCaps`: its profile's
   * places are reserved all the same.
   */
  | {
      readonly kind: 'denied';
      readonly reason: SkipReason;
      readonly final: boolean;
      readonly isSurelyUnsent: boolean;
      readonly hasCaps: boolean;
    };

export const GRANTED: Permission = { kind: 'granted' };

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
  const full = await fullForAll(candidates, reserving);
  const taking = full ? candidates.filter(({ doubt }) => doubt !== null) : candidates;
  const denials = await takePlaces(taking, reserving, reserving.limits.quotasOf);
  const byProfile = new Map(
    candidates.map((candidate): [string, Permission] => [
      candidate.profileId,
      full && candidate.doubt === null
        ? deniedBy(full, { isSurelyUnsent: true, hasCaps: false })
        : permissionOf(candidate, denials, { reservedAt, reserving }),
    ]),
  );
  const held = candidates.filter(({ profileId, doubt }) => {
    return byProfile.get(profileId)?.kind === 'held' && doubt !== null && isItsOwn(doubt, reservedAt, reserving);
  });
  for (const [profileId, bySending] of await reserveToday(held, reserving)) {
    byProfile.set(profileId, { kind: 'held', bySending });
  }
  const denied = [...denials.quotas.values(), ...(full ? [full] : [])];
  return { byProfile, fullQuotas: [...new Set(denied.flatMap(({ key, final }) => (final ? [] : key)))] };
}

/**
 * Looked at before the profiles' places are written, which are many: while a quota is full, all of a slice would take theirs and
 * give them back, time and again.
 */
async function fullForAll(candidates: readonly Candidate[], reserving: Reserving): Promise<QuotaDenial | null> {
  const { store, limits, now } = reserving;
  const fresh = candidates.find(({ doubt }) => doubt === null);
  if (!fresh || !limits.hasCaps || !limits.hasQuotas) return null;
  const full = await fullQuotas(limits.quotasOf(fresh.counted, now), store.quotas);
  return full.find(({ final }) => final) ?? full[0] ?? null;
}

function permissionOf(
  { profileId, place, doubt, counted, countIsSure }: Candidate,
  denials: Denials,
  { reservedAt, reserving }: { reservedAt: Date; reserving: Reserving },
): Permission {
  const cap = denials.caps.get(profileId);
  const quota = denials.quotas.get(place);
  const isSurelyUnsent = quota !== undefined || (cap !== undefined && countIsSure);
  if (quota && (quota.final || !cap?.final)) return deniedBy(quota, { isSurelyUnsent, hasCaps: cap === undefined });
  if (cap) return { kind: 'denied', reason: 'profile_limit', final: cap.final, isSurelyUnsent, hasCaps: false };
  if (doubt === null) return GRANTED;
  const isToday = isSameCount(counted, reserving.countedNow(profileId));
  return isToday && isItsOwn(doubt, reservedAt, reserving) ? GRANTED : { kind: 'held', bySending: 'later' };
}

const deniedBy = (
  { key, final }: QuotaDenial,
  rest: { readonly isSurelyUnsent: boolean; readonly hasCaps: boolean },
): Permission => ({ kind: 'denied', reason: reasonOf(key), final, ...rest });

/** An owner that was replaced without knowing it may still have given the profile's place back. Quotas fence that off. */
const isItsOwn = ({ until }: Doubt, reservedAt: Date, { limits }: Reserving): boolean =>
  !limits.hasCaps || reservedAt >= until;
