import { describe, expect, it } from 'vitest';
import { httpProviderInput, providerInput } from '../../src/domain/provider/provider.ts';
import { checkProviderInput } from '../../src/providers/checkProviderInput.ts';
import { createProvider } from '../../src/providers/createProvider.ts';
import { ProviderSettingsError } from '../../src/providers/settingsError.ts';
import { httpInput, LOCAL, twilioInput } from './support.ts';

const good = { send: { url: 'https://gateway.example/send?to={{ to | url_encode }}' } };
const fieldsOf = (settings: object): string[] =>
  checkProviderInput(httpInput(settings), LOCAL).map(({ field }) => field);

describe('settings of a provider', () => {
  it('that are valid have no errors', () => {
    expect(checkProviderInput(httpInput(good), LOCAL)).toEqual([]);
    expect(checkProviderInput(twilioInput('https://api.twilio.com'), LOCAL)).toEqual([]);
  });

  it.each<[string, string, object]>([
    ['a template that does not parse', '/settings/send/url', { send: { url: 'https://x.example/{{ to' } }],
    ['an unknown filter', '/settings/send/body', { send: { ...good.send, body: '{{ text | shout }}' } }],
    ['an unknown tag', '/settings/send/body', { send: { ...good.send, body: '{% shout %}' } }],
    ['an unknown name', '/settings/send/body', { send: { ...good.send, body: '{{ txet }}' } }],
    [
      'a secret that is not given',
      '/settings/send/headers/a',
      { send: { ...good.send, headers: { a: '{{ secrets.key }}' } } },
    ],
    ['a file', '/settings/send/body', { send: { ...good.send, body: '{% include "/etc/hostname" %}' } }],
    ['no address', '/settings/send/url', { send: { url: 'gateway/{{ to }}' } }],
    ['another scheme', '/settings/send/url', { send: { url: 'ftp://gateway.example/' } }],
    [
      'a pattern that is none',
      '/settings/answers/1/body',
      { ...good, answers: [{ means: 'trouble' }, { body: '(', means: 'trouble' }] },
    ],
    ['a pattern without a group', '/settings/messageId/pattern', { ...good, messageId: { pattern: 'id=\\d+' } }],
    ['a path with an empty step', '/settings/code/json', { ...good, code: { json: 'a..b' } }],
    [
      'a receipt’s pattern',
      '/settings/receipts/status/pattern',
      { ...good, receipts: { status: { pattern: '[' }, delivered: ['1'] } },
    ],
    ['a lookup’s template', '/settings/lookup/request/url', { ...good, lookup: { request: { url: '{{' } } }],
    ['a lookup’s pattern', '/settings/lookup/found', { ...good, lookup: { request: good.send, found: '+' } }],
    ['a verification’s template', '/settings/verify/url', { ...good, verify: { url: 'https://x.example/{{ nope }}' } }],
  ])('name %s', (_story, field, settings) => {
    expect(fieldsOf(settings)).toEqual([field]);
    expect(() => createProvider(httpInput(settings), LOCAL)).toThrow(ProviderSettingsError);
  });

  it('have all errors at once, and none quotes a secret', () => {
    const settings = {
      secrets: { key: 'hunter2' },
      send: { url: 'https://x.example/{{ secrets.key' },
      messageId: { pattern: '(' },
      verify: { url: '{{ secrets.key }}' },
    };
    const problems = checkProviderInput(httpInput(settings), LOCAL);
    expect(problems.map(({ field }) => field)).toEqual([
      '/settings/send/url',
      '/settings/messageId/pattern',
      '/settings/verify/url',
    ]);
    expect(JSON.stringify(problems)).not.toContain('hunter2');
  });

  it.each(['content-length', 'Transfer-Encoding', 'bad name', 'x.y', ''])(
    'header %j is refused by the schema',
    (name) => {
      const send = { ...good.send, headers: { [name]: 'x' } };
      expect(httpProviderInput.safeParse({ kind: 'http', name: 'x', settings: { send } }).success).toBe(false);
    },
  );

  it('of Twilio name either a sender or a messaging service', () => {
    const settings = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'secret-token' };
    const both = { from: '+15005550006', messagingServiceSid: `MG${'0'.repeat(32)}` };
    for (const sender of [{}, both]) {
      const input = { kind: 'twilio', name: 'x', settings: { ...settings, ...sender } };
      expect(providerInput.safeParse(input).success).toBe(false);
    }
  });
});
