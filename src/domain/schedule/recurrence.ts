import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import { withInterval } from './rruleText.ts';

/**
 * The days of a recurrence. Only dates, expanded in UTC, where every day has 24 hours: the instant of a date and a time of day in a zone
 * is computed afterwards, by one rule for all kinds of campaigns.
 */

/** How far ahead the next day is searched for; a rule without a day in that period has ended. */
export const HORIZON_YEARS = 100;

/** The first day from `from` on that fits the rule without its interval. The interval counts from this day. */
export const firstDay = (rrule: string, from: string): string | null =>
  dayOnOrAfter({ rrule: withInterval(rrule, null), anchor: from, from });

/** A recurrence and the day from which it is searched. Dates are local. */
export interface DayQuery {
  readonly rrule: string;
  /** A day that fits the rule; intervals count from it. */
  readonly anchor: string;
  readonly from: string;
}

/** The first day of the recurrence that is `from` or later; null when there is none within `HORIZON_YEARS`. */
export function dayOnOrAfter({ rrule, anchor, from }: DayQuery): string | null {
  const until = midnight(anchor > from ? anchor : from).add({ years: HORIZON_YEARS });
  const rule = new RRuleTemporal({
    rruleString: rrule,
    dtstart: midnight(anchor),
    until,
    strict: true,
    maxIterations: MAX_PERIODS,
    temporal: Temporal,
  });
  try {
    return rule.next(midnight(from), true)?.toPlainDate().toString() ?? null;
  } catch (error) {
    if (isSearchGivenUp(error)) return null;
    throw error;
  }
}

/** More periods than two horizons have days, as the anchor may be one horizon in the past. The search for a rule without a day ends here. */
const MAX_PERIODS = 2 * 366 * HORIZON_YEARS;

const midnight = (date: string): Temporal.ZonedDateTime => Temporal.PlainDate.from(date).toZonedDateTime('UTC');

/** The library has no error class for this. */
const isSearchGivenUp = (error: unknown): boolean =>
  error instanceof Error && /^Maximum (?:iterations|candidate evaluations) /.test(error.message);
