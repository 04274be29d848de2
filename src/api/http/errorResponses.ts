import type { ErrorRequestHandler, Response } from 'express';
import { UnknownZoneError } from '../../domain/zones.ts';
import type { Logger } from '../../logger.ts';
import { isStoreUnavailable } from '../../store/unavailable.ts';
import { TemporalUnreachableError } from '../../temporal/campaigns.ts';
import { ApiError, unavailable } from './problem.ts';

/** The last handler: turns every error into a problem document, and logs errors that the caller did not cause. */
export function errorResponses(logger: Logger): ErrorRequestHandler {
  return (error, _request, response, _next) => {
    const apiError = toApiError(error);
    const requestId = String(response.locals.requestId ?? '');
    const entry = { requestId, route: response.locals.route, err: error };
    if (apiError.kind === 'internal') logger.error(entry, apiError.message);
    else if (apiError.status >= 500) logger.warn(entry, apiError.message);
    if (response.headersSent) {
      // A streamed response has begun: closing the connection is the only remaining sign that it is incomplete.
      response.destroy();
      return;
    }
    writeProblem(apiError, requestId, response);
  };
}

/** The error that the caller is sent for `error`. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (isStoreUnavailable(error)) return unavailable('The store', error);
  if (error instanceof TemporalUnreachableError) return unavailable(error.part, error);
  // The zones of a request are checked with its fields, so that this one is stored.
  if (error instanceof UnknownZoneError) {
    const detail = `A stored time zone can't be used: ${error.message}. Change the time zone of the account (PUT /v1/account) or of the campaign.`;
    return new ApiError('conflict', { code: 'time_zone_unusable', detail, cause: error });
  }
  if (isUndecodablePath(error)) {
    return new ApiError('bad-request', {
      detail: 'The path is not valid.',
      errors: [{ field: 'path', got: 'a percent-encoding that is not UTF-8', wanted: 'percent-encoded UTF-8' }],
      cause: error,
    });
  }
  return new ApiError('internal', { detail: 'The error was logged with the id of this request.', cause: error });
}

function writeProblem(error: ApiError, requestId: string, response: Response): void {
  response
    .status(error.status)
    .set(error.headers)
    .type('application/problem+json')
    .send(JSON.stringify(error.toDocument(requestId)));
}

/** Express sets a status on errors of its own parsing. */
const isUndecodablePath = (error: unknown): boolean =>
  error instanceof URIError || (error instanceof Error && 'status' in error && error.status === 400);
