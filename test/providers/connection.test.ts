import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createProvider } from '../../src/providers/createProvider.ts';
import type { SendOutcome } from '../../src/providers/provider.ts';
import { closedPort, httpServer, LOCAL, provider, sms, tcpServer, twilioInput } from './support.ts';

const notWritten = (code: string): SendOutcome => ({ kind: 'trouble', code, account: false, retryAfterMs: null });

const send = (baseUrl: string, requestTimeoutMs = 300): Promise<SendOutcome> =>
  provider(twilioInput(baseUrl, { requestTimeoutMs })).send(sms());

describe('a request that was certainly not written is trouble', () => {
  it('when the connection is refused', async () => {
    expect(await send(`http://127.0.0.1:${await closedPort()}`)).toEqual(notWritten('connection_refused'));
  });

  it('when the name is unknown', async () => {
    expect(await send('http://no-such-host.invalid', 5_000)).toEqual(notWritten('dns'));
  });

  it('when the other side does not speak TLS', async () => {
    const port = await tcpServer((socket) => socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
    expect(await send(`https://127.0.0.1:${port}`)).toEqual(notWritten('tls'));
  });

  it('when the connection, including the handshake, takes too long', async () => {
    const port = await tcpServer(() => {});
    expect(await send(`https://127.0.0.1:${port}`)).toEqual(notWritten('connect_timeout'));
  });

  it('when the connection is cut in the handshake', async () => {
    const port = await tcpServer((socket) => socket.once('data', () => socket.destroy()));
    expect(await send(`https://127.0.0.1:${port}`)).toEqual(notWritten('not_connected'));
  });

  it('when the provider was closed before', async () => {
    const { url } = await httpServer({ status: 201 });
    const closed = createProvider(twilioInput(url), LOCAL);
    await closed.close();
    expect(await closed.send(sms())).toEqual(notWritten('closed'));
  });

  it('when it waited too long for a free connection: requests queued for a hanging provider wait only once', async () => {
    let connections = 0;
    const port = await tcpServer(() => connections++);
    const hanging = provider(twilioInput(`http://127.0.0.1:${port}`, { requestTimeoutMs: 300 }));
    const started = performance.now();
    const outcomes = await Promise.all(Array.from({ length: 400 }, () => hanging.send(sms())));
    const [lost, waited] = [outcomes.slice(0, 128), outcomes.slice(128)];
    expect(new Set(lost.map((outcome) => JSON.stringify(outcome)))).toEqual(
      new Set([JSON.stringify({ kind: 'unknown', code: 'timeout' })]),
    );
    for (const outcome of waited) expect(outcome).toEqual(notWritten('queue_timeout'));
    expect(performance.now() - started).toBeLessThan(3_000);
    expect(connections).toBeGreaterThanOrEqual(128);
  });
});

describe('a request whose answer was lost after writing is unknown', () => {
  it('when no answer comes in time', async () => {
    const port = await tcpServer((socket) => socket.resume());
    expect(await send(`http://127.0.0.1:${port}`)).toEqual({ kind: 'unknown', code: 'timeout' });
  });

  it('when the connection is closed after the request was read', async () => {
    const port = await tcpServer((socket) => socket.once('data', () => socket.destroy()));
    expect(await send(`http://127.0.0.1:${port}`)).toEqual({ kind: 'unknown', code: 'connection_lost' });
  });

  it('when the connection is reset', async () => {
    const port = await tcpServer((socket) => socket.once('data', () => socket.resetAndDestroy()));
    expect(await send(`http://127.0.0.1:${port}`)).toEqual({ kind: 'unknown', code: 'connection_lost' });
  });

  it('when the answer is not HTTP', async () => {
    const port = await tcpServer((socket) => socket.once('data', () => socket.end('what?\r\n\r\n')));
    expect(await send(`http://127.0.0.1:${port}`)).toEqual({ kind: 'unknown', code: 'unreadable_answer' });
  });

  it('also when the settings guarantee that 5xx means not processed', async () => {
    const port = await tcpServer((socket) => socket.once('data', () => socket.destroy()));
    const twilio = provider(twilioInput(`http://127.0.0.1:${port}`, { serverErrors: 'not_processed' }));
    expect(await twilio.send(sms())).toMatchObject({ kind: 'unknown' });
  });
});

describe('an answer that is cut off', () => {
  it('counts by its status: a created message is accepted, although its id is lost', async () => {
    const head = 'HTTP/1.1 201 Created\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{"sid":';
    const port = await tcpServer((socket) =>
      socket.once('data', async () => {
        socket.write(head);
        await sleep(50);
        socket.destroy();
      }),
    );
    expect(await send(`http://127.0.0.1:${port}`)).toEqual({ kind: 'accepted', providerMessageId: null });
  });
});
