import { z } from 'zod';
import type { Refusal } from '../../domain/audience/event.ts';
import { isRefusal, REFUSALS, type RowNote, type WrittenRow } from '../../store/imports/importNotes.ts';
import { describeValue } from '../http/describeValue.ts';
import { fieldProblems, jsonPointer, WITH_KNOWN_FIELDS } from '../http/fieldProblems.ts';
import { fieldError, toFieldError } from '../http/problem.ts';
import { problemOfField } from '../wire.ts';

const MOST_ITEMS = 1000;

/** A body of up to 1,000 items, each of which is looked at by itself. */
export const bulkInput = z.strictObject({
  items: z
    .array(z.unknown())
    .min(1)
    .max(MOST_ITEMS)
    .describe('1 to 1,000 profiles or events, each as the body of the call for a single one'),
});

/** What a caller should know of something that was stored, or known: what is not as it was sent, and what is wanted. */
export const notesField = z
  .array(problemOfField)
  .optional()
  .describe(
    'a phone that is no usable number, a property that was left out, an id that another event has, optedOut: false for a profile that stays opted out',
  );

/** In the answer of whatever writes several profiles. */
export const stillOptedOut = z
  .int()
  .describe(
    'rows or items, not rejected, that do not opt their profile out, but it is: its number is on the suppression list, or it opted out before it had one',
  );

export const bulkAnswer = z.strictObject({
  accepted: z.int().describe('items that are stored'),
  unchanged: z.int().describe('of the accepted items, those whose profile had all of it before'),
  known: z.int().describe('events whose id the profile had already; nothing changed'),
  rejected: z.int().describe('items that were not stored; `outcomes` says why'),
  withoutNumber: z.int().describe('items, not rejected, whose phone is no usable number'),
  incomplete: z.int().describe('items, not rejected, without a property that can’t be stored'),
  stillOptedOut,
  outcomes: z
    .array(
      z.strictObject({
        index: z.int().describe('position of the item, from 0'),
        outcome: z
          .enum(['accepted', 'unchanged', 'known', 'rejected'])
          .describe(
            'unchanged: the profile had all of it before; known: the profile had an event of this name and id, or a trigger of this key',
          ),
        problems: z.array(fieldError).optional().describe('why it was rejected'),
        notes: notesField,
      }),
    )
    .describe('one for each item, in the order of the items'),
});

/** Writes the items that their schema accepts, and says what became of each. */
export async function writeItems<Item>(
  items: readonly unknown[],
  of: {
    schema: z.ZodType<Item>;
    /** The field with the profile's id. */
    idField: string;
    notesOf: (item: Item) => RowNote[];
    write: (items: Item[]) => Promise<readonly WrittenRow[]>;
  },
): Promise<z.input<typeof bulkAnswer>> {
  const read = items.map((item) => of.schema.safeParse(item, WITH_KNOWN_FIELDS));
  const accepted = read.flatMap((parsed) => (parsed.success ? [parsed.data] : []));
  const written = (await of.write(accepted)).values();
  const counts = {
    accepted: 0,
    unchanged: 0,
    known: 0,
    rejected: 0,
    withoutNumber: 0,
    incomplete: 0,
    stillOptedOut: 0,
  };
  const outcomes = read.map((parsed, index) => {
    const item = items[index];
    if (!parsed.success) {
      counts.rejected += 1;
      return {
        index,
        outcome: 'rejected' as const,
        problems: fieldProblems(parsed.error, item, jsonPointer).map(toFieldError),
      };
    }
    const result: WrittenRow = written.next().value ?? { outcome: 'stored' };
    if (isRefusal(result.outcome)) {
      counts.rejected += 1;
      return { index, outcome: 'rejected' as const, problems: [refusedId(result.outcome, of.idField)] };
    }
    const outcome = result.outcome === 'stored' ? ('accepted' as const) : result.outcome;
    counts[outcome === 'known' ? 'known' : 'accepted'] += 1;
    if (outcome === 'unchanged') counts.unchanged += 1;
    if (result.stillOptedOut) counts.stillOptedOut += 1;
    const notes = [...of.notesOf(parsed.data), ...(result.notes ?? [])];
    if (notes.some(({ kind }) => kind === 'number')) counts.withoutNumber += 1;
    if (notes.some(({ kind }) => kind === 'left_out')) counts.incomplete += 1;
    return { index, outcome, ...notesFor(notes, item) };
  });
  return { ...counts, outcomes };
}

/** The problem of a profile's id that is refused. */
export const refusedId = (refusal: Refusal, field: string) => ({ ...REFUSALS[refusal], field: jsonPointer([field]) });

/** The notes of an answer, where there are any; `item` is what came. */
export const notesFor = (notes: readonly RowNote[], item: unknown): { notes?: z.input<typeof notesField> } =>
  notes.length === 0 ? {} : { notes: notes.map((note) => noteOf(note, item)) };

const noteOf = ({ path, got, wanted }: RowNote, item: unknown): z.infer<typeof problemOfField> => ({
  field: jsonPointer(path),
  got: got ?? describeValue((item as Record<string, unknown>)[path[0] ?? ''], path),
  wanted,
});
