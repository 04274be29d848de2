import { describe, expect, it } from 'vitest';
import type { SendOutcome } from '../../../src/providers/provider.ts';
import { httpServer, provider, sms, twilioInput } from '../support.ts';

const refusedRecipient = (code: number, optedOut = false): SendOutcome => ({
  kind: 'refused',
  scope: 'recipient',
  optedOut,
  code: String(code),
});
const refusedContent = (code: number): SendOutcome => ({
  kind: 'refused',
  scope: 'content',
  optedOut: false,
  code: String(code),
});
const trouble = (code: number | string, account = false, retryAfterMs: number | null = null): SendOutcome => ({
  kind: 'trouble',
  code: String(code),
  account,
  retryAfterMs,
});
const unknown = (code: number | string): SendOutcome => ({ kind: 'unknown', code: String(code) });

/** HTTP status, Twilio's code (null: an answer without one), outcome. */
const TABLE: readonly (readonly [status: number, code: number | null, outcome: SendOutcome])[] = [
  [400, 21610, refusedRecipient(21610, true)],
  [400, 21211, refusedRecipient(21211)],
  [400, 21614, refusedRecipient(21614)],
  [400, 21635, refusedRecipient(21635)],
  [400, 30006, refusedRecipient(30006)],
  [400, 30005, refusedRecipient(30005)],
  [400, 30003, refusedRecipient(30003)],
  [403, 21610, refusedRecipient(21610, true)],
  [400, 30007, refusedContent(30007)],
  [400, 30450, refusedContent(30450)],
  [400, 30004, refusedContent(30004)],
  [400, 21617, refusedContent(21617)],
  [429, 20429, trouble(20429)],
  [429, null, trouble(429)],
  [503, null, trouble(503)],
  [503, 20503, trouble(20503)],
  [400, 30001, trouble(30001)],
  [400, 30022, trouble(30022)],
  [401, 20003, trouble(20003, true)],
  [401, null, trouble(401, true)],
  [403, null, trouble(403, true)],
  [400, 20003, trouble(20003, true)],
  [400, 30002, trouble(30002, true)],
  [429, 63038, trouble(63038, true)],
  [400, 21606, trouble(21606, true)],
  [404, 20404, trouble(20404, true)],
  [400, 99999, trouble(99999)],
  [500, null, unknown(500)],
  [500, 20500, unknown(20500)],
  [502, null, unknown(502)],
  [504, null, unknown(504)],
  [400, 30410, unknown(30410)],
];

describe("what Twilio's answers mean", () => {
  it.each(TABLE)('%i with code %s', async (status, code, outcome) => {
    const body = code === null ? 'no JSON' : { code, message: 'words that nobody must see', status };
    const { url } = await httpServer({ status, body });
    expect(await provider(twilioInput(url)).send(sms())).toEqual(outcome);
  });

  it('the status comes before the code: 500 is unknown whatever the body says', async () => {
    const { url } = await httpServer({ status: 500, body: { code: 21211 } });
    expect(await provider(twilioInput(url)).send(sms())).toEqual(unknown(21211));
  });

  it.each([500, 502, 504])('%i is trouble when the settings guarantee that nothing was processed', async (status) => {
    const { url } = await httpServer({ status });
    const twilio = provider(twilioInput(url, { serverErrors: 'not_processed' }));
    expect(await twilio.send(sms())).toEqual(trouble(status));
  });

  it('returns the delay that the provider asks for, in seconds or as a date', async () => {
    const seconds = await httpServer({ status: 429, headers: { 'retry-after': '7' } });
    expect(await provider(twilioInput(seconds.url)).send(sms())).toEqual(trouble(429, false, 7_000));

    const date = await httpServer({
      status: 503,
      headers: { 'retry-after': new Date(Date.now() + 60_000).toUTCString() },
    });
    const outcome = await provider(twilioInput(date.url)).send(sms());
    if (outcome.kind !== 'trouble') throw new Error(`got ${outcome.kind}`);
    expect(outcome.retryAfterMs).toBeGreaterThan(50_000);
    expect(outcome.retryAfterMs).toBeLessThanOrEqual(60_000);
  });

  it('201 is an acceptance, with the id where there is one to read', async () => {
    const whole = await httpServer({ status: 201, body: { sid: 'SM1', status: 'queued' } });
    expect(await provider(twilioInput(whole.url)).send(sms())).toEqual({ kind: 'accepted', providerMessageId: 'SM1' });
    const garbled = await httpServer({ status: 201, body: '<html>' });
    expect(await provider(twilioInput(garbled.url)).send(sms())).toEqual({ kind: 'accepted', providerMessageId: null });
  });
});

describe('requests to Twilio', () => {
  const accepting = { status: 201, body: { sid: 'SM1' } };

  it('gets the message as a form, with credentials, receipt address and validity', async () => {
    const { url, seen } = await httpServer(accepting);
    const text = 'Hi Zoë & co: 100% €5 + 🎉\nbye';
    const receiptUrl = 'https://herald.example/receipts/p1/c1%2F1%2Fanna?token=a+b';
    await provider(twilioInput(url)).send(sms({ text, receiptUrl, validitySeconds: 3600.7 }));

    const [request] = seen;
    expect(request?.method).toBe('POST');
    expect(request?.url).toBe('/2010-04-01/Accounts/AC0123456789abcdef0123456789abcdef/Messages.json');
    expect(request?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(atob(request?.headers.authorization?.slice('Basic '.length) ?? '')).toBe(
      'AC0123456789abcdef0123456789abcdef:the-auth-token',
    );
    expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({
      From: '+15005550006',
      To: '+447700900001',
      Body: text,
      StatusCallback: receiptUrl,
      ValidityPeriod: '3600',
    });
  });

  it('may be sent through a messaging service, below a base path', async () => {
    const { url, seen } = await httpServer(accepting);
    const messagingServiceSid = `MG${'0'.repeat(32)}`;
    await provider(twilioInput(`${url}/twilio/`, { settings: { messagingServiceSid } })).send(sms());
    expect(seen[0]?.url).toMatch(/^\/twilio\/2010-04-01\/Accounts\//);
    expect(Object.fromEntries(new URLSearchParams(seen[0]?.body))).toEqual({
      MessagingServiceSid: messagingServiceSid,
      To: '+447700900001',
      Body: 'Hello Anna',
    });
  });

  it('a lone surrogate is replaced instead of throwing', async () => {
    const { url, seen } = await httpServer(accepting);
    expect(await provider(twilioInput(url)).send(sms({ text: 'cut \ud83c' }))).toMatchObject({ kind: 'accepted' });
    expect(new URLSearchParams(seen[0]?.body).get('Body')).toBe('cut \ufffd');
  });
});
