import { dayEnd, dayKey, weekEnd, weekKey } from '../../../domain/limits/periods.ts';
import type { Dispatch } from '../../../domain/message/dispatch.ts';
import type { MessageStatus, SkipReason } from '../../../domain/message/message.ts';
import { quotaKeyOf } from '../../../domain/message/quotaDefinition.ts';
import { hasOwnHours } from '../../../domain/schedule/occurrences.ts';
import { canonicalZone } from '../../../domain/zones.ts';
import type { CountedUnder } from '../../../store/intents.ts';
import type { PeriodLimit } from '../../../store/profileCaps.ts';
import type { QuotaLimit } from '../../../store/quotaTypes.ts';

/** The limits for the messages of one batch: the dispatch's quotas, and the caps of the profiles. */
export interface DispatchLimits {
  readonly hasQuotas: boolean;
  readonly hasCaps: boolean;
  /** The periods under which a message to a profile of this zone counts if it is sent at `at`. */
  readonly countedAt: (at: Date, profileZone: string | null) => CountedUnder;
  /** When the first of those periods ends, after which the message would count under another one; null if none is limited. */
  readonly countedUntil: (at: Date, profileZone: string | null) => Date | null;
  readonly quotasOf: (counted: CountedUnder, now: Date) => QuotaLimit[];
  /** The quotas that begin anew each day. */
  readonly dayQuotasOf: (counted: CountedUnder, now: Date) => QuotaLimit[];
  readonly capsOf: (counted: CountedUnder) => PeriodLimit[];
  /** The reason with which a message is skipped if this quota has no slot for it. */
  readonly reasonOf: (quotaKey: string) => SkipReason;
}

/** Whether a message counts: it was sent, or may have been. */
export const counts = (status: MessageStatus | undefined): boolean =>
  status !== undefined && status !== 'failed' && status !== 'skipped';

/** Null if nothing is limited, so that limits then cost nothing. `batchZone` is the time zone of the batch's recipients. */
export function dispatchLimits(dispatch: Dispatch, batchZone: string): DispatchLimits | null {
  const { quotas, profileLimits } = dispatch;
  const hasCaps = profileLimits !== null;
  if (quotas.length === 0 && !hasCaps) return null;
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

  return {
    hasQuotas: quotas.length > 0,
    hasCaps,
    countedAt: oncePerZone((at, profileZone) => {
      const zone = usableZone(profileZone, dispatch);
      return {
        ...(isDaily && { day: dayKey(at, zoneOfDay) }),
        ...(profileLimits?.perDay !== undefined && { profileDay: dayKey(at, zone) }),
        ...(profileLimits?.perWeek !== undefined && { profileWeek: weekKey(at, zone) }),
      };
    }),
    countedUntil: oncePerZone((at, profileZone) => {
      const zone = usableZone(profileZone, dispatch);
      const ends = [
        ...(isDaily ? [dayEnd(at, zoneOfDay)] : []),
        ...(profileLimits?.perDay !== undefined ? [dayEnd(at, zone)] : []),
        ...(profileLimits?.perWeek !== undefined ? [weekEnd(at, zone)] : []),
      ];
      return ends.length === 0 ? null : new Date(Math.min(...ends.map((end) => end.getTime())));
    }),
    quotasOf: (counted, now) => quotasOf(quotas, counted, now),
    dayQuotasOf: (counted, now) => quotasOf(daily, counted, now),
    capsOf({ profileDay, profileWeek }) {
      const { perDay, perWeek } = profileLimits ?? {};
      const caps: PeriodLimit[] = [];
      if (perDay !== undefined && profileDay !== undefined) caps.push({ periodKey: profileDay, limit: perDay });
      if (perWeek !== undefined && profileWeek !== undefined) caps.push({ periodKey: profileWeek, limit: perWeek });
      return caps;
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

/** Whether both count in the same periods. */
export const isSameCount = (a: CountedUnder, b: CountedUnder): boolean =>
  a.day === b.day && a.profileDay === b.profileDay && a.profileWeek === b.profileWeek;

/** Each of the periods in which a message may have been sent. */
export const allOf = (counted: CountedUnder): readonly CountedUnder[] => [counted, ...(counted.also ?? [])];

/** The periods of a message that may also have been sent in those of `another`. */
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

/** The time zone of the dispatch's days. */
function dayZone(dispatch: Dispatch, batchZone: string): string {
  const { schedule } = dispatch;
  return schedule && hasOwnHours(schedule) ? batchZone : usableZone(schedule?.zone, dispatch);
}
