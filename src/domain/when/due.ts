import { addDays, isKnownZone, nextTransition, offsetMs, toInstant, toLocalDate } from './localTime.ts';
import type { Occurrence } from './occurrences.ts';

/**
 * How long after the hour a recipient still counts as on time, in milliseconds: a run needs a moment to wake up, and who lives in
 * the first zone on earth is not to pay for it.
 */
export const LATE_AFTER_MS = 15 * 60_000;

/** When one recipient is due, DND left aside, or why not. `zone` is the recipient's. */
export type Due =
  | { readonly kind: 'due'; readonly at: Date; readonly zone: string; readonly timing: 'on_time' | 'late' | 'next_day' }
  | { readonly kind: 'skip'; readonly reason: 'hour_passed' | 'after_end'; readonly zone: string };

export interface DueQuery {
  readonly occurrence: Occurrence;
  /** Null, or a zone that this runtime doesn't know, counts as the default zone. */
  readonly profileZone: string | null;
  /** With best_time: the profile's best time of day, such as 18:00; null for the time of the occurrence. */
  readonly bestTime: string | null;
  /** When the run started. A retry must give the same instant, or it would judge lateness anew. */
  readonly now: Date;
  readonly lateAfterMs?: number | undefined;
}

/**
 * When a recipient of the occurrence is due. Where all are due at the same instant that is it, however late the run starts; where each
 * has an hour of its own, `late` says what becomes of those whose hour has passed: `next_day` is the same hour on the next day on which
 * it is still to come.
 */
export function dueAt(query: DueQuery): Due {
  const { occurrence, now } = query;
  const zone = recipientZone(occurrence, query.profileZone);
  if (occurrence.zone !== 'profile' && occurrence.zone !== 'best_time') {
    return { kind: 'due', at: new Date(occurrence.firstAt), zone, timing: 'on_time' };
  }
  const [date = '', defaultTime = ''] = occurrence.local.split('T');
  const time = occurrence.zone === 'best_time' ? (query.bestTime ?? defaultTime) : defaultTime;
  const at = toInstant(`${date}T${time}`, zone);
  if (at.getTime() >= now.getTime() - (query.lateAfterMs ?? LATE_AFTER_MS)) {
    return { kind: 'due', at, zone, timing: 'on_time' };
  }
  switch (occurrence.late) {
    case 'skip':
      return { kind: 'skip', reason: 'hour_passed', zone };
    case 'send_now':
      return withinLastDate({ kind: 'due', at: now, zone, timing: 'late' }, occurrence);
    case 'next_day': {
      const next = nextDayAt({ date, time, zone, now });
      return withinLastDate({ kind: 'due', at: next, zone, timing: 'next_day' }, occurrence);
    }
  }
}

/** The recipient's zone: its own, or the default one. */
export const recipientZone = ({ defaultZone }: Occurrence, profileZone: string | null): string =>
  profileZone !== null && isKnownZone(profileZone) ? profileZone : defaultZone;

/**
 * Under which recipients may share a batch: the same due time and, where DND is judged in the recipients' zones, clocks that show the
 * same from then on for `SAME_CLOCK_DAYS`. `zone` is null where the recipients' zones don't matter.
 */
export function groupKey({ at, zone }: { at: Date; zone: string | null }): string {
  if (zone === null) return at.toISOString();
  const change = nextTransition(at, zone);
  const soon = change !== null && change.getTime() - at.getTime() <= SAME_CLOCK_DAYS * 86_400_000;
  const key = `${at.toISOString()} ${offsetMs(at, zone) / 60_000}`;
  return soon ? `${key} ${change.toISOString()} ${offsetMs(change, zone) / 60_000}` : key;
}

/** A DND answer reaches a week ahead at most: two zones with the same offset now, one of which changes its clocks before that, have two answers. */
export const SAME_CLOCK_DAYS = 8;

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
