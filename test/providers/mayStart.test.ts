import { describe, expect, it } from 'vitest';
import { httpInput, httpServer, provider, sms, tcpServer, twilioInput } from './support.ts';

const notAllowed = { kind: 'trouble', code: 'not_allowed', account: false, retryAfterMs: null };

describe('a request that may not start any more', () => {
  it.each(['twilio', 'http'] as const)('is not written (%s)', async (kind) => {
    const { url, seen } = await httpServer({ status: 201, body: {} });
    const api = provider(kind === 'twilio' ? twilioInput(url) : httpInput({ send: { url } }));
    expect(await api.send(sms(), () => false)).toEqual(notAllowed);
    expect(seen).toHaveLength(0);
    expect(await api.send(sms(), () => true)).toMatchObject({ kind: 'accepted' });
    expect(seen).toHaveLength(1);
  });

  it('is checked when it is about to be written, not when it is passed on', async () => {
    let requests = 0;
    const port = await tcpServer((socket) => {
      socket.on('data', () => {
        requests += 1;
        setTimeout(() => socket.write('HTTP/1.1 201 Created\r\ncontent-length: 2\r\n\r\n{}'), 200);
      });
    });
    const api = provider(twilioInput(`http://127.0.0.1:${port}`, { requestTimeoutMs: 3000 }));
    let isOpen = true;
    const sending = Promise.all(Array.from({ length: 150 }, () => api.send(sms(), () => isOpen)));
    await expect.poll(() => requests).toBe(128);
    isOpen = false;
    const outcomes = await sending;
    expect(outcomes.filter(({ kind }) => kind === 'accepted')).toHaveLength(128);
    expect(outcomes.filter(({ kind }) => kind === 'trouble')).toEqual(Array.from({ length: 22 }, () => notAllowed));
    expect(requests).toBe(128);
  });
});
