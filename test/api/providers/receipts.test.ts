import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { listen } from '../../../src/api/listen.ts';
import { receiptAddresses } from '../../../src/providers/receiptAddress.ts';
import { HTTP_PROVIDER } from '../fixtures.ts';
import { SECRET_KEY, testApi } from '../support.ts';

const publicUrl = 'https://herald.example';
const addresses = receiptAddresses(SECRET_KEY);
const pathOf = (providerId: string, messageId = 'cmp_1/1/anna'): string =>
  addresses.addressOf({ publicUrl, providerId, messageId }).slice(publicUrl.length);

/** Sends a head and a part of a body over a connection of its own, and nothing more. */
function slowPost(url: string, path: string): { socket: Socket; answer: Promise<string> } {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 1000\r\n\r\nstate=`);
  const answer = new Promise<string>((resolve) => {
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('close', () => resolve(text));
    socket.on('error', () => resolve(text));
  });
  return { socket, answer };
}

describe('the address for receipts', () => {
  const api = testApi(() => ({ providerCallLimits: { concurrent: 2, deadlineMs: 400 } }));
  let providerId = '';
  beforeAll(async () => {
    providerId = (await api.made('/v1/providers', HTTP_PROVIDER)).id;
  });

  it('answers a forged reference before the body has arrived, and closes the connection', async () => {
    const startedAt = performance.now();
    const { answer } = slowPost(api.url, `/v1/receipts/${providerId}/forged`);
    expect(await answer).toMatch(/^HTTP\/1\.1 404 /);
    expect(performance.now() - startedAt).toBeLessThan(350);
  });

  it('gives a body a deadline as a whole, also where it arrives byte by byte', async () => {
    const { socket, answer } = slowPost(api.url, pathOf(providerId));
    const drip = setInterval(() => socket.write('x'), 50);
    const startedAt = performance.now();
    expect(await answer).toMatch(/^HTTP\/1\.1 408 /);
    clearInterval(drip);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  it('takes a limited number of receipts at a time, and asks for the others again', async () => {
    const slow = [slowPost(api.url, pathOf(providerId)), slowPost(api.url, pathOf(providerId))];
    await delay(100);
    const refused = await api.call('GET', `${pathOf(providerId)}?state=ok`, { key: null });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
    await Promise.all(slow.map(({ answer }) => answer));
    expect((await api.call('GET', `${pathOf(providerId)}?state=ok`, { key: null })).status).toBe(204);
  });

  it('reads JSON behind a byte order mark', async () => {
    const { settings } = HTTP_PROVIDER;
    const receipts = { ...settings.receipts, status: { json: 'state' } };
    const json = { ...HTTP_PROVIDER, name: 'marked', settings: { ...settings, receipts } };
    const { id } = await api.made('/v1/providers', json);
    const headers = { 'content-type': 'application/json' };
    for (const [body, status] of [
      ['\uFEFF{"state":"ok"}', 204],
      ['\uFEFF{"other":"ok"}', 403],
    ] as const) {
      expect((await api.call('POST', pathOf(id), { body, headers, key: null })).status).toBe(status);
    }
  });

  it('answers as the gateway wants', async () => {
    const { settings } = HTTP_PROVIDER;
    const add = async (name: string, answer: object) => {
      const receipts = { ...settings.receipts, answer };
      return (await api.made('/v1/providers', { ...HTTP_PROVIDER, name, settings: { ...settings, receipts } })).id;
    };
    const said = async (id: string) => {
      const { status, text, headers } = await api.call('GET', `${pathOf(id)}?state=ok`, { key: null });
      return [status, headers.get('content-type'), text];
    };
    expect(await said(await add('words', { body: 'ACK/Jasmin' }))).toEqual([
      200,
      'text/plain; charset=utf-8',
      'ACK/Jasmin',
    ]);
    const xml = { status: 202, contentType: 'text/xml', body: '<ok/>' };
    expect(await said(await add('xml', xml))).toEqual([202, 'text/xml; charset=utf-8', '<ok/>']);
    expect(await said(await add('nothing', { status: 204 }))).toEqual([204, null, '']);
    const wrong = { ...settings, receipts: { ...settings.receipts, answer: { status: 500, body: 'x' } } };
    const refused = await api.call('POST', '/v1/providers', { json: { ...HTTP_PROVIDER, name: 'w', settings: wrong } });
    expect([refused.status, refused.json.errors[0].field]).toEqual([400, '/settings/receipts/answer/status']);
  });
});

describe('the HTTP server', () => {
  const api = testApi();

  it('closes connections beyond its limit, and takes new ones when others have ended', async () => {
    const { url, close } = await listen(api.app.express, { host: '127.0.0.1', port: 0, maxConnections: 2 });
    const { hostname, port } = new URL(url);
    const held = Array.from({ length: 2 }, () => connect(Number(port), hostname));
    await Promise.all(held.map((socket) => once(socket, 'connect')));
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
    for (const socket of held) socket.destroy();
    await expect.poll(async () => (await fetch(`${url}/healthz`).catch(() => null))?.status).toBe(200);
    await close(0);
  });
});
