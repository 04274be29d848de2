import { z } from 'zod';
import { usableNumber } from '../domain/audience/phone.ts';

/** An instant in an answer. */
export const instant = z.iso.datetime().describe('ISO 8601, UTC');

export const createdAndUpdated = {
  createdAt: instant.describe('when it was created'),
  updatedAt: instant.describe('when it was last changed'),
};

export const stamps = (document: { createdAt: Date; updatedAt: Date }) => ({
  createdAt: document.createdAt.toISOString(),
  updatedAt: document.updatedAt.toISOString(),
});

export const orNull = (date: Date | null): string | null => date?.toISOString() ?? null;

/** An instant in a query that was validated. */
export const toDate = (text: string | undefined): Date | undefined => (text === undefined ? undefined : new Date(text));

/** An id made by Herald in a path or query: `seg_` or the like and a ULID. Any other text is not found rather than refused. */
export const idParameter = (what: string) => z.string().min(1).max(128).describe(`id of the ${what}`);

/** A list that is short enough not to be paginated, in the form of one that is. */
export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({
    items: z.array(item).describe('all of them'),
    nextCursor: z.null().describe('null: the list is complete'),
  });
export const wholeList = <Item>(items: Item[]) => ({ items, nextCursor: null });

/** What is said of one field of a body or one cell of a row. */
export const fieldNote = {
  field: z.string().describe('a JSON pointer into the body or item, such as /phone; of a row: the column or field'),
  got: z.string().describe('the value that was given; only its shape when it may be secret or personal'),
  wanted: z.string().describe('the expected value'),
};
export const problemOfField = z.strictObject(fieldNote);

/** A provider that workers leave alone. */
export const downFields = {
  providerId: z.string().describe('id of the provider'),
  since: instant.describe('since when'),
  code: z.string().nullable().describe('what it answered last'),
};

/** Accepts a number in any notation with its country code; the result is E.164. */
export const numberInput = z
  .string()
  .max(64)
  .refine((text) => usableNumber(text) !== null, 'wanted: a possible number with its country code')
  .transform((text) => usableNumber(text)?.e164)
  .pipe(z.string());
