import { eventsBeyond } from '../../domain/audience/eventReach.ts';
import type { SegmentCondition } from '../../domain/audience/segment.ts';
import type { FieldProblem } from '../../domain/problems.ts';
import type { Store } from '../../store/store.ts';

/** How many segments and campaigns are named. */
const MAX_LISTED = 20;

/** The saved segments, and the campaigns that have not ended, whose conditions look for events that are removed: they find fewer than there were. */
export async function retentionNotes(
  days: number | undefined,
  { store, now }: { store: Pick<Store, 'segments' | 'campaigns'>; now: Date },
): Promise<FieldProblem[]> {
  if (days === undefined) return [];
  const notes: FieldProblem[] = [];
  const look = (what: string, condition: SegmentCondition): void => {
    for (const event of eventsBeyond(condition, { days, now })) {
      notes.push({
        field: '/retention/events',
        got: `${days}, but ${what} looks for events "${event}" further back`,
        wanted: 'a condition with a period (within) that is not longer, or events that are kept longer',
      });
    }
  };
  for await (const { _id, condition } of store.segments.all()) look(`the segment ${_id}`, condition);
  for await (const { _id, condition } of store.campaigns.withConditions()) look(`the campaign ${_id}`, condition);
  return notes.slice(0, MAX_LISTED);
}
