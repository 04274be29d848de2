/**
 * Local times from Intl only, as an independent implementation for the tests. It advances minute by minute and does not use
 * offsets, transitions or weeks.
 */

export interface Reading {
  /** `2026-05-07T10:00`. */
  readonly local: string;
  readonly weekday: string;
}

export const MINUTE = 60_000;

/** Reads the local time in the zone. */
export function wallClock(zone: string): (instant: number) => Reading {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  // "Thu, 05/07/2026, 10:00"
  return (instant) => {
    const text = format.format(instant);
    const local = `${text.slice(11, 15)}-${text.slice(5, 7)}-${text.slice(8, 10)}T${text.slice(17, 22)}`;
    return { local, weekday: text.slice(0, 2).toUpperCase() };
  };
}

export interface Window {
  readonly from: string;
  readonly to: string;
  readonly days: readonly string[];
}

const DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const dayBefore = (day: string): string => DAYS[(DAYS.indexOf(day) + 6) % 7] ?? '';

/** Whether the local day and time are in the window. */
export function isWithin({ local, weekday }: Reading, { from, to, days }: Window): boolean {
  const time = local.slice(11);
  if (from < to) return days.includes(weekday) && from <= time && time < to;
  return (days.includes(weekday) && time >= from) || (days.includes(dayBefore(weekday)) && time < to);
}

/**
 * The minute at which the local time is first `local`, advancing from `from`. If a clock change skips it: the minute at which it would have been
 * `local` without the change.
 */
export function walkTo(local: string, read: (instant: number) => Reading, from: number): number {
  let before = read(from - MINUTE).local;
  for (let at = from; ; at += MINUTE) {
    const shown = read(at).local;
    if (shown === local) return at;
    if (before < local && shown > local) return at - MINUTE + (Date.parse(`${local}Z`) - Date.parse(`${before}Z`));
    before = shown;
  }
}
