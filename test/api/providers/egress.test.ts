import { describe, expect, it } from 'vitest';
import { egressTo } from '../../../src/egress/egress.ts';
import { createProvider } from '../../../src/providers/createProvider.ts';
import { httpServer } from '../../providers/support.ts';
import { testApi } from '../support.ts';

const egress = egressTo({ allow: [] });
const api = testApi(() => ({ egress, createProvider: (input) => createProvider(input, egress) }));

const gateway = (url: string, name: string) => ({
  kind: 'http',
  name,
  settings: { send: { method: 'GET', url }, messageId: { pattern: '([^]*)' }, verify: { method: 'GET', url } },
});

describe('a provider at an address that is not public', () => {
  it.each([
    [gateway('http://169.254.169.254/latest/meta-data/', 'metadata'), '/settings/send/url'],
    [gateway('http://0x7f.1:8080/', 'hexadecimal'), '/settings/send/url'],
    [
      {
        kind: 'twilio',
        name: 'twilio',
        settings: {
          accountSid: `AC${'0'.repeat(32)}`,
          authToken: 'the-auth-token',
          from: 'Herald',
          baseUrl: 'http://[::1]:27017',
        },
      },
      '/settings/baseUrl',
    ],
  ])('is refused when it is created: %j', async (json, field) => {
    const answer = await api.call('POST', '/v1/providers', { json });
    expect(answer).toMatchObject({ status: 400, json: { errors: expect.arrayContaining([expect.anything()]) } });
    expect(answer.json.errors[0]).toMatchObject({
      field,
      got: 'an address that is not public',
      wanted: expect.stringContaining('HERALD_EGRESS_ALLOW'),
    });
  });

  it('reads nothing inside with a test SMS or a validation, when a name leads there', async () => {
    const inside = await httpServer({ status: 200, body: 'the secret of the inside' });
    const url = inside.url.replace('127.0.0.1', 'localhost');
    const { id } = await api.made('/v1/providers', gateway(url, 'by name'));
    const sent = await api.made(`/v1/providers/${id}/test-sms`, { to: '+447700900001', text: 'Hi' });
    expect(sent).toMatchObject({ outcome: 'trouble', code: 'address_refused', providerMessageId: null });
    expect(await api.made(`/v1/providers/${id}/validate`, undefined)).toEqual({
      result: 'failed',
      checks: [{ name: 'credentials', ok: false, detail: 'no answer: address_refused' }],
    });
    expect(inside.seen).toEqual([]);
  });
});
