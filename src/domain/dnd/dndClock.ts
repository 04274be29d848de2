import { nextTransition, offsetMs } from '../schedule/localTime.ts';
import { WEEK_MINUTES, type WeekSpan } from './dndWeek.ts';

/** A time zone and the spans of its week that are closed. */
export interface WeekClock {
  readonly zone: string;
  /** Merged and sorted by `closedSpans`. */
  readonly closed: readonly WeekSpan[];
}

/** Whether the clock's local time at the instant is in a closed span. */
export const isClosed = ({ zone, closed }: WeekClock, at: Date): boolean =>
  spanAt(closed, weekMs(at, zone)) !== undefined;

/**
 * The first instant after `at` at which the clock changes between open and closed; null when it never does. Between two changes of the
 * zone's offset the local time advances evenly; at such a change it jumps, perhaps into a closed span or out of one, and is read again.
 */
export function nextFlip(clock: WeekClock, at: Date): Date | null {
  if (clock.closed.length === 0) return null;
  const closedNow = isClosed(clock, at);
  let from = at;
  // The next flip is at most a week away, and zones don't change their offset twice a week, so this ends after about two rounds.
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const flip = new Date(from.getTime() + msUntilFlip(clock.closed, weekMs(from, clock.zone)));
    const change = nextTransition(from, clock.zone);
    if (change === null || flip < change) return flip;
    if (isClosed(clock, change) !== closedNow) return change;
    from = change;
  }
  return null;
}

const MAX_ROUNDS = 50;
const MINUTE_MS = 60_000;
const WEEK_MS = WEEK_MINUTES * MINUTE_MS;
/** The epoch began on a Thursday. */
const EPOCH_WEEK_MS = 3 * 24 * 60 * MINUTE_MS;

/** Milliseconds since Monday 00:00, local time. */
function weekMs(at: Date, zone: string): number {
  const local = at.getTime() + offsetMs(at, zone) + EPOCH_WEEK_MS;
  return ((local % WEEK_MS) + WEEK_MS) % WEEK_MS;
}

const spanAt = (closed: readonly WeekSpan[], ms: number): WeekSpan | undefined =>
  closed.find(({ from, to }) => from * MINUTE_MS <= ms && ms < to * MINUTE_MS);

function msUntilFlip(closed: readonly WeekSpan[], ms: number): number {
  const first = closed[0]?.from ?? 0;
  const span = spanAt(closed, ms);
  if (span === undefined) {
    const next = closed.find(({ from }) => from * MINUTE_MS > ms)?.from ?? first + WEEK_MINUTES;
    return next * MINUTE_MS - ms;
  }
  const overTheWeekEnd = span.to === WEEK_MINUTES && first === 0 ? (closed[0]?.to ?? 0) : 0;
  return (span.to + overTheWeekEnd) * MINUTE_MS - ms;
}
