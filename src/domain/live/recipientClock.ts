import { withNumberZone } from '../audience/numberZone.ts';
import type { Profile } from '../audience/profile.ts';
import { recipientZone } from '../schedule/due.ts';

export type ZonedProfile = Pick<Profile, 'timeZone' | 'number' | 'country'>;

/** The account's settings by which a profile without a time zone has one. */
export interface ZoneSettings {
  readonly timeZone: string;
  readonly zoneFromNumber: boolean;
}

/** The zone whose clock counts for the profile in a campaign by date; null: the profile isn't known. */
export function clockOf(
  profile: ZonedProfile | null,
  zone: string,
  { timeZone, zoneFromNumber }: ZoneSettings,
): string {
  if (zone !== 'profile') return zone;
  const own = profile && (zoneFromNumber ? withNumberZone(profile) : profile).timeZone;
  return recipientZone({ defaultZone: timeZone }, own);
}
