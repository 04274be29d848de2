import { messageIdOf } from '../../domain/ids.ts';
import type { CountedUnder, Doubt } from '../../store/intents.ts';
import type { QuotaDenial } from '../../store/quotaTypes.ts';
import type { Store } from '../../store/store.ts';
import { capFinality } from './capFinality.ts';
import type { RunLimits } from './runLimits.ts';

/** A recipient that is to be sent to, or may have been. */
export interface Candidate {
  readonly profileId: string;
  /** Its position in the slice. */
  readonly place: number;
  readonly doubt: Doubt | null;
  readonly counted: CountedUnder;
  /** False where an owner that died may have counted it in other places: its profile has changed since. */
  readonly countIsSure: boolean;
  /** Whether sending it again is how its provider would be asked, and nothing else forbids that now. */
  readonly isAskedBySending: boolean;
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

/** Who has no place. */
export interface Denials {
  /** By profile. */
  readonly caps: ReadonlyMap<string, { readonly final: boolean }>;
  /** By place. */
  readonly quotas: ReadonlyMap<number, QuotaDenial>;
}

/** Takes places: first those of the profiles, because who has none needs none of the campaign's. */
export async function takePlaces(
  candidates: readonly Candidate[],
  reserving: Reserving,
  quotasOf: RunLimits['quotasOf'],
): Promise<Denials> {
  const caps = await reserveCaps(candidates, reserving);
  const wanting = candidates.filter(({ profileId, doubt }) => doubt !== null || !caps.has(profileId));
  return { caps, quotas: await reserveQuotas(wanting, reserving, quotasOf) };
}

async function reserveCaps(
  candidates: readonly Candidate[],
  { store, limits, runId }: Reserving,
): Promise<ReadonlyMap<string, { readonly final: boolean }>> {
  if (!limits.hasCaps || candidates.length === 0) return new Map();
  const { denied } = await store.profileCaps.reserve(
    candidates.map(({ profileId, counted, doubt }) => ({
      profileId,
      messageId: messageIdOf(runId, profileId),
      limits: limits.capsOf(counted),
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
  quotasOf: RunLimits['quotasOf'],
): Promise<ReadonlyMap<number, QuotaDenial>> {
  const denied = new Map<number, QuotaDenial>();
  if (!limits.hasQuotas) return denied;
  for (const day of new Set(candidates.map(({ counted }) => counted.day))) {
    const sameDay = candidates.filter(({ counted }) => counted.day === day);
    const grant = await store.quotas.reserve({
      quotas: quotasOf(day === undefined ? {} : { day }, now),
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
