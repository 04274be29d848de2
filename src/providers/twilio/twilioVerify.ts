import { z } from 'zod';
import type { HttpExchange } from '../connection.ts';
import { parseJson } from '../json.ts';
import type { Check } from '../provider.ts';
import type { TwilioApi, TwilioSettings } from './twilioApi.ts';

const account = z.object({ status: z.string() });
const numbers = z.object({
  incoming_phone_numbers: z.array(z.object({ capabilities: z.object({ sms: z.boolean().optional() }).optional() })),
});
const shortCodes = z.object({ short_codes: z.array(z.unknown()) });

const ALPHANUMERIC_SENDER = /^(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}$/;

/** Checks with Twilio that the credentials are valid, and then that the account may use the sender. */
export async function verifyAtTwilio(api: TwilioApi, settings: TwilioSettings): Promise<readonly Check[]> {
  const credentials = await checkCredentials(api);
  return credentials.ok ? [credentials, await checkSender(api, settings)] : [credentials];
}

async function checkCredentials(api: TwilioApi): Promise<Check> {
  const exchange = await api.get('.json');
  const parsed = account.safeParse(bodyOf(exchange));
  if (!parsed.success) return check('credentials', false, explain(exchange));
  const { status } = parsed.data;
  return check('credentials', status === 'active', `the account is ${status}`);
}

function checkSender(api: TwilioApi, settings: TwilioSettings): Promise<Check> | Check {
  const { messagingServiceSid, from = '' } = settings;
  if (messagingServiceSid !== undefined) return checkMessagingService(api, settings, messagingServiceSid);
  if (/^\+\d{7,15}$/.test(from)) return checkNumber(api, from);
  if (/^\d{3,8}$/.test(from)) return checkShortCode(api, from);
  return ALPHANUMERIC_SENDER.test(from)
    ? check('sender', true, 'an alphanumeric sender, which cannot be checked with Twilio')
    : check('sender', false, 'neither E.164, nor a short code, nor up to 11 letters and digits');
}

async function checkNumber(api: TwilioApi, from: string): Promise<Check> {
  const exchange = await api.get(`/IncomingPhoneNumbers.json?PhoneNumber=${encodeURIComponent(from)}`);
  const parsed = numbers.safeParse(bodyOf(exchange));
  if (!parsed.success) return check('sender', false, explain(exchange));
  const [number] = parsed.data.incoming_phone_numbers;
  if (!number) return check('sender', false, "the number isn't one of the account's");
  return number.capabilities?.sms === false
    ? check('sender', false, "the number can't send SMS")
    : check('sender', true, "the number is the account's and can send SMS");
}

async function checkShortCode(api: TwilioApi, from: string): Promise<Check> {
  const exchange = await api.get(`/SMS/ShortCodes.json?ShortCode=${from}`);
  const parsed = shortCodes.safeParse(bodyOf(exchange));
  if (!parsed.success) return check('sender', false, explain(exchange));
  return parsed.data.short_codes.length > 0
    ? check('sender', true, "the short code is the account's")
    : check('sender', false, "the short code isn't one of the account's");
}

async function checkMessagingService(api: TwilioApi, settings: TwilioSettings, sid: string): Promise<Check> {
  const path = `/v1/Services/${sid}`;
  const exchange = await api.getAt(isTwilio(settings) ? `https://messaging.twilio.com${path}` : path);
  return exchange.kind === 'answer' && exchange.status === 200
    ? check('sender', true, "the messaging service is the account's")
    : check('sender', false, explain(exchange));
}

/** Twilio has services on a host of their own; a compatible service has one address for everything. */
const isTwilio = ({ baseUrl }: TwilioSettings): boolean => new URL(baseUrl).hostname === 'api.twilio.com';

const bodyOf = (exchange: HttpExchange): unknown =>
  exchange.kind === 'answer' && exchange.status === 200 ? parseJson(exchange.body) : undefined;

function explain(exchange: HttpExchange): string {
  if (exchange.kind !== 'answer') return `no answer: ${exchange.code}`;
  if (exchange.status === 401) return 'the account SID or the auth token is wrong';
  if (exchange.status === 404) return 'not found';
  return exchange.status === 200 ? 'the answer is not understood' : `answered with status ${exchange.status}`;
}

const check = (name: string, ok: boolean, detail: string): Check => ({ name, ok, detail });
