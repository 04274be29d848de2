import type { MessageStatus, SkipReason } from '../../domain/message.ts';
import type { Run } from '../../domain/run.ts';
import { isKnownZone } from '../../domain/when/localTime.ts';
import { dayKey, weekKey } from '../../domain/when/periodKeys.ts';
import type { CountedUnder } from '../../store/intents.ts';
import type { PeriodLimit } from '../../store/profileCaps.ts';
import type { QuotaLimit } from '../../store/quotaTypes.ts';

/** What limits the messages of one batch: the campaign's quotas, and the caps of the profiles. */
export interface RunLimits {
  readonly hasQuotas: boolean;
  readonly hasCaps: boolean;
  /** What a message to a profile of this zone counts under that is sent at `at`. */
  readonly countedAt: (at: Date, profileZone: string | null) => CountedUnder;
  readonly quotasOf: (counted: CountedUnder, now: Date) => QuotaLimit[];
  readonly capsOf: (counted: CountedUnder, now: Date) => PeriodLimit[];
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
  const known = new Map<string, CountedUnder>();

  return {
    hasQuotas,
    hasCaps,
    countedAt(at, profileZone) {
      const name = `${at.getTime()} ${profileZone}`;
      const before = known.get(name);
      if (before) return before;
      const zone = usableZone(profileZone, run);
      const counted = {
        ...(perDay !== undefined && { day: dayKey(at, zoneOfDay) }),
        ...(profileLimits?.perDay !== undefined && { profileDay: dayKey(at, zone) }),
        ...(profileLimits?.perWeek !== undefined && { profileWeek: weekKey(at, zone) }),
      };
      known.set(name, counted);
      return counted;
    },
    quotasOf({ day }, now) {
      const quotas: QuotaLimit[] = [];
      if (total !== undefined) quotas.push({ key: `total/${campaignId}`, limit: total, expiresAt: null });
      if (perDay !== undefined && day !== undefined) {
        quotas.push({ key: `daily/${campaignId}/${day}`, limit: perDay, expiresAt: after(now, DAY_KEPT) });
      }
      if (perRun !== undefined) quotas.push({ key: `run/${run._id}`, limit: perRun, expiresAt: null });
      return quotas;
    },
    capsOf({ profileDay, profileWeek }, now) {
      const { perDay: daily, perWeek: weekly } = profileLimits ?? {};
      const caps: PeriodLimit[] = [];
      if (daily !== undefined && profileDay !== undefined) {
        caps.push({ periodKey: profileDay, limit: daily, expiresAt: after(now, DAY_KEPT) });
      }
      if (weekly !== undefined && profileWeek !== undefined) {
        caps.push({ periodKey: profileWeek, limit: weekly, expiresAt: after(now, WEEK_KEPT) });
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

/** In days: the period, and a week in which doubts about its messages are settled. */
const DAY_KEPT = 9;
const WEEK_KEPT = 15;

const after = (now: Date, days: number): Date => new Date(now.getTime() + days * 86_400_000);

/** The clock that the campaign's day is read from. */
function dayZone(run: Run, batchZone: string): string {
  const zone = run.schedule?.zone;
  return zone === 'profile' || zone === 'best_time' ? batchZone : usableZone(zone, run);
}
