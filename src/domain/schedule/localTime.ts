import { Temporal } from 'temporal-polyfill';
import { knownZone } from '../zones.ts';

const DAY_MS = 86_400_000;

/**
 * Conversions between instants and local time. A local date-time is written `2026-05-07T10:00`, a local date `2026-05-07`, a zone as its
 * IANA name; any other zone causes an UnknownZoneError.
 */

/**
 * The instant of a local time in the zone. A time that a clock change skips moves forward by the length of the gap; of one that occurs
 * twice, the first is meant (as RFC 5545 section 3.3.5 requires).
 */
export const toInstant = (local: string, zone: string): Date =>
  new Date(
    Temporal.PlainDateTime.from(local).toZonedDateTime(knownZone(zone), { disambiguation: 'compatible' })
      .epochMilliseconds,
  );

/** The local time in the zone at the instant, without seconds. */
export const toLocal = (instant: Date, zone: string): string =>
  zoned(instant, zone).toPlainDateTime().toString({ smallestUnit: 'minute' });

/** The local date in the zone at the instant. */
export const toLocalDate = (instant: Date, zone: string): string => toLocal(instant, zone).slice(0, 10);

/** Whether a stored date has no time: those are stored as midnight UTC. */
export const isWholeDay = (date: Date): boolean => date.getTime() % DAY_MS === 0;

/** The day of a stored date: one without a time is the same day in every zone; an instant is on the day that the zone's clock shows then. */
export const dayIn = (date: Date, zone: string): string =>
  isWholeDay(date) ? date.toISOString().slice(0, 10) : toLocalDate(date, zone);

/** The zone's offset from UTC at the instant, in milliseconds; positive east of Greenwich. */
export const offsetMs = (instant: Date, zone: string): number => zoned(instant, zone).offsetNanoseconds / 1e6;

/** The first instant after `instant` at which the zone's offset changes; null when no change is known in the next three years. */
export function nextTransition(instant: Date, zone: string): Date | null {
  const transition = zoned(instant, zone).getTimeZoneTransition('next');
  return transition === null ? null : new Date(transition.epochMilliseconds);
}

export const addDays = (date: string, days: number): string => Temporal.PlainDate.from(date).add({ days }).toString();

const zoned = (instant: Date, zone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(knownZone(zone));
