import { ApplicationFailure, TemporalFailure } from '@temporalio/common';

/** Types of the failures that Herald's workflows and activities end with: constants, because retries and the API decide by them. */
export const FAILURES = {
  notFound: 'NotFound',
  invalidDefinition: 'InvalidDefinition',
  refusedNow: 'RefusedNow',
  runFailed: 'RunFailed',
  alertNotMailed: 'AlertNotMailed',
} as const;

/** A document that must be there isn't: no retry brings it back. */
export const notFound = (kind: string, id: string): ApplicationFailure =>
  ApplicationFailure.nonRetryable(`there is no ${kind} ${id}`, FAILURES.notFound);

/** What a campaign says can't be carried out, although it was valid when it was written. */
export const invalidDefinition = (message: string): ApplicationFailure =>
  ApplicationFailure.nonRetryable(message, FAILURES.invalidDefinition);

/** An update that the campaign's state doesn't allow. */
export const refusedNow = (message: string): ApplicationFailure =>
  ApplicationFailure.nonRetryable(message, FAILURES.refusedNow);

/** A run that can't go on. */
export const runFailed = (message: string): ApplicationFailure =>
  ApplicationFailure.nonRetryable(message, FAILURES.runFailed);

/** An alert that may be mailed later: the mail server is away or asks to wait. */
export const alertNotMailed = (message: string): ApplicationFailure =>
  ApplicationFailure.retryable(message, FAILURES.alertNotMailed);

/** The type of the failure at the bottom of `error`: a word of `FAILURES`, another one's, or null. */
export function failureTypeOf(error: unknown): string | null {
  let type: string | null = null;
  for (let cause = error; cause instanceof TemporalFailure; cause = cause.cause) {
    if (cause instanceof ApplicationFailure && cause.type) type = cause.type;
  }
  return type;
}
