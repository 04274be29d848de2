import { z } from 'zod';
import { type Segment, segmentCondition, segmentInput } from '../../domain/audience/segment.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { cursorKind, namedListQuery, pageOf, toPage } from '../http/cursor.ts';
import { editRoutes, RevisionChanged } from '../http/editRoutes.ts';
import { conflict, notFound } from '../http/problem.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { createdAndUpdated, idParameter, stamps } from '../wire.ts';
import { checkReferences, checkReferencesAgain, checkUnused } from './segmentReferences.ts';

export const segmentAnswer = z.strictObject({
  id: z.string().describe('made by Herald: seg_ and a ULID'),
  name: z.string().describe('unique among segments'),
  condition: segmentCondition.describe('which profiles are in the segment'),
  revision: z.int().describe('increases with each change'),
  ...createdAndUpdated,
});

const params = z.strictObject({ segmentId: idParameter('segment') });
const cursor = cursorKind('segments', z.strictObject({ id: z.string() }));

export function segmentRoutes({ store, now }: Pick<ApiDependencies, 'store' | 'now'>): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/v1/segments',
      operationId: 'createSegment',
      scope: 'author',
      tag: 'Segments',
      summary: 'Create a segment',
      description:
        'A condition may refer to other segments ({"kind": "segment", "segmentId": "..."}), which are evaluated as they are defined when the condition is used. Circular references are refused.',
      body: segmentInput,
      status: 201,
      answer: segmentAnswer,
      problems: ['conflict'],
      async handle({ body, newId, setHeader }) {
        const id = newId('seg');
        const at = now();
        const written = { _id: id, ...body, revision: 1, createdAt: at, updatedAt: at };
        await checkReferences(written, store);
        const inserted = await store.segments.insert(written);
        if (inserted) await checkReferencesAgain(written, null, store);
        // The id can only be taken by an earlier attempt of this same request.
        const segment = await store.segments.get(id);
        if (!inserted && !segment) throw nameTaken(body.name);
        if (!segment) throw notFound('segment', id);
        setHeader('Location', `/v1/segments/${id}`);
        return toAnswer(segment);
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/segments',
      operationId: 'listSegments',
      scope: 'read',
      tag: 'Segments',
      summary: 'List segments, the newest first',
      query: z.strictObject(namedListQuery),
      answer: pageOf(segmentAnswer),
      async handle({ query: { limit, cursor: given, ...filter } }) {
        const found = await store.segments.list({ ...filter, before: cursor.decode(given)?.id, limit: limit + 1 });
        return toPage(found, limit, cursor, (segment) => ({ id: segment._id }), toAnswer);
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/segments/{segmentId}',
      operationId: 'getSegment',
      scope: 'read',
      tag: 'Segments',
      summary: 'Read a segment',
      params,
      answer: segmentAnswer,
      problems: ['not-found'],
      handle: ({ params: { segmentId } }) => answerOf(segmentId),
    }),
    ...editRoutes(
      defineRoute({
        method: 'put',
        path: '/v1/segments/{segmentId}',
        operationId: 'replaceSegment',
        scope: 'author',
        before: ({ segmentId }) => answerOf(segmentId),
        tag: 'Segments',
        summary: 'Replace a segment',
        description:
          'Campaigns and segments that refer to the segment use the new condition from then on; a run in progress keeps its frozen audience. A change that would give one of them more conditions, or deeper ones, than can be evaluated is refused.',
        params,
        body: segmentInput,
        answer: segmentAnswer,
        problems: ['not-found', 'conflict'],
        async handle({ params: { segmentId }, body, revision }) {
          const before = await store.segments.get(segmentId);
          if (!before) throw notFound('segment', segmentId);
          await checkReferences({ ...before, ...body }, store);
          const result = await store.segments.replace(segmentId, body, now(), { revision });
          if (result.outcome === 'name_taken') throw nameTaken(body.name);
          if (result.outcome !== 'replaced') {
            throw (await store.segments.get(segmentId)) ? new RevisionChanged() : notFound('segment', segmentId);
          }
          await checkReferencesAgain(result.segment, before, store);
          return toAnswer(result.segment);
        },
      }),
      { operationId: 'updateSegment', summary: 'Change parts of a segment' },
    ),
    defineRoute({
      method: 'delete',
      path: '/v1/segments/{segmentId}',
      operationId: 'deleteSegment',
      scope: 'author',
      before: ({ segmentId }) => answerOf(segmentId),
      tag: 'Segments',
      summary: 'Delete a segment',
      description: 'Refused while a campaign that has not ended uses it, or another segment refers to it.',
      params,
      problems: ['not-found', 'conflict'],
      async handle({ params: { segmentId } }) {
        await checkUnused(segmentId, store);
        const segment = await store.segments.get(segmentId);
        if (!segment || !(await store.segments.remove(segmentId))) throw notFound('segment', segmentId);
        try {
          await checkUnused(segmentId, store);
        } catch (error) {
          // The segment came into use between the check and the removal, or the check failed.
          await store.segments.insert(segment);
          throw error;
        }
        return undefined;
      },
    }),
  ];

  async function answerOf(id: string) {
    const segment = await store.segments.get(id);
    if (!segment) throw notFound('segment', id);
    return toAnswer(segment);
  }
}

const toAnswer = (segment: Segment) => ({
  id: segment._id,
  name: segment.name,
  condition: segment.condition,
  revision: segment.revision,
  ...stamps(segment),
});

const nameTaken = (name: string) => conflict('name_taken', `A segment named ${JSON.stringify(name)} already exists.`);
