import { z } from 'zod';
import { CAMPAIGN_ACTIONS, type Steering } from '../../domain/campaign/status.ts';
import { FIELD_CODES, type FieldProblem } from '../../domain/problems.ts';

/** Kinds of problems by the last part of their `type` (`urn:herald:problem:...`), with HTTP status and title. */
export const PROBLEM_KINDS = {
  'bad-request': { status: 400, title: 'The request is not valid' },
  unauthorized: { status: 401, title: 'No valid API key' },
  forbidden: { status: 403, title: 'The signature is not valid' },
  'missing-scope': { status: 403, title: 'The API key lacks a scope' },
  'sandbox-key': { status: 403, title: 'The API key is for the sandbox' },
  'four-eyes': { status: 403, title: 'Somebody else has to decide' },
  'not-found': { status: 404, title: 'Not found' },
  'method-not-allowed': { status: 405, title: 'Method not allowed' },
  'request-timeout': { status: 408, title: 'The request took too long to arrive' },
  conflict: { status: 409, title: 'The request conflicts with the current state' },
  'precondition-failed': { status: 412, title: 'The resource was edited since' },
  'too-large': { status: 413, title: 'The request body is too large' },
  'unsupported-media-type': { status: 415, title: 'The media type of the request body is not supported' },
  'idempotency-key-reused': { status: 422, title: 'The Idempotency-Key belongs to another request' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  'headers-too-large': { status: 431, title: 'The request headers are too large' },
  internal: { status: 500, title: 'Internal error' },
  unavailable: { status: 503, title: 'A part of Herald is unavailable' },
} as const;
export type ProblemKind = keyof typeof PROBLEM_KINDS;

/** Codes of conflicts, which say more than that there is one. */
const CONFLICT_CODES = [
  'already_member',
  'already_reviewed',
  'campaign_state',
  'edited_meanwhile',
  'group_size',
  'in_use',
  'journey_closed',
  'journey_left',
  'name_taken',
  'no_number',
  'no_review',
  'request_in_progress',
  'time_zone_unusable',
  'workflow_ended',
] as const;
export type ConflictCode = (typeof CONFLICT_CODES)[number];
type ProblemCode = Exclude<KindCode<ProblemKind>, 'conflict'> | ConflictCode;
/** The code of a kind: `not_found` of `not-found`. */
type KindCode<Kind extends string> = Kind extends `${infer Head}-${infer Tail}` ? `${Head}_${KindCode<Tail>}` : Kind;

/** The code of a kind of problem, unless the problem has one of its own. */
const codeOf = (kind: string) => kind.replaceAll('-', '_') as ProblemCode;
const PROBLEM_CODES = [
  ...Object.keys(PROBLEM_KINDS)
    .filter((kind) => kind !== 'conflict')
    .map(codeOf),
  ...CONFLICT_CODES,
];

export const fieldError = z.strictObject({
  field: z.string().describe('a JSON pointer into the body (/what/template), or a parameter or header (query: limit)'),
  code: z
    .enum(FIELD_CODES)
    .describe('why it is refused; not_accepted: for a reason that no schema can express, such as an id of nothing'),
  got: z.string().describe('the value that was given; only its shape when it may be secret or personal'),
  wanted: z.string().describe('the expected value'),
});
export const toFieldError = (problem: FieldProblem): z.infer<typeof fieldError> => ({
  code: 'not_accepted',
  ...problem,
});

/** A problem document (RFC 9457). */
export const problemDocument = z.strictObject({
  type: z.string().describe('the kind of problem: urn:herald:problem:..., stable'),
  code: z.enum(PROBLEM_CODES).describe('the problem, for programs; stable'),
  title: z.string().describe('a summary that is the same for every problem of the type'),
  status: z.int().describe('the HTTP status'),
  detail: z.string().describe('an explanation of this particular problem'),
  instance: z.string().describe('urn:herald:request: and the id of the request, as in X-Request-Id'),
  errors: z.array(fieldError).optional().describe('the validation errors'),
  allowedActions: z
    .array(z.enum(CAMPAIGN_ACTIONS))
    .optional()
    .describe('with the code campaign_state: the actions that the state of the campaign allows'),
});
export type ProblemDocument = z.infer<typeof problemDocument>;

interface ProblemDetails {
  readonly detail: string;
  /** Default: that of the kind. */
  readonly code?: ConflictCode | undefined;
  readonly allowedActions?: readonly Steering[] | undefined;
  readonly errors?: readonly FieldProblem[] | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly cause?: unknown;
}

/** An error that is sent to the caller as a problem document. All other errors become a 500 without details. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly kind: ProblemKind;
  readonly code: ProblemCode;
  readonly errors: readonly FieldProblem[];
  readonly allowedActions: readonly Steering[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(kind: ProblemKind, { detail, code, allowedActions, errors = [], headers = {}, cause }: ProblemDetails) {
    super(detail, cause === undefined ? undefined : { cause });
    this.kind = kind;
    this.code = code ?? codeOf(kind);
    this.allowedActions = allowedActions;
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
      code: this.code,
      title,
      status,
      detail: this.message,
      instance: `urn:herald:request:${requestId}`,
      ...(this.errors.length > 0 && { errors: this.errors.map(toFieldError) }),
      ...(this.allowedActions && { allowedActions: [...this.allowedActions] }),
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
export const conflict = (code: ConflictCode, detail: string): ApiError => new ApiError('conflict', { detail, code });

/** 503 for a part (`The store`, `Temporal`) that doesn't answer. */
export const unavailable = (part: string, cause?: unknown): ApiError =>
  new ApiError('unavailable', {
    detail: `${part} is unavailable at the moment.`,
    headers: { 'Retry-After': '5' },
    cause,
  });

/** Ids come from the caller: they are shortened, and not shown at all when they look like a phone number. */
function quoteId(id: string): string {
  if (/\d{7,}/.test(id) && !/^[a-z]{3}_[0-9A-HJKMNP-TV-Z]{26}$/.test(id))
    return '(not shown: it may be a phone number)';
  return JSON.stringify(id.length > 64 ? `${id.slice(0, 61)}...` : id);
}
