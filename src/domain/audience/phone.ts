import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

export interface UsableNumber {
  /** E.164: a plus sign and 2 to 15 digits. */
  readonly e164: string;
  /**
   * ISO 3166-1 alpha-2. Where several countries share the calling code and the number is in no country's ranges, the code's main
   * country; null for numbers without a country (satellite, +882...).
   */
  readonly country: string | null;
}

/**
 * Parses a phone number with country code. Returns null when it isn't possible for its country. The check is for 'possible' (its length),
 * not for 'valid' (ranges in use), because numbering plans change faster than any copy of them.
 */
export function usableNumber(raw: string | null | undefined): UsableNumber | null {
  if (raw === null || raw === undefined) return null;
  const parsed = parsePhoneNumberFromString(raw.trim());
  if (!parsed?.isPossible()) return null;
  return { e164: parsed.number, country: parsed.country ?? parsed.getPossibleCountries()[0] ?? null };
}
