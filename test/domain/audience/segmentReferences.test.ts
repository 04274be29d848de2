import { describe, expect, it } from 'vitest';
import type { SegmentCondition } from '../../../src/domain/audience/segment.ts';
import {
  conditionOf,
  describeReferenceProblem,
  MAX_RESOLVED_COUNT,
  MAX_RESOLVED_DEPTH,
  type ReferenceProblem,
  referencedSegments,
  resolveReferences,
} from '../../../src/domain/audience/segmentReferences.ts';

const inParis: SegmentCondition = { kind: 'property', property: 'city', operator: 'equals', value: 'Paris' };
const bought: SegmentCondition = { kind: 'event', event: 'Purchase', did: true };
const to = (segmentId: string): SegmentCondition => ({ kind: 'segment', segmentId });
const all = (...conditions: SegmentCondition[]): SegmentCondition => ({ kind: 'and', conditions });
const not = (condition: SegmentCondition): SegmentCondition => ({ kind: 'not', condition });

const resolve = (condition: SegmentCondition, saved: Record<string, SegmentCondition> = {}, self?: string) =>
  resolveReferences({ condition, self, load: async (id) => saved[id] ?? null });

async function problem(...of: Parameters<typeof resolve>): Promise<ReferenceProblem> {
  const resolution = await resolve(...of);
  if (resolution.ok) throw new Error('it was resolved');
  return resolution.problem;
}

describe('references', () => {
  it('are replaced with the conditions of their segments at any depth', async () => {
    const saved = { paris: inParis, shoppers: all(bought, to('paris')) };
    expect(await resolve(not(all(to('shoppers'), to('paris'))), saved)).toEqual({
      ok: true,
      condition: not(all(all(bought, inParis), inParis)),
    });
    expect(await resolve(inParis)).toEqual({ ok: true, condition: inParis });
  });

  it('are found without loading anything', () => {
    expect(referencedSegments(all(to('b'), not(to('a')), to('b'), bought))).toEqual(['a', 'b']);
  });

  it('to a missing segment are reported with their position in the given condition', async () => {
    expect(await problem(all(inParis, not(to('gone'))))).toEqual({
      kind: 'unknown',
      at: ['conditions', 1, 'condition', 'segmentId'],
      segmentIds: ['gone'],
    });
    const indirect = await problem(not(to('a')), { a: all(to('b')), b: to('gone') });
    expect(indirect).toEqual({ kind: 'unknown', at: ['condition', 'segmentId'], segmentIds: ['a', 'b', 'gone'] });
    expect(await problem(to('gone'), {}, 'mine')).toMatchObject({ kind: 'unknown', segmentIds: ['gone'] });
    expect(describeReferenceProblem(indirect).got).toBe(
      'a segment that refers to one that does not exist: a -> b -> gone',
    );
  });

  it('that form a cycle are refused, naming the segments in it', async () => {
    const saved = { a: to('b'), b: not(to('c')), c: all(inParis, to('b')) };
    expect(await problem(to('a'), saved)).toMatchObject({ kind: 'cycle', segmentIds: ['a', 'b', 'c', 'b'] });
    expect(await problem(to('mine'), {}, 'mine')).toMatchObject({ kind: 'cycle', segmentIds: ['mine', 'mine'] });
    const found = await problem(all(to('c')), { ...saved, b: to('mine') }, 'mine');
    expect(found).toEqual({
      kind: 'cycle',
      at: ['conditions', 0, 'segmentId'],
      segmentIds: ['mine', 'c', 'b', 'mine'],
    });
    expect(describeReferenceProblem(found).got).toContain('mine -> c -> b -> mine');
  });

  it('to one segment from two others are no cycle', async () => {
    const saved = { base: inParis, left: to('base'), right: to('base') };
    expect((await resolve(all(to('left'), to('right')), saved)).ok).toBe(true);
  });

  it('are followed to a bounded depth', async () => {
    const chain = (length: number) =>
      Object.fromEntries(
        Array.from({ length }, (_, index) => [`s${index}`, index === length - 1 ? inParis : to(`s${index + 1}`)]),
      );
    expect((await resolve(to('s0'), chain(MAX_RESOLVED_DEPTH - 1))).ok).toBe(true);
    expect(await problem(to('s0'), chain(MAX_RESOLVED_DEPTH))).toMatchObject({ kind: 'too_deep', at: ['segmentId'] });
  });

  it('are followed to a bounded size, however fast the condition would grow', async () => {
    const doubling = Object.fromEntries(
      Array.from({ length: 10 }, (_, index) => [
        `s${index}`,
        index === 9 ? inParis : all(to(`s${index + 1}`), to(`s${index + 1}`)),
      ]),
    );
    expect(await problem(to('s0'), doubling)).toMatchObject({ kind: 'too_large' });
  });

  it('count together with the conditions of their segments', async () => {
    const twice = all(to('s'), to('s'));
    const groupOf = (members: number) => ({ s: all(...Array.from({ length: members }, () => inParis)) });
    // The outer group, and twice a reference, a group and its members.
    const most = Math.floor((MAX_RESOLVED_COUNT - 1) / 2) - 2;
    expect((await resolve(twice, groupOf(most))).ok).toBe(true);
    expect(await problem(twice, groupOf(most + 1))).toEqual({
      kind: 'too_large',
      at: ['conditions', 1, 'segmentId'],
      segmentIds: ['s'],
    });
  });

  it('are loaded once each', async () => {
    const loads: string[] = [];
    const load = async (id: string) => {
      loads.push(id);
      return inParis;
    };
    await resolveReferences({ condition: all(to('a'), to('a'), to('b')), load });
    expect(loads).toEqual(['a', 'b']);
  });

  it("include a campaign's saved segment", () => {
    expect(conditionOf({ kind: 'segment', segmentId: 's' })).toEqual(to('s'));
    expect(conditionOf({ kind: 'condition', condition: inParis })).toBe(inParis);
    expect(conditionOf({ kind: 'everyone' })).toBe('everyone');
  });
});
