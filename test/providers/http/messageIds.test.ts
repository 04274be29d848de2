import { describe, expect, it } from 'vitest';
import { parseJsonAsWritten } from '../../../src/providers/json.ts';
import { messageIdOf } from '../../../src/providers/messageId.ts';
import { httpInput, httpServer, provider, query, sms } from '../support.ts';

const gateway = (url: string, changes: object = {}) => ({
  send: {
    method: 'POST',
    url: `${url}/send`,
    headers: { 'content-type': 'application/json' },
    body: '{"to":{{ to | json }},"text":{{ text | json }}}',
  },
  messageId: { json: 'id' },
  lookup: {
    request: { method: 'GET', url: `${url}/last?to={{ to | url_encode }}` },
    messageId: { json: 'id' },
  },
  receipts: { status: { json: 'status' }, messageId: { json: 'id' }, delivered: ['1'], undelivered: ['2'] },
  ...changes,
});

async function answering(body: string, changes: object = {}) {
  const { url } = await httpServer({ body });
  return provider(httpInput(gateway(url, changes)));
}

const accepted = (providerMessageId: string | null) => ({ kind: 'accepted', providerMessageId });

describe('a message id that a gateway answers', () => {
  it.each([
    ['{"id": 1234567890123456789}', '1234567890123456789'],
    ['{"id": 1234567890123456790}', '1234567890123456790'],
    ['{"id": 18446744073709551615}', '18446744073709551615'],
    ['{"id": -9007199254740993}', '-9007199254740993'],
    ['{"id": 12345678901234567890123456789012345678901}', '12345678901234567890123456789012345678901'],
    ['{"id": 7}', '7'],
    ['{"id": "00012"}', '00012'],
    ['{"text": "say \\"id\\": 99 \\\\", "id": 5}', '5'],
    ['{"id": "SM-ab/12:c d"}', 'SM-ab/12:c d'],
  ])('in %s is %s to the last digit, from sending, lookup and receipt', async (body, id) => {
    const gateway = await answering(body);
    expect(await gateway.send(sms())).toEqual(accepted(id));
    expect(await gateway.lookup?.(query())).toEqual({ kind: 'found', providerMessageId: id });
    const receipt = { url: 'https://h.example/r', headers: {}, query: {}, body: `{"status":1,${body.slice(1)}` };
    expect(gateway.readReceipt(receipt)).toMatchObject({ kind: 'receipt', status: 'delivered', providerMessageId: id });
  });

  it.each([
    '{"id": ""}',
    '{"id": "  "}',
    '{"id": null}',
    '{"id": {"value": 1}}',
    '{"id": [1]}',
    '{}',
    'OK',
    '{"id": 1,}',
    '{"id": "line\\nbreak"}',
    '{"id": "nul\\u0000"}',
    '{"id": "größer"}',
    `{"id": "${'x'.repeat(129)}"}`,
    `{"id": ${'9'.repeat(129)}}`,
  ])('that is missing or no plain text leaves the message accepted, without an id: %.40s', async (body) => {
    expect(await (await answering(body)).send(sms())).toEqual(accepted(null));
  });

  it('is found behind a byte order mark', async () => {
    expect(await (await answering('\uFEFF{"id": 7}')).send(sms())).toEqual(accepted('7'));
    const changes = { messageId: { pattern: '^ID: (.*)' } };
    expect(await (await answering('\uFEFFID: 8', changes)).send(sms())).toEqual(accepted('8'));
  });

  it('that a pattern finds is held to the same', async () => {
    const changes = { messageId: { pattern: 'ID: (.*)' } };
    expect(await (await answering('ID: 1234567890123456789\r\n', changes)).send(sms())).toEqual(
      accepted('1234567890123456789'),
    );
    expect(await (await answering(`ID: ${'<p>'.repeat(100)}`, changes)).send(sms())).toEqual(accepted(null));
  });

  it('tells two messages apart whose ids differ in the last digit', async () => {
    const claimed = async (ids: readonly string[]) => new Set(ids.filter((id) => id === '1234567890123456789'));
    const another = await answering('{"id": 1234567890123456790}');
    expect(await another.lookup?.(query({ claimed }))).toEqual({
      kind: 'found',
      providerMessageId: '1234567890123456790',
    });
    const same = await answering('{"id": 1234567890123456789}');
    expect(await same.lookup?.(query({ claimed }))).toEqual({ kind: 'not_found' });
  });
});

describe('JSON as it was written', () => {
  it('has its numbers as texts, and everything else as it is', () => {
    expect(parseJsonAsWritten('[1.10, -0, 1e3, 1.5E-7, "2", "a\\\\", "\\"3", true, null, {"4": 5}]')).toEqual([
      ...['1.10', '-0', '1e3', '1.5E-7', '2', 'a\\', '"3', true, null],
      { '4': '5' },
    ]);
    for (const text of ['', '01', '1 2', '{"a":1', '[--1]', 'NaN', "{'a':1}", '+1']) {
      expect(parseJsonAsWritten(text)).toBeUndefined();
    }
  });

  it('is read in linear time', () => {
    const began = performance.now();
    parseJsonAsWritten(JSON.stringify({ text: '\\"'.repeat(200_000), list: new Array(100_000).fill(1.5) }));
    expect(performance.now() - began).toBeLessThan(1000);
    expect(messageIdOf('x'.repeat(1_000_000))).toBeNull();
  });
});
