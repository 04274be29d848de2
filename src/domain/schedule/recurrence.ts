import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import { withInterval } from './rruleText.ts';

/**
 * Which days a recurrence falls on. Dates only, expanded in UTC, where every day has 24 hours: what a date and a time of day mean in
 * a zone is decided afterwards, by one rule for all kinds of campaigns.
 */

/** How far ahead of a date the next one is looked for; a rule with none in that stretch has ended. */
export const HORIZON_YEARS = 100;

/** The first day that fits the rule from `from` on, whatever its interval: from it the interval counts. */
export const firstDay = (rrule: string, from: string): string | null =>
  dayOnOrAfter({ rrule: withInterval(rrule, null), anchor: from, from });

/** A recurrence, and where to look in it. Dates are local ones. */
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

/** More periods than the horizon has days, from an anchor that is a horizon ago: a rule that fits no day ends the search here. */
const MAX_PERIODS = 2 * 366 * HORIZON_YEARS;

const midnight = (date: string): Temporal.ZonedDateTime => Temporal.PlainDate.from(date).toZonedDateTime('UTC');

/** The library has no error class for it. */
const isSearchGivenUp = (error: unknown): boolean =>
  error instanceof Error && /^Maximum (?:iterations|candidate evaluations) /.test(error.message);
