import { type LimitWindow, limitWindows, type SendingTime, sendingTime } from '../../../domain/limits/limitWindows.ts';
import { dayEnd, dayKey } from '../../../domain/limits/periods.ts';
import type { AppliedLimits } from '../../../domain/limits/profileLimits.ts';
import type { Dispatch } from '../../../domain/message/dispatch.ts';
import type { MessageStatus, SkipReason } from '../../../domain/message/message.ts';
import { quotaKeyOf } from '../../../domain/message/quotaDefinition.ts';
import { hasOwnHours } from '../../../domain/schedule/occurrences.ts';
import { canonicalZone } from '../../../domain/zones.ts';
import type { CountedUnder } from '../../../store/intents.ts';
import type { QuotaLimit } from '../../../store/quotaTypes.ts';

/** The limits for the messages of one batch: the dispatch's quotas, and the caps of the profiles. */
export interface DispatchLimits {
  readonly hasQuotas: boolean;
  /** Null: the dispatch has none, and its messages count for none. */
  readonly caps: AppliedLimits | null;
  /** The times that a message to a profile of this zone counts for if it is sent at `at`. */
  readonly countedAt: (at: Date, profileZone: string | null) => CountedUnder;
  /** When the first of the times ends, after which the message would count for another one; null if none is limited. */
  readonly countedUntil: (counted: CountedUnder, at: Date) => Date | null;
  readonly quotasOf: (counted: CountedUnder, now: Date) => QuotaLimit[];
  /** The quotas that begin anew each day. */
  readonly dayQuotasOf: (counted: CountedUnder, now: Date) => QuotaLimit[];
  /** The windows of the limits of a profile of this zone. */
  readonly windowsOf: (time: SendingTime, profileZone: string | null) => readonly LimitWindow[];
  /** The reason with which a message is skipped if this quota has no slot for it. */
  readonly reasonOf: (quotaKey: string) => SkipReason;
}

/** Whether a message counts: it was sent, or may have been. */
export const counts = (status: MessageStatus | undefined): boolean =>
  status !== undefined && status !== 'failed' && status !== 'skipped';

/** Null if nothing is limited, so that limits then cost nothing. `batchZone` is the time zone of the batch's recipients. */
export function dispatchLimits(dispatch: Dispatch, batchZone: string): DispatchLimits | null {
  const { quotas, profileLimits: caps } = dispatch;
  if (quotas.length === 0 && caps === null) return null;
  const isDaily = quotas.some((quota) => quota.isDaily);
  const zoneOfDay = dayZone(dispatch, batchZone);
  const quotasOf = (wanted: Dispatch['quotas'], { day }: CountedUnder, now: Date): QuotaLimit[] =>
    wanted.flatMap((quota): QuotaLimit[] => {
      if (!quota.isDaily) return [{ key: quota.key, limit: quota.limit, expiresAt: null }];
      if (day === undefined) return [];
      const expiresAt = new Date(now.getTime() + DAY_KEPT_MS);
      return [{ key: quotaKeyOf(quota, day), limit: quota.limit, expiresAt }];
    });
  const daily = quotas.filter((quota) => quota.isDaily);
  const dayEndOf = oncePerZone((at) => dayEnd(at, zoneOfDay));
  /** Computing with time zones is slow, and the recipients of a slice have the same few times and zones. */
  const windows = new Map<string, readonly LimitWindow[]>();

  return {
    hasQuotas: quotas.length > 0,
    caps,
    countedAt: oncePerZone((at, profileZone) => ({
      ...(isDaily && { day: dayKey(at, zoneOfDay) }),
      ...(caps && { profile: sendingTime(caps.limits, at, usableZone(profileZone, dispatch)) }),
    })),
    countedUntil({ profile }, at) {
      const ends = [...(isDaily ? [dayEndOf(at, null)] : []), ...(profile ? [profile.to] : [])];
      return ends.length === 0 ? null : new Date(Math.min(...ends.map((end) => end.getTime())));
    },
    quotasOf: (counted, now) => quotasOf(quotas, counted, now),
    dayQuotasOf: (counted, now) => quotasOf(daily, counted, now),
    windowsOf({ from, to }, profileZone) {
      const key = `${from.getTime()}/${to.getTime()}/${profileZone}`;
      const known = windows.get(key);
      if (known) return known;
      const computed = caps ? limitWindows(caps.limits, { from, to }, usableZone(profileZone, dispatch)) : [];
      if (windows.size >= MOST_WINDOWS) windows.clear();
      windows.set(key, computed);
      return computed;
    },
    reasonOf(quotaKey) {
      const quota = quotas.find(({ key, isDaily }) => (isDaily ? quotaKey.startsWith(`${key}/`) : quotaKey === key));
      return quota?.reason ?? 'total_limit';
    },
  };
}

/** The zone, or the account's if the profile has none or this runtime doesn't know it. */
export const usableZone = (zone: string | null | undefined, { accountZone }: Pick<Dispatch, 'accountZone'>): string =>
  (zone ? canonicalZone(zone) : null) ?? accountZone;

/** Whether both count for the same times. */
export const isSameCount = (a: CountedUnder, b: CountedUnder): boolean =>
  a.day === b.day && isSameTime(a.profile, b.profile);

export const isSameTime = (a: SendingTime | undefined, b: SendingTime | undefined): boolean =>
  a?.from.getTime() === b?.from.getTime() && a?.to.getTime() === b?.to.getTime();

/** Each of the times at which a message may have been sent. */
export const allOf = (counted: CountedUnder): readonly CountedUnder[] => [counted, ...(counted.also ?? [])];

/** The times of a message that may also have been sent at those of `another`. */
export const alsoUnder = (counted: CountedUnder, another: CountedUnder): CountedUnder =>
  allOf(counted).some((one) => isSameCount(one, another))
    ? counted
    : { ...counted, also: [...(counted.also ?? []), another] };

/** Computing with time zones is slow, and a slice asks for the same few at one instant. */
function oncePerZone<T>(work: (at: Date, zone: string | null) => T): (at: Date, zone: string | null) => T {
  let instant = Number.NaN;
  const known = new Map<string | null, T>();
  return (at, zone) => {
    if (at.getTime() !== instant) known.clear();
    instant = at.getTime();
    const before = known.get(zone);
    if (before !== undefined) return before;
    const made = work(at, zone);
    known.set(zone, made);
    return made;
  };
}

/** A day, and a week in which its lost answers are resolved. */
const DAY_KEPT_MS = 9 * 86_400_000;

const MOST_WINDOWS = 1000;

/** The time zone of the dispatch's days. */
function dayZone(dispatch: Dispatch, batchZone: string): string {
  const { schedule } = dispatch;
  return schedule && hasOwnHours(schedule) ? batchZone : usableZone(schedule?.zone, dispatch);
}
