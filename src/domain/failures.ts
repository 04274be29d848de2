import { ApplicationFailure, TemporalFailure } from '@temporalio/common';

/** Types of the failures that Herald's workflows and activities end with: constants, because retries and the API decide by them. */
export const FAILURES = {
  notFound: 'NotFound',
  invalidDefinition: 'InvalidDefinition',
  refusedNow: 'RefusedNow',
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

/** An alert that may be mailed later: the mail server is away or asks to wait. */
export const alertNotMailed = (message: string): ApplicationFailure =>
  ApplicationFailure.retryable(message, FAILURES.alertNotMailed);

/** The type of a failure, and what to tell of it. The message of a failure that isn't ours may quote anything: only its type is told. */
export function causeOf(error: unknown): { readonly type: string | null; readonly cause: string } {
  let innermost: unknown = error;
  while (innermost instanceof TemporalFailure && innermost.cause instanceof TemporalFailure)
    innermost = innermost.cause;
  const type =
    innermost instanceof ApplicationFailure
      ? (innermost.type ?? null)
      : innermost instanceof Error
        ? innermost.name
        : null;
  const ours = innermost instanceof ApplicationFailure && OURS.includes(type) ? innermost : null;
  return { type, cause: ours ? ours.message : `it failed with ${type ?? 'an unnamed error'}` };
}

const OURS: readonly (string | null)[] = Object.values(FAILURES);
