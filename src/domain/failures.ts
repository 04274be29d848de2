import { ApplicationFailure, TemporalFailure } from '@temporalio/common';

/** Types of the failures of Herald's workflows and activities. Retries and the API depend on them. */
export const FAILURES = {
  notFound: 'NotFound',
  invalidDefinition: 'InvalidDefinition',
  unknownZone: 'UnknownTimeZone',
  recipientsLeft: 'RecipientsLeft',
  refusedNow: 'RefusedNow',
  alertNotMailed: 'AlertNotMailed',
  runsAreOpen: 'RunsAreOpen',
  tooManySteps: 'TooManySteps',
} as const;

/** A required document doesn't exist, and no retry brings it back. */
export const documentNotFound = (kind: string, id: string): ApplicationFailure =>
  ApplicationFailure.nonRetryable(`there is no ${kind} ${id}`, FAILURES.notFound);

/** A campaign's definition can't be carried out, although it was valid when it was saved. */
export const invalidDefinition = (message: string): ApplicationFailure =>
  ApplicationFailure.nonRetryable(message, FAILURES.invalidDefinition);

/** A time zone of the campaign or the account isn't known, so that no time can be computed. */
export const unknownZone = (message: string): ApplicationFailure =>
  ApplicationFailure.nonRetryable(message, FAILURES.unknownZone);
/** A run can't be completed: so many of its recipients have no message, although all of its batches said that they were done. */
export const recipientsLeft = (count: number): ApplicationFailure =>
  ApplicationFailure.nonRetryable(
    `${count} of its recipients ${count === 1 ? 'has' : 'have'} no message in the ledger`,
    FAILURES.recipientsLeft,
  );

/** A journey goes on for ever, as a loop without an end does. */
export const tooManySteps = (most: number): ApplicationFailure =>
  ApplicationFailure.nonRetryable(`the journey has more than ${most} steps for one person`, FAILURES.tooManySteps);

/** An update that the campaign's state doesn't allow. */
export const refusedNow = (message: string): ApplicationFailure =>
  ApplicationFailure.nonRetryable(message, FAILURES.refusedNow);

/** An alert could not be mailed now but may be later: the mail server is unavailable or asks to wait. */
export const alertNotMailed = (message: string): ApplicationFailure =>
  ApplicationFailure.retryable(message, FAILURES.alertNotMailed);

/** The type of a failure, and a description for people. Messages of other libraries' failures may contain anything, so only their type is shown. */
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
