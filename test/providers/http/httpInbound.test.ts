import { describe, expect, it } from 'vitest';
import { httpProviderInput, providerInput } from '../../../src/domain/provider/provider.ts';
import { checkProviderInput } from '../../../src/providers/checkProviderInput.ts';
import { kannelPreset } from '../../../src/providers/http/kannelPreset.ts';
import type { ProviderRequest } from '../../../src/providers/provider.ts';
import { LOCAL, provider } from '../support.ts';

const SECRETS = { token: 'the-secret-of-the-gateway' };
const inputOf = (inbound: object) =>
  httpProviderInput.parse({
    kind: 'http',
    name: 'gateway',
    settings: { secrets: SECRETS, send: { url: 'http://127.0.0.1:1/' }, inbound },
  });

const read = (inbound: object, request: Partial<ProviderRequest>) =>
  provider(inputOf(inbound)).readInbound?.({ url: '', headers: {}, query: {}, body: '', ...request });

const PARAMS = { from: { param: 'msisdn' }, text: { param: 'text' } };

describe('an inbound text of an http gateway', () => {
  it('is read from a JSON body', () => {
    const paths = { from: 'sms.0.from', text: 'sms.0.body', to: 'sms.0.to', messageId: 'sms.0.id' };
    const inbound = Object.fromEntries(Object.entries(paths).map(([field, json]) => [field, { json }]));
    const body = '{"sms":[{"from":"+447700900001","to":"60123","body":"Stop 🛑","id":1234567890123456789}]}';
    expect(read(inbound, { body })).toEqual({
      kind: 'text',
      from: '+447700900001',
      number: '+447700900001',
      to: '60123',
      text: 'Stop 🛑',
      providerMessageId: '1234567890123456789',
      decided: null,
    });
  });

  it('is read from a form or a query', () => {
    const sms = { from: '447700900001', number: '+447700900001', text: 'STOP', to: null, providerMessageId: null };
    expect(read(PARAMS, { body: 'msisdn=447700900001&text=STOP' })).toMatchObject(sms);
    expect(read(PARAMS, { query: { msisdn: '447700900001', text: 'STOP' } })).toMatchObject(sms);
    expect(read(PARAMS, { query: { msisdn: '447700900001' } })).toMatchObject({ text: '' });
    expect(read(PARAMS, { query: { text: 'STOP' } })).toMatchObject({ kind: 'refused' });
  });

  it.each([
    [undefined, '+447700900001', '+447700900001'],
    [undefined, '447700900001', '+447700900001'],
    [undefined, '00447700900001', '+447700900001'],
    [undefined, '07700900001', null],
    [undefined, '60123', null],
    [undefined, 'INFO', null],
    ['GB', '07700900001', '+447700900001'],
    ['GB', '447700900001', '+447700900001'],
    [undefined, ' 447700900001', '+447700900001'],
    ['DE', '4915123456789', '+4915123456789'],
    ['ID', '62812345678', '+62812345678'],
    // With a plus sign in front it would be somebody in Egypt.
    ['US', '2025550123', '+12025550123'],
  ])('with the country %s the sender %s is %s', (country, msisdn, number) => {
    expect(read({ ...PARAMS, country }, { query: { msisdn } })).toMatchObject({ from: msisdn, number });
  });

  it('is refused without the secret, if the settings have one', () => {
    const inbound = { ...PARAMS, secret: { header: 'X-Token', name: 'token' } };
    const query = { msisdn: '+447700900001', text: 'STOP' };
    expect(read(inbound, { query, headers: { 'x-token': SECRETS.token } })).toMatchObject({ kind: 'text' });
    expect(read(inbound, { query, headers: { 'x-token': `${SECRETS.token}x` } })).toMatchObject({ kind: 'refused' });
    expect(read(inbound, { query })).toMatchObject({ kind: 'refused' });
    expect(read(inbound, { query: { ...query, 'x-token': SECRETS.token } })).toMatchObject({ kind: 'refused' });
  });

  it('can only be read where the settings say how', () => {
    const { inbound: _, ...settings } = inputOf(PARAMS).settings;
    expect(provider({ ...inputOf(PARAMS), settings }).readInbound).toBeUndefined();
  });

  it('has settings that are checked', () => {
    const problems = (inbound: object) => checkProviderInput(inputOf(inbound), LOCAL).map(({ field }) => field);
    expect(problems(PARAMS)).toEqual([]);
    expect(problems({ ...PARAMS, from: { pattern: '(' } })).toEqual(['/settings/inbound/from/pattern']);
    const secret = (name: string) => ({ ...PARAMS, secret: { header: 'X-Token', name } });
    expect(problems(secret('token'))).toEqual([]);
    expect(problems(secret('other'))).toEqual(['/settings/inbound/secret/name']);
    expect(problems(secret('constructor'))).toEqual(['/settings/inbound/secret/name']);
    const unknown = {
      ...inputOf(PARAMS),
      settings: { ...inputOf(PARAMS).settings, inbound: { from: { param: 'x' } } },
    };
    expect(providerInput.safeParse(unknown).success).toBe(false);
  });
});

describe('an inbound text of Kannel', () => {
  it('comes as query parameters, as its get-url names them', () => {
    const kannel = provider(kannelPreset({ baseUrl: 'http://127.0.0.1:1', username: 'u', password: 'p' }));
    const query = { from: '+447700900001', to: '13013', text: 'STOP', id: '3f1c' };
    expect(kannel.readInbound?.({ url: '', headers: {}, query, body: '' })).toEqual({
      kind: 'text',
      from: '+447700900001',
      number: '+447700900001',
      to: '13013',
      text: 'STOP',
      providerMessageId: '3f1c',
      decided: null,
    });
    expect(kannel.inboundAnswer).toEqual({ status: 200, contentType: 'text/plain', body: '' });
  });
});
