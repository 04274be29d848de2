import { dueWhenLate, LATE_AFTER_MS } from './due.ts';
import { toLocal } from './localTime.ts';
import { hasOwnHours, type Occurrence } from './occurrences.ts';

/** What becomes of a batch of a run that was held and then released. */
export type Lateness =
  | { readonly kind: 'on_time' }
  | { readonly kind: 'skip'; readonly reason: 'hour_passed' | 'after_end' }
  | { readonly kind: 'due'; readonly at: Date };

export interface LatenessQuery {
  /** Null: due at one instant for all. */
  readonly schedule: Occurrence | null;
  /** When the batch was due. */
  readonly batchAt: Date;
  /** Of the batch's recipients. */
  readonly zone: string;
  /** When somebody let the run go; null: it wasn't held. */
  readonly releasedAt: Date | null;
}

/**
 * A run that a safety check holds hasn't begun: whose own hour passes meanwhile is late, and `late` decides, as it does when a run
 * starts late. With `next_day` the batch is due at its hour on the next day on which that is still to come.
 */
export function lateness({ schedule, batchAt, zone, releasedAt }: LatenessQuery): Lateness {
  if (schedule === null || releasedAt === null || !hasOwnHours(schedule)) return { kind: 'on_time' };
  if (batchAt.getTime() >= releasedAt.getTime() - LATE_AFTER_MS) return { kind: 'on_time' };
  const [date = '', time = ''] = toLocal(batchAt, zone).split('T');
  const due = dueWhenLate({ occurrence: schedule, date, time, zone, now: releasedAt });
  return due.kind === 'skip' ? { kind: 'skip', reason: due.reason } : { kind: 'due', at: due.at };
}
