import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ProviderRequest } from '../provider.ts';

/** Why a request doesn't come from Twilio; null: its signature is right. `form`: the parameters in its body. */
export function signatureProblem(authToken: string, request: ProviderRequest, form: URLSearchParams): string | null {
  const signature = request.headers['x-twilio-signature'];
  if (signature === undefined) return 'no X-Twilio-Signature';
  const genuine = addressesOf(request.url).some((url) => equals(signature, twilioSignature(authToken, url, form)));
  return genuine ? null : 'X-Twilio-Signature is wrong';
}

/**
 * X-Twilio-Signature: HMAC-SHA1 with the auth token over the address and the names and values of the POST parameters, sorted by name
 * (https://www.twilio.com/docs/usage/security). A repeated name is included once per distinct value.
 */
function twilioSignature(authToken: string, url: string, form: URLSearchParams): string {
  const names = [...new Set(form.keys())].sort();
  const signed = names.flatMap((name) => [...new Set(form.getAll(name))].sort().map((value) => name + value));
  return createHmac('sha1', authToken)
    .update(url + signed.join(''), 'utf8')
    .digest('base64');
}

/** The address as received, and with its default port added or its port removed: Twilio signs either form. */
function addressesOf(url: string): string[] {
  const parts = /^(https?):\/\/([^/?#]*?)(:\d+)?([/?#].*)?$/.exec(url);
  if (!parts) return [url];
  const [, scheme, host, port, rest = ''] = parts;
  const other = port === undefined ? `:${scheme === 'https' ? 443 : 80}` : '';
  return [url, `${scheme}://${host}${other}${rest}`];
}

function equals(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
