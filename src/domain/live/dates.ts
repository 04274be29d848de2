import { memoize } from '../memoize.ts';
import { addDays, dayIn, isWholeDay, toInstant } from '../schedule/localTime.ts';
import type { StoredValue } from '../values.ts';
import type { DateOffset, LiveWhenOf } from './liveWhen.ts';

const HOUR_MS = 3_600_000;

/** The instants at which local time is the same differ by zone: the first and the last zone in which it is. */
const FIRST_ZONE = 'Etc/GMT-14';
const LAST_ZONE = 'Etc/GMT+12';

/** The fields by which campaigns by date compute when a message is due. */
export type Dated = Pick<LiveWhenOf<'event_date' | 'profile_date'>, 'offsets' | 'time' | 'zone'>;

/** Whether the value is a date that a message can be due by: no placeholder such as the end of the year 9999. */
const isDate = (value: StoredValue | undefined): value is Date =>
  value instanceof Date && value.getUTCFullYear() > 0 && value.getUTCFullYear() < 9999;

/** The day that the value of a property stands for; null if it is no date. */
export const dayOf = (value: StoredValue | undefined, zone: string): string | null =>
  isDate(value) ? dayIn(value, zone) : null;

/** What a message is about: the day of a value, such as `2026-05-07`; or its instant, from which an offset in hours counts. Null if it is no date. */
export function dateOf(value: StoredValue | undefined, offset: DateOffset, zone: string): string | null {
  return 'hours' in offset && isDate(value) && !isWholeDay(value) ? value.toISOString() : dayOf(value, zone);
}

const isInstant = (date: string): boolean => date.includes('T');

export interface DueTimes {
  /** When a message about a date is due, in the zone. */
  on(date: string, offset: DateOffset, zone: string): Date;
  /** When a message about a day is due first, the zone of the profile being what it may. */
  firstOn(day: string, offset: DateOffset): Date;
  /** From when to when a message about the date of a value is due, the zone of the profile being what it may; null if the value is no date. */
  between(value: StoredValue | undefined, offset: DateOffset): { readonly first: Date; readonly last: Date } | null;
}

/** Many profiles have the same days: their instants are computed once. */
const MOST_INSTANTS = 10_000;

/** The due times of a campaign by date. */
export function dueTimes({ time: usual, zone: campaignZone }: Dated): DueTimes {
  const instants = memoize(
    (key: string) => {
      const [day = '', days, time, zone = ''] = key.split(' ');
      return toInstant(`${addDays(day, Number(days))}T${time}`, zone);
    },
    { most: MOST_INSTANTS },
  );
  const on: DueTimes['on'] = (date, offset, zone) => {
    if ('days' in offset) return instants(`${date} ${offset.days} ${offset.time ?? usual} ${zone}`);
    const from = isInstant(date) ? new Date(date) : instants(`${date} 0 ${usual} ${zone}`);
    return new Date(from.getTime() + offset.hours * HOUR_MS);
  };
  const [firstZone, lastZone] = campaignZone === 'profile' ? [FIRST_ZONE, LAST_ZONE] : [campaignZone, campaignZone];
  return {
    on,
    firstOn: (day, offset) => on(day, offset, firstZone),
    between(value, offset) {
      // Where a local time is reached first, the day of an instant is the latest.
      const first = dateOf(value, offset, lastZone);
      const last = dateOf(value, offset, firstZone);
      if (first === null || last === null) return null;
      return { first: on(first, offset, firstZone), last: on(last, offset, lastZone) };
    },
  };
}

/** Whether a date has its yearly day on `day`: in the same or a later year. 29 February is the 28th in common years. */
export const isYearlyDay = (day: string, date: string): boolean =>
  day >= date && yearlyDays(day).includes(date.slice(5));

/** The dates, as month and day, whose yearly day is `day`. */
export const yearlyDays = (day: string): string[] =>
  day.endsWith('-02-28') && addDays(day, 1).endsWith('-03-01') ? ['02-28', '02-29'] : [day.slice(5)];
