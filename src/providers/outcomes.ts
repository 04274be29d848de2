import type { ProviderInput } from '../domain/provider/provider.ts';
import type { HttpExchange } from './connection.ts';
import type { SendOutcome } from './provider.ts';

export type ServerErrors = ProviderInput['serverErrors'];

type Answer = Extract<HttpExchange, { kind: 'answer' }>;

/** What it means that no status came. */
export const outcomeWithoutAnswer = (exchange: Exclude<HttpExchange, Answer>): SendOutcome =>
  exchange.kind === 'lost'
    ? { kind: 'unknown', code: exchange.code }
    : // A request that can't be built is the settings' fault; no retry mends it.
      trouble(exchange.code, { account: exchange.code === 'invalid_request' });

export const trouble = (
  code: string,
  { account = false, retryAfterMs = null }: { account?: boolean; retryAfterMs?: number | null } = {},
): SendOutcome => ({ kind: 'trouble', code, account, retryAfterMs });

export const refused = (scope: 'recipient' | 'content', code: string, optedOut = false): SendOutcome => ({
  kind: 'refused',
  scope,
  optedOut,
  code,
});

/** Statuses that blame the account: its credentials, its balance, its permissions. */
const ACCOUNT_STATUSES: ReadonlySet<number> = new Set([401, 402, 403]);

/**
 * What an HTTP status that isn't 2xx means by itself. 503 promises that nothing was processed; of the other 5xx a
 * gateway's settings may say so (`serverErrors`). A 4xx or 3xx was turned down before anything was made of it.
 */
export function outcomeOfStatus(
  answer: Pick<Answer, 'status' | 'headers'>,
  serverErrors: ServerErrors,
  code = String(answer.status),
): SendOutcome {
  const { status } = answer;
  if (status === 429 || status === 503) return trouble(code, { retryAfterMs: retryAfterMs(answer.headers) });
  if (status >= 500) return serverErrors === 'not_processed' ? trouble(code) : { kind: 'unknown', code };
  return trouble(code, { account: ACCOUNT_STATUSES.has(status) });
}

/** `Retry-After` (RFC 9110, 10.2.3: seconds, or a date) in milliseconds; null when there is none to be read. */
export function retryAfterMs(headers: Answer['headers'], now = Date.now()): number | null {
  const header = headers['retry-after'];
  if (typeof header !== 'string') return null;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}
