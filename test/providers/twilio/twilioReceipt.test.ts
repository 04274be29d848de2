import twilio from 'twilio';
import { describe, expect, it } from 'vitest';
import type { ProviderRequest } from '../../../src/providers/provider.ts';
import { AUTH_TOKEN, provider, twilioInput } from '../support.ts';

const URL_OF_RECEIPT = 'https://herald.example/v1/receipts/p1/c1%2F1%2Fanna?token=abc';
const SIGNED = { MessageSid: 'SM1', MessageStatus: 'delivered', To: '+447700900001', AccountSid: 'AC1', Zeta: 'ü &=+' };

/** A receipt signed by Twilio's library. */
function receipt(params: Record<string, string> = SIGNED, url = URL_OF_RECEIPT, token = AUTH_TOKEN): ProviderRequest {
  return {
    url,
    headers: { 'x-twilio-signature': twilio.getExpectedTwilioSignature(token, url, params) },
    query: {},
    body: new URLSearchParams(params).toString(),
  };
}

const read = (request: ProviderRequest) => provider(twilioInput('http://127.0.0.1:1')).readReceipt(request);

describe("a receipt of Twilio's", () => {
  it.each([
    ['queued', 'sent'],
    ['sending', 'sent'],
    ['sent', 'sent'],
    ['delivered', 'delivered'],
    ['undelivered', 'undelivered'],
    ['failed', 'undelivered'],
  ])('%s means %s', (MessageStatus, status) => {
    expect(read(receipt({ MessageSid: 'SM1', MessageStatus }))).toEqual({
      kind: 'receipt',
      providerMessageId: 'SM1',
      status,
      code: null,
    });
  });

  it.each(['30001', '30036', '30003'])('returns the error code %s', (ErrorCode) => {
    expect(read(receipt({ MessageSid: 'SM1', MessageStatus: 'undelivered', ErrorCode }))).toMatchObject({
      status: 'undelivered',
      code: ErrorCode,
    });
  });

  it.each(['accepted', 'scheduled', 'canceled', 'read', ''])('%s does not change a message', (MessageStatus) => {
    expect(read(receipt({ MessageSid: 'SM1', MessageStatus }))).toEqual({ kind: 'ignored' });
  });

  it('is refused without a signature, or with one of another token, address or body', () => {
    const good = receipt();
    expect(read(good).kind).toBe('receipt');
    expect(read({ ...good, headers: {} })).toMatchObject({ kind: 'refused' });
    expect(read(receipt(SIGNED, URL_OF_RECEIPT, 'another-token'))).toMatchObject({ kind: 'refused' });
    expect(read({ ...good, url: `${URL_OF_RECEIPT}x` })).toMatchObject({ kind: 'refused' });
    expect(read({ ...good, body: good.body.replace('delivered', 'failed') })).toMatchObject({ kind: 'refused' });
    expect(read({ ...good, headers: { 'x-twilio-signature': 'ü' } })).toMatchObject({ kind: 'refused' });
  });

  it('is genuine whether the signature was made with the port or without', () => {
    const withPort = URL_OF_RECEIPT.replace('.example', '.example:443');
    expect(read({ ...receipt(SIGNED, withPort), url: URL_OF_RECEIPT }).kind).toBe('receipt');
    expect(read({ ...receipt(), url: withPort }).kind).toBe('receipt');
    const strange = URL_OF_RECEIPT.replace('.example', '.example:8443');
    expect(read({ ...receipt(), url: strange }).kind).toBe('receipt');
  });
});
