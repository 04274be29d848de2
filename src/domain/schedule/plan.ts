import { dndAt, isJudgedByRecipient } from '../dnd/dnd.ts';
import type { DndWindow } from '../dnd/dndSchema.ts';
import { bestTime, openHours } from './bestTime.ts';
import { clockKey, type Due, dueAt, groupKey, LATE_AFTER_MS, recipientZone } from './due.ts';
import { toLocalDate } from './localTime.ts';
import { hasOwnHours, type Occurrence } from './occurrences.ts';

/** What a recipient's sending is planned by. */
export interface PlannedRecipient {
  readonly timeZone: string | null;
  /** With best_time: how often the profile was active in each of the 24 hours of its local day; null when that isn't known. */
  readonly activity?: readonly number[] | null | undefined;
}

/**
 * When a recipient gets the message, or why it doesn't. All with the same `group` share `at` and one DND answer; `zone` stands for the clocks of
 * all of them.
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
  /** Those that hold for the campaign. */
  readonly windows: readonly DndWindow[];
  /** When the run started: the same at every retry. */
  readonly now: Date;
  readonly lateAfterMs?: number | undefined;
}

/**
 * Plans the recipients of one run: due time, lateness, DND and last date together. Who shares zone and time of day shares the answer, so it is worked out
 * once for each of those (a few thousand at most) and a million recipients cost a look-up each.
 */
export function createPlanner(settings: PlannerSettings): (recipient: PlannedRecipient) => Plan {
  const { occurrence, windows, accountZone } = settings;
  const plans = new Map<string, Plan>();
  const hours = new Map<string, readonly boolean[]>();
  const clocks = new Map<string, string>();
  // DND, the last date and the day of a limit go by the clock of a batch's recipients.
  const goByClock = hasOwnHours(occurrence) || isJudgedByRecipient(windows);
  const clockOf = (zone: string): string | null =>
    goByClock ? remembered(clocks, zone, () => clockKey(zone, settings.now)) : null;
  const [date = '', defaultTime = ''] = occurrence.local.split('T');

  return ({ timeZone, activity }) => {
    const time = bestTimeOf(timeZone, activity);
    return remembered(plans, `${timeZone} ${time}`, () => planOne({ ...settings, clockOf }, timeZone, time));
  };

  function bestTimeOf(timeZone: string | null, activity: readonly number[] | null | undefined): string | null {
    if (occurrence.zone !== 'best_time' || !activity) return null;
    const open = remembered(hours, String(timeZone), () => {
      const zones = { recipient: recipientZone(occurrence, timeZone), account: accountZone };
      return openHours({ date, windows, zones });
    });
    return bestTime({ activity, defaultTime, openHours: open });
  }
}

interface PlanOneSettings extends PlannerSettings {
  readonly clockOf: (zone: string) => string | null;
}

function planOne(settings: PlanOneSettings, profileZone: string | null, time: string | null): Plan {
  const { occurrence, accountZone, windows, now, lateAfterMs, clockOf } = settings;
  const due = dueAt({ occurrence, profileZone, bestTime: time, now, lateAfterMs });
  if (due.kind === 'skip') return { kind: 'skip', reason: due.reason };
  const { zone, timing } = due;
  // What was due a moment ago is sent now, so DND is judged now.
  const judgedAt = new Date(Math.max(due.at.getTime(), now.getTime()));
  const dnd = dndAt({ at: judgedAt, windows, zones: { recipient: zone, account: accountZone } });
  if (dnd !== null && (dnd.action === 'discard' || dnd.until === null)) return { kind: 'skip', reason: 'dnd' };
  const at = dnd?.until ?? due.at;
  const isLate = now.getTime() - due.at.getTime() > (lateAfterMs ?? LATE_AFTER_MS);
  if (isAfterEnd(isLate && dnd === null ? now : at, zone, occurrence)) return { kind: 'skip', reason: 'after_end' };
  const group = groupKey({ at, clock: clockOf(zone) });
  return { kind: 'send', at, zone, group, timing, delayedByDnd: dnd !== null };
}

/** The last date is one of the clock that the occurrence is in. */
function isAfterEnd(at: Date, recipient: string, occurrence: Occurrence): boolean {
  const { zone, lastDate } = occurrence;
  return lastDate !== null && toLocalDate(at, hasOwnHours(occurrence) ? recipient : zone) > lastDate;
}

function remembered<Value>(known: Map<string, Value>, key: string, work: () => Value): Value {
  const value = known.get(key) ?? work();
  known.set(key, value);
  return value;
}
