import { type AbstractCursor, BSON } from 'mongodb';

/** Documents in the order of a cursor, as many at a time as the store sends. */
export interface DocumentSource<T> {
  /** The next ones; null after the last. */
  next(): Promise<T[] | null>;
  close(): Promise<void>;
}

/** What `documentSource` wants of `find`. */
export const RAW = { raw: true } as const;

/**
 * The documents of a cursor that was opened with `RAW`, which leaves them as bytes. The driver's own reading copies all options of the cursor for
 * each document: that takes it twice the time, and garbage that makes a process 50 MB larger.
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
