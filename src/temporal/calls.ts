import {
  type Client,
  isGrpcDeadlineError,
  isGrpcServiceError,
  ServiceError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ActionRefusedError, NotRunningError, TemporalUnreachableError } from './campaigns.ts';

/** A deadline of gRPC's own starts with the connection; a server that isn't there needs a timer besides. */
export async function within<T>(client: Client, milliseconds: number, call: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const noAnswer = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NoAnswerError('no answer in time')), milliseconds + SLACK_MS);
  });
  try {
    return await Promise.race([client.withDeadline(Date.now() + milliseconds, call), noAnswer]);
  } finally {
    clearTimeout(timer);
  }
}

/** The timer lets a deadline of gRPC's go first, since that says more. */
const SLACK_MS = 200;

export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
}

/** An error of Temporal's client as the API knows it. */
export function toOurTerms(error: unknown): unknown {
  if (error instanceof WorkflowNotFoundError) return new NotRunningError(error.message, { cause: error });
  if (error instanceof WorkflowUpdateFailedError) {
    return new ActionRefusedError(error.cause?.message ?? error.message, { cause: error });
  }
  if (isTimeout(error)) return unreachable('Temporal, or a worker for the campaign,', error);
  if (error instanceof ServiceError || isGrpcServiceError(error)) return unreachable('Temporal', error);
  return error;
}

const unreachable = (part: string, cause: unknown): TemporalUnreachableError =>
  new TemporalUnreachableError(part, { cause });

export const isTimeout = (error: unknown): boolean =>
  error instanceof NoAnswerError ||
  error instanceof WorkflowUpdateRPCTimeoutOrCancelledError ||
  isGrpcDeadlineError(error) ||
  (error instanceof ServiceError && isGrpcDeadlineError(error.cause));
