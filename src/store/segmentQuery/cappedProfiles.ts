import { withNumberZone } from '../../domain/audience/numberZone.ts';
import type { Profile } from '../../domain/audience/profile.ts';
import { fullLimits, type LimitWindow, limitWindows } from '../../domain/limits/limitWindows.ts';
import type { ProfileLimit } from '../../domain/limits/profileLimits.ts';
import { memoize } from '../../domain/memoize.ts';
import { canonicalZone } from '../../domain/zones.ts';
import type { ProfileCapStore } from '../profileCaps.ts';

/** The ones of `profiles` whose limits leave no room for a message now. */
export type CappedAmong = (
  profiles: readonly Pick<Profile, '_id' | 'number' | 'country' | 'timeZone'>[],
) => Promise<ReadonlySet<string>>;

export interface CappedQuery {
  readonly limits: readonly ProfileLimit[];
  readonly now: Date;
  /** For profiles without a zone. */
  readonly accountZone: string;
  /** Whether a profile without a zone has that of its number. */
  readonly zoneFromNumber: boolean;
}

/** One query for each page. */
export function cappedProfiles(
  caps: Pick<ProfileCapStore, 'read'>,
  { limits, now, accountZone, zoneFromNumber }: CappedQuery,
): CappedAmong {
  const time = { from: now, to: new Date(now.getTime() + 1) };
  // Computing with time zones is slow, and there are fewer zones than profiles.
  const windowsIn = memoize((zone: string | null): LimitWindow[] =>
    limitWindows(limits, time, (zone === null ? null : canonicalZone(zone)) ?? accountZone),
  );
  return async (profiles) => {
    const counted = await caps.read(profiles.map(({ _id }) => _id));
    const capped = profiles.filter((profile) => {
      const messages = counted.get(profile._id);
      const { timeZone } = zoneFromNumber ? withNumberZone(profile) : profile;
      return messages && fullLimits(messages, { id: '', from: now }, windowsIn(timeZone)).length > 0;
    });
    return new Set(capped.map(({ _id }) => _id));
  };
}
