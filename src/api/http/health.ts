import { z } from 'zod';
import type { ApiDependencies } from '../dependencies.ts';
import { ApiError } from './problem.ts';
import { defineRoute, type Route } from './route.ts';

const PATIENCE_MS = 3_000;

const readyAnswer = z.strictObject({ status: z.literal('ready') });

/** For whoever watches the process: is it up, and can it work. */
export function healthRoutes({ store, campaigns }: Pick<ApiDependencies, 'store' | 'campaigns'>): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/healthz',
      operationId: 'isUp',
      tag: 'Health',
      summary: 'Whether the process is up',
      open: true,
      answer: z.strictObject({ status: z.literal('up') }),
      handle: () => ({ status: 'up' as const }),
    }),
    defineRoute({
      method: 'get',
      path: '/readyz',
      operationId: 'isReady',
      tag: 'Health',
      summary: 'Whether the store and Temporal answer',
      description: '503 says which of them does not.',
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
  const patience = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS, false);
  });
  try {
    return await Promise.race([ask().then(() => true), patience]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
