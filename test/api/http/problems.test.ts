import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { CONDITION, campaignInput, oneOfEach, TWILIO_PROVIDER } from '../fixtures.ts';
import { testApi } from '../support.ts';

describe('a problem document', () => {
  const api = testApi(() => ({ bodyTimeoutMs: 300 }));
  const post = (json: unknown, path = '/v1/segments') => api.call('POST', path, { json });

  it('has the field as a JSON pointer, the given value and the expected one', async () => {
    const { status, json, headers } = await post({ name: 'x', condition: { ...CONDITION, operator: 'equal' } });
    expect(status).toBe(400);
    expect(json.type).toBe('urn:herald:problem:bad-request');
    expect(json.instance).toBe(`urn:herald:request:${headers.get('x-request-id')}`);
    expect(json.errors).toMatchObject([
      { field: '/condition/operator', got: '"equal"', wanted: expect.stringContaining('"equals"') },
    ]);
  });

  it('lists all validation errors at once, including unknown fields', async () => {
    const { json } = await post({ nmae: 'x', condition: 7 });
    expect(json.errors).toMatchObject([
      { field: '/name', code: 'required', got: 'nothing', wanted: 'a text' },
      { field: '/condition', code: 'wrong_type', got: '7', wanted: 'an object' },
      {
        field: '/nmae',
        code: 'unknown_field',
        got: '"x"',
        wanted: 'nothing: the field does not exist; did you mean name?',
      },
    ]);
  });

  it('says why each field is refused, for programs', async () => {
    const { groupId } = await oneOfEach(api, '-codes');
    const refused = async (changes: object) => {
      const campaign = { ...campaignInput({ segmentId: 'seg_0', groupId }), who: { kind: 'everyone' }, ...changes };
      const { json } = await post(campaign, '/v1/campaigns');
      return [json.code, ...json.errors.map(({ field, code }: { field: string; code: string }) => `${field} ${code}`)];
    };
    expect(await refused({ name: undefined })).toEqual(['bad_request', '/name required']);
    expect(await refused({ name: 7 })).toEqual(['bad_request', '/name wrong_type']);
    expect(await refused({ name: '' })).toEqual(['bad_request', '/name out_of_range']);
    expect(await refused({ onUncertain: 'ask' })).toEqual(['bad_request', '/onUncertain not_one_of']);
    expect(await refused({ alertEmail: 'ada@' })).toEqual(['bad_request', '/alertEmail wrong_format']);
    expect(await refused({ when: { kind: 'then' } })).toEqual(['bad_request', '/when/kind not_one_of']);
    expect(await refused({ who: { kind: 'segment', segmentId: 'seg_0' } })).toEqual([
      'bad_request',
      '/who/segmentId not_accepted',
    ]);
  });

  it('names the field or parameter that was probably meant', async () => {
    const hints = async (json: object) =>
      (await post(json, '/v1/campaigns/validate')).json.problems
        .filter(({ code }: { code: string }) => code === 'unknown_field')
        .map(({ wanted }: { wanted: string }) => wanted.split('; ')[1]);
    expect(await hints({ saftyCheck: {} })).toEqual(['did you mean safetyCheck?']);
    expect(await hints({ safety_check: {} })).toEqual(['did you mean safetyCheck?']);
    expect(await hints({ limits: { perday: 5 } })).toEqual(['did you mean perDay?']);
    expect(await hints({ when: { kind: 'recurring', tmie: '10:00' } })).toEqual(['did you mean time?']);
    expect(await hints({ somethingElse: 1 })).toEqual([undefined]);
    const { json } = await api.call('GET', '/v1/campaigns?limti=5');
    expect(json.errors[0].wanted).toBe('nothing: the field does not exist; did you mean limit?');
    const { json: bulk } = await post({ items: [{ id: 'u', fone: '1', Phone: '2' }] }, '/v1/profiles/bulk');
    expect(bulk.outcomes[0].problems.map(({ wanted }: { wanted: string }) => wanted.split('; ')[1])).toEqual([
      'did you mean phone?',
      'did you mean phone?',
    ]);
  });

  it('escapes names in pointers as RFC 6901 requires', async () => {
    const { json } = await post({ id: 'u', properties: { 'a/b~c': 1 } }, '/v1/profiles');
    expect(json.errors[0].field).toBe('/properties/a~1b~0c');
  });

  it('reports errors of the matching branch of a union', async () => {
    const { segmentId, groupId } = await oneOfEach(api, '-union');
    const campaign = { ...campaignInput({ segmentId, groupId }), when: { kind: 'at', at: 'tomorrow' } };
    const { json } = await post(campaign, '/v1/campaigns');
    expect(json.errors).toMatchObject([
      { field: '/when/at', got: '"tomorrow"', wanted: expect.stringContaining('ISO 8601') },
    ]);
  });

  it('shows only the shape of secrets and phone numbers', async () => {
    const settings = { ...TWILIO_PROVIDER.settings, authToken: 'short', accountSid: 'AC-wrong-1234567890' };
    const provider = await post({ ...TWILIO_PROVIDER, settings }, '/v1/providers');
    expect(provider.status).toBe(400);
    expect(provider.text).not.toContain('short');
    expect(provider.text).not.toContain('1234567890');
    expect(provider.json.errors).toContainEqual(
      expect.objectContaining({
        field: '/settings/authToken',
        got: 'a text of 5 characters',
        wanted: 'at least 8 characters',
      }),
    );
    const phone = await post({ id: 'u 447700900001', phone: 447700900001 }, '/v1/profiles');
    expect(phone.text).not.toContain('447700900001');
    expect(phone.json.errors).toHaveLength(2);
  });

  it('shows values of fields that are named like phone numbers but are none', async () => {
    const dnd = [{ from: '22:00', to: '25:00', action: 'delay' }];
    const account = await api.call('PUT', '/v1/account', { json: { dnd } });
    expect(account.json.errors).toMatchObject([{ field: '/dnd/0/to', got: '"25:00"' }]);
    const estimate = await post({ everyone: true, reach: { kind: 'number', number: -3 } }, '/v1/segments/estimate');
    expect(estimate.json.errors).toMatchObject([{ field: '/reach/number', got: '-3' }]);
    const event = { kind: 'event', event: 'x', within: { from: '2026-05-07', to: '2026-05-01' } };
    const segment = await post({ name: 'x', condition: event });
    expect(segment.json.errors).toMatchObject([{ field: '/condition/within/to', got: '"2026-05-01"' }]);
  });

  it.each([
    ['/v1/segments', { name: 'x', condition: CONDITION, to: '+4477' }],
    ['/v1/segments', { name: 'x', condition: { ...CONDITION, to: '+44 7700 900001' } }],
    ['/v1/segments', { name: 'x', condition: { ...CONDITION, number: 447700900001 } }],
    ['/v1/segments', { name: 'x', condition: { ...CONDITION, number: '4477-00-900001' } }],
    ['/v1/profiles/bulk', { items: [{ id: 'u', phone: 1, number: '07700900001' }] }],
  ])('shows no phone number: %s %j', async (path, json) => {
    const { status, text } = await post(json, path);
    expect(status).toBe(path.endsWith('bulk') ? 200 : 400);
    expect(text.replace(/urn:herald:request:[^"]+/g, '').replace(/\D/g, '')).not.toMatch(/4477|7700|900001/);
  });

  it('gives the position of a JSON syntax error, without quoting the body', async () => {
    const body = '{"name": "+447700900001", }';
    const { status, text, json } = await api.call('POST', '/v1/segments', {
      body,
      headers: { 'content-type': 'application/json' },
    });
    expect(status).toBe(400);
    expect(json.errors[0]).toMatchObject({ field: '/', wanted: 'JSON' });
    expect(text).not.toContain('447700900001');
  });

  it.each([
    ['text/plain', 'Content-Type', undefined],
    ['application/json; charset=iso-8859-1', 'Content-Type', undefined],
    ['application/json', 'Content-Encoding', 'gzip'],
  ])('refuses %s (%s %s) with 415', async (type, header, encoding) => {
    const headers = { 'content-type': type, ...(encoding && { 'content-encoding': encoding }) };
    const { status, json } = await api.call('POST', '/v1/segments', { body: '{}', headers });
    expect(status).toBe(415);
    expect(json.errors[0].field).toBe(`header: ${header}`);
  });

  it('refuses bytes that are not UTF-8', async () => {
    const body = new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d]);
    const { status, json } = await api.call('POST', '/v1/segments', {
      body,
      headers: { 'content-type': 'application/json' },
    });
    expect([status, json.detail]).toEqual([400, 'The body is not UTF-8.']);
  });

  it('refuses more than 1 MB with 413, announced or not', async () => {
    const big = JSON.stringify({ name: 'x'.repeat(1024 * 1024) });
    const headers = { 'content-type': 'application/json' };
    expect((await api.call('POST', '/v1/segments', { body: big, headers })).status).toBe(413);
    const chunked = new ReadableStream({
      start(controller) {
        for (let sent = 0; sent < 3; sent += 1) controller.enqueue(new TextEncoder().encode(big));
        controller.close();
      },
    });
    expect((await api.call('POST', '/v1/segments', { body: chunked, headers })).status).toBe(413);
  });

  it('refuses JSON that is nested too deep', async () => {
    const body = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    const { status, json } = await api.call('POST', '/v1/segments', {
      body,
      headers: { 'content-type': 'application/json' },
    });
    expect([status, json.errors[0].wanted]).toEqual([400, 'at most 64 levels']);
  });

  it('suggests the path that was probably meant', async () => {
    const { status, json } = await api.call('GET', '/v1/campagns');
    expect(status).toBe(404);
    expect(json.errors[0].wanted).toContain('/v1/campaigns');
  });

  it('lists the methods of a path', async () => {
    const { status, headers } = await api.call('POST', '/v1/segments/seg_1');
    expect(status).toBe(405);
    expect(headers.get('allow')).toBe('DELETE, GET, HEAD, OPTIONS, PATCH, PUT');
    expect((await api.call('OPTIONS', '/v1/segments')).headers.get('allow')).toBe('GET, HEAD, OPTIONS, POST');
  });

  it('refuses query parameters that are unknown, wrong or repeated, and cursors that are not its own', async () => {
    const errors = async (query: string) => (await api.call('GET', `/v1/segments?${query}`)).json.errors;
    expect(await errors('limit=0')).toMatchObject([{ field: 'query: limit', got: '"0"', wanted: 'at least 1' }]);
    expect(await errors('limit=many')).toMatchObject([
      { field: 'query: limit', got: '"many"', wanted: 'a whole number from 1 to 1000' },
    ]);
    expect(await errors('size=3')).toMatchObject([{ field: 'query: size' }]);
    expect(await errors('limit=1&limit=2')).toMatchObject([
      { field: 'query: limit', got: '2 values', wanted: 'one value' },
    ]);
    expect(await errors('cursor=xyz')).toMatchObject([{ field: 'query: cursor' }]);
    const foreign = Buffer.from('{"v":1,"list":"profiles","at":{"id":"a"}}').toString('base64url');
    expect(await errors(`cursor=${foreign}`)).toMatchObject([{ field: 'query: cursor' }]);
  });

  it('is the response to a percent-encoding that is not UTF-8', async () => {
    const { status, json } = await api.call('GET', '/v1/profiles/%E0%A4%A');
    expect([status, json.errors[0].field]).toEqual([400, 'path']);
  });

  it('does not wait for ever for a body', async () => {
    const answer = await raw(
      api.url,
      'POST /v1/segments HTTP/1.1\r\nContent-Length: 50\r\nContent-Type: application/json\r\n',
      '{"na',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    const stalled = await raw(
      api.url,
      'POST /v1/profiles/import HTTP/1.1\r\nContent-Length: 50\r\nContent-Type: text/csv\r\n',
      'id\n',
    );
    expect(stalled).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('is the response to input that is not HTTP', async () => {
    const answer = await raw(api.url, 'NONSENSE\r\n', '', false);
    expect(answer).toMatch(/^HTTP\/1\.1 400 [\s\S]*urn:herald:problem:bad-request/);
  });

  it('is not logged as a failure when the client aborts an upload', async () => {
    const { host } = new URL(api.url);
    for (const path of ['/v1/segments', '/v1/profiles/import']) {
      const type = path.endsWith('import') ? 'text/csv' : 'application/json';
      const socket = connect(Number(host.split(':')[1]), '127.0.0.1');
      socket.write(
        `POST ${path} HTTP/1.1\r\nHost: x\r\n${auth}Content-Type: ${type}\r\nContent-Length: 1000\r\n\r\nid\nu`,
      );
      await new Promise((resolve) => setTimeout(resolve, 50));
      socket.destroy();
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await api.call('GET', '/healthz', { key: null })).status).toBe(200);
    expect(api.logLines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });
});

const auth = 'Authorization: Bearer bootstrap-key-for-tests\r\n';

/** One request over a plain socket; resolves with the whole response. */
async function raw(url: string, head: string, body: string, authorised = true): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write(`${head}${authorised ? `Host: x\r\nConnection: close\r\n${auth}` : ''}\r\n${body}`);
  let answer = '';
  for await (const chunk of socket) answer += chunk;
  return answer;
}
