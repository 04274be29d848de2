import { z } from 'zod';
import type { ApiDependencies } from './dependencies.ts';
import { ApiError } from './http/problem.ts';
import { defineRoute, type Route } from './http/route.ts';

const TIMEOUT_MS = 3_000;

export const upAnswer = z.strictObject({ status: z.literal('up') });
export const readyAnswer = z.strictObject({ status: z.literal('ready') });

/** Health checks: whether the process is up, and whether it is able to work. */
export function healthRoutes({ store, campaigns }: Pick<ApiDependencies, 'store' | 'campaigns'>): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/healthz',
      operationId: 'isUp',
      tag: 'Health',
      summary: 'Check that the process is up',
      open: true,
      answer: upAnswer,
      handle: () => ({ status: 'up' as const }),
    }),
    defineRoute({
      method: 'get',
      path: '/readyz',
      operationId: 'isReady',
      tag: 'Health',
      summary: 'Check that the store and Temporal answer',
      description: 'A 503 names the one that does not.',
      open: true,
      answer: readyAnswer,
      async handle() {
        const parts = { store: () => store.ping(), temporal: () => campaigns.ping() };
        const answers = await Promise.all(
          Object.entries(parts).map(async ([name, ask]) => ({ name, answered: await answersInTime(ask) })),
        );
        const silent = answers.filter((part) => !part.answered);
        if (silent.length === 0) return { status: 'ready' as const };
        throw new ApiError('unavailable', {
          detail: `No answer from ${silent.map((part) => part.name).join(' and ')}.`,
          errors: silent.map(({ name }) => ({ field: name, got: 'no answer', wanted: 'an answer' })),
          headers: { 'Retry-After': '5' },
        });
      },
    }),
  ];
}

async function answersInTime(ask: () => Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, TIMEOUT_MS, false);
  });
  try {
    return await Promise.race([ask().then(() => true), timeout]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
