import { EGRESS_REFUSED } from '../egress/egress.ts';

/** Herald's codes for errors below HTTP. They appear in attempts and reports, so they never contain an address. */

const NOT_WRITTEN: Readonly<Record<string, string>> = {
  [EGRESS_REFUSED]: 'address_refused',
  ECONNREFUSED: 'connection_refused',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  UND_ERR_CONNECT_TIMEOUT: 'connect_timeout',
  ETIMEDOUT: 'connect_timeout',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EPROTO: 'tls',
  ERR_INVALID_URL: 'invalid_request',
  UND_ERR_INVALID_ARG: 'invalid_request',
  UND_ERR_CLOSED: 'closed',
  UND_ERR_DESTROYED: 'closed',
};

/** Names of OpenSSL's verification errors and of Node's TLS and SSL errors. */
const TLS = /^ERR_(TLS|SSL)_|CERT|SELF_SIGNED|UNABLE_TO_|^CRL_/;

/** As the code of an error: the end of an answer didn't come in time. */
export const ANSWER_TIMEOUT = 'HERALD_ANSWER_TIMEOUT';

const LOST: Readonly<Record<string, string>> = { [ANSWER_TIMEOUT]: 'timeout' };

/** Why a request was never written. */
export function notWrittenCode(error: unknown): string {
  const code = codeOf(error);
  return NOT_WRITTEN[code] ?? (TLS.test(code) ? 'tls' : 'not_connected');
}

/** How the answer to a request was lost. */
export function lossCode(error: unknown): string {
  const isNoHttp = error instanceof Error && error.name === 'HTTPParserError';
  return LOST[codeOf(error)] ?? (isNoHttp ? 'unreadable_answer' : 'connection_lost');
}

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
