/**
 * What counts by the day or the week is in a collection for each: `profileCaps.2026-05-07`, `profileCaps.2026-W19`. What is over is dropped whole
 * instead of looked for: the embedded store would go through millions of documents for it.
 */
const PREFIX = 'profileCaps.';

export const capCollectionOf = (periodKey: string): string => `${PREFIX}${periodKey}`;

/** Whether a collection has a period that nobody counts in any more. False for every other collection. */
export function isCapCollectionOver(name: string, now: Date): boolean {
  if (!name.startsWith(PREFIX)) return false;
  const until = keptUntil(name.slice(PREFIX.length));
  return until !== null && until <= now.getTime();
}

const DAY_MS = 86_400_000;
/** From a period's first midnight in UTC on: the period, which ends 12 hours later in the last zone, and a week in which doubts are resolved. */
const DAY_KEPT_MS = 9 * DAY_MS;
const WEEK_KEPT_MS = 15 * DAY_MS;

function keptUntil(periodKey: string): number | null {
  if (/^\d{4}-\d\d-\d\d$/.test(periodKey)) return Date.parse(periodKey) + DAY_KEPT_MS;
  const [, year, week] = /^(\d{4})-W(\d\d)$/.exec(periodKey) ?? [];
  return year === undefined ? null : firstMonday(Number(year)) + (Number(week) - 1) * 7 * DAY_MS + WEEK_KEPT_MS;
}

/** Week 1 of a year is the one with 4 January (ISO 8601). */
function firstMonday(year: number): number {
  const inWeekOne = new Date(Date.UTC(year, 0, 4));
  return inWeekOne.getTime() - ((inWeekOne.getUTCDay() + 6) % 7) * DAY_MS;
}
