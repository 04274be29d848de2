import type { ResolvedCondition, Segment, SegmentCondition } from '../../domain/audience/segment.ts';
import {
  conditionOf,
  type ReferenceProblem,
  referencedSegments,
  referenceWords,
} from '../../domain/audience/segmentReferences.ts';
import type { FieldProblem } from '../../domain/problems.ts';
import type { Store } from '../../store/store.ts';
import { jsonPointer } from '../http/fieldProblems.ts';
import { conflict, invalid } from '../http/problem.ts';

/** How many users a refusal names. */
const MOST_NAMED = 10;

type Stores = Pick<Store, 'segments' | 'campaigns'>;

/** A reference that can't be resolved, as a problem of the condition that stands at the JSON pointer `base`. */
export function referenceProblem(problem: ReferenceProblem, base: string): FieldProblem {
  const inside = problem.at.length === 0 ? '' : jsonPointer(problem.at);
  return { field: `${base}${inside}`, ...referenceWords(problem) };
}

/** The condition without references; 400 where one can't be resolved. */
export async function resolved(
  condition: SegmentCondition,
  { store, base }: { store: Pick<Store, 'segments'>; base: string },
): Promise<ResolvedCondition> {
  const resolution = await store.segments.resolve(condition);
  if (!resolution.ok) throw invalid([referenceProblem(resolution.problem, base)]);
  return resolution.condition;
}

/** 400 where the segment, once saved, would have references that can't be resolved, or would leave another segment, or a campaign, with such. */
export async function checkReferences(segment: Pick<Segment, '_id' | 'condition'>, store: Stores): Promise<void> {
  const problem = (await ownProblem(segment, store)) ?? (await problemOfUsers(segment, store));
  if (problem) throw invalid([problem]);
}

/**
 * The same once it is saved, for two that are saved at the same moment and refer to each other: whoever writes last sees both. What
 * was written is taken back then.
 */
export async function checkReferencesAgain(written: Segment, before: Segment | null, store: Stores): Promise<void> {
  if (referencedSegments(written.condition).length === 0) return;
  const problem = await ownProblem(written, store);
  if (!problem) return;
  await store.segments.takeBack(written, before);
  throw invalid([problem]);
}

/** 409 with who uses the segment, when somebody does. */
export async function checkUnused(segmentId: string, store: Stores): Promise<void> {
  const [campaigns, segments] = await Promise.all([
    store.campaigns.usingSegment(segmentId),
    store.segments.usersOf(segmentId, MOST_NAMED),
  ]);
  if (campaigns.length > 0) {
    const ids = campaigns.slice(0, MOST_NAMED).join(', ');
    throw conflict(`The segment is used by campaigns that have not ended: ${ids}.`);
  }
  if (segments.length > 0) {
    const named = segments.map(({ _id, name }) => `${_id} (${JSON.stringify(name)})`).join(', ');
    throw conflict(`Other segments refer to the segment: ${named}.`);
  }
}

async function ownProblem({ _id, condition }: Pick<Segment, '_id' | 'condition'>, store: Stores) {
  const resolution = await store.segments.resolve(condition, { self: _id });
  return resolution.ok ? null : referenceProblem(resolution.problem, '/condition');
}

/** Whoever refers to the segment, directly or through others, must still be within the bounds when it has grown: segments, and campaigns that have not ended. */
async function problemOfUsers(
  changed: Pick<Segment, '_id' | 'condition'>,
  { segments, campaigns }: Stores,
): Promise<FieldProblem | null> {
  const seen = new Set([changed._id]);
  const users = new Set<string>();
  for (const id of seen) {
    for (const user of await segments.usersOf(id)) {
      if (seen.has(user._id)) continue;
      // A Set that grows is walked to its new end.
      seen.add(user._id);
      const problem = await problemOf(`the segment ${user._id}`, user.condition, user._id);
      if (problem) return problem;
    }
    for (const campaignId of await campaigns.usingSegment(id)) users.add(campaignId);
  }
  for (const id of users) {
    const campaign = await campaigns.get(id);
    const condition = campaign ? conditionOf(campaign.who) : 'everyone';
    const problem = condition === 'everyone' ? null : await problemOf(`the campaign ${id}`, condition);
    if (problem) return problem;
  }
  return null;

  async function problemOf(user: string, condition: SegmentCondition, self?: string): Promise<FieldProblem | null> {
    const resolution = await segments.resolve(condition, { ...(self !== undefined && { self }), instead: changed });
    if (resolution.ok || (resolution.problem.kind !== 'too_deep' && resolution.problem.kind !== 'too_large'))
      return null;
    const { got, wanted } = referenceWords(resolution.problem);
    return { field: '/condition', got: `a condition that leaves ${user} with ${got}`, wanted };
  }
}
