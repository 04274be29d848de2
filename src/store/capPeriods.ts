/**
 * The counts of each day and each week are in a collection of their own: `profileCaps.2026-05-07`, `profileCaps.2026-W19`. Expired
 * collections are dropped as a whole, because deleting by a query would make the embedded store scan millions of documents.
 */
const PREFIX = 'profileCaps.';

export const capCollectionOf = (periodKey: string): string => `${PREFIX}${periodKey}`;

/** Whether a collection belongs to a period in which nothing is counted any more. False for every other collection. */
export function isCapCollectionOver(name: string, now: Date): boolean {
  if (!name.startsWith(PREFIX)) return false;
  const until = expiryOf(name.slice(PREFIX.length));
  return until !== null && until <= now.getTime();
}

const DAY_MS = 86_400_000;
/**
 * From the period's first midnight in UTC: the period itself, which ends 12 hours later in the latest zone, and a week in which lost
 * answers are resolved.
 */
const DAY_EXPIRY_MS = 9 * DAY_MS;
const WEEK_EXPIRY_MS = 15 * DAY_MS;

function expiryOf(periodKey: string): number | null {
  if (/^\d{4}-\d\d-\d\d$/.test(periodKey)) return Date.parse(periodKey) + DAY_EXPIRY_MS;
  const [, year, week] = /^(\d{4})-W(\d\d)$/.exec(periodKey) ?? [];
  return year === undefined ? null : firstMonday(Number(year)) + (Number(week) - 1) * 7 * DAY_MS + WEEK_EXPIRY_MS;
}

/** Week 1 of a year is the one with 4 January (ISO 8601). */
function firstMonday(year: number): number {
  const inWeekOne = new Date(Date.UTC(year, 0, 4));
  return inWeekOne.getTime() - ((inWeekOne.getUTCDay() + 6) % 7) * DAY_MS;
}
