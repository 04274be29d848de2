import type { Run } from '../../domain/campaign/run.ts';
import { dayKey, weekKey } from '../../domain/limits/periodKeys.ts';
import type { MessageStatus, SkipReason } from '../../domain/message/message.ts';
import { isKnownZone } from '../../domain/schedule/localTime.ts';
import { hasOwnHours } from '../../domain/schedule/occurrences.ts';
import type { CountedUnder } from '../../store/intents.ts';
import type { PeriodLimit } from '../../store/profileCaps.ts';
import type { QuotaLimit } from '../../store/quotaTypes.ts';
import { dayEnd, weekEnd } from './periodEnds.ts';

/** What limits the messages of one batch: the campaign's quotas, and the caps of the profiles. */
export interface RunLimits {
  readonly hasQuotas: boolean;
  readonly hasCaps: boolean;
  /** What a message to a profile of this zone counts under that is sent at `at`. */
  readonly countedAt: (at: Date, profileZone: string | null) => CountedUnder;
  /** When the first of those periods ends, and it would count under another; null where none is limited. */
  readonly countedUntil: (at: Date, profileZone: string | null) => Date | null;
  readonly quotasOf: (counted: CountedUnder, now: Date) => QuotaLimit[];
  /** Those of them that begin anew each day. */
  readonly dayQuotasOf: (counted: CountedUnder, now: Date) => QuotaLimit[];
  readonly capsOf: (counted: CountedUnder) => PeriodLimit[];
}

/** Whether a message counts: it was sent, or may have been. */
export const counts = (status: MessageStatus | undefined): boolean =>
  status !== undefined && status !== 'failed' && status !== 'skipped';

/** Null where nothing is limited: then no limit costs anything. `batchZone` is the clock of the batch's recipients. */
export function runLimits(run: Run, batchZone: string): RunLimits | null {
  const { limits, profileLimits, campaignId } = run;
  const { total, perDay, perRun } = limits;
  const hasQuotas = total !== undefined || perDay !== undefined || perRun !== undefined;
  const hasCaps = profileLimits !== null;
  if (!hasQuotas && !hasCaps) return null;
  const zoneOfDay = dayZone(run, batchZone);
  const dayQuotasOf: RunLimits['dayQuotasOf'] = ({ day }, now) =>
    perDay === undefined || day === undefined
      ? []
      : [{ key: `daily/${campaignId}/${day}`, limit: perDay, expiresAt: new Date(now.getTime() + DAY_KEPT_MS) }];

  return {
    hasQuotas,
    hasCaps,
    countedAt: oncePerZone((at, profileZone) => {
      const zone = usableZone(profileZone, run);
      return {
        ...(perDay !== undefined && { day: dayKey(at, zoneOfDay) }),
        ...(profileLimits?.perDay !== undefined && { profileDay: dayKey(at, zone) }),
        ...(profileLimits?.perWeek !== undefined && { profileWeek: weekKey(at, zone) }),
      };
    }),
    countedUntil: oncePerZone((at, profileZone) => {
      const zone = usableZone(profileZone, run);
      const ends = [
        ...(perDay !== undefined ? [dayEnd(at, zoneOfDay)] : []),
        ...(profileLimits?.perDay !== undefined ? [dayEnd(at, zone)] : []),
        ...(profileLimits?.perWeek !== undefined ? [weekEnd(at, zone)] : []),
      ];
      return ends.length === 0 ? null : new Date(Math.min(...ends.map((end) => end.getTime())));
    }),
    dayQuotasOf,
    quotasOf(counted, now) {
      const quotas: QuotaLimit[] = [];
      if (total !== undefined) quotas.push({ key: `total/${campaignId}`, limit: total, expiresAt: null });
      quotas.push(...dayQuotasOf(counted, now));
      if (perRun !== undefined) quotas.push({ key: `run/${run._id}`, limit: perRun, expiresAt: null });
      return quotas;
    },
    capsOf({ profileDay, profileWeek }) {
      const { perDay: daily, perWeek: weekly } = profileLimits ?? {};
      const caps: PeriodLimit[] = [];
      if (daily !== undefined && profileDay !== undefined) {
        caps.push({ periodKey: profileDay, limit: daily });
      }
      if (weekly !== undefined && profileWeek !== undefined) {
        caps.push({ periodKey: profileWeek, limit: weekly });
      }
      return caps;
    },
  };
}

/** Why a message is skipped that this quota has no place for. */
export function reasonOf(quotaKey: string): SkipReason {
  if (quotaKey.startsWith('total/')) return 'total_limit';
  return quotaKey.startsWith('run/') ? 'run_limit' : 'daily_limit';
}

/** The zone, or the account's where it has none that this runtime knows. */
export const usableZone = (zone: string | null | undefined, { accountZone }: Pick<Run, 'accountZone'>): string =>
  zone && isKnownZone(zone) ? zone : accountZone;

/** Whether both count in the same places. */
export const isSameCount = (a: CountedUnder, b: CountedUnder): boolean =>
  a.day === b.day && a.profileDay === b.profileDay && a.profileWeek === b.profileWeek;

/** Each of the periods in which a message may have been sent. */
export const allOf = (counted: CountedUnder): readonly CountedUnder[] => [counted, ...(counted.also ?? [])];

/** Where a message counts that may have been sent in `another` period besides. */
export const alsoUnder = (counted: CountedUnder, another: CountedUnder): CountedUnder =>
  allOf(counted).some((one) => isSameCount(one, another))
    ? counted
    : { ...counted, also: [...(counted.also ?? []), another] };

/** Time zones are slow to work with, and a slice asks for the same few at one instant. */
function oncePerZone<T>(work: (at: Date, zone: string | null) => T): (at: Date, zone: string | null) => T {
  const known = new Map<string, T>();
  return (at, zone) => {
    const name = `${at.getTime()} ${zone}`;
    const before = known.get(name);
    if (before !== undefined) return before;
    const made = work(at, zone);
    known.set(name, made);
    return made;
  };
}

/** The day, and a week in which doubts about its messages are settled. */
const DAY_KEPT_MS = 9 * 86_400_000;

/** The clock that the campaign's day is read from. */
function dayZone(run: Run, batchZone: string): string {
  const { schedule } = run;
  return schedule && hasOwnHours(schedule) ? batchZone : usableZone(schedule?.zone, run);
}
