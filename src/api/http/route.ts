import type { Readable } from 'node:stream';
import { z } from 'zod';
import type { IdPrefix } from './idempotency.ts';
import type { ProblemKind } from './problem.ts';

export type Method = 'get' | 'post' | 'put' | 'delete';

/** Who calls: an API key, by its id and its name. */
export interface Caller {
  readonly id: string;
  readonly name: string;
}

/** A body that isn't JSON: read by the handler as it comes. */
export interface StreamBody {
  readonly mediaTypes: readonly string[];
  readonly description: string;
  /** Short examples by media type, for the documentation. */
  readonly examples?: Readonly<Record<string, string>>;
}

/** What a handler answers when it isn't JSON, or isn't held in memory. */
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
  /** Path and query, as they came. */
  readonly url: string;
  readonly caller: Caller;
  /** A new id; under an Idempotency-Key the same one again when the request is repeated after a crash. */
  newId(prefix: IdPrefix): string;
  /** Sets a header of the answer. */
  setHeader(name: string, value: string): void;
  /** Answers with 202 instead: what was asked for is certain to happen, and hasn't yet. Only where the route says what that means. */
  answerAccepted(): void;
}

/** A stream body as its handler gets it. */
export type BodyStream = Readable;

type NoFields = z.ZodObject<Record<never, never>>;
type BodyOf<Body> = Body extends z.ZodType ? z.output<Body> : Body extends StreamBody ? BodyStream : undefined;
type AnswerOf<Answer> = Answer extends z.ZodType ? z.input<Answer> | StreamedAnswer : undefined;

export interface RouteDefinition<
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
   * A zod schema of a JSON body, which may be left out where the schema takes undefined; or a stream. Without either a POST that comes
   * with a body is refused, for nobody would read it.
   */
  readonly body?: Body;
  /** Status of success. Default: 200, or 204 without an answer schema. */
  readonly status?: number;
  /** What a 202 with the same answer means, where the handler may give one. */
  readonly accepted?: string;
  readonly answer?: Answer;
  /** Media types that a StreamedAnswer may come as, besides JSON. */
  readonly streamedAs?: readonly string[];
  /** Problems that it can answer with, besides the ones that every route has. */
  readonly problems?: readonly ProblemKind[];
  /** Needs no API key. */
  readonly open?: boolean;
  /** Takes an Idempotency-Key. Default: every POST that isn't open. */
  readonly idempotent?: boolean;
  handle(
    context: RouteContext<z.output<Params>, z.output<Query>, BodyOf<Body>>,
  ): Promise<AnswerOf<Answer>> | AnswerOf<Answer>;
}

/** A route with its types forgotten: what the router mounts and the OpenAPI document describes. */
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
  readonly problems: readonly ProblemKind[];
  readonly open: boolean;
  readonly idempotent: boolean;
  handle(context: RouteContext<unknown, unknown, unknown>): Promise<unknown> | unknown;
}

export const isStreamBody = (body: Route['body']): body is StreamBody => body !== undefined && !('_zod' in body);

/** Whether a request may come without its body. */
export const mayLackBody = (body: z.ZodType): boolean => body.safeParse(undefined).success;

/** Names of the parameters in `path`. */
const parametersOf = (path: string): string[] => [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');

/**
 * One operation of the API, said once: it is validated, typed, mounted and documented from this. Throws when the
 * path's parameters and `params` differ.
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
  const open = definition.open ?? false;
  return {
    method: definition.method,
    path: definition.path,
    operationId: definition.operationId,
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
    problems: definition.problems ?? [],
    open,
    idempotent: definition.idempotent ?? (definition.method === 'post' && !open),
    // The router passes what these very schemas made, which is what the handler's types say.
    handle: definition.handle as Route['handle'],
  };
}
