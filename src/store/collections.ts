import type { Collection, Db, Document, IndexDescription } from 'mongodb';
import { MongoBulkWriteError, MongoServerError } from 'mongodb';

const DUPLICATE_KEY = 11_000;

/** Whether `error` says that a document with this `_id` or unique key is there already. */
export const isDuplicateKey = (error: unknown): boolean =>
  error instanceof MongoServerError && error.code === DUPLICATE_KEY;

/** Inserts `document` unless its `_id` is taken. Returns whether it was inserted. */
export async function insertOnce<T extends Document & { _id: string }>(
  collection: Collection<T>,
  document: T,
): Promise<boolean> {
  try {
    await collection.insertOne(document as never);
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

/**
 * Positions of the documents whose `_id` or unique key was taken, where nothing else went wrong; null: something else did, or nobody can tell what
 * was written. The driver wraps the loss of a connection in the same error, with an empty list.
 */
export function duplicatesIn(error: unknown): readonly number[] | null {
  if (!(error instanceof MongoBulkWriteError) || error.result.getWriteConcernError()) return null;
  const failures = [error.writeErrors].flat();
  if (failures.length === 0 || failures.some(({ code }) => code !== DUPLICATE_KEY)) return null;
  return failures.map(({ index }) => index);
}

/** Inserts those of `documents` whose `_id` isn't taken; which were taken is the result. */
export async function insertManyOnce<T extends Document & { _id: string }>(
  collection: Collection<T>,
  documents: readonly T[],
): Promise<ReadonlySet<string>> {
  if (documents.length === 0) return new Set();
  try {
    await collection.insertMany(documents as never, { ordered: false });
    return new Set();
  } catch (error) {
    const taken = duplicatesIn(error);
    if (taken === null) throw error;
    return new Set(taken.map((index) => documents[index]?._id ?? ''));
  }
}

/** Two upserts of a new `_id` at the same time: one of them may be told that the key is there, and then only has to repeat. */
export async function repeatedOnRace<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return await write();
  }
}

/** Creates what is missing of `indexes`; harmless when repeated, and when several processes do it at once. */
export async function ensureIndexes(db: Db, name: string, indexes: readonly IndexDescription[]): Promise<void> {
  if (indexes.length > 0) await db.collection(name).createIndexes([...indexes]);
}

/** Drops a collection with all that it holds; harmless where it is gone, because another process was first. */
export async function dropOnce(db: Db, name: string): Promise<void> {
  try {
    await db.collection(name).drop();
  } catch (error) {
    // What the second of two is told depends on the server, and on how far the first has come.
    if (await exists(db, name)) throw error;
  }
}

const exists = async (db: Db, name: string): Promise<boolean> =>
  (await db.listCollections({}, { nameOnly: true }).toArray()).some((found) => found.name === name);
