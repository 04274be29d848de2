import { z } from 'zod';
import { segmentCondition } from '../domain/segment.ts';
import { countReach } from '../store/segmentQuery/segmentQuery.ts';
import { audienceAnswer } from './campaignAnswer.ts';
import type { ApiDependencies } from './dependencies.ts';
import { invalid } from './http/problem.ts';
import { defineRoute, type Route } from './http/route.ts';

export const estimateInput = z.union([
  z.strictObject({ segmentId: z.string().max(128) }).describe('a saved segment'),
  z.strictObject({ condition: segmentCondition }).describe('an ad-hoc condition'),
]);

export function segmentEstimateRoutes({ store, now }: Pick<ApiDependencies, 'store' | 'now'>): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/v1/segments/estimate',
      operationId: 'estimateSegment',
      tag: 'Segments',
      summary: 'Count who qualifies now, and who of them can be reached',
      body: estimateInput,
      answer: audienceAnswer,
      idempotent: false,
      async handle({ body }) {
        const condition = 'condition' in body ? body.condition : (await store.segments.get(body.segmentId))?.condition;
        if (!condition) {
          throw invalid([{ field: '/segmentId', got: 'an id that no segment has', wanted: 'the id of a segment' }]);
        }
        return await countReach(store.db, condition, { now: now() });
      },
    }),
  ];
}
