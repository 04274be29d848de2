/**
 * Why a mail wasn't confirmed. `refused`: the server refused it permanently. `not_now`: the server may accept it later (4xx, such as
 * greylisting; no connection). `unknown`: the answer was lost after the mail was written, so that it may or may not arrive.
 */
export type MailFailure = 'refused' | 'not_now' | 'unknown';

/** A mail that wasn't confirmed. The message contains only a code, because answers of servers quote addresses and may quote more. */
export class MailError extends Error {
  override readonly name = 'MailError';
  readonly failure: MailFailure;
  /** Code of the server (`550`), the system (`ECONNREFUSED`) or the client (`ETIMEDOUT`). */
  readonly code: string;

  constructor(failure: MailFailure, code: string) {
    super(`${SENTENCES[failure]} (${code})`);
    this.failure = failure;
    this.code = code;
  }
}

const SENTENCES: Readonly<Record<MailFailure, string>> = {
  refused: 'the mail server refused the mail',
  not_now: 'the mail server did not accept the mail now',
  unknown: 'the answer of the mail server was lost after the mail was written',
};

/** Codes of the client for errors that no retry fixes: credentials, invalid addresses, invalid mails. */
const FINAL: ReadonlySet<string> = new Set(['EAUTH', 'EENVELOPE', 'EMESSAGE']);

/** Converts an error of the SMTP client. `written`: whether any of the mail's content was sent to the server. */
export function mailErrorOf(error: unknown, written: boolean): MailError {
  const { responseCode, code, originalCode } = detailsOf(error);
  if (responseCode !== null) {
    // When STARTTLS fails, the client's code is more informative than the server's 502.
    return new MailError(isFinal(responseCode) ? 'refused' : 'not_now', code === 'ETLS' ? code : String(responseCode));
  }
  const errorCode = originalCode ?? code ?? 'EUNKNOWN';
  if (written) return new MailError('unknown', errorCode);
  return new MailError(FINAL.has(code ?? '') ? 'refused' : 'not_now', errorCode);
}

/** 503 is about the order of commands in this connection, not about the mail. */
const isFinal = (responseCode: number): boolean => responseCode >= 500 && responseCode !== 503;

function detailsOf(error: unknown): { responseCode: number | null; code: string | null; originalCode: string | null } {
  const fields = (typeof error === 'object' && error !== null ? error : {}) as Record<string, unknown>;
  const codeIn = (value: unknown) => (typeof value === 'string' && /^[A-Z0-9_]{1,40}$/.test(value) ? value : null);
  return {
    responseCode: typeof fields.responseCode === 'number' && fields.responseCode >= 400 ? fields.responseCode : null,
    code: codeIn(fields.code),
    originalCode: codeIn(fields.originalCode),
  };
}
