import { z } from 'zod';

/** Classes of operations, each with the requests that a key has per minute unless others are set for it: far more than a well-behaved caller needs. */
export const DEFAULT_RATES = { read: 6_000, write: 3_000, ingest: 120_000, export: 600 } as const;
export type RateClass = keyof typeof DEFAULT_RATES;

const perMinute = z.int().min(1).max(1_000_000);

export const rateLimits = z
  .strictObject({
    read: perMinute.optional().describe(`operations that only read; left out: ${DEFAULT_RATES.read}`),
    write: perMinute.optional().describe(`other operations; left out: ${DEFAULT_RATES.write}`),
    ingest: perMinute.optional().describe(`operations of the scope ingest; left out: ${DEFAULT_RATES.ingest}`),
    export: perMinute
      .optional()
      .describe(`operations that can answer with a whole file; left out: ${DEFAULT_RATES.export}`),
  })
  .describe('the most requests per minute with the key, by class of operation, at each process of the API');
export type RateLimits = z.infer<typeof rateLimits>;
