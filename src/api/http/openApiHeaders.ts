import type { ProblemKind } from './problem.ts';
import type { Route } from './route.ts';

/** Headers of responses, as components of the OpenAPI document. */
export const HEADERS = {
  'X-Request-Id': {
    description:
      'The id of the request in the audit log, in problem documents and in the logs. A request may bring its own: 8 to 64 letters, digits, `_`, `.` and `-`.',
    schema: { type: 'string' },
    example: '5f0c6c3e-7c1b-4d0e-9a53-0c3f6d1d2b1a',
  },
  'RateLimit-Policy': {
    description: 'The class of the operation, the requests that the key has (q) and in how many seconds (w).',
    schema: { type: 'string' },
    example: '"write";q=3000;w=60',
  },
  RateLimit: {
    description:
      'The class of the operation, the requests that are left (r) and after how many seconds they are renewed (t).',
    schema: { type: 'string' },
    example: '"write";r=2999;t=60',
  },
  Location: {
    description: 'The path of what was created.',
    schema: { type: 'string' },
    example: '/v1/campaigns/cmp_01K4ZJ7Q2V8N3X5T6WBYDMHRCQ',
  },
  'Idempotency-Replayed': {
    description:
      'The request was not carried out again: this is the response to the first one with its Idempotency-Key.',
    schema: { type: 'string', const: 'true' },
  },
  'Retry-After': {
    description: 'After how many seconds the request may succeed.',
    schema: { type: 'integer', minimum: 0 },
    example: 5,
  },
  'WWW-Authenticate': {
    description: 'How to send an API key.',
    schema: { type: 'string' },
    example: 'Bearer realm="herald"',
  },
} as const;
type Header = keyof typeof HEADERS;

const RATES: readonly Header[] = ['RateLimit-Policy', 'RateLimit'];
const RETRIED: readonly ProblemKind[] = ['conflict', 'too-many-requests', 'unavailable'];

/** Headers of the response when all goes well. */
export function headersOf(route: Route, routes: readonly Route[]) {
  const isRead = (other: Route) =>
    other.method === 'get' && other.path.startsWith(`${route.path}/{`) && other.path.endsWith('}');
  const hasLocation = route.method === 'post' && (route.status === 201 || route.status === 202) && routes.some(isRead);
  return references([
    'X-Request-Id',
    ...(route.scope === null ? [] : RATES),
    ...(hasLocation ? (['Location'] as const) : []),
    ...(route.idempotent ? (['Idempotency-Replayed'] as const) : []),
  ]);
}

/** Headers of a problem document. Those of the rates are missing where the problem came before the key was read. */
export const problemHeaders = (kind: ProblemKind) =>
  references([
    'X-Request-Id',
    ...(kind === 'unauthorized' ? (['WWW-Authenticate'] as const) : RATES),
    ...(RETRIED.includes(kind) ? (['Retry-After'] as const) : []),
  ]);

const references = (headers: readonly Header[]) =>
  Object.fromEntries(headers.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
