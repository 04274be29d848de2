import { isIPv6 } from 'node:net';
import type { Request, Response } from 'express';
import { DEFAULT_RATES, type RateClass } from '../../domain/account/rateLimits.ts';
import { ApiError } from './problem.ts';
import type { Caller, Route } from './route.ts';

const WINDOW_MS = 60_000;
/** Failed authentications of one address per minute. Requests with a valid key are not affected, since many callers may share an address. */
const FAILURES_PER_MINUTE = 30;
/** More windows than keys and honest addresses ever need; the oldest are given up, so that memory is bounded. */
const MAX_WINDOWS = 100_000;

interface Window {
  readonly endsAt: number;
  count: number;
}

export type RateLimiter = ReturnType<typeof rateLimiter>;

/** Counts requests per minute, in memory: each process of the API has counts of its own. */
export function rateLimiter(now: () => Date) {
  const windows = new Map<string, Window>();

  return {
    /** Counts a request of the caller. Sets the headers of the response, and throws a 429 when there were too many. */
    countRequest(route: Route, caller: Caller, response: Response): void {
      const kind = classOf(route);
      const quota = caller.rateLimits[kind] ?? DEFAULT_RATES[kind];
      const { count, seconds } = take(`${caller.id}/${kind}`);
      // draft-ietf-httpapi-ratelimit-headers-10
      response.setHeader('RateLimit-Policy', `"${kind}";q=${quota};w=${WINDOW_MS / 1000}`);
      response.setHeader('RateLimit', `"${kind}";r=${Math.max(0, quota - count)};t=${seconds}`);
      if (count > quota) throw tooMany(`The key may make ${quota} ${kind} requests per minute.`, seconds);
    },

    /** Counts a failed authentication. Throws a 429 when there were too many from the address. */
    countFailure(request: Request): void {
      const { count, seconds } = take(`failures/${networkOf(request.ip ?? '')}`);
      if (count > FAILURES_PER_MINUTE)
        throw tooMany('Too many requests without a valid API key came from this address.', seconds);
    },
  };

  function take(key: string): { count: number; seconds: number } {
    const time = now().getTime();
    let window = windows.get(key);
    if (window === undefined || window.endsAt <= time) {
      windows.delete(key);
      const [oldest] = windows.size >= MAX_WINDOWS ? windows.keys() : [];
      if (oldest !== undefined) windows.delete(oldest);
      window = { endsAt: time + WINDOW_MS, count: 0 };
      windows.set(key, window);
    }
    window.count += 1;
    return { count: window.count, seconds: Math.ceil((window.endsAt - time) / 1000) };
  }
}

function classOf({
  scope,
  method,
  audit,
  streamedAs,
}: Pick<Route, 'scope' | 'method' | 'audit' | 'streamedAs'>): RateClass {
  if (scope === 'ingest') return 'ingest';
  if (streamedAs.length > 0) return 'export';
  return method === 'get' || audit === 'none' ? 'read' : 'write';
}

/** One caller has a whole /64 of IPv6. */
function networkOf(address: string): string {
  if (!isIPv6(address) || address.toLowerCase().startsWith('::ffff:')) return address;
  const [head = ''] = address.split('::');
  return head.split(':').slice(0, 4).join(':');
}

export const tooMany = (detail: string, seconds: number): ApiError =>
  new ApiError('too-many-requests', { detail, headers: { 'Retry-After': String(seconds) } });
