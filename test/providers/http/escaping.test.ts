import { describe, expect, it } from 'vitest';
import { checkProviderInput } from '../../../src/providers/checkProviderInput.ts';
import { httpInput, httpServer, LOCAL, provider, sms } from '../support.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const FORM_TYPE = { 'content-type': 'application/x-www-form-urlencoded' };
const XML_TYPE = { 'content-type': 'text/xml' };

/** Values that end a string, a parameter or an element where they aren't escaped. */
const HOSTILE = [
  '","to":"+15550009999","x":"',
  'Hi\\',
  'a\nb\r\nc\td',
  '&to=%2B15550009999&x=1#',
  '100%41 + 5% {{ secrets.key }}',
  '</text><to>+15550009999</to><text>&amp;',
  'it\'s <b>"bold"</b> é € 🎉',
];

/** The request that `send` makes for a message with this text. */
async function sent(send: object, text: string) {
  const { url, seen } = await httpServer({ status: 200 });
  const { path = '/', ...rest } = send as { path?: string };
  const http = provider(httpInput({ send: { ...rest, url: url + path } }));
  expect(await http.send(sms({ text }))).toMatchObject({ kind: 'accepted' });
  const [request] = seen;
  if (!request) throw new Error('no request');
  return request;
}

describe("a profile's value stays in its field", () => {
  it.each(HOSTILE)('of a JSON body: %j', async (text) => {
    for (const body of [
      '{"to":"{{ to }}","text":"{{ text }}"}',
      '{"to":{{ to | json }},"text":{{ text | json }}}',
      '{% assign quoted = text | json %}{"to":"{{ to }}","text":{{ quoted }}}',
      '{"to":"{{ to }}","text":"{% capture t %}{{ text }}{% endcapture %}{{ t }}"}',
      '{"to":"{{ to }}","text":"{% echo text %}"}',
    ]) {
      const request = await sent({ headers: JSON_TYPE, body }, text);
      expect(JSON.parse(request.body)).toEqual({ to: '+447700900001', text });
    }
  });

  it.each(HOSTILE)('of a form: %j', async (text) => {
    for (const body of ['to={{ to }}&text={{ text }}', 'to={{ to | url_encode }}&text={{ text | url_encode }}']) {
      const request = await sent({ headers: FORM_TYPE, body }, text);
      expect([...new URLSearchParams(request.body)]).toEqual([
        ['to', '+447700900001'],
        ['text', text],
      ]);
    }
  });

  it.each(HOSTILE)('of a query, and of a path: %j', async (text) => {
    for (const value of ['{{ text }}', '{{ text | url_encode }}', '{{ text | cgi_escape }}']) {
      const request = await sent({ method: 'GET', path: `/send?to={{ to }}&text=${value}&x=1` }, text);
      expect([...new URL(request.url, 'http://x').searchParams]).toEqual([
        ['to', '+447700900001'],
        ['text', text],
        ['x', '1'],
      ]);
    }
    const { url } = await sent({ method: 'GET', path: '/send/{{ text }}/now' }, text);
    expect(url.split('/').map(decodeURIComponent)).toEqual(['', 'send', text, 'now']);
  });

  it.each(HOSTILE)('of an XML body: %j', async (text) => {
    const body = '<sms to="{{ to }}"><text>{{ text }}</text></sms>';
    const request = await sent({ headers: XML_TYPE, body }, text);
    expect(request.body.match(/<[^>]*>/g)).toEqual(['<sms to="+447700900001">', '<text>', '</text>', '</sms>']);
  });

  it.each(['..', '.'])('of a path: %j does not lead out of it', async (text) => {
    const http = provider(httpInput({ send: { method: 'GET', url: 'http://127.0.0.1:9/sms/{{ text }}/x' } }));
    expect(await http.send(sms({ text }))).toMatchObject({ kind: 'trouble', code: 'invalid_request' });
  });

  it('of a header: characters that no header may have are escaped', async () => {
    const request = await sent({ headers: { 'x-text': '{{ text }}', ...JSON_TYPE }, body: '{}' }, 'é\r\nX-Evil: 1');
    expect(request.headers['x-text']).toBe('%C3%A9%0D%0AX-Evil: 1');
    expect(request.headers).not.toHaveProperty('x-evil');
  });
});

describe('the check of a template', () => {
  const fieldsOf = (send: object): string[] =>
    checkProviderInput(httpInput({ send: { url: 'https://gateway.example/', ...send } }), LOCAL).map(
      ({ field }) => field,
    );

  it.each([
    ['a raw value in a JSON string', { headers: JSON_TYPE, body: '{"text":"{{ text | raw }}"}' }],
    ['a JSON string in quotes', { headers: JSON_TYPE, body: '{"text":"{{ text | json }}"}' }],
    ['a value without quotes', { headers: JSON_TYPE, body: '{"text":{{ text }}}' }],
    ['a value of a form in JSON', { headers: JSON_TYPE, body: '{"text":"{{ text | url_encode }}"}' }],
    ['JSON without a content-type', { body: '{"text":"{{ text | raw }}"}' }],
    ['the reference', { headers: JSON_TYPE, body: '{"ref":"{{ reference | raw }}"}' }],
    ['a raw value in a form', { headers: FORM_TYPE, body: 'text={{ text | raw }}' }],
    ['a value that is encoded twice', { headers: FORM_TYPE, body: 'text={{ text | url_encode | url_encode }}' }],
    ['JSON in a form', { headers: FORM_TYPE, body: 'text={{ text | json }}' }],
    ['a raw value in XML', { headers: XML_TYPE, body: '<text>{{ text | raw }}</text>' }],
    ['a changed value that breaks out', { headers: JSON_TYPE, body: '{"text":"{{ text | upcase | raw }}"}' }],
    ['a body that is not JSON', { headers: JSON_TYPE, body: 'text={{ text }}' }],
  ])('refuses %s', (_kind, send) => {
    expect(fieldsOf(send)).toEqual(['/settings/send/body']);
  });

  it.each([
    ['in the query', 'https://gateway.example/?text={{ text | raw }}'],
    ['in the path', 'https://gateway.example/{{ reference | raw }}/send'],
    ['in the host', 'https://{{ text }}.example/'],
    ['in the port', 'https://gateway.example:{{ text }}/'],
    ['before the host', 'https://{{ text }}@gateway.example/'],
  ])('refuses a raw value %s', (_place, url) => {
    expect(fieldsOf({ url })).toEqual(['/settings/send/url']);
  });

  it.each([
    ['a value that is changed on purpose', { headers: JSON_TYPE, body: '{"text":"{{ text | strip_newlines }}"}' }],
    ['a part of a text', { headers: JSON_TYPE, body: '{"text":{{ text | truncate: 20 | json }}}' }],
    ['a number', { headers: JSON_TYPE, body: '{"to":{{ to | remove: "+" }},"text":"Hi {{ text }}, {{ text }}"}' }],
    ['a condition', { headers: FORM_TYPE, body: 'text={% if text contains "%" %}{{ text }}{% else %}-{% endif %}' }],
    ['a body of another type', { headers: { 'content-type': 'text/plain' }, body: '{{ to }}: {{ text }}' }],
  ])('accepts %s', (_kind, send) => {
    expect(fieldsOf(send)).toEqual([]);
  });

  it('says what to use instead, and quotes nothing', () => {
    const input = httpInput({
      send: { url: 'https://gateway.example/', headers: JSON_TYPE, body: '{"text":"{{ text | raw }}","x":"hunter2"}' },
    });
    const problems = checkProviderInput(input, LOCAL);
    expect(problems).toMatchObject([{ wanted: expect.stringContaining('{{ text | json }} in JSON') }]);
    expect(JSON.stringify(problems)).not.toContain('hunter2');
  });
});
