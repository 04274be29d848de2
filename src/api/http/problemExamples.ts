import { ApiError, invalid, notFound, type ProblemDocument, type ProblemKind, unavailable } from './problem.ts';

const errorOf = (kind: ProblemKind, detail: string, errors?: ApiError['errors']): ApiError =>
  new ApiError(kind, { detail, errors });

const ERRORS: Readonly<Record<ProblemKind, ApiError>> = {
  'bad-request': invalid([
    { field: '/providerGroupId', code: 'required', got: 'nothing', wanted: 'a text' },
    {
      field: '/providerGroupId',
      code: 'not_accepted',
      got: 'an id that no provider group has',
      wanted: 'the id of a provider group',
    },
  ]),
  unauthorized: errorOf('unauthorized', 'The API key is unknown or was deleted.'),
  forbidden: errorOf('forbidden', 'The receipt was refused: its signature is not valid.'),
  'missing-scope': errorOf('missing-scope', 'This operation needs an API key with the scope author.', [
    { field: 'header: Authorization', code: 'not_accepted', got: 'a key with ingest', wanted: 'a key with author' },
  ]),
  'sandbox-key': errorOf(
    'sandbox-key',
    'A sandbox key can read, estimate, validate, send test SMS, and work with sandbox campaigns.',
  ),
  'four-eyes': errorOf(
    'four-eyes',
    'This API key created, edited or scheduled the campaign: the account wants the decision of another one.',
  ),
  'not-found': notFound('campaign', 'cmp_01K4ZJ7Q2V8N3X5T6WBYDMHRCA'),
  'method-not-allowed': errorOf('method-not-allowed', '/v1/campaigns allows GET, POST.', [
    { field: 'method', code: 'not_accepted', got: 'PUT', wanted: 'GET, POST' },
  ]),
  'request-timeout': errorOf('request-timeout', 'The body was not complete after 30 seconds.'),
  conflict: new ApiError('conflict', {
    code: 'campaign_state',
    detail: 'The campaign cannot be paused: it is completed. It has ended.',
    allowedActions: ['duplicate', 'archive'],
  }),
  'precondition-failed': errorOf(
    'precondition-failed',
    'The resource no longer has the ETag in If-Match: it was edited since. Read it again and repeat the edit with its new ETag.',
  ),
  'too-large': errorOf('too-large', 'The body is larger than 1048576 bytes.'),
  'unsupported-media-type': errorOf(
    'unsupported-media-type',
    'This operation does not support the Content-Type of the request.',
  ),
  'idempotency-key-reused': errorOf(
    'idempotency-key-reused',
    'This Idempotency-Key was already used with another request. Use a new key for a new request.',
  ),
  'too-many-requests': errorOf('too-many-requests', 'The key may make 600 write requests per minute.'),
  'headers-too-large': errorOf('headers-too-large', 'The headers of the request are larger than 16384 bytes.'),
  internal: errorOf('internal', 'The error was logged with the id of this request.'),
  unavailable: unavailable('The store'),
};

const REQUEST_ID = '5f0c6c3e-7c1b-4d0e-9a53-0c3f6d1d2b1a';

/** A problem document of each kind, as a caller gets it. */
export const PROBLEM_EXAMPLES = Object.fromEntries(
  Object.entries(ERRORS).map(([kind, error]) => [kind, error.toDocument(REQUEST_ID)]),
) as Readonly<Record<ProblemKind, ProblemDocument>>;
