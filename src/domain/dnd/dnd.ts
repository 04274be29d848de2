import { isClosed, nextFlip, type WeekClock } from './dndClock.ts';
import type { DndWindow } from './dndSchema.ts';
import { closedSpans } from './dndWeek.ts';

/** The time zones that windows are evaluated in. */
export interface DndZones {
  readonly recipient: string;
  readonly account: string;
}

export interface DndQuery {
  readonly at: Date;
  /** Validated by the schema, which makes sure that they leave some time open in each week. */
  readonly windows: readonly DndWindow[];
  readonly zones: DndZones;
}

/** The windows that apply to a campaign: its own, even an empty list, otherwise the account's. */
export const effectiveDnd = (
  campaign: readonly DndWindow[] | undefined,
  account: readonly DndWindow[] | undefined,
): readonly DndWindow[] => campaign ?? account ?? [];

/** Whether any window depends on the recipient's time zone. */
export const isJudgedByRecipient = (windows: readonly DndWindow[]): boolean =>
  windows.some(({ zone }) => zone === 'recipient');

/**
 * The window that applies at the instant; null when sending is allowed. `until` is the first instant outside every window. Where windows
 * overlap, `discard` takes precedence.
 */
export function dndAt(query: DndQuery): { readonly until: Date | null; readonly action: DndWindow['action'] } | null {
  if (isOpen(query)) return null;
  const discarding = clocksOf(
    query.windows.filter(({ action }) => action === 'discard'),
    query.zones,
  );
  const action = discarding.some((clock) => isClosed(clock, query.at)) ? 'discard' : 'delay';
  return { until: nextOpen(query), action };
}

export const isOpen = ({ at, windows, zones }: DndQuery): boolean =>
  !clocksOf(windows, zones).some((clock) => isClosed(clock, at));

/**
 * The first instant from `at` on (`at` included) at which sending is allowed. Null when there is none in the next 15 days, which cannot
 * happen with windows that the schema has validated.
 */
export function nextOpen({ at, windows, zones }: DndQuery): Date | null {
  const clocks = clocksOf(windows, zones);
  const horizon = at.getTime() + 15 * 86_400_000;
  let from: Date | null = at;
  while (from !== null && from.getTime() <= horizon) {
    const instant: Date = from;
    const closing = clocks.find((clock) => isClosed(clock, instant));
    if (closing === undefined) return instant;
    from = nextFlip(closing, instant);
  }
  return null;
}

/** The instant until which sending may go on: when the next window begins. `at` itself when it is in a window, null when none ever begins. */
export function openUntil({ at, windows, zones }: DndQuery): Date | null {
  const clocks = clocksOf(windows, zones);
  if (clocks.some((clock) => isClosed(clock, at))) return at;
  let earliest: Date | null = null;
  for (const clock of clocks) {
    const flip = nextFlip(clock, at);
    if (flip !== null && (earliest === null || flip < earliest)) earliest = flip;
  }
  return earliest;
}

function clocksOf(windows: readonly DndWindow[], zones: DndZones): WeekClock[] {
  return (['recipient', 'account'] as const)
    .map((whose) => ({ zone: zones[whose], closed: closedSpans(windows.filter(({ zone }) => zone === whose)) }))
    .filter(({ closed }) => closed.length > 0);
}
