import { z } from 'zod';

export const reach = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('everyone') }),
  z.strictObject({ kind: z.literal('percentage'), percentage: z.number().positive().max(100) }),
  z.strictObject({ kind: z.literal('number'), number: z.int().min(1).max(100_000_000) }),
]);
/** How many of those who qualify get the message: all, each one with a probability, or so many of them. */
export type Reach = z.infer<typeof reach>;
