import { memoize } from './memoize.ts';
import { ALIASES, ZONES } from './zoneNames.ts';

/**
 * The canonical name of an IANA time zone: `Asia/Kolkata` for `Asia/Calcutta`, `UTC` for `GMT`, in any case. Null for anything else, such as
 * abbreviations and offsets, and for a zone that this runtime's time-zone data doesn't include. Everything that takes a zone asks this function, so that
 * a name means the same zone in a setting, a plan, a text and a condition.
 */
export function canonicalZone(name: string): string | null {
  const zone = CANONICAL.get(name) ?? CANONICAL_IN_LOWER_CASE.get(name.toLowerCase());
  return zone !== undefined && isInRuntime(zone) ? zone : null;
}

/** A zone that isn't IANA's, or that this runtime doesn't know, for instance one that was stored by a runtime with newer data. */
export class UnknownZoneError extends RangeError {
  override readonly name = 'UnknownZoneError';
  readonly zone: string;

  constructor(zone: string) {
    super(
      `${JSON.stringify(zone.slice(0, 64))} is not a known time zone; wanted: an IANA time zone, such as Europe/Paris`,
    );
    this.zone = zone;
  }
}

/** @throws UnknownZoneError */
export function knownZone(name: string): string {
  const zone = canonicalZone(name);
  if (zone === null) throw new UnknownZoneError(name);
  return zone;
}

const CANONICAL: ReadonlyMap<string, string> = new Map([
  ...ZONES.map((zone) => [zone, zone] as const),
  ...[...ALIASES].flatMap(([zone, aliases]) => aliases.map((alias) => [alias, zone] as const)),
]);

const CANONICAL_IN_LOWER_CASE: ReadonlyMap<string, string> = new Map(
  [...CANONICAL].map(([name, zone]) => [name.toLowerCase(), zone]),
);

/** Making a format takes 0.05 ms, and imports ask for each row. */
const isInRuntime = memoize((zone: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
});
