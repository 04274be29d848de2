import type { Readable } from 'node:stream';
import { z } from 'zod';
import type { RateLimits } from '../../domain/account/rateLimits.ts';
import type { Scope } from '../../domain/account/scopes.ts';
import type { IdPrefix } from '../../store/newId.ts';
import type { ProblemKind } from './problem.ts';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** The API key that a request was made with. */
export interface Caller {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Where they differ from the default. */
  readonly rateLimits: RateLimits;
  /** Whatever is sent with the key goes to the sandbox. */
  readonly sandbox: boolean;
}

/** The caller as it is recorded with actions. */
export const actorOf = ({ id, name }: Caller): { by: string; keyId: string } => ({ by: name, keyId: id });

/** What a caller needs for a route: nothing at all, any valid API key, or one with this scope. */
export type Access =
  | { readonly open: true; readonly scope?: never }
  | { readonly open?: never; readonly scope: Scope | 'any' };

/** A body that isn't JSON and that the handler reads as a stream. */
export interface StreamBody {
  readonly mediaTypes: readonly string[];
  readonly description: string;
  /** Short examples by media type, for the documentation. */
  readonly examples?: Readonly<Record<string, string>>;
}

/** The result of a handler that isn't JSON, or that is too large for memory. */
export class StreamedAnswer {
  readonly contentType: string;
  readonly fileName: string;
  readonly chunks: AsyncIterable<string>;

  constructor(answer: { contentType: string; fileName: string; chunks: AsyncIterable<string> }) {
    this.contentType = answer.contentType;
    this.fileName = answer.fileName;
    this.chunks = answer.chunks;
  }
}

/** The result of a handler that another party has prescribed, with its own status and text. */
export class TextAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;

  constructor(answer: { status: number; contentType: string; text: string }) {
    this.status = answer.status;
    this.contentType = answer.contentType;
    this.text = answer.text;
  }
}

export interface RouteContext<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  /** The validated JSON body; for a stream body, the stream. */
  readonly body: Body;
  /** The request's media type, lower case, without parameters. */
  readonly mediaType: string | undefined;
  /** The request's Accept header. */
  readonly accept: string | undefined;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Path and query as the client sent them. */
  readonly url: string;
  readonly caller: Caller;
  /** An edit applies only to this revision of the resource (editRoutes.ts). Undefined: to any. */
  readonly revision: number | undefined;
  /** A new id. With an Idempotency-Key it is the same when the request is repeated after a crash. */
  newId(prefix: IdPrefix): string;
  /** Sets a header of the response. */
  setHeader(name: string, value: string): void;
  /** Answers with 202: the requested effect is certain but has not happened yet. Only for routes that document their 202. */
  answerAccepted(): void;
}

export interface TextAnswers {
  readonly statuses: readonly number[];
  readonly mediaTypes: readonly string[];
  readonly description: string;
}

type NoFields = z.ZodObject<Record<never, never>>;
type BodyOf<Body> = Body extends z.ZodType ? z.output<Body> : Body extends StreamBody ? Readable : undefined;
type AnswerOf<Answer> = Answer extends z.ZodType ? z.input<Answer> | StreamedAnswer : TextAnswer | undefined;

interface Definition<
  Params extends z.ZodObject,
  Query extends z.ZodObject,
  Body extends z.ZodType | StreamBody | undefined,
  Answer extends z.ZodType | undefined,
> {
  readonly method: Method;
  /** With parameters in braces: `/v1/segments/{segmentId}`. */
  readonly path: string;
  /** Unique; the name of the operation in generated clients. */
  readonly operationId: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** One field for each parameter of the path. */
  readonly params?: Params;
  readonly query?: Query;
  /**
   * The zod schema of a JSON body, which may be left out if the schema accepts undefined; or a stream. Without either, a POST with a body is
   * refused, because the body would be ignored.
   */
  readonly body?: Body;
  /** Status of success. Default: 200, or 204 without an answer schema. */
  readonly status?: number;
  /** Documents a 202 with the same answer, if the handler may give one. */
  readonly accepted?: string;
  readonly answer?: Answer;
  /** Documents the statuses and media types of a TextAnswer. */
  readonly textAnswers?: TextAnswers;
  /** Media types of a StreamedAnswer, besides JSON. */
  readonly streamedAs?: readonly string[];
  /** Problems that the route can answer with, besides those that every route has. */
  readonly problems?: readonly ProblemKind[];
  /** Accepts an Idempotency-Key. Default: every POST that isn't open. */
  readonly idempotent?: boolean;
  /**
   * How requests are recorded in the audit log; by default each that isn't a GET. `counts`: requests that bring in data about people are counted.
   * `none`: the operation changes nothing.
   */
  readonly audit?: 'counts' | 'none';
  /** The resource before the request as an answer would show it, without secrets; for the audit log. */
  before?(params: z.output<Params>): Promise<unknown>;
  handle(
    context: RouteContext<z.output<Params>, z.output<Query>, BodyOf<Body>>,
  ): Promise<AnswerOf<Answer>> | AnswerOf<Answer>;
}

export type RouteDefinition<
  Params extends z.ZodObject,
  Query extends z.ZodObject,
  Body extends z.ZodType | StreamBody | undefined,
  Answer extends z.ZodType | undefined,
> = Definition<Params, Query, Body, Answer> & Access;

/** A route without its type parameters, for the router and the OpenAPI document. */
export interface Route {
  readonly method: Method;
  readonly path: string;
  readonly operationId: string;
  readonly tag: string;
  readonly summary: string;
  readonly description: string | undefined;
  readonly params: z.ZodObject;
  readonly query: z.ZodObject;
  readonly body: z.ZodType | StreamBody | undefined;
  readonly status: number;
  readonly accepted: string | undefined;
  readonly answer: z.ZodType | undefined;
  readonly streamedAs: readonly string[];
  readonly textAnswers: TextAnswers | undefined;
  readonly problems: readonly ProblemKind[];
  /** Null: open to everybody. */
  readonly scope: Scope | 'any' | null;
  readonly idempotent: boolean;
  /** Accepts an If-Match (editRoutes.ts). */
  readonly ifMatch: boolean;
  readonly audit: 'counts' | 'none' | 'entry';
  readonly before: ((params: unknown) => Promise<unknown>) | undefined;
  /** Throws a problem if the caller, who has the scope, may not use the route with these parameters of the path. */
  readonly checkCaller?: (caller: Caller, params: Readonly<Record<string, unknown>>) => Promise<void>;
  handle(context: RouteContext<unknown, unknown, unknown>): Promise<unknown> | unknown;
}

export const isStreamBody = (body: Route['body']): body is StreamBody => body !== undefined && !('_zod' in body);

/** The media types of a JSON body. */
export const jsonTypesOf = ({ method }: Pick<Route, 'method'>): readonly string[] =>
  method === 'patch' ? ['application/merge-patch+json', 'application/json'] : ['application/json'];

/** Whether a request may come without its body. */
export const mayLackBody = (body: z.ZodType): boolean => body.safeParse(undefined).success;

/** Names of the parameters in `path`. */
const parametersOf = (path: string): string[] => [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');

/**
 * Defines an operation of the API, from which validation, types, routing and documentation are derived. Throws when the parameters in the
 * path and `params` differ, and when it is not said who may call it.
 */
export function defineRoute<
  Params extends z.ZodObject = NoFields,
  Query extends z.ZodObject = NoFields,
  Body extends z.ZodType | StreamBody | undefined = undefined,
  Answer extends z.ZodType | undefined = undefined,
>(definition: RouteDefinition<Params, Query, Body, Answer>): Route {
  const params = definition.params ?? z.strictObject({});
  const inPath = parametersOf(definition.path).toSorted().join();
  const declared = Object.keys(params.shape).toSorted().join();
  if (inPath !== declared) {
    throw new TypeError(`${definition.operationId}: the path has the parameters [${inPath}], params has [${declared}]`);
  }
  // The type says so too; a route that was built without it must not become open to everybody.
  const { operationId } = definition;
  if (definition.open !== true && definition.scope === undefined) {
    throw new TypeError(`${operationId}: a route needs a scope, or open: true`);
  }
  const scope = definition.scope ?? null;
  return {
    method: definition.method,
    path: definition.path,
    operationId,
    tag: definition.tag,
    summary: definition.summary,
    description: definition.description,
    params,
    query: definition.query ?? z.strictObject({}),
    body: definition.body,
    status: definition.status ?? (definition.answer ? 200 : 204),
    accepted: definition.accepted,
    answer: definition.answer,
    streamedAs: definition.streamedAs ?? [],
    textAnswers: definition.textAnswers,
    problems: definition.problems ?? [],
    scope,
    idempotent: definition.idempotent ?? (definition.method === 'post' && scope !== null),
    ifMatch: false,
    audit: definition.audit ?? 'entry',
    before: definition.before as Route['before'],
    // The router validates with these same schemas, so the handler receives the types that it declares.
    handle: definition.handle as Route['handle'],
  };
}
