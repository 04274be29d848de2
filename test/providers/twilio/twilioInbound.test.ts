import twilio from 'twilio';
import { describe, expect, it } from 'vitest';
import type { ProviderRequest } from '../../../src/providers/provider.ts';
import { AUTH_TOKEN, provider, twilioInput } from '../support.ts';

const URL_OF_INBOUND = 'https://herald.example/v1/inbound/prv_1/tag';
const SENT = { MessageSid: 'SM1', From: '+447700900001', To: '+15005550006', Body: 'Stop & go ü +=', NumMedia: '0' };

/** A text signed by Twilio's library. */
function inbound(params: Record<string, string> = SENT, url = URL_OF_INBOUND, token = AUTH_TOKEN): ProviderRequest {
  return {
    url,
    headers: { 'x-twilio-signature': twilio.getExpectedTwilioSignature(token, url, params) },
    query: {},
    body: new URLSearchParams(params).toString(),
  };
}

const read = (request: ProviderRequest) => provider(twilioInput('http://127.0.0.1:1')).readInbound?.(request);

describe('an inbound text of Twilio', () => {
  it('is read from the form', () => {
    expect(read(inbound())).toEqual({
      kind: 'text',
      from: '+447700900001',
      number: '+447700900001',
      to: '+15005550006',
      text: 'Stop & go ü +=',
      providerMessageId: 'SM1',
      decided: null,
    });
  });

  it.each([
    ['STOP', 'opt_out'],
    ['START', 'opt_in'],
    ['HELP', 'help'],
    ['toString', null],
  ])('says what Advanced Opt-Out has taken it for: %s', (OptOutType, decided) => {
    expect(read(inbound({ ...SENT, OptOutType }))).toMatchObject({ decided });
  });

  it('may come without text, and from a sender that is no number', () => {
    expect(read(inbound({ From: '12345', MessageSid: 'SM2' }))).toMatchObject({
      from: '12345',
      number: null,
      text: '',
    });
    expect(read(inbound({ MessageSid: 'SM2' }))).toMatchObject({ kind: 'refused' });
  });

  it('is refused without a signature, or with one of another token, address or body', () => {
    const good = inbound();
    expect(read(good)?.kind).toBe('text');
    expect(read({ ...good, headers: {} })).toMatchObject({ kind: 'refused' });
    expect(read(inbound(SENT, URL_OF_INBOUND, 'another-token'))).toMatchObject({ kind: 'refused' });
    expect(read({ ...good, url: `${URL_OF_INBOUND}x` })).toMatchObject({ kind: 'refused' });
    expect(read({ ...good, body: good.body.replace('900001', '900002') })).toMatchObject({ kind: 'refused' });
  });
});
