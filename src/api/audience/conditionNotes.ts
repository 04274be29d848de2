import { eventsBeyond } from '../../domain/audience/eventReach.ts';
import type { ResolvedCondition } from '../../domain/audience/segment.ts';
import type { FieldProblem } from '../../domain/problems.ts';
import { textsForNumbers } from '../../store/segmentQuery/textsForNumbers.ts';
import type { Store } from '../../store/store.ts';

/**
 * What a caller should know of a condition that is valid: properties that it compares with numbers, and that hold texts; and events that it looks for
 * further back than they are kept.
 */
export async function conditionNotes(
  condition: ResolvedCondition | 'everyone',
  { db, account }: Pick<Store, 'db' | 'account'>,
  now: Date,
): Promise<FieldProblem[]> {
  const [found, { retention }] = await Promise.all([textsForNumbers(db, condition), account.get()]);
  const texts = found.map(({ event, property }) => ({
    field: event === null ? property : `${event}: ${property}`,
    got: 'texts, for which no comparison with a number holds',
    wanted: 'numbers: in JSON without quotes, from CSV with types=column:number',
  }));
  const days = retention.events;
  if (days === undefined || condition === 'everyone') return texts;
  const removed = eventsBeyond(condition, { days, now }).map((event) => ({
    field: event,
    got: `a period that begins more than ${days} days ago, or without a beginning: older events are removed`,
    wanted: `a period (within) of at most ${days} days, or a longer retention of events`,
  }));
  return [...texts, ...removed];
}
