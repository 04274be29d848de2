import type { Run } from '../../domain/run.ts';
import { type DndZones, dndAt, openUntil } from '../../domain/when/dnd.ts';
import type { DndWindow } from '../../domain/when/dndSchema.ts';
import { addDays, toInstant } from '../../domain/when/localTime.ts';

/**
 * Sending stops this long before a DND window begins. A message takes its time to arrive, and its validity period has to end before the
 * window does begin: the shortest one that every provider understands is a minute (Kannel counts in minutes).
 */
export const ARRIVAL_MS = 60_000;

/** `waiting`: nothing may be sent before `until`, when it is looked at anew. `discarding`: who has no message gets none any more. */
export type HoursState =
  | { readonly kind: 'open' }
  | { readonly kind: 'waiting'; readonly until: Date }
  | { readonly kind: 'discarding'; readonly reason: 'dnd' | 'after_end' };

/** When the recipients of a chunk may be sent to. */
export interface SendingHours {
  /** Whether a request may start. Once it may not, it may not for the rest of the chunk. */
  readonly isOpen: () => boolean;
  /** Whole seconds until the next window begins; null where none ever does. */
  readonly secondsLeft: () => number | null;
  readonly state: () => HoursState;
}

/** The hours that the windows leave, from now until the next one begins, or until `endsAt`, after which nothing is sent any more. */
export function sendingHours(options: {
  windows: readonly DndWindow[];
  zones: DndZones;
  endsAt: Date | null;
  now: () => Date;
}): SendingHours {
  const { windows, zones, endsAt, now } = options;
  // Worked out once: it takes far longer than the look before each request may.
  const begins = windows.length === 0 ? null : openUntil({ at: now(), windows, zones });
  if (begins === null && endsAt === null) {
    return { isOpen: () => true, secondsLeft: () => null, state: () => ({ kind: 'open' }) };
  }
  const closesAt = Math.min(begins ? begins.getTime() - ARRIVAL_MS : Infinity, endsAt?.getTime() ?? Infinity);
  const isOpen = (): boolean => now().getTime() < closesAt;
  return {
    isOpen,
    secondsLeft: () => begins && Math.max(0, Math.floor((begins.getTime() - now().getTime()) / 1000)),
    state() {
      const at = now();
      if (endsAt !== null && at >= endsAt) return { kind: 'discarding', reason: 'after_end' };
      if (isOpen() || begins === null) return { kind: 'open' };
      const isInWindow = at >= begins;
      const dnd = dndAt({ at: isInWindow ? at : begins, windows, zones });
      // A window that was over before the chunk was.
      if (dnd === null) return { kind: 'waiting', until: at };
      if (dnd.action === 'delay' && dnd.until !== null) return { kind: 'waiting', until: dnd.until };
      return isInWindow ? { kind: 'discarding', reason: 'dnd' } : { kind: 'waiting', until: begins };
    },
  };
}

/** The end of the last day on which the run sends, by the clock that the campaign goes by; null where there is none. `batchZone` is its recipients'. */
export function endOf({ schedule }: Pick<Run, 'schedule'>, batchZone: string): Date | null {
  if (!schedule || schedule.lastDate === null) return null;
  const { zone, lastDate } = schedule;
  return toInstant(`${addDays(lastDate, 1)}T00:00`, zone === 'profile' || zone === 'best_time' ? batchZone : zone);
}
