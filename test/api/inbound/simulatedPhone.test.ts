import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { providerDefinition } from '../../../dev/simulatedProvider.ts';
import { type Simulator, startSimulator } from '../../../dev/simulator/simulator.ts';
import { testApi } from '../support.ts';

/** The public address, which Twilio's signature covers: what comes there is passed on to the API of the test. */
let behind = '';
const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const kept = Object.entries(request.headers).filter(([name]) => /^(content-type|x-)/.test(name));
  const headers = Object.fromEntries(kept) as Record<string, string>;
  const answer = await fetch(`${behind}${request.url}`, { method: 'POST', headers, body: Buffer.concat(chunks) });
  response.writeHead(answer.status).end(await answer.text());
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const PUBLIC_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

describe.each(['twilio', 'http'] as const)('a simulated phone behind a provider of the kind %s', (kind) => {
  let simulator: Simulator;
  let url = '';
  const api = testApi(() => ({ publicUrl: PUBLIC_URL }));
  const control = async (path: string, json: unknown) => {
    const answer = await fetch(`${simulator.url}/_sim${path}`, { method: 'POST', body: JSON.stringify(json) });
    return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
  };
  beforeAll(async () => {
    simulator = await startSimulator();
    behind = api.url;
  });
  afterAll(() => simulator.close());

  it('opts out by STOP and in again by START, and a text that is delivered again changes nothing', async () => {
    const address = await simulator.addProvider({ kind, name: 'sim' });
    const provider = await api.made('/v1/providers', providerDefinition(address));
    url = provider.inboundUrl;
    const number = '+447700900123';
    const texts = `/phones/${number}/texts`;
    const isSuppressed = async () => (await api.store.suppressions.among([number])).has(number);

    expect((await control(texts, { text: 'STOP' })).json.error).toContain('no provider has sent');
    expect((await control(texts, { text: 'STOP', provider: 'other' })).status).toBe(400);
    expect((await control(texts, { text: 'STOP', provider: 'sim' })).json.error).toContain('no inbound address');
    expect((await control('/providers/sim/inbound', { url: 'ftp://x' })).status).toBe(400);
    expect((await control('/providers/sim/inbound', { url })).json).toEqual({ url });

    const stop = await control(texts, { text: 'STOP', provider: 'sim', id: 'one' });
    expect(stop.json).toMatchObject({ provider: 'sim', id: 'one', status: 204 });
    expect(await isSuppressed()).toBe(true);
    await control(texts, { text: 'START', provider: 'sim' });
    expect(await isSuppressed()).toBe(false);
    await control(texts, { text: 'STOP', provider: 'sim', id: 'one' });
    expect(await isSuppressed()).toBe(false);
    const { items } = (await api.call('GET', '/v1/inbound')).json;
    expect(items).toMatchObject([
      { decision: 'opt_in', number, text: 'START' },
      { decision: 'opt_out', number, text: 'STOP', providerMessageId: 'one' },
    ]);
  });

  it('goes to the provider that sent it the last message, and is refused without the right secret', async () => {
    const number = '+447700900124';
    const [provider] = simulator.providers();
    await fetch(
      kind === 'twilio'
        ? `${provider?.url}/2010-04-01/Accounts/${provider?.accountSid}/Messages.json`
        : `${provider?.url}/messages`,
      {
        method: 'POST',
        headers: {
          authorization: `Basic ${btoa(`${provider?.accountSid}:${provider?.authToken}`)}`,
          'content-type': kind === 'twilio' ? 'application/x-www-form-urlencoded' : 'application/json',
        },
        body:
          kind === 'twilio'
            ? new URLSearchParams({ To: number, From: '+12025550190', Body: 'hi' })
            : JSON.stringify({ to: number, text: 'hi' }),
      },
    );
    expect((await control(`/phones/${encodeURIComponent(number)}/texts`, { text: 'help?' })).json.status).toBeLessThan(
      300,
    );
    const forged = await simulator.addProvider({ kind, name: 'forged' });
    expect(forged.authToken).not.toBe(provider?.authToken);
    await control('/providers/forged/inbound', { url });
    const answer = await control(`/phones/${number}/texts`, { text: 'STOP', provider: 'forged' });
    expect(answer.json.status).toBe(403);
    expect((await api.store.suppressions.among([number])).size).toBe(0);
  });
});
