import type { Collection, Db, Document, Filter, IndexDescription } from 'mongodb';
import { Long, MongoBulkWriteError, MongoServerError } from 'mongodb';
import { isStoreUnavailable } from './unavailable.ts';

const DUPLICATE_KEY = 11_000;

/** Whether `error` means that the `_id` or a unique key is taken. */
const isDuplicateKey = (error: unknown): boolean => error instanceof MongoServerError && error.code === DUPLICATE_KEY;

/** The result of `write`, or `taken` if its `_id` or unique key is taken. */
export async function unlessTaken<Result, Taken>(write: Promise<Result>, taken: Taken): Promise<Result | Taken> {
  try {
    return await write;
  } catch (error) {
    if (isDuplicateKey(error)) return taken;
    throw error;
  }
}

/** Inserts `document` unless its `_id` or unique key is taken. Returns whether it was inserted. */
export const insertOnce = async <T extends Document & { _id: string }>(
  collection: Collection<T>,
  document: T,
): Promise<boolean> => (await unlessTaken(collection.insertOne(document as never), null)) !== null;

export type NamedInsertion = 'inserted' | 'id_taken' | 'name_taken';

/** `insertOnce` for documents with a unique name. */
export async function insertNamed<T extends Document & { _id: string }>(
  collection: Collection<T>,
  document: T,
): Promise<NamedInsertion> {
  if (await insertOnce(collection, document)) return 'inserted';
  return (await collection.countDocuments({ _id: document._id } as never)) > 0 ? 'id_taken' : 'name_taken';
}

/**
 * Positions of the documents whose `_id` or unique key was taken, if there was no other error; null if there was, or if it is unknown what
 * was written. The driver wraps the loss of a connection in the same error, with an empty list.
 */
export function duplicatesIn(error: unknown): readonly number[] | null {
  if (!(error instanceof MongoBulkWriteError) || error.result.getWriteConcernError()) return null;
  const failures = [error.writeErrors].flat();
  if (failures.length === 0 || failures.some(({ code }) => code !== DUPLICATE_KEY)) return null;
  return failures.map(({ index }) => index);
}

/** Inserts the documents whose `_id` isn't taken. Returns the ids that are. */
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

/** For an upsert: of two upserts that insert the same key at the same time, one may fail with a duplicate key, and then succeeds when repeated. */
export async function repeatedOnRace<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return await write();
  }
}

/** The same options as the driver's own reads and writes. */
const COMMAND = { promoteBuffers: true, ignoreUndefined: true } as const;

/**
 * The documents with these ids, in no order: one command, and one pass over its answer. A cursor of the driver copies all of its options for each
 * document, which takes twice the time.
 */
export async function findByIds<T extends { readonly _id: string }>(
  db: Db,
  name: string,
  ids: readonly string[],
  projection?: Document,
): Promise<T[]> {
  if (ids.length === 0) return [];
  const filter = { _id: { $in: ids } };
  const find = { find: name, filter, batchSize: ids.length + 1, ...(projection && { projection }) };
  const { cursor } = await readAgainOnce(() => db.command(find, COMMAND));
  if (Long.fromValue(cursor.id).isZero()) return cursor.firstBatch;
  // An answer is limited to 16 MB. The rest can be read only in the session of this command, which is the driver's.
  const all = db
    .collection<{ _id: string }>(name)
    .find(filter, { promoteBuffers: true, ...(projection && { projection }) });
  return (await all.toArray()) as unknown as T[];
}

/** The driver does the same with its own reads: an idle connection may have been closed. */
async function readAgainOnce<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!isStoreUnavailable(error)) throw error;
    return await read();
  }
}

/**
 * `insertManyOnce` for no more documents than fit into one command, in half the time. Doesn't retry if the connection breaks; the caller does.
 */
export async function insertAtOnce<T extends { readonly _id: string }>(
  db: Db,
  name: string,
  documents: readonly T[],
): Promise<ReadonlySet<string>> {
  if (documents.length === 0) return new Set();
  const insert = { insert: name, documents, ordered: false, writeConcern: writeConcernOf(db) };
  const { writeErrors = [] }: { writeErrors?: { index: number; code: number; errmsg?: string }[] } = await db.command(
    insert,
    COMMAND,
  );
  const other = writeErrors.find(({ code }) => code !== DUPLICATE_KEY);
  if (other) throw new MongoServerError({ message: other.errmsg ?? 'an insert failed', code: other.code });
  return new Set(writeErrors.map(({ index }) => documents[index]?._id ?? ''));
}

/** As in the connection string; left out, the server's default applies. */
function writeConcernOf({ writeConcern }: Db): Document | undefined {
  if (!writeConcern) return undefined;
  const { w, journal: j, wtimeoutMS: wtimeout } = writeConcern;
  return { w, j, wtimeout };
}

/** Creates the missing ones of `indexes`. Can be repeated, and run by several processes at once. */
export async function ensureIndexes(db: Db, name: string, indexes: readonly IndexDescription[]): Promise<void> {
  if (indexes.length > 0) await db.collection(name).createIndexes([...indexes]);
}

/** What a list whose ids are ULIDs is asked for. */
export interface ListQuery {
  /** The page begins behind this id. */
  readonly before?: string | undefined;
  /** Part of the name, in any case. */
  readonly name?: string | undefined;
  /** ISO 8601. */
  readonly createdFrom?: string | undefined;
  /** ISO 8601; not included. */
  readonly createdTo?: string | undefined;
  readonly limit: number;
}

interface Listed {
  _id: string;
  name: string;
  createdAt: Date;
}

export function listFilter({ before, name, createdFrom, createdTo }: ListQuery): Filter<Listed> {
  return {
    ...(before !== undefined && { _id: { $lt: before } }),
    ...(name !== undefined && { name: { $regex: name.replace(/[.*+?^$()|[\]{}\\]/g, '\\$&'), $options: 'i' } }),
    ...((createdFrom || createdTo) && {
      createdAt: inTime(createdFrom ? new Date(createdFrom) : undefined, createdTo ? new Date(createdTo) : undefined),
    }),
  };
}

/** The documents behind the last one of the previous page, where the newest by `field`, and then by id, come first. */
export const olderThan = (field: string, last: { readonly at: Date; readonly id: string } | undefined) =>
  last && { $or: [{ [field]: { $lt: last.at } }, { [field]: last.at, _id: { $lt: last.id } }] };

/** The condition on a time: from one instant on, and before another; left out: any. */
export const inTime = (from: Date | undefined, to: Date | undefined) => ({
  ...(from && { $gte: from }),
  ...(to && { $lt: to }),
});
