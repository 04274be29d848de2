import { z } from 'zod';
import { isoInstant } from '../../domain/values.ts';
import { invalid } from './problem.ts';

const VERSION = 1;

/** The most entries that a page has. */
export const limitParameter = z
  .string()
  .regex(/^\d{1,9}$/, 'wanted: a whole number from 1 to 1000')
  .transform(Number)
  .pipe(z.int().min(1).max(1000))
  .default(100)
  .describe('the most items to return, 1 to 1000');

const instantParameter = isoInstant.optional();

export const cursorParameter = z.string().max(2000).optional().describe('`nextCursor` of the previous page');

export const createdRange = {
  createdFrom: instantParameter.describe('only those that were created at this instant or later'),
  createdTo: instantParameter.describe('only those that were created before this instant'),
};

/** The parameters of a list of things that have a name and are listed from the newest to the oldest. */
export const namedListQuery = {
  name: z.string().min(1).max(200).optional().describe('only those whose name contains this text, in any case'),
  ...createdRange,
  limit: limitParameter,
  cursor: cursorParameter,
};

/** One page of a list. `nextCursor` is null on the last one. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({
    items: z.array(item).describe('one page of the list'),
    nextCursor: z.string().nullable().describe('the `cursor` of the next page; null: this is the last one'),
  });

/** The cursors of one list. A cursor is opaque to callers and contains the position after which the next page begins. */
export interface CursorKind<Position> {
  encode(position: Position): string;
  /** Throws a 400 when the text isn't a cursor of this list. */
  decode(cursor: string | undefined): Position | undefined;
}

/** `list` prevents a cursor of one list from being used for another. */
export function cursorKind<Position>(list: string, position: z.ZodType<Position>): CursorKind<Position> {
  const shape = z.strictObject({ v: z.literal(VERSION), list: z.literal(list), at: position });
  return {
    encode: (at) => Buffer.from(JSON.stringify({ v: VERSION, list, at })).toString('base64url'),
    decode: (cursor) => {
      if (cursor === undefined) return undefined;
      const read = shape.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString()));
      if (read.success) return read.data.at;
      throw invalid([
        {
          field: 'query: cursor',
          got: `a text of ${cursor.length} characters`,
          wanted: 'nextCursor of an earlier page of this list',
        },
      ]);
    },
  };
}

/** The page of the entries `found`, which were queried with `limit + 1`: the extra entry shows that there is a next page. */
export function toPage<Entry, Item, Position>(
  found: readonly Entry[],
  limit: number,
  kind: CursorKind<Position>,
  positionOf: (entry: Entry) => Position,
  toItem: (entry: Entry) => Item,
): { items: Item[]; nextCursor: string | null } {
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(toItem),
    nextCursor: found.length > limit && last !== undefined ? kind.encode(positionOf(last)) : null,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
