/**
 * What a mail that wasn't confirmed came to. `refused`: the server won't take it, and wouldn't a minute later. `not_now`: it may take it later (4xx, as
 * in greylisting; no connection). `unknown`: the answer was lost after the mail was written, so that it may arrive or not.
 */
export type MailFailure = 'refused' | 'not_now' | 'unknown';

/** A mail that wasn't confirmed. The message holds a code and nothing else: servers' answers quote addresses, and may quote more. */
export class MailError extends Error {
  override readonly name = 'MailError';
  readonly failure: MailFailure;
  /** The server's (`550`), the system's (`ECONNREFUSED`) or the client's (`ETIMEDOUT`). */
  readonly code: string;

  constructor(failure: MailFailure, code: string) {
    super(`${SENTENCES[failure]} (${code})`);
    this.failure = failure;
    this.code = code;
  }
}

const SENTENCES: Readonly<Record<MailFailure, string>> = {
  refused: 'the mail server refused the mail',
  not_now: 'the mail server did not take the mail now',
  unknown: 'the answer of the mail server was lost after the mail was written',
};

/** Codes of the client's for what no repetition mends: credentials, and addresses or mails that are none. */
const FINAL: ReadonlySet<string> = new Set(['EAUTH', 'EENVELOPE', 'EMESSAGE']);

/** What `error` of the SMTP client comes to. `written`: whether the server was given any of the mail itself. */
export function mailErrorOf(error: unknown, written: boolean): MailError {
  const { responseCode, code, originalCode } = detailsOf(error);
  if (responseCode !== null) {
    // 502 to STARTTLS says less than that there is no TLS.
    return new MailError(isFinal(responseCode) ? 'refused' : 'not_now', code === 'ETLS' ? code : String(responseCode));
  }
  const word = originalCode ?? code ?? 'EUNKNOWN';
  if (written) return new MailError('unknown', word);
  return new MailError(FINAL.has(code ?? '') ? 'refused' : 'not_now', word);
}

/** 503 speaks of the order of commands in this connection, not of the mail. */
const isFinal = (responseCode: number): boolean => responseCode >= 500 && responseCode !== 503;

function detailsOf(error: unknown): { responseCode: number | null; code: string | null; originalCode: string | null } {
  const fields = (typeof error === 'object' && error !== null ? error : {}) as Record<string, unknown>;
  const word = (value: unknown) => (typeof value === 'string' && /^[A-Z0-9_]{1,40}$/.test(value) ? value : null);
  return {
    responseCode: typeof fields.responseCode === 'number' && fields.responseCode >= 400 ? fields.responseCode : null,
    code: word(fields.code),
    originalCode: word(fields.originalCode),
  };
}
