import { type AbstractCursor, BSON } from 'mongodb';

/** Documents in the order of a cursor, in the batches that the store sends. */
export interface DocumentSource<T> {
  /** The next batch; null after the last. */
  next(): Promise<T[] | null>;
  close(): Promise<void>;
}

/** The options with which a cursor for `documentSource` must be opened. */
export const RAW = { raw: true } as const;

/**
 * The documents of a cursor that was opened with `RAW`, which returns them as bytes. The driver's own deserialisation copies all options of
 * the cursor for each document, which doubles the time and adds 50 MB of garbage to the process.
 */
export const documentSource = <T>(
  cursor: AbstractCursor<unknown>,
  read: (bytes: Uint8Array) => T = (bytes) => BSON.deserialize(bytes) as T,
): DocumentSource<T> => ({
  async next() {
    if (!(await cursor.hasNext())) return null;
    return cursor.readBufferedDocuments().map((bytes) => read(bytes as Uint8Array));
  },
  close: () => cursor.close(),
});
