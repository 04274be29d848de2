import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import express, { type Request, type Response, type Router } from 'express';
import { prefixOfKey } from '../../store/apiKeys.ts';
import { type IdPrefix, newId } from '../../store/newId.ts';
import { type AuditDependencies, auditTrail } from './auditTrail.ts';
import { type AuthenticationDependencies, authenticate, checkScope, keyOf } from './authentication.ts';
import type { BackPressure } from './backPressure.ts';
import { entityTag, hasEntityTag } from './entityTag.ts';
import { type IdempotencyDependencies, once, readIdempotencyKey, type StoredAnswer } from './idempotency.ts';
import { checkUnmasked, type Mask, maskFor } from './numberMasking.ts';
import { ApiError } from './problem.ts';
import type { RateLimiter } from './rateLimiting.ts';
import {
  type BodyLimits,
  checkMediaType,
  mediaTypeOf,
  readJsonBody,
  readOptionalJsonBody,
  refuseBody,
} from './requestBody.ts';
import { parseBody, parseParams, parseQuery } from './requestInput.ts';
import {
  type Caller,
  isStreamBody,
  jsonTypesOf,
  mayLackBody,
  type Route,
  StreamedAnswer,
  TextAnswer,
} from './route.ts';
import { digestOf, type HashedStream, streamBody } from './streamBody.ts';

export interface RouterDependencies {
  readonly authentication: AuthenticationDependencies;
  readonly idempotency: IdempotencyDependencies;
  readonly audit: AuditDependencies;
  readonly rates: RateLimiter;
  readonly backPressure: BackPressure;
  readonly bodyLimits: BodyLimits;
}

const ANYBODY: Caller = { id: 'anybody', name: 'anybody', scopes: [], rateLimits: {}, sandbox: false };
const EXPRESS_PARAMETER = /\{(\w+)\}/g;

/** Mounts the routes on an Express router, which passes errors on to the error handler. */
export function routerOf(routes: readonly Route[], dependencies: RouterDependencies): Router {
  const router = express.Router({ caseSensitive: true });
  const isFixed = (route: Route) => !route.path.includes('{');
  const mount = (route: Route) => {
    router[route.method](route.path.replace(EXPRESS_PARAMETER, ':$1'), async (request, response) => {
      response.locals.route = route.path;
      const audit = auditTrail(route, request, response, dependencies.audit);
      try {
        await answerRequest(route, dependencies, { request, response, audit });
      } catch (error) {
        await audit.failed(error);
        throw error;
      }
    });
  };
  const fixed = routes.filter(isFixed);
  fixed.forEach(mount);
  // Other methods of a fixed path are not those of its neighbour: `/v1/profiles/bulk` is not the profile `bulk`.
  router.all([...new Set(fixed.map(({ path }) => path))], (_request, _response, next) => next('router'));
  for (const route of routes) if (!isFixed(route)) mount(route);
  return router;
}

interface Exchange {
  readonly request: Request;
  readonly response: Response;
  readonly audit: ReturnType<typeof auditTrail>;
}

async function answerRequest(
  route: Route,
  { authentication, rates, ...dependencies }: RouterDependencies,
  exchange: Exchange,
): Promise<void> {
  const { request, response, audit } = exchange;
  audit.trail.prefix = prefixOfKey(keyOf(request) ?? '');
  const caller = route.scope === null ? ANYBODY : await authenticated();
  audit.trail.caller = caller;
  response.locals.caller = caller.id;
  if (route.scope !== null) rates.countRequest(route, caller, response);
  checkScope(route, caller);
  await route.checkCaller?.(caller, request.params);
  const release = dependencies.backPressure.admit(route, request);
  try {
    await answerCaller(route, caller, dependencies, exchange);
  } finally {
    release();
  }

  async function authenticated(): Promise<Caller> {
    try {
      return await authenticate(authentication, request);
    } catch (error) {
      if (error instanceof ApiError && error.kind === 'unauthorized') rates.countFailure(request);
      throw error;
    }
  }
}

async function answerCaller(
  route: Route,
  caller: Caller,
  { idempotency, bodyLimits }: Pick<RouterDependencies, 'idempotency' | 'bodyLimits'>,
  { request, response, audit }: Exchange,
): Promise<void> {
  const mask = maskFor(route, caller);
  const params = parseParams(route.params, request.params);
  const query = parseQuery(route.query, request.url);
  const { body, stream } = await bodyOf(route, request, bodyLimits);
  checkUnmasked(body, caller);
  const key = route.idempotent ? readIdempotencyKey(request.header('idempotency-key')) : undefined;

  const perform = async (nextId: (prefix: IdPrefix) => string): Promise<StoredAnswer | StreamedAnswer> => {
    const headers: Record<string, string> = {};
    let { status } = route;
    await audit.begin(params);
    const result = await route.handle({
      params,
      query,
      body: stream?.stream ?? body,
      mediaType: mediaTypeOf(request),
      accept: request.header('accept'),
      headers: singleHeaders(request),
      url: request.originalUrl,
      caller,
      revision: undefined,
      newId: nextId,
      setHeader: (name, value) => {
        headers[name] = value;
      },
      answerAccepted() {
        if (route.accepted === undefined) throw new TypeError(`${route.operationId}: no 202 is documented`);
        status = 202;
      },
    });
    await audit.done(status, result);
    if (hasEntityTag(route)) headers.ETag = entityTag((result as { revision: number }).revision);
    if (result instanceof StreamedAnswer) return result;
    if (result instanceof TextAnswer) {
      return { status: result.status, headers: { ...headers, 'Content-Type': result.contentType }, body: result.text };
    }
    return { status, headers, body: result === undefined ? null : JSON.stringify(result) };
  };

  if (key === undefined) {
    const answer = await perform((prefix) => newId(prefix, idempotency.now()));
    return answer instanceof StreamedAnswer ? await writeStream(answer, response, mask) : write(answer, response, mask);
  }
  const keyed = { key, callerId: caller.id, method: route.method, url: request.originalUrl, body };
  const { answer, replayed } = await once(idempotency, keyed, async (nextId) => {
    const made = await perform(nextId);
    if (made instanceof StreamedAnswer) throw new TypeError(`${route.operationId}: a streamed answer can't be stored`);
    return stream ? { ...made, bodyDigest: stream.digest() } : made;
  });
  if (replayed && stream && (await digestOf(stream)) !== answer.bodyDigest) throw otherBody();
  if (replayed) response.setHeader('Idempotency-Replayed', 'true');
  write(answer, response, mask);
}

async function bodyOf(
  route: Route,
  request: Request,
  limits: BodyLimits,
): Promise<{ body?: unknown; stream?: HashedStream }> {
  if (route.body === undefined) {
    if (route.method === 'post') await refuseBody(request, limits);
    return {};
  }
  if (isStreamBody(route.body)) {
    checkMediaType(request, route.body.mediaTypes);
    return { stream: streamBody(request, limits.timeoutMs) };
  }
  const read = mayLackBody(route.body) ? readOptionalJsonBody : readJsonBody;
  return { body: parseBody(route.body, await read(request, limits, jsonTypesOf(route))) };
}

function write({ body, ...answer }: StoredAnswer, response: Response, mask: Mask): void {
  response.status(answer.status).set(answer.headers);
  if (body === null) response.end();
  else if (response.hasHeader('Content-Type')) response.send(body);
  else response.type('application/json').send(mask(body));
}

/** Waits for the first chunk before sending the headers, so that an immediate failure is still answered with a problem document. */
async function writeStream(answer: StreamedAnswer, response: Response, mask: Mask): Promise<void> {
  const chunks = answer.chunks[Symbol.asyncIterator]();
  const first = await chunks.next();
  response.setHeader('Content-Type', answer.contentType);
  response.setHeader('Content-Disposition', `attachment; filename="${answer.fileName}"`);
  try {
    await pipeline(Readable.from(resumed(first, chunks, mask)), response);
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

/** Whether the client has closed the connection, which is not an error of Herald. */
const isGone = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';

/** Each chunk has whole lines, so that no number is in two of them. */
async function* resumed(
  first: IteratorResult<string>,
  rest: AsyncIterator<string>,
  mask: Mask,
): AsyncGenerator<string> {
  try {
    for (let next = first; !next.done; next = await rest.next()) yield mask(next.value);
  } finally {
    // Closes the store's cursors, also when reading ends early.
    await rest.return?.();
  }
}

const singleHeaders = (request: Request): Record<string, string | undefined> =>
  Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );

const otherBody = (): ApiError =>
  new ApiError('idempotency-key-reused', {
    detail: 'This Idempotency-Key was already used with another body. Use a new key for a new request.',
  });
