import type { ProfileLimits } from '../../domain/account/account.ts';
import type { Profile } from '../../domain/audience/profile.ts';
import { dayKey, weekKey } from '../../domain/limits/periods.ts';
import { canonicalZone } from '../../domain/zones.ts';
import type { ProfileCapStore } from '../profileCaps.ts';

type Capped = Pick<Profile, '_id' | 'timeZone'>;

/** The ones of `profiles` that have had as many messages in their day, or in their week, as their limits allow. */
export type CappedAmong = (profiles: readonly Capped[]) => Promise<ReadonlySet<string>>;

export interface CappedQuery {
  readonly limits: ProfileLimits;
  readonly now: Date;
  /** For profiles without a zone. */
  readonly accountZone: string;
}

/** One query for each limit and page. */
export function cappedToday(
  caps: Pick<ProfileCapStore, 'counts'>,
  { limits, now, accountZone }: CappedQuery,
): CappedAmong {
  const limitOf = (limit: number, keyOf: typeof dayKey) => ({
    limit,
    keyIn: keysByZone(accountZone, (zone) => keyOf(now, zone)),
  });
  const periods = [
    ...(limits.perDay === undefined ? [] : [limitOf(limits.perDay, dayKey)]),
    ...(limits.perWeek === undefined ? [] : [limitOf(limits.perWeek, weekKey)]),
  ];
  return async (profiles) => {
    const counted = await Promise.all(
      periods.map(async ({ limit, keyIn }) => {
        const asked = profiles.map(({ _id, timeZone }) => ({ profileId: _id, periodKey: keyIn(timeZone) }));
        const counts = await caps.counts({ profiles: asked });
        return [...counts].filter(([, count]) => count >= limit).map(([profileId]) => profileId);
      }),
    );
    return new Set(counted.flat());
  };
}

/** Computing with time zones is slow, and there are fewer zones than profiles. */
function keysByZone(accountZone: string, keyOf: (zone: string) => string): (zone: string | null) => string {
  const keys = new Map<string | null, string>();
  return (zone) => {
    const known = keys.get(zone);
    if (known !== undefined) return known;
    const key = keyOf((zone === null ? null : canonicalZone(zone)) ?? accountZone);
    keys.set(zone, key);
    return key;
  };
}
