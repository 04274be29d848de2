/**
 * The days of a recurrence rule, found by a walk over all days in order, as an independent implementation for the tests. It reads the rule's text itself,
 * keeps a list of the days that fit for each period, and numbers weekdays by counting those that it passes.
 */

const DAY = 86_400_000;
const NAMES = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];

interface Walked {
  readonly ms: number;
  readonly period: number;
}

/** All days of the rule from `start` to `until`, both included. The interval counts from the period of the first day that fits. */
export function naiveDays({ rrule, start: from, until }: { rrule: string; start: string; until: string }): string[] {
  const part = (name: string): string[] | null => {
    const found = rrule.split(';').find((one) => one.startsWith(`${name}=`));
    return found ? found.slice(name.length + 1).split(',') : null;
  };
  const frequency = part('FREQ')?.[0];
  const interval = Number(part('INTERVAL')?.[0] ?? 1);
  const start = new Date(from);
  let months = part('BYMONTH');
  let monthDays = part('BYMONTHDAY');
  let weekdays = part('BYDAY');
  if (!monthDays && !weekdays) {
    if (frequency === 'WEEKLY') weekdays = [NAMES[start.getUTCDay()] ?? ''];
    if (frequency === 'YEARLY') months ??= [String(start.getUTCMonth() + 1)];
    if (frequency === 'MONTHLY' || frequency === 'YEARLY') monthDays = [String(start.getUTCDate())];
  }
  const countsInYear = frequency === 'YEARLY' && !months;
  const weekStart = NAMES.indexOf(part('WKST')?.[0] ?? 'MO');

  const byPeriod = new Map<number, Walked[]>();
  let period = 0;
  const first = Date.UTC(start.getUTCFullYear() - 1, 0, 1);
  const to = Date.UTC(new Date(until).getUTCFullYear() + 1, 11, 31);
  const passed = new Map<string, number>();
  for (let ms = first; ms <= to; ms += DAY) {
    const date = new Date(ms);
    const day = date.getUTCDate();
    const isNewYear = day === 1 && date.getUTCMonth() === 0;
    if (
      frequency === 'DAILY' ||
      (frequency === 'WEEKLY' && date.getUTCDay() === weekStart) ||
      (frequency === 'MONTHLY' && day === 1) ||
      (frequency === 'YEARLY' && isNewYear)
    ) {
      period += 1;
    }
    if (countsInYear ? isNewYear : day === 1) passed.clear();
    const name = NAMES[date.getUTCDay()] ?? '';
    const position = (passed.get(name) ?? 0) + 1;
    passed.set(name, position);
    const inMonth = !months || months.some((month) => Number(month) === date.getUTCMonth() + 1);
    const inMonthDays = !monthDays || monthDays.some((one) => isMonthDay(date, Number(one)));
    const inDays = !weekdays || weekdays.some((one) => isDay(date, one, position, countsInYear));
    if (inMonth && inMonthDays && inDays) byPeriod.set(period, [...(byPeriod.get(period) ?? []), { ms, period }]);
  }
  const setPositions = part('BYSETPOS')?.map(Number);
  const chosen = [...byPeriod.values()].flatMap((days) =>
    days.filter(
      (_, index) => !setPositions || setPositions.some((at) => at === index + 1 || at === index - days.length),
    ),
  );
  const anchor = chosen.find(({ ms }) => ms >= start.getTime());
  if (!anchor) return [];
  return chosen
    .filter((one) => one.ms >= start.getTime() && one.ms <= Date.parse(until))
    .filter((one) => (one.period - anchor.period) % interval === 0)
    .map(({ ms }) => new Date(ms).toISOString().slice(0, 10));
}

/** Counted from the end by walking there. */
function isMonthDay(date: Date, wanted: number): boolean {
  if (wanted > 0) return date.getUTCDate() === wanted;
  return new Date(date.getTime() - wanted * DAY).getUTCDate() === 1 && leftInMonth(date) === -wanted;
}

function leftInMonth(date: Date): number {
  let left = 1;
  while (new Date(date.getTime() + left * DAY).getUTCMonth() === date.getUTCMonth()) left += 1;
  return left;
}

function isDay(date: Date, wanted: string, position: number, countsInYear: boolean): boolean {
  const name = wanted.slice(-2);
  if (NAMES[date.getUTCDay()] !== name) return false;
  const number = Number(wanted.slice(0, -2));
  if (wanted.length === 2 || number === position) return true;
  if (number > 0) return false;
  let fromEnd = 0;
  const scope = (at: Date): number => (countsInYear ? at.getUTCFullYear() : at.getUTCMonth());
  for (let ms = date.getTime(); scope(new Date(ms)) === scope(date); ms += 7 * DAY) fromEnd += 1;
  return fromEnd === -number;
}
