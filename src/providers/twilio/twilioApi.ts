import { z } from 'zod';
import type { TwilioProviderInput } from '../../domain/provider/provider.ts';
import type { Connection, HttpExchange } from '../connection.ts';
import { parseJson } from '../json.ts';

export type TwilioSettings = TwilioProviderInput['settings'];

/** Twilio's REST API for one account. */
export interface TwilioApi {
  /** Posts a form to a path below the account (`/Messages.json`). */
  post(path: string, form: string, mayStart?: () => boolean): Promise<HttpExchange>;
  /** Reads a path below the account. */
  get(path: string): Promise<HttpExchange>;
  /** Reads an absolute path, such as the next page that Twilio returns, or an address on another of its hosts. */
  getAt(pathOrUrl: string): Promise<HttpExchange>;
}

const API_VERSION = '2010-04-01';

export function twilioApi(settings: TwilioSettings, connection: Connection): TwilioApi {
  const { origin, pathname } = new URL(settings.baseUrl);
  const root = pathname.replace(/\/+$/, '');
  const account = `${root}/${API_VERSION}/Accounts/${settings.accountSid}`;
  const credentials = Buffer.from(`${settings.accountSid}:${settings.authToken}`).toString('base64');
  const reading = { authorization: `Basic ${credentials}`, accept: 'application/json' };
  const posting = { ...reading, 'content-type': 'application/x-www-form-urlencoded' };

  const read = (at: string, path: string) =>
    connection.exchange({ method: 'GET', origin: at, path, headers: reading, body: null });
  return {
    post: (path, form, mayStart) =>
      connection.exchange({ method: 'POST', origin, path: account + path, headers: posting, body: form }, mayStart),
    get: (path) => read(origin, account + path),
    getAt(pathOrUrl) {
      if (!pathOrUrl.startsWith('http')) return read(origin, root + pathOrUrl);
      const url = new URL(pathOrUrl);
      return read(url.origin, url.pathname + url.search);
    },
  };
}

const errorBody = z.object({ code: z.int() });

/** The code in Twilio's error answer; null when there is none. */
export function twilioErrorCode(body: string): number | null {
  const parsed = errorBody.safeParse(parseJson(body));
  return parsed.success ? parsed.data.code : null;
}
