import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { Logger } from '../../logger.ts';

const SAFE_ID = /^[\w.-]{8,64}$/;

/** Gives every request an id, which the response contains: the caller's X-Request-Id if it has a safe format, otherwise a new one. */
export const requestIds: RequestHandler = (request, response, next) => {
  const given = request.header('x-request-id');
  const id = given !== undefined && SAFE_ID.test(given) ? given : randomUUID();
  response.locals.requestId = id;
  response.setHeader('X-Request-Id', id);
  next();
};

/** Restricts what a browser may do with responses. The documentation page has a less strict policy of its own. */
export const securityHeaders: RequestHandler = (_request, response, next) => {
  response.set({
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': 'no-store',
  });
  next();
};

/**
 * Every answer is whole. Express would answer a request with `If-None-Match` with 304 if the ETag is the same; but an ETag is that of a definition, and
 * a campaign's answer also says how it is.
 */
export const wholeAnswers: RequestHandler = (request, _response, next) => {
  delete request.headers['if-none-match'];
  next();
};

/** Logs one line per request, with the route rather than the path, which may contain a profile's id; no query and no body. */
export function requestLog(logger: Logger): RequestHandler {
  return (request, response, next) => {
    const startedAt = performance.now();
    response.once('close', () => {
      const { requestId, route = 'none', caller } = response.locals;
      const durationMs = Math.round(performance.now() - startedAt);
      const aborted = !response.writableFinished;
      const entry = { requestId, method: request.method, route, status: response.statusCode, durationMs, caller };
      logger.info(aborted ? { ...entry, aborted } : entry, 'request');
    });
    next();
  };
}
