import { z } from 'zod';

export const reach = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('everyone') }),
  z.strictObject({ kind: z.literal('percentage'), percentage: z.number().positive().max(100) }),
  z.strictObject({ kind: z.literal('number'), number: z.int().min(1).max(100_000_000) }),
]);
/** How many of the qualified profiles get the message: all of them, a percentage, or a fixed number. */
export type Reach = z.infer<typeof reach>;
