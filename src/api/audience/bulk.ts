import { z } from 'zod';
import { fieldProblems, jsonPointer } from '../http/fieldProblems.ts';
import { problemOfField } from '../wire.ts';

const MOST_ITEMS = 1000;

/** A body of up to 1,000 items, each of which is looked at by itself. */
export const bulkInput = z.strictObject({
  items: z.array(z.unknown()).min(1).max(MOST_ITEMS),
});

export const bulkAnswer = z.strictObject({
  accepted: z.int(),
  rejected: z.int(),
  outcomes: z
    .array(
      z.strictObject({
        index: z.int(),
        outcome: z.enum(['accepted', 'rejected']),
        problems: z.array(problemOfField).optional(),
      }),
    )
    .describe('one for each item, in the order of the items'),
});

/** Items by what their schema says of them, and the answer that tells it. */
export function readItems<Item>(
  schema: z.ZodType<Item>,
  items: readonly unknown[],
): { accepted: Item[]; answer: z.input<typeof bulkAnswer> } {
  const read = items.map((item) => ({ item, parsed: schema.safeParse(item) }));
  const outcomes = read.map(({ item, parsed }, index) =>
    parsed.success
      ? { index, outcome: 'accepted' as const }
      : { index, outcome: 'rejected' as const, problems: fieldProblems(parsed.error, item, jsonPointer) },
  );
  const accepted = read.flatMap(({ parsed }) => (parsed.success ? [parsed.data] : []));
  return { accepted, answer: { accepted: accepted.length, rejected: items.length - accepted.length, outcomes } };
}
