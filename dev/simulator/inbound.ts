import { randomBytes } from 'node:crypto';
import { request } from 'undici';
import { z } from 'zod';
import { signature } from './callbacks.ts';
import type { SimulatedProvider } from './simulatedProvider.ts';

/** The header in which a provider of the kind `http` sends its token with each inbound text. */
export const INBOUND_SECRET_HEADER = 'x-sim-token';

/** Where a provider passes inbound texts on to: what is entered at a real one as its webhook. */
export const inboundInput = z.strictObject({ url: z.url({ protocol: /^https?$/ }) });

/** A text that a phone sends, to the provider that sent it the last message, or to the named one. */
export const phoneText = z.strictObject({
  text: z.string().max(1600),
  provider: z.string().optional(),
  /** Left out: another one for each text. With the same id a text is delivered again. */
  id: z.string().min(1).max(64).optional(),
});
export type PhoneText = z.output<typeof phoneText>;

/** What Herald answered. */
export interface InboundResult {
  readonly provider: string;
  readonly id: string;
  readonly status: number;
  readonly answer: string;
}

/** The number that a text goes to where the phone never got a message. */
const OWN_NUMBER = '+12025550190';

/** Delivers a text to the provider's inbound address, as the provider would: signed by Twilio, or with the token of the other kind. */
export async function deliverText(
  provider: SimulatedProvider,
  url: string,
  { from, text, id = `SM${randomBytes(16).toString('hex')}` }: PhoneText & { readonly from: string },
): Promise<InboundResult> {
  const to = provider.messagesTo(from).at(-1)?.from ?? OWN_NUMBER;
  const { headers, body } = inboundOf(provider, { url, id, from, to, text });
  const answer = await request(url, { method: 'POST', headers, body });
  return { provider: provider.config.name, id, status: answer.statusCode, answer: await answer.body.text() };
}

function inboundOf(
  provider: SimulatedProvider,
  { url, id, from, to, text }: { url: string; id: string; from: string; to: string; text: string },
) {
  if (provider.config.kind === 'http') {
    const headers = { 'content-type': 'application/json', [INBOUND_SECRET_HEADER]: provider.authToken };
    return { headers, body: JSON.stringify({ id, from, to, text }) };
  }
  const form = new URLSearchParams({
    ToCountry: '',
    MessageSid: id,
    SmsMessageSid: id,
    SmsSid: id,
    SmsStatus: 'received',
    NumMedia: '0',
    NumSegments: '1',
    Body: text,
    To: to,
    From: from,
    AccountSid: provider.accountSid,
    ApiVersion: '2010-04-01',
  });
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'x-twilio-signature': signature(provider.authToken, url, form),
  };
  return { headers, body: form.toString() };
}
