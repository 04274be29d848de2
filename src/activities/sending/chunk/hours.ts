import { type DndZones, dndAt, openUntil } from '../../../domain/dnd/dnd.ts';
import type { DndWindow } from '../../../domain/dnd/dndSchema.ts';
import type { Lateness } from '../../../domain/schedule/late.ts';
import { addDays, toInstant } from '../../../domain/schedule/localTime.ts';
import { hasOwnHours, type Occurrence } from '../../../domain/schedule/occurrences.ts';

/** In seconds: the shortest validity period that every provider understands (Kannel counts in minutes). */
const SHORTEST_VALIDITY = 60;

/** `waiting`: nothing may be sent before `until`, when the hours are checked again. `discarding`: recipients without a message are skipped. */
export type HoursState =
  | { readonly kind: 'open' }
  | { readonly kind: 'waiting'; readonly until: Date; readonly reason: 'dnd' | 'next_day' }
  | { readonly kind: 'discarding'; readonly reason: 'dnd' | 'after_end' | 'hour_passed' };

/** The hours in which messages of a chunk may be sent. */
export interface SendingHours {
  /** Whether a request may start. Once it may not, no request of the chunk may. */
  readonly isOpen: () => boolean;
  /** The longest validity period of a message whose request is made now, in whole seconds; null if no window ever begins. */
  readonly secondsLeft: () => number | null;
  readonly state: () => HoursState;
}

/**
 * The hours that the windows leave open, from now until the next one begins, or until `endsAt`, after which nothing is sent any more.
 *
 * A message must not arrive in a window, and a validity period counts from the moment at which the provider accepts the message: up to
 * `longestRequestMs` after the request was written, which may have waited as long for a connection. So sending stops one shortest validity
 * period and one request before the window, and validity periods that are longer end two requests before it.
 */
export function sendingHours(options: {
  windows: readonly DndWindow[];
  zones: DndZones;
  endsAt: Date | null;
  /** How long the slowest provider of the group may take to answer. */
  longestRequestMs: number;
  lateness: Lateness;
  now: () => Date;
}): SendingHours {
  const { windows, zones, endsAt, longestRequestMs, lateness, now } = options;
  if (lateness.kind === 'skip') return closed({ kind: 'discarding', reason: lateness.reason });
  if (lateness.kind === 'due' && now() < lateness.at) {
    return closed({ kind: 'waiting', until: lateness.at, reason: 'next_day' });
  }
  // Computed once: it takes far longer than the check before each request may.
  const begins = windows.length === 0 ? null : openUntil({ at: now(), windows, zones });
  if (begins === null && endsAt === null) {
    return { isOpen: () => true, secondsLeft: () => null, state: () => ({ kind: 'open' }) };
  }
  const stopsAt = begins ? begins.getTime() - 1000 * SHORTEST_VALIDITY - longestRequestMs : Infinity;
  const closesAt = Math.min(stopsAt, endsAt?.getTime() ?? Infinity);
  const isOpen = (): boolean => now().getTime() < closesAt;
  return {
    isOpen,
    secondsLeft() {
      if (begins === null) return null;
      const left = begins.getTime() - now().getTime() - 2 * longestRequestMs;
      return Math.max(SHORTEST_VALIDITY, Math.floor(left / 1000));
    },
    state() {
      const at = now();
      if (endsAt !== null && at >= endsAt) return { kind: 'discarding', reason: 'after_end' };
      if (isOpen() || begins === null) return { kind: 'open' };
      const isInWindow = at >= begins;
      const dnd = dndAt({ at: isInWindow ? at : begins, windows, zones });
      // The window was over before the chunk ended.
      if (dnd === null) return { kind: 'waiting', until: at, reason: 'dnd' };
      if (dnd.action === 'delay' && dnd.until !== null) return { kind: 'waiting', until: dnd.until, reason: 'dnd' };
      return isInWindow ? { kind: 'discarding', reason: 'dnd' } : { kind: 'waiting', until: begins, reason: 'dnd' };
    },
  };
}

const closed = (state: HoursState): SendingHours => ({
  isOpen: () => false,
  secondsLeft: () => null,
  state: () => state,
});

/** The end of the last day on which a schedule sends, in its time zone; null if there is none. `batchZone` is the recipients' zone. */
export function endOf(schedule: Occurrence | null, batchZone: string): Date | null {
  if (!schedule || schedule.lastDate === null) return null;
  const { zone, lastDate } = schedule;
  return toInstant(`${addDays(lastDate, 1)}T00:00`, hasOwnHours(schedule) ? batchZone : zone);
}
