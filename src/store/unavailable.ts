import * as mongodb from 'mongodb';

/** Whether `error` says that the store doesn't answer, as against refusing what it was asked. */
export function isStoreUnavailable(error: unknown): boolean {
  // A bulk write whose connection broke: no server's answer is in it.
  if (error instanceof mongodb.MongoBulkWriteError && error.code === undefined) return true;
  if (error instanceof mongodb.MongoServerError) {
    return error.hasErrorLabel(mongodb.MongoErrorLabel.RetryableWriteError) || NOT_NOW.has(Number(error.code));
  }
  return (
    error instanceof mongodb.MongoNetworkError ||
    error instanceof mongodb.MongoServerSelectionError ||
    error instanceof mongodb.MongoNotConnectedError ||
    error instanceof mongodb.MongoTopologyClosedError ||
    error instanceof mongodb.MongoClientClosedError ||
    error instanceof mongodb.MongoOperationTimeoutError
  );
}

/**
 * Codes with which a server says 'not now': host unreachable, network timeout, shutdown in progress, not primary,
 * interrupted at shutdown or by a step-down, primary stepped down.
 */
const NOT_NOW: ReadonlySet<number> = new Set([6, 7, 89, 91, 189, 10107, 11600, 11602, 13435, 13436]);
