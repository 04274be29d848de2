import type { FailReason } from '../domain/message/message.ts';
import type { ProviderInput } from '../domain/provider/provider.ts';
import type { HttpExchange } from './connection.ts';
import type { SendOutcome } from './provider.ts';

export type ServerErrors = ProviderInput['serverErrors'];

type Answer = Extract<HttpExchange, { kind: 'answer' }>;

/** The outcome of a request without a status. */
export const outcomeWithoutAnswer = (exchange: Exclude<HttpExchange, Answer>): SendOutcome =>
  exchange.kind === 'lost'
    ? { kind: 'unknown', code: exchange.code }
    : trouble(exchange.code, { account: ERRORS_OF_SETTINGS.has(exchange.code) });

/** A request that can't be rendered, or leads to an address that Herald may not connect to: no retry fixes either. */
const ERRORS_OF_SETTINGS: ReadonlySet<string> = new Set(['invalid_request', 'address_refused']);

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

/** Statuses about the account: its credentials, balance or permissions. */
const ACCOUNT_STATUSES: ReadonlySet<number> = new Set([401, 402, 403]);

/**
 * Statuses below 500 that don't say that a request wasn't processed: 408 (it was not read to its end, or only too late), 409 (it, or another one with its
 * key, may be in progress), 425 (it may have been repeated on the way), 499 (a proxy's side of a connection that it closed itself).
 */
const AMBIGUOUS_STATUSES: ReadonlySet<number> = new Set([408, 409, 425, 499]);

/**
 * The meaning of an HTTP status other than 2xx by itself. 429 and 503 guarantee that nothing was processed; for other 5xx the settings may
 * guarantee that (`serverErrors`). A redirection (3xx) says nothing: 303 is the answer to a request that was processed. A request that was answered with
 * another 4xx was rejected before it was processed.
 */
export function outcomeOfStatus(
  answer: Pick<Answer, 'status' | 'headers'>,
  serverErrors: ServerErrors,
  code = String(answer.status),
): SendOutcome {
  const { status } = answer;
  if (status === 429 || status === 503) return trouble(code, { retryAfterMs: retryAfterMs(answer.headers) });
  if (status >= 500) return serverErrors === 'not_processed' ? trouble(code) : { kind: 'unknown', code };
  if (status < 400 || AMBIGUOUS_STATUSES.has(status)) return { kind: 'unknown', code };
  return trouble(code, { account: ACCOUNT_STATUSES.has(status) });
}

/** `Retry-After` (RFC 9110, 10.2.3: seconds, or a date) in milliseconds; null when there is none, or it is invalid. */
export function retryAfterMs(headers: Answer['headers'], now = Date.now()): number | null {
  const header = headers['retry-after'];
  if (typeof header !== 'string') return null;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}

/** The reason of a message that a provider has refused. */
export function refusalReason(
  outcome: Pick<Extract<SendOutcome, { kind: 'refused' }>, 'optedOut' | 'scope'>,
): FailReason {
  if (outcome.optedOut) return 'recipient_opted_out_at_carrier';
  return outcome.scope === 'recipient' ? 'refused_recipient' : 'refused_content';
}
