import { z } from 'zod';
import { exactNumber, taggedDate, text as textOf } from '../values.ts';
import { anniversaryWindow } from './anniversary.ts';

const text = textOf(2000);
const scalar = z.union([text, exactNumber, z.boolean(), taggedDate], {
  error: 'wanted: a text (up to 2,000 characters), a number, true or false, or {"date": "2026-05-07"}',
});
const ordered = z.union([exactNumber, taggedDate], { error: 'wanted: a number or {"date": "2026-05-07"}' });

/** A value that a property is compared with. Values of different types are never equal: the number 7 is not the text "7". */
export type ScalarValue = z.infer<typeof scalar>;

const scalars = z.array(scalar).min(1).max(1000).describe('1 to 1,000 values');
const orderedPair = z
  .tuple([ordered, ordered], { error: 'wanted: two values of one type, the lower one first' })
  .refine(([low, high]) => isOrderedPair(low, high), 'wanted: two values of one type, the lower one first')
  .describe('lower and upper bound, both included');

/**
 * The tests of one value. A test of a list of texts holds when it holds for one of them, and a negated test when the positive one holds
 * for none. An absent value, or one of another type, fails every positive test and so passes the negated ones: `not_equals "Paris"`
 * holds for a profile that has no city.
 */
export const tests = <Subject extends z.ZodRawShape>(subject: Subject) =>
  z.discriminatedUnion('operator', [
    z
      .strictObject({
        ...subject,
        operator: z.enum(['equals', 'not_equals']).describe('whether it has to be the value, or must not be it'),
        value: scalar.describe('compared with its type: the number 7 is not the text "7"'),
      })
      .meta({ title: 'Equals' }),
    z
      .strictObject({
        ...subject,
        operator: z.enum(['in', 'not_in']).describe('whether it has to be one of the values, or none'),
        value: scalars,
      })
      .meta({ title: 'One of' }),
    z
      .strictObject({
        ...subject,
        operator: z.enum(['lt', 'lte', 'gt', 'gte']).describe('less, less or equal, greater, greater or equal'),
        value: ordered.describe('a number or a date; the other type never matches'),
      })
      .meta({ title: 'Compare' }),
    z.strictObject({ ...subject, operator: z.literal('between'), value: orderedPair }).meta({ title: 'Between' }),
    z
      .strictObject({
        ...subject,
        operator: z.enum(['contains', 'not_contains']).describe('whether the text has the part, or lacks it'),
        value: text
          .min(1)
          .refine((value) => !value.includes('\0'), 'wanted: a text without NUL')
          .describe('a part of the text; case-sensitive'),
      })
      .meta({ title: 'Contains' }),
    z
      .strictObject({ ...subject, operator: z.literal('anniversary'), value: anniversaryWindow })
      .meta({ title: 'Anniversary' })
      .describe(
        'the anniversary of a date, such as a birthday, is in the given days. The date is read in UTC, today in the time zone of the ' +
          'account; the anniversary of 29 February is the 28th in common years',
      ),
    z
      .strictObject({
        ...subject,
        operator: z.enum(['exists', 'not_exists']).describe('whether there is a value, or none'),
      })
      .meta({ title: 'Exists' }),
  ]);

function isOrderedPair(low: z.infer<typeof ordered>, high: z.infer<typeof ordered>): boolean {
  if (typeof low === 'number' || typeof high === 'number') return typeof low === typeof high && low <= high;
  return Date.parse(low.date) <= Date.parse(high.date);
}
