import { ApplicationFailure, TemporalFailure } from '@temporalio/common';

/** Types of the failures of Herald's workflows and activities. Retries and the API depend on them. */
export const FAILURES = {
  notFound: 'NotFound',
  invalidDefinition: 'InvalidDefinition',
  refusedNow: 'RefusedNow',
  runFailed: 'RunFailed',
  alertNotMailed: 'AlertNotMailed',
} as const;

/** A required document doesn't exist, and no retry brings it back. */
export const notFound = (kind: string, id: string): ApplicationFailure =>
  ApplicationFailure.nonRetryable(`there is no ${kind} ${id}`, FAILURES.notFound);

/** A campaign's definition can't be carried out, although it was valid when it was saved. */
export const invalidDefinition = (message: string): ApplicationFailure =>
  ApplicationFailure.nonRetryable(message, FAILURES.invalidDefinition);

/** An update that the campaign's state doesn't allow. */
export const refusedNow = (message: string): ApplicationFailure =>
  ApplicationFailure.nonRetryable(message, FAILURES.refusedNow);

/** A run can't continue. */
export const runFailed = (message: string): ApplicationFailure =>
  ApplicationFailure.nonRetryable(message, FAILURES.runFailed);

/** An alert could not be mailed now but may be later: the mail server is unavailable or asks to wait. */
export const alertNotMailed = (message: string): ApplicationFailure =>
  ApplicationFailure.retryable(message, FAILURES.alertNotMailed);

/** The type of the innermost cause of `error`: one of `FAILURES`, another library's type, or null. */
export function failureTypeOf(error: unknown): string | null {
  let type: string | null = null;
  for (let cause = error; cause instanceof TemporalFailure; cause = cause.cause) {
    if (cause instanceof ApplicationFailure && cause.type) type = cause.type;
  }
  return type;
}
