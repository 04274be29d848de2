import type { CampaignInput } from '../campaign/campaign.ts';
import type { ResolvedCondition, SegmentCondition } from './segment.ts';

/** How deep a condition may be once its references are resolved; a reference counts as a level. */
export const MAX_RESOLVED_DEPTH = 24;
/** How many conditions, references and `where` clauses included, there may be then: each event condition is a stream of its own. */
export const MAX_RESOLVED_COUNT = 200;

/** Reads a saved segment's condition; null when there is no such segment. */
export type LoadCondition = (segmentId: string) => Promise<SegmentCondition | null>;

export type Resolution =
  | { readonly ok: true; readonly condition: ResolvedCondition }
  | { readonly ok: false; readonly problem: ReferenceProblem };

export interface ReferenceProblem {
  readonly kind: 'unknown' | 'cycle' | 'too_deep' | 'too_large';
  /** Where in the condition that was given: the reference that leads to the problem. */
  readonly at: readonly (string | number)[];
  /** Ids from one reference to the next, down to where the problem is; of a cycle, from `self` on, and the last is one of those before. */
  readonly path: readonly string[];
}

/**
 * Puts the conditions of saved segments in the places of the references to them. `self` is the id under which the condition is
 * (about to be) saved: a reference that leads back to it is a cycle. Each segment is loaded once, so that one resolution sees one version of it.
 */
export async function resolveReferences(of: {
  condition: SegmentCondition;
  load: LoadCondition;
  self?: string | undefined;
}): Promise<Resolution> {
  const context: Context = { load: loadedOnce(of.load), count: 0 };
  const place: Place = { depth: 1, at: [], given: true, path: of.self === undefined ? [] : [of.self] };
  try {
    return { ok: true, condition: await resolve(of.condition, place, context) };
  } catch (error) {
    if (!(error instanceof Unresolvable)) throw error;
    const { kind, at, path } = error.problem;
    return { ok: false, problem: { kind, at, path: kind === 'cycle' ? path : path.filter((id) => id !== of.self) } };
  }
}

/** The ids of the segments that a condition refers to by itself, sorted, each once. */
export function referencedSegments(condition: SegmentCondition): string[] {
  return [...new Set(referencesIn(condition))].sort();
}

/** What a campaign's `who` means as a condition: a saved segment is a reference. */
export function conditionOf(who: CampaignInput['who']): SegmentCondition | 'everyone' {
  if (who.kind === 'everyone') return 'everyone';
  return who.kind === 'condition' ? who.condition : { kind: 'segment', segmentId: who.segmentId };
}

/** What is wrong and what is wanted, in words; `path` names the segments by their ids. */
export function referenceWords({ kind, path }: ReferenceProblem): { got: string; wanted: string } {
  const chain = path.length === 0 ? 'no reference' : path.join(' -> ');
  switch (kind) {
    case 'unknown':
      return path.length <= 1
        ? { got: 'an id that no segment has', wanted: 'the id of a segment' }
        : { got: `a segment that leads to one that is not there: ${chain}`, wanted: 'the id of a segment' };
    case 'cycle':
      return { got: `a reference that leads back to itself: ${chain}`, wanted: 'references that come to an end' };
    case 'too_deep':
      return {
        got: `conditions nested too deep, by way of ${chain}`,
        wanted: `at most ${MAX_RESOLVED_DEPTH} levels, those of the segments referred to included`,
      };
    case 'too_large':
      return {
        got: `too many conditions, by way of ${chain}`,
        wanted: `at most ${MAX_RESOLVED_COUNT} conditions in all, those of the segments referred to included`,
      };
  }
}

interface Context {
  readonly load: LoadCondition;
  /** Conditions so far. It grows with every step, references included, which is what ends any expansion. */
  count: number;
}

interface Place {
  readonly depth: number;
  /** In the condition that was given; it stays at the reference once that is left. */
  readonly at: readonly (string | number)[];
  /** Whether this is still the condition that was given. */
  readonly given: boolean;
  readonly path: readonly string[];
}

class Unresolvable extends Error {
  readonly problem: ReferenceProblem;

  constructor(kind: ReferenceProblem['kind'], { at, path }: Pick<Place, 'at' | 'path'>) {
    super(kind);
    this.problem = { kind, at, path };
  }
}

async function resolve(condition: SegmentCondition, place: Place, context: Context): Promise<ResolvedCondition> {
  context.count += 1 + ('where' in condition ? (condition.where?.length ?? 0) : 0);
  if (context.count > MAX_RESOLVED_COUNT) throw new Unresolvable('too_large', place);
  if (place.depth > MAX_RESOLVED_DEPTH) throw new Unresolvable('too_deep', place);
  switch (condition.kind) {
    case 'segment':
      return await resolveReference(condition.segmentId, inside(place, 'segmentId'), context);
    case 'not':
      return { kind: 'not', condition: await resolve(condition.condition, inside(place, 'condition'), context) };
    case 'and':
    case 'or': {
      const conditions: ResolvedCondition[] = [];
      // One after the other: the count must be right when the next one is looked at.
      for (const [index, member] of condition.conditions.entries()) {
        conditions.push(await resolve(member, inside(place, 'conditions', index), context));
      }
      return { kind: condition.kind, conditions };
    }
    default:
      return condition;
  }
}

async function resolveReference(segmentId: string, place: Place, context: Context): Promise<ResolvedCondition> {
  const path = [...place.path, segmentId];
  if (place.path.includes(segmentId)) throw new Unresolvable('cycle', { at: place.at, path });
  const condition = await context.load(segmentId);
  if (condition === null) throw new Unresolvable('unknown', { at: place.at, path });
  return await resolve(condition, { ...place, path, given: false }, context);
}

const inside = (place: Place, ...steps: (string | number)[]): Place => ({
  ...place,
  depth: place.depth + 1,
  at: place.given ? [...place.at, ...steps] : place.at,
});

function loadedOnce(load: LoadCondition): LoadCondition {
  const loaded = new Map<string, Promise<SegmentCondition | null>>();
  return (id) => {
    const known = loaded.get(id) ?? load(id);
    loaded.set(id, known);
    return known;
  };
}

function referencesIn(condition: SegmentCondition): string[] {
  switch (condition.kind) {
    case 'segment':
      return [condition.segmentId];
    case 'not':
      return referencesIn(condition.condition);
    case 'and':
    case 'or':
      return condition.conditions.flatMap(referencesIn);
    default:
      return [];
  }
}
