import { memoize } from '../memoize.ts';
import type { ResolvedCondition, SegmentCondition } from './segment.ts';

/** How deep a condition may be once its references are resolved; a reference counts as a level. */
export const MAX_RESOLVED_DEPTH = 24;
/** How many conditions, including references and `where` clauses, it may then have: each event condition is a query of its own. */
export const MAX_RESOLVED_COUNT = 200;

/** Reads a saved segment's condition; null when there is no such segment. */
export type LoadCondition = (segmentId: string) => Promise<SegmentCondition | null>;

export type ReferenceResolution =
  | { readonly ok: true; readonly condition: ResolvedCondition }
  | { readonly ok: false; readonly problem: ReferenceProblem };

export interface ReferenceProblem {
  readonly kind: 'unknown' | 'cycle' | 'too_deep' | 'too_large';
  /** Position in the given condition of the reference that leads to the problem. */
  readonly at: readonly (string | number)[];
  /** Ids of the segments from one reference to the next, down to the problem. A cycle begins with `self` and ends with an id that occurs before. */
  readonly segmentIds: readonly string[];
}

/**
 * Replaces the references in a condition with the conditions of the saved segments. `self` is the id under which the condition is
 * (about to be) saved: a reference that leads back to it is a cycle. Each segment is loaded once, so that one resolution sees one version of it.
 */
export async function resolveReferences(of: {
  condition: SegmentCondition;
  load: LoadCondition;
  self?: string | undefined;
}): Promise<ReferenceResolution> {
  const context: Context = { load: memoize(of.load), count: 0 };
  const path: Path = { depth: 1, at: [], isGiven: true, segmentIds: of.self === undefined ? [] : [of.self] };
  try {
    return { ok: true, condition: await resolve(of.condition, path, context) };
  } catch (error) {
    if (!(error instanceof Unresolvable)) throw error;
    const { kind, at, segmentIds } = error.problem;
    const shown = kind === 'cycle' ? segmentIds : segmentIds.filter((id) => id !== of.self);
    return { ok: false, problem: { kind, at, segmentIds: shown } };
  }
}

/** The ids of the segments that a condition refers to directly, sorted, each once. */
export function referencedSegments(condition: SegmentCondition): string[] {
  return [...new Set(referencesIn(condition))].sort();
}

/** A campaign's or an estimate's choice of profiles. */
export type ProfileSelection =
  | { readonly kind: 'everyone' }
  | { readonly kind: 'segment'; readonly segmentId: string }
  | { readonly kind: 'condition'; readonly condition: SegmentCondition };

/** The selection as a condition: a saved segment becomes a reference. */
export function conditionOf(who: ProfileSelection): SegmentCondition | 'everyone' {
  if (who.kind === 'everyone') return 'everyone';
  return who.kind === 'condition' ? who.condition : { kind: 'segment', segmentId: who.segmentId };
}

/** The problem as a validation error; segments are named by their ids. */
export function describeReferenceProblem({ kind, segmentIds }: ReferenceProblem): { got: string; wanted: string } {
  const chain = segmentIds.length === 0 ? 'no reference' : segmentIds.join(' -> ');
  switch (kind) {
    case 'unknown':
      return segmentIds.length <= 1
        ? { got: 'an id that no segment has', wanted: 'the id of a segment' }
        : { got: `a segment that refers to one that does not exist: ${chain}`, wanted: 'the id of a segment' };
    case 'cycle':
      return { got: `a reference that leads back to itself: ${chain}`, wanted: 'references without a cycle' };
    case 'too_deep':
      return {
        got: `conditions nested too deep, through ${chain}`,
        wanted: `at most ${MAX_RESOLVED_DEPTH} levels, including those of the segments referred to`,
      };
    case 'too_large':
      return {
        got: `too many conditions, through ${chain}`,
        wanted: `at most ${MAX_RESOLVED_COUNT} conditions in all, including those of the segments referred to`,
      };
  }
}

interface Context {
  readonly load: LoadCondition;
  /** Conditions so far. Every step, references included, adds to it, so that any expansion ends. */
  count: number;
}

/** From the given condition to the one that is being resolved. */
interface Path {
  readonly depth: number;
  /** Position in the given condition. Inside a referenced segment it remains that of the reference. */
  readonly at: readonly (string | number)[];
  /** Whether this is still the given condition, not a referenced segment's. */
  readonly isGiven: boolean;
  readonly segmentIds: readonly string[];
}

class Unresolvable extends Error {
  readonly problem: ReferenceProblem;

  constructor(kind: ReferenceProblem['kind'], { at, segmentIds }: Pick<Path, 'at' | 'segmentIds'>) {
    super(kind);
    this.problem = { kind, at, segmentIds };
  }
}

async function resolve(condition: SegmentCondition, path: Path, context: Context): Promise<ResolvedCondition> {
  context.count += 1 + ('where' in condition ? (condition.where?.length ?? 0) : 0);
  if (context.count > MAX_RESOLVED_COUNT) throw new Unresolvable('too_large', path);
  if (path.depth > MAX_RESOLVED_DEPTH) throw new Unresolvable('too_deep', path);
  switch (condition.kind) {
    case 'segment':
      return await resolveReference(condition.segmentId, inside(path, 'segmentId'), context);
    case 'not':
      return { kind: 'not', condition: await resolve(condition.condition, inside(path, 'condition'), context) };
    case 'and':
    case 'or': {
      const conditions: ResolvedCondition[] = [];
      // One after the other: the count must be complete before the next one is checked.
      for (const [index, member] of condition.conditions.entries()) {
        conditions.push(await resolve(member, inside(path, 'conditions', index), context));
      }
      return { kind: condition.kind, conditions };
    }
    default:
      return condition;
  }
}

async function resolveReference(segmentId: string, path: Path, context: Context): Promise<ResolvedCondition> {
  const segmentIds = [...path.segmentIds, segmentId];
  if (path.segmentIds.includes(segmentId)) throw new Unresolvable('cycle', { at: path.at, segmentIds });
  const condition = await context.load(segmentId);
  if (condition === null) throw new Unresolvable('unknown', { at: path.at, segmentIds });
  return await resolve(condition, { ...path, segmentIds, isGiven: false }, context);
}

const inside = (path: Path, ...steps: (string | number)[]): Path => ({
  ...path,
  depth: path.depth + 1,
  at: path.isGiven ? [...path.at, ...steps] : path.at,
});

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
