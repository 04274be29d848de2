import type { Refusal } from '../../domain/audience/event.ts';
import type { Store } from '../store.ts';

/** The profiles whose events and triggers are refused. Creates those that are unknown, if the account wants that. */
export type RefusedAmong = (profileIds: readonly string[], now: Date) => Promise<ReadonlyMap<string, Refusal>>;

/** Of erased persons only those are named for which nothing else would refuse what is to be stored. */
export function refusedProfiles({
  profiles,
  erasures,
  ingestionSettings,
}: Pick<Store, 'profiles' | 'erasures' | 'ingestionSettings'>): RefusedAmong {
  return async (profileIds, now) => {
    const { unknownProfiles } = await ingestionSettings.get();
    if (unknownProfiles === 'keep') return NOBODY;
    const ids = [...new Set(profileIds)];
    const known = await profiles.contacts(ids);
    const unknown = ids.filter((id) => !known.has(id));
    if (unknown.length === 0) return NOBODY;
    if (unknownProfiles === 'create') {
      const written = await profiles.upsertMany(
        unknown.map((id) => ({ id })),
        now,
      );
      return new Map(unknown.filter((_, index) => written[index]?.outcome === 'erased').map((id) => [id, 'erased']));
    }
    const erased = await erasures.among(unknown);
    return new Map(unknown.map((id) => [id, erased.has(id) ? 'erased' : 'unknown_profile']));
  };
}

const NOBODY: ReadonlyMap<string, Refusal> = new Map();
