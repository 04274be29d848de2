import { dndAt, isJudgedByRecipient, isOpen } from '../dnd/dnd.ts';
import type { DndWindow } from '../dnd/dndSchema.ts';
import { memoize } from '../memoize.ts';
import { bestTime, clockHour, HOURS_OF_DAY } from '../schedule/bestTime.ts';
import { clockKey, type Due, dueAt, groupKey, LATE_AFTER_MS, recipientZone } from '../schedule/due.ts';
import { toInstant, toLocalDate } from '../schedule/localTime.ts';
import { hasOwnHours, type Occurrence } from '../schedule/occurrences.ts';

/** The properties of a recipient that its due time depends on. */
export interface PlannedRecipient {
  readonly timeZone: string | null;
  /** With best_time: how often the profile was active in each of the 24 hours of its local day; null when that isn't known. */
  readonly activity?: readonly number[] | null | undefined;
}

/**
 * When a recipient is sent the message, or why it isn't. All recipients with the same `group` share `at` and the DND decision; `zone` is
 * the time zone of one of them, and the clocks of all show the same.
 */
export type Plan =
  | {
      readonly kind: 'send';
      readonly at: Date;
      readonly zone: string;
      readonly group: string;
      readonly timing: Extract<Due, { kind: 'due' }>['timing'];
      readonly delayedByDnd: boolean;
    }
  | { readonly kind: 'skip'; readonly reason: 'hour_passed' | 'after_end' | 'dnd' };

export interface PlannerSettings {
  readonly occurrence: Occurrence;
  readonly accountZone: string;
  /** The windows that apply to the campaign. */
  readonly windows: readonly DndWindow[];
  /** When the run started: the same at every retry. */
  readonly now: Date;
  readonly lateAfterMs?: number | undefined;
}

/**
 * Plans the recipients of one run: due time, lateness, DND and last date together. Recipients with the same zone and time of day share
 * one plan, which is computed once (there are a few thousand at most), so that each of a million recipients costs one look-up.
 */
export function createPlanner(settings: PlannerSettings): (recipient: PlannedRecipient) => Plan {
  const { occurrence, windows, accountZone, now } = settings;
  // DND, the last date and the day of a limit depend on the local time of a batch's recipients.
  const dependsOnClock = hasOwnHours(occurrence) || isJudgedByRecipient(windows);
  const clockOf = memoize((zone: string) => (dependsOnClock ? clockKey(zone, now) : null));
  const [date = '', defaultTime = ''] = occurrence.local.split('T');
  const openHoursIn = memoize((timeZone: string | null) =>
    openHours({ date, windows, zones: { recipient: recipientZone(occurrence, timeZone), account: accountZone } }),
  );
  const plansIn = memoize((timeZone: string | null) =>
    memoize((time: string | null) => planOne({ ...settings, clockOf }, timeZone, time)),
  );

  return ({ timeZone, activity }) => {
    const time =
      occurrence.zone === 'best_time' && activity
        ? bestTime({ activity, defaultTime, openHours: openHoursIn(timeZone) })
        : null;
    return plansIn(timeZone)(time);
  };
}

/** Which of the 24 hours of a local date begin outside DND. An hour that a clock change skips is judged at the instant that it moves to. */
export function openHours({
  date,
  windows,
  zones,
}: {
  date: string;
  windows: readonly DndWindow[];
  zones: { readonly recipient: string; readonly account: string };
}): boolean[] {
  return Array.from({ length: HOURS_OF_DAY }, (_, hour) => {
    const at = toInstant(`${date}T${clockHour(hour)}`, zones.recipient);
    return isOpen({ at, windows, zones });
  });
}

interface PlanOneSettings extends PlannerSettings {
  readonly clockOf: (zone: string) => string | null;
}

function planOne(settings: PlanOneSettings, profileZone: string | null, time: string | null): Plan {
  const { occurrence, accountZone, windows, now, lateAfterMs, clockOf } = settings;
  const due = dueAt({ occurrence, profileZone, bestTime: time, now, lateAfterMs });
  if (due.kind === 'skip') return { kind: 'skip', reason: due.reason };
  const { zone, timing } = due;
  // A recipient that was due a moment ago is sent to now, so DND is judged now.
  const judgedAt = new Date(Math.max(due.at.getTime(), now.getTime()));
  const dnd = dndAt({ at: judgedAt, windows, zones: { recipient: zone, account: accountZone } });
  if (dnd !== null && (dnd.action === 'discard' || dnd.until === null)) return { kind: 'skip', reason: 'dnd' };
  const at = dnd?.until ?? due.at;
  const isLate = now.getTime() - due.at.getTime() > (lateAfterMs ?? LATE_AFTER_MS);
  if (isAfterEnd(isLate && dnd === null ? now : at, zone, occurrence)) return { kind: 'skip', reason: 'after_end' };
  const group = groupKey({ at, clock: clockOf(zone) });
  return { kind: 'send', at, zone, group, timing, delayedByDnd: dnd !== null };
}

/** The last date is a date in the time zone that the occurrence is in. */
function isAfterEnd(at: Date, recipient: string, occurrence: Occurrence): boolean {
  const { zone, lastDate } = occurrence;
  return lastDate !== null && toLocalDate(at, hasOwnHours(occurrence) ? recipient : zone) > lastDate;
}
