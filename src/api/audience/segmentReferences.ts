import type { ResolvedCondition, Segment, SegmentCondition } from '../../domain/audience/segment.ts';
import {
  describeReferenceProblem,
  type ReferenceProblem,
  referencedSegments,
} from '../../domain/audience/segmentReferences.ts';
import { conditionOfCampaign } from '../../domain/campaign/campaign.ts';
import type { FieldProblem } from '../../domain/problems.ts';
import type { Store } from '../../store/store.ts';
import { jsonPointer } from '../http/fieldProblems.ts';
import { conflict, invalid } from '../http/problem.ts';

/** How many campaigns or segments an error lists. */
const MAX_LISTED = 10;

type Stores = Pick<Store, 'segments' | 'campaigns'>;

/** A reference that can't be resolved, as a validation error of the condition at the JSON pointer `base`. */
export function referenceProblem(problem: ReferenceProblem, base: string): FieldProblem {
  const inside = problem.at.length === 0 ? '' : jsonPointer(problem.at);
  return { field: `${base}${inside}`, ...describeReferenceProblem(problem) };
}

/** The condition with its references resolved. Throws a 400 when one can't be resolved. */
export async function resolved(
  condition: SegmentCondition,
  { store, base }: { store: Pick<Store, 'segments'>; base: string },
): Promise<ResolvedCondition> {
  const resolution = await store.segments.resolve(condition);
  if (!resolution.ok) throw invalid([referenceProblem(resolution.problem, base)]);
  return resolution.condition;
}

/** Throws a 400 when saving the segment would leave it, another segment or a campaign with references that can't be resolved. */
export async function checkReferences(segment: Pick<Segment, '_id' | 'condition'>, store: Stores): Promise<void> {
  const problem = (await ownProblem(segment, store)) ?? (await problemOfUsers(segment, store));
  if (problem) throw invalid([problem]);
}

/**
 * Checks again after the segment was saved, in case another one that refers to it was saved at the same moment: the later of the two
 * writes sees both segments. Undoes the write and throws a 400 when a reference can't be resolved.
 */
export async function checkReferencesAgain(written: Segment, before: Segment | null, store: Stores): Promise<void> {
  if (referencedSegments(written.condition).length === 0) return;
  const problem = await ownProblem(written, store);
  if (!problem) return;
  await store.segments.undoWrite(written, before);
  throw invalid([problem]);
}

/** Throws a 409 that lists the campaigns or segments that use the segment, if there are any. */
export async function checkUnused(segmentId: string, store: Stores): Promise<void> {
  const [campaigns, segments] = await Promise.all([
    store.campaigns.usingSegment(segmentId),
    store.segments.referringTo(segmentId, MAX_LISTED),
  ]);
  if (campaigns.length > 0) {
    const ids = campaigns.slice(0, MAX_LISTED).join(', ');
    throw conflict('in_use', `The segment is used by campaigns that have not ended: ${ids}.`);
  }
  if (segments.length > 0) {
    const listed = segments.map(({ _id, name }) => `${_id} (${JSON.stringify(name)})`).join(', ');
    throw conflict('in_use', `Other segments refer to the segment: ${listed}.`);
  }
}

async function ownProblem({ _id, condition }: Pick<Segment, '_id' | 'condition'>, store: Stores) {
  const resolution = await store.segments.resolve(condition, { self: _id });
  return resolution.ok ? null : referenceProblem(resolution.problem, '/condition');
}

/**
 * A changed segment makes all conditions that refer to it larger, directly or through other segments. This finds the first segment, or
 * campaign that has not ended, whose condition would become too large or too deep.
 */
async function problemOfUsers(
  changed: Pick<Segment, '_id' | 'condition'>,
  { segments, campaigns }: Stores,
): Promise<FieldProblem | null> {
  const seen = new Set([changed._id]);
  const users = new Set<string>();
  for (const id of seen) {
    for (const user of await segments.referringTo(id)) {
      if (seen.has(user._id)) continue;
      // The outer loop also visits entries that are added to the Set.
      seen.add(user._id);
      const problem = await problemOf(`the segment ${user._id}`, user.condition, user._id);
      if (problem) return problem;
    }
    for (const campaignId of await campaigns.usingSegment(id)) users.add(campaignId);
  }
  for (const id of users) {
    const campaign = await campaigns.get(id);
    const condition = campaign ? conditionOfCampaign(campaign) : 'everyone';
    const problem = condition === 'everyone' ? null : await problemOf(`the campaign ${id}`, condition);
    if (problem) return problem;
  }
  return null;

  async function problemOf(user: string, condition: SegmentCondition, self?: string): Promise<FieldProblem | null> {
    const resolution = await segments.resolve(condition, { ...(self !== undefined && { self }), instead: changed });
    if (resolution.ok || (resolution.problem.kind !== 'too_deep' && resolution.problem.kind !== 'too_large'))
      return null;
    const { got, wanted } = describeReferenceProblem(resolution.problem);
    return { field: '/condition', got: `a condition that gives ${user} ${got}`, wanted };
  }
}
