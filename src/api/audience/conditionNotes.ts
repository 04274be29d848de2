import type { ResolvedCondition } from '../../domain/audience/segment.ts';
import type { FieldProblem } from '../../domain/problems.ts';
import { textsForNumbers } from '../../store/segmentQuery/textsForNumbers.ts';
import type { Store } from '../../store/store.ts';

/** What a caller should know of a condition that is valid: properties that it compares with numbers, and that hold texts. */
export async function conditionNotes(
  condition: ResolvedCondition | 'everyone',
  { db }: Pick<Store, 'db'>,
): Promise<FieldProblem[]> {
  const found = await textsForNumbers(db, condition);
  return found.map(({ event, property }) => ({
    field: event === null ? property : `${event}: ${property}`,
    got: 'texts, for which no comparison with a number holds',
    wanted: 'numbers: in JSON without quotes, from CSV with types=column:number',
  }));
}
