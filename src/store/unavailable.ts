import * as mongodb from 'mongodb';

/** Whether `error` means that the store is unavailable, and not that it refused a command. */
export function isStoreUnavailable(error: unknown): boolean {
  // A bulk write whose connection broke contains no answer of a server.
  if (error instanceof mongodb.MongoBulkWriteError && error.code === undefined) return true;
  if (error instanceof mongodb.MongoServerError) {
    return error.hasErrorLabel(mongodb.MongoErrorLabel.RetryableWriteError) || TEMPORARY.has(Number(error.code));
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
 * Codes of temporary errors: host unreachable or not found, network timeout, shutdown in progress, no majority to read from yet, primary stepped down,
 * time limit, socket, not primary, interrupted at shutdown or by a step-down: all that the driver repeats its own requests for. Those that are
 * made as plain commands, it doesn't. And a cursor that a restarted server doesn't know, and a write that no majority has confirmed in time.
 */
const TEMPORARY: ReadonlySet<number> = new Set([
  6, 7, 43, 64, 89, 91, 134, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436,
]);
