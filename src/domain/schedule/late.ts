import { dueWhenLate, LATE_AFTER_MS } from './due.ts';
import { toLocal } from './localTime.ts';
import { hasOwnHours, type Occurrence } from './occurrences.ts';

/** How the policy `late` applies to a batch of a run that waited for an approval. */
export type Lateness =
  | { readonly kind: 'on_time' }
  | { readonly kind: 'skip'; readonly reason: 'hour_passed' | 'after_end' }
  | { readonly kind: 'due'; readonly at: Date };

export interface LatenessQuery {
  /** Null: all recipients are due at the same instant. */
  readonly schedule: Occurrence | null;
  /** When the batch was due. */
  readonly batchAt: Date;
  /** Time zone of the batch's recipients. */
  readonly zone: string;
  /** When the run was approved; null: it needed no approval. */
  readonly releasedAt: Date | null;
}

/**
 * A run that the safety check holds hasn't begun: recipients whose own hour passes before the approval are late, as they are when a run
 * starts late. With `next_day` the batch is due at its hour on the next day on which that has not passed.
 */
export function lateness({ schedule, batchAt, zone, releasedAt }: LatenessQuery): Lateness {
  if (schedule === null || releasedAt === null || !hasOwnHours(schedule)) return { kind: 'on_time' };
  if (batchAt.getTime() >= releasedAt.getTime() - LATE_AFTER_MS) return { kind: 'on_time' };
  const [date = '', time = ''] = toLocal(batchAt, zone).split('T');
  const due = dueWhenLate({ occurrence: schedule, date, time, zone, now: releasedAt });
  return due.kind === 'skip' ? { kind: 'skip', reason: due.reason } : { kind: 'due', at: due.at };
}
