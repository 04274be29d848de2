import { ZONE_OF_AREA_CODE, ZONE_OF_COUNTRY } from './numberZoneTable.ts';
import type { Profile } from './profile.ts';

type Numbered = Pick<Profile, 'number' | 'country' | 'timeZone'>;

/** The profile with the time zone of its number, if it has none of its own and the number tells it. */
export const withNumberZone = <T extends Numbered>(profile: T): T => {
  if (profile.timeZone !== null) return profile;
  const zone = zoneOfNumber(profile);
  return zone === null ? profile : { ...profile, timeZone: zone };
};

/**
 * The time zone of a number; null if its country, or in the United States and Canada its area code, has clocks that differ: an honest answer, where any
 * other would be a guess. A number tells where it was issued, and not where the person is now.
 */
export function zoneOfNumber({ number, country }: Omit<Numbered, 'timeZone'>): string | null {
  if (number === null || country === null) return null;
  const zone = AREA_CODES.has(country) ? ZONE_OF_AREA_CODE.get(number.slice(2, 5)) : ZONE_OF_COUNTRY.get(country);
  return zone ?? null;
}

const AREA_CODES: ReadonlySet<string> = new Set(['US', 'CA']);
