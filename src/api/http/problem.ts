import { z } from 'zod';
import type { FieldProblem } from '../../domain/problems.ts';

/** Kinds of problems by the last part of their `type` (`urn:herald:problem:...`), with HTTP status and title. */
export const PROBLEM_KINDS = {
  'bad-request': { status: 400, title: 'The request is not valid' },
  unauthorized: { status: 401, title: 'No valid API key' },
  forbidden: { status: 403, title: 'The signature is not valid' },
  'missing-scope': { status: 403, title: 'The API key lacks a scope' },
  'not-found': { status: 404, title: 'Not found' },
  'method-not-allowed': { status: 405, title: 'Method not allowed' },
  'request-timeout': { status: 408, title: 'The request took too long to arrive' },
  conflict: { status: 409, title: 'The request conflicts with the current state' },
  'too-large': { status: 413, title: 'The request body is too large' },
  'unsupported-media-type': { status: 415, title: 'The media type of the request body is not supported' },
  'idempotency-key-reused': { status: 422, title: 'The Idempotency-Key belongs to another request' },
  'headers-too-large': { status: 431, title: 'The request headers are too large' },
  internal: { status: 500, title: 'Internal error' },
  unavailable: { status: 503, title: 'A part of Herald is unavailable' },
} as const;
export type ProblemKind = keyof typeof PROBLEM_KINDS;

/** A problem document (RFC 9457). */
export const problemDocument = z.strictObject({
  type: z.string().describe('the kind of problem: urn:herald:problem:..., stable'),
  title: z.string().describe('a summary that is the same for every problem of the type'),
  status: z.int().describe('the HTTP status'),
  detail: z.string().describe('an explanation of this particular problem'),
  instance: z.string().describe('urn:herald:request: and the id of the request, as in X-Request-Id'),
  errors: z
    .array(
      z.strictObject({
        field: z
          .string()
          .describe('a JSON pointer into the body (/what/template), or a parameter or header (query: limit)'),
        got: z.string().describe('the value that was given; only its shape when it may be secret or personal'),
        wanted: z.string().describe('the expected value'),
      }),
    )
    .optional(),
});
export type ProblemDocument = z.infer<typeof problemDocument>;

interface ProblemDetails {
  readonly detail: string;
  readonly errors?: readonly FieldProblem[] | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly cause?: unknown;
}

/** An error that is sent to the caller as a problem document. All other errors become a 500 without details. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly kind: ProblemKind;
  readonly errors: readonly FieldProblem[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(kind: ProblemKind, { detail, errors = [], headers = {}, cause }: ProblemDetails) {
    super(detail, cause === undefined ? undefined : { cause });
    this.kind = kind;
    this.errors = errors;
    this.headers = headers;
  }

  get status(): number {
    return PROBLEM_KINDS[this.kind].status;
  }

  /** The document that is sent to the caller. */
  toDocument(requestId: string): ProblemDocument {
    const { status, title } = PROBLEM_KINDS[this.kind];
    return {
      type: `urn:herald:problem:${this.kind}`,
      title,
      status,
      detail: this.message,
      instance: `urn:herald:request:${requestId}`,
      ...(this.errors.length > 0 && { errors: [...this.errors] }),
    };
  }
}

/** 400 with validation errors; `detail` counts them. */
export const invalid = (errors: readonly FieldProblem[]): ApiError => {
  const count = errors.length === 1 ? '1 validation error' : `${errors.length} validation errors`;
  return new ApiError('bad-request', { detail: `The request has ${count}.`, errors });
};

/** 404 for a `what` (such as `segment`) that doesn't exist. */
export const notFound = (what: string, id: string): ApiError =>
  new ApiError('not-found', { detail: `There is no ${what} with the id ${quoteId(id)}.` });

/** 409 with a sentence that explains the conflict. */
export const conflict = (detail: string, errors?: readonly FieldProblem[]): ApiError =>
  new ApiError('conflict', { detail, errors });

/** 503 for a part (`The store`, `Temporal`) that doesn't answer. */
export const unavailable = (part: string, cause?: unknown): ApiError =>
  new ApiError('unavailable', {
    detail: `${part} is unavailable at the moment.`,
    headers: { 'Retry-After': '5' },
    cause,
  });

/** Ids come from the caller: they are shortened, and not shown at all when they look like a phone number. */
function quoteId(id: string): string {
  if (/\d{7,}/.test(id) && !/^[a-z]{3}_[0-9a-f]{20}$/.test(id)) return '(not shown: it may be a phone number)';
  return JSON.stringify(id.length > 64 ? `${id.slice(0, 61)}...` : id);
}
