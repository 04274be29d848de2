import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

export interface UsableNumber {
  /** E.164: a plus sign and 2 to 15 digits. */
  readonly e164: string;
  /**
   * ISO 3166-1 alpha-2. Where several share the calling code and the number is in none's ranges, the one that the code is
   * known for; null for numbers of no country (satellite, +882...).
   */
  readonly country: string | null;
}

/**
 * Reads a phone number with country code. `null` when it isn't possible for its country: 'possible' (length) and not
 * 'valid' (ranges in use), because numbering plans move faster than anybody's copy of them.
 */
export function usableNumber(raw: string | null | undefined): UsableNumber | null {
  if (raw === null || raw === undefined) return null;
  const parsed = parsePhoneNumberFromString(raw.trim());
  if (!parsed?.isPossible()) return null;
  return { e164: parsed.number, country: parsed.country ?? parsed.getPossibleCountries()[0] ?? null };
}
