import { type AbstractCursor, BSON, type Collection, type Document, type Filter } from 'mongodb';

/** Documents in ascending order, in the batches that the store sends. */
export interface DocumentSource<T> {
  /** The next batch; null after the last. */
  next(): Promise<T[] | null>;
  close(): Promise<void>;
}

/** The options with which a cursor for `documentSource` must be opened. */
export const RAW = { raw: true } as const;

type Read<T> = (bytes: Uint8Array) => T;

const deserialized = <T>(bytes: Uint8Array): T => BSON.deserialize(bytes) as T;

/**
 * The documents of a cursor that was opened with `RAW`, which returns them as bytes. The driver's own deserialisation copies all options of
 * the cursor for each document, which doubles the time and adds 50 MB of garbage to the process.
 */
export const documentSource = <T>(
  cursor: AbstractCursor<unknown>,
  read: Read<T> = deserialized,
): DocumentSource<T> => ({
  async next() {
    const found = await nextBytes(cursor);
    return found.length === 0 ? null : found.map(read);
  },
  close: () => cursor.close(),
});

export interface PagedQuery<T> {
  /** What is wanted of the documents after the one with this id; of all when there is none. */
  readonly after: (id: string | undefined) => Filter<{ _id: string }>;
  readonly projection: Document;
  readonly pageSize: number;
  readonly read?: Read<T>;
}

/**
 * Documents in the order of `_id`, a page at a time: the next page is read while the caller works on this one. A single cursor would have the embedded
 * store collect everything that it finds before it sends the first document.
 */
export function pagedSource<T>(collection: Collection<{ _id: string }>, query: PagedQuery<T>): DocumentSource<T> {
  const { after, projection, pageSize, read = deserialized<T> } = query;
  let cursor: AbstractCursor<unknown> | null = null;
  let inPage = 0;
  let lastId: string | undefined;

  async function advance(): Promise<Uint8Array[]> {
    for (;;) {
      cursor ??= collection
        .find(after(lastId), { batchSize: pageSize, limit: pageSize, ...RAW })
        .sort({ _id: 1 })
        .project(projection);
      const found = await nextBytes(cursor);
      inPage += found.length;
      const last = found.at(-1);
      if (last) {
        lastId = BSON.deserialize(last)._id as string;
        return found;
      }
      if (inPage < pageSize) return found;
      [cursor, inPage] = [null, 0];
    }
  }

  let upcoming: Promise<Uint8Array[]> | null = null;
  return {
    async next() {
      const found = await (upcoming ?? advance());
      if (found.length === 0) return null;
      upcoming = advance();
      // The next call reports a failure.
      upcoming.catch(() => undefined);
      return found.map(read);
    },
    async close() {
      await upcoming?.catch(() => undefined);
      await cursor?.close();
    },
  };
}

async function nextBytes(cursor: AbstractCursor<unknown>): Promise<Uint8Array[]> {
  return (await cursor.hasNext()) ? (cursor.readBufferedDocuments() as Uint8Array[]) : [];
}
