import { Temporal } from 'temporal-polyfill';

/**
 * Between instants and what a clock on the wall shows. A local date-time is written `2026-05-07T10:00`, a local date
 * `2026-05-07`, a zone as its IANA name; a zone that this runtime doesn't know is a RangeError.
 */

/**
 * The instant at which clocks in the zone show `local`. A time that doesn't exist moves forward by the length of the gap; of one that
 * comes twice it is the first (what RFC 5545 section 3.3.5 asks for).
 */
export const toInstant = (local: string, zone: string): Date =>
  new Date(
    Temporal.PlainDateTime.from(local).toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds,
  );

/** What clocks in the zone show at the instant, seconds cut off. */
export const toLocal = (instant: Date, zone: string): string =>
  zoned(instant, zone).toPlainDateTime().toString({ smallestUnit: 'minute' });

/** The date that calendars in the zone show at the instant. */
export const toLocalDate = (instant: Date, zone: string): string => toLocal(instant, zone).slice(0, 10);

/** How far clocks in the zone are ahead of UTC at the instant, in milliseconds. */
export const offsetMs = (instant: Date, zone: string): number => zoned(instant, zone).offsetNanoseconds / 1e6;

/** The first instant after `instant` from which the zone's offset is another; null when none is known in the three years to come. */
export function nextTransition(instant: Date, zone: string): Date | null {
  const transition = zoned(instant, zone).getTimeZoneTransition('next');
  return transition === null ? null : new Date(transition.epochMilliseconds);
}

export const addDays = (date: string, days: number): string => Temporal.PlainDate.from(date).add({ days }).toString();

/** Whether this runtime's time-zone data has the zone. A stored zone may have been written by a runtime with other data. */
export function isKnownZone(zone: string): boolean {
  try {
    new Temporal.ZonedDateTime(0n, zone);
    return true;
  } catch {
    return false;
  }
}

const zoned = (instant: Date, zone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(zone);
