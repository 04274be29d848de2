import { canonicalZone } from '../zones.ts';
import { addDays, nextTransition, offsetMs, toInstant, toLocalDate } from './localTime.ts';
import { hasOwnHours, type Occurrence } from './occurrences.ts';

/**
 * How long after its hour a recipient still counts as on time, in milliseconds: a run takes a moment to start, and recipients in the
 * earliest time zone must not be late because of that.
 */
export const LATE_AFTER_MS = 15 * 60_000;

/** When one recipient is due, before DND is considered, or why it is skipped. `zone` is the recipient's. */
export type Due =
  | { readonly kind: 'due'; readonly at: Date; readonly zone: string; readonly timing: 'on_time' | 'late' | 'next_day' }
  | { readonly kind: 'skip'; readonly reason: 'hour_passed' | 'after_end'; readonly zone: string };

export interface DueQuery {
  readonly occurrence: Occurrence;
  /** The default zone replaces null and an unknown zone. */
  readonly profileZone: string | null;
  /** With best_time: the profile's best time of day, such as 18:00; null for the time of the occurrence. */
  readonly bestTime: string | null;
  /** When the run started: the same at every retry, or recipients would become late. */
  readonly now: Date;
  readonly lateAfterMs?: number | undefined;
}

/**
 * When a recipient of the occurrence is due. Where all are due at the same instant, it is that instant, however late the run starts. Where
 * each recipient has an hour of its own, the policy `late` applies to those whose hour has passed: `next_day` means the same hour on the
 * next day on which it has not passed.
 */
export function dueAt(query: DueQuery): Due {
  const { occurrence, now } = query;
  const zone = recipientZone(occurrence, query.profileZone);
  if (!hasOwnHours(occurrence)) {
    return { kind: 'due', at: new Date(occurrence.firstAt), zone, timing: 'on_time' };
  }
  const [date = '', defaultTime = ''] = occurrence.local.split('T');
  const time = occurrence.zone === 'best_time' ? (query.bestTime ?? defaultTime) : defaultTime;
  const at = toInstant(`${date}T${time}`, zone);
  if (at.getTime() >= now.getTime() - (query.lateAfterMs ?? LATE_AFTER_MS)) {
    return { kind: 'due', at, zone, timing: 'on_time' };
  }
  return dueWhenLate({ occurrence, date, time, zone, now });
}

/** Applies the policy `late` to a recipient whose own hour, `time` on `date` in `zone`, has passed. */
export function dueWhenLate(passed: {
  readonly occurrence: Occurrence;
  readonly date: string;
  readonly time: string;
  readonly zone: string;
  readonly now: Date;
}): Due {
  const { occurrence, zone, now } = passed;
  switch (occurrence.late) {
    case 'skip':
      return { kind: 'skip', reason: 'hour_passed', zone };
    case 'send_now':
      return withinLastDate({ kind: 'due', at: now, zone, timing: 'late' }, occurrence);
    case 'next_day': {
      const at = nextDayAt(passed);
      // That day has a run of its own, which would send a second message in the same minute.
      const { nextDate } = occurrence;
      if (nextDate && toLocalDate(at, zone) >= nextDate) return { kind: 'skip', reason: 'hour_passed', zone };
      return withinLastDate({ kind: 'due', at, zone, timing: 'next_day' }, occurrence);
    }
  }
}

/** The recipient's own zone, or the default one. */
export const recipientZone = ({ defaultZone }: Pick<Occurrence, 'defaultZone'>, profileZone: string | null): string =>
  (profileZone === null ? null : canonicalZone(profileZone)) ?? defaultZone;

/** Recipients with the same key may share a batch: they have the same due time and local time. `clock` is null where local time doesn't matter. */
export const groupKey = ({ at, clock }: { at: Date; clock: string | null }): string =>
  clock === null ? at.toISOString() : `${at.toISOString()} ${clock}`;

/** A key that is equal for zones with the same local time from `since` on, for `SAME_CLOCK_DAYS`. */
export function clockKey(zone: string, since: Date): string {
  const until = since.getTime() + SAME_CLOCK_DAYS * 86_400_000;
  let key = String(offsetMs(since, zone) / 60_000);
  for (let change = nextTransition(since, zone); change !== null && change.getTime() <= until; ) {
    key += ` ${change.toISOString()} ${offsetMs(change, zone) / 60_000}`;
    change = nextTransition(change, zone);
  }
  return key;
}

/** A run takes days and may wait for weeks for an approval or a resume; the zones of a batch must still have the same local time then. */
const SAME_CLOCK_DAYS = 60;

function nextDayAt({ date, time, zone, now }: { date: string; time: string; zone: string; now: Date }): Date {
  const today = toLocalDate(now, zone);
  let next = addDays(date, 1);
  if (next < today) next = today;
  while (toInstant(`${next}T${time}`, zone) < now) next = addDays(next, 1);
  return toInstant(`${next}T${time}`, zone);
}

function withinLastDate(due: Extract<Due, { kind: 'due' }>, { lastDate }: Occurrence): Due {
  if (lastDate === null || toLocalDate(due.at, due.zone) <= lastDate) return due;
  return { kind: 'skip', reason: 'after_end', zone: due.zone };
}
