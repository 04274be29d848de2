import { memoize } from '../memoize.ts';
import { addDays, toInstant, toLocalDate } from '../schedule/localTime.ts';
import type { StoredValue } from '../values.ts';
import type { DateOffset, LiveWhenOf } from './liveWhen.ts';

const DAY_MS = 86_400_000;

/** The instants at which local time is the same differ by zone: the first and the last zone in which it is. */
const FIRST_ZONE = 'Etc/GMT-14';
const LAST_ZONE = 'Etc/GMT+12';

/** The fields by which campaigns by date compute when a message is due. */
export type Dated = Pick<LiveWhenOf<'event_date' | 'profile_date'>, 'offsets' | 'time' | 'zone'>;

/** Whether the value is a date that a message can be due by: no placeholder such as the end of the year 9999. */
const isDate = (value: StoredValue | undefined): value is Date =>
  value instanceof Date && value.getUTCFullYear() > 0 && value.getUTCFullYear() < 9999;

/** A date without a time is stored as midnight UTC. */
const isWholeDay = (value: Date): boolean => value.getTime() % DAY_MS === 0;

const utcDate = (value: Date): string => value.toISOString().slice(0, 10);

/**
 * The day that the value of a property stands for; null if it is no date. A date without a time is the same day in every zone; an instant is on the day that
 * the zone's clock shows then.
 */
export function dayOf(value: StoredValue | undefined, zone: string): string | null {
  if (!isDate(value)) return null;
  return isWholeDay(value) ? utcDate(value) : toLocalDate(value, zone);
}

export interface DueTimes {
  /** When a message about a day is due, in the zone. */
  on(day: string, offset: DateOffset, zone: string): Date;
  /** From when to when it is due, whatever the zone of the profile. */
  inAnyZone(day: string, offset: DateOffset): Span;
  /** From when to when a message about the day of a value is due; null if the value is no date. */
  between(value: StoredValue | undefined, offset: DateOffset): Span | null;
}

interface Span {
  readonly first: Date;
  readonly last: Date;
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
  const on: DueTimes['on'] = (day, { days, time = usual }, zone) => instants(`${day} ${days} ${time} ${zone}`);
  const inAnyZone: DueTimes['inAnyZone'] = (day, offset) => ({
    first: on(day, offset, FIRST_ZONE),
    last: on(day, offset, LAST_ZONE),
  });
  return {
    on,
    inAnyZone,
    between(value, offset) {
      if (!isDate(value)) return null;
      if (campaignZone !== 'profile') {
        const due = on(dayOf(value, campaignZone) ?? '', offset, campaignZone);
        return { first: due, last: due };
      }
      const day = utcDate(value);
      if (isWholeDay(value)) return inAnyZone(day, offset);
      return { first: inAnyZone(addDays(day, -1), offset).first, last: inAnyZone(addDays(day, 1), offset).last };
    },
  };
}

/** Whether `day` is the date, or with `yearly` its day in the same or a later year. 29 February is the 28th in common years. */
export function isDayOf(date: string, day: string, yearly: boolean): boolean {
  if (!yearly) return day === date;
  return day >= date && yearlyDays(day).includes(date.slice(5));
}

/** The dates, as month and day, whose yearly day is `day`. */
export const yearlyDays = (day: string): string[] =>
  day.endsWith('-02-28') && addDays(day, 1).endsWith('-03-01') ? ['02-28', '02-29'] : [day.slice(5)];
