import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createProvider } from '../../src/providers/createProvider.ts';
import type { SendOutcome } from '../../src/providers/provider.ts';
import { closedPort, httpInput, httpServer, LOCAL, provider, query, sms, tcpServer, twilioInput } from './support.ts';

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
    const hanging = provider(twilioInput(`http://127.0.0.1:${port}`, { requestTimeoutMs: 2_000 }));
    const started = performance.now();
    const outcomes = await Promise.all(Array.from({ length: 400 }, () => hanging.send(sms())));
    const [lost, waited] = [outcomes.slice(0, 128), outcomes.slice(128)];
    expect(new Set(lost.map((outcome) => JSON.stringify(outcome)))).toEqual(
      new Set([JSON.stringify({ kind: 'unknown', code: 'timeout' })]),
    );
    for (const outcome of waited) expect(outcome).toEqual(notWritten('queue_timeout'));
    expect(performance.now() - started).toBeLessThan(6_000);
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

/** A server that sends `head`, and then `more` every 50 ms until the connection is closed, or at once closes it itself. */
const dripping = (head: string, more: string | null): Promise<number> =>
  tcpServer((socket) =>
    socket.once('data', async () => {
      socket.write(head);
      while (more !== null && !socket.destroyed) {
        await sleep(50);
        socket.write(more);
      }
      await sleep(50);
      socket.destroy();
    }),
  );

const headOf = (status: string): string =>
  `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: 5000\r\n\r\n`;

describe('an answer that never ends', () => {
  const timed = async (port: number): Promise<SendOutcome> => {
    const started = performance.now();
    const outcome = await send(`http://127.0.0.1:${port}`);
    expect(performance.now() - started).toBeLessThan(1_000);
    return outcome;
  };

  it('is waited for no longer than the timeout, although a piece of it comes again and again', async () => {
    expect(await timed(await dripping(headOf('400 Bad Request'), ' '))).toEqual({ kind: 'unknown', code: '400' });
  });

  it('counts by its status where that is enough', async () => {
    const outcome = await timed(await dripping(headOf('201 Created'), ' '));
    expect(outcome).toEqual({ kind: 'accepted', providerMessageId: null });
    expect(await timed(await dripping(headOf('429 Too Many Requests'), ' '))).toMatchObject({ kind: 'trouble' });
  });

  it('that has only provisional statuses is lost', async () => {
    const more = 'HTTP/1.1 102 Processing\r\n\r\n';
    expect(await timed(await dripping(more, more))).toEqual({ kind: 'unknown', code: 'timeout' });
  });

  it('whose head never ends is lost', async () => {
    expect(await timed(await dripping('HTTP/1.1 201 Created\r\n', 'x: y\r\n'))).toEqual({
      kind: 'unknown',
      code: 'timeout',
    });
  });

  it('leaves its connection to the next request', async () => {
    const port = await dripping(headOf('201 Created'), ' ');
    const slow = provider(twilioInput(`http://127.0.0.1:${port}`, { requestTimeoutMs: 2_000 }));
    const started = performance.now();
    await Promise.all(Array.from({ length: 128 }, () => slow.send(sms())));
    await Promise.all(Array.from({ length: 128 }, () => slow.send(sms())));
    expect(performance.now() - started).toBeLessThan(6_000);
  });
});

describe('an answer that is cut off', () => {
  it('counts by its status: a created message is accepted, although its id is lost', async () => {
    const port = await dripping(`${headOf('201 Created')}{"sid":`, null);
    expect(await send(`http://127.0.0.1:${port}`)).toEqual({ kind: 'accepted', providerMessageId: null });
  });

  it('is unknown where the code in its body would have decided', async () => {
    const port = await dripping(`${headOf('400 Bad Request')}{"code":`, null);
    expect(await send(`http://127.0.0.1:${port}`)).toEqual({ kind: 'unknown', code: '400' });
    const account = await dripping(`${headOf('401 Unauthorized')}{"code":`, null);
    expect(await send(`http://127.0.0.1:${account}`)).toMatchObject({ kind: 'trouble', account: true });
  });

  it.each<[string, string, object, object]>([
    ['a rule for the body', '200 OK', { answers: [{ body: 'ERROR', means: 'trouble' }] }, { kind: 'unknown' }],
    ['no rule', '200 OK', {}, { kind: 'accepted', providerMessageId: null }],
    [
      'a rule for the status',
      '400 No',
      { answers: [{ status: [400], means: 'refused_content' }] },
      { kind: 'refused' },
    ],
    [
      'a rule for the body that another one for the status comes before',
      '400 No',
      {
        answers: [
          { status: [400], means: 'trouble' },
          { body: 'x', means: 'accepted' },
        ],
      },
      { kind: 'trouble' },
    ],
    [
      'a rule for the body of another status',
      '200 OK',
      { answers: [{ status: [400], body: 'x', means: 'trouble' }] },
      { kind: 'accepted' },
    ],
  ])('at a gateway with %s', async (_rule, status, settings, outcome) => {
    const port = await dripping(`${headOf(status)}id=12`, null);
    const send = { method: 'POST', url: `http://127.0.0.1:${port}/`, body: '{{ text }}' };
    const http = provider(httpInput({ send, messageId: { pattern: 'id=(\\d+)' }, ...settings }));
    expect(await http.send(sms())).toMatchObject(outcome);
  });

  it('finds nothing out in a lookup', async () => {
    const url = `http://127.0.0.1:${await dripping(`${headOf('200 OK')}[`, null)}/`;
    const http = provider(httpInput({ send: { url }, lookup: { request: { url }, found: '"id"' } }));
    expect(await http.lookup?.(query())).toEqual({ kind: 'failed', code: 'incomplete_answer' });
    const twilio = provider(twilioInput(url));
    expect(await twilio.lookup?.(query())).toMatchObject({ kind: 'failed' });
  });
});

describe('a status that does not say whether the message was processed is unknown', () => {
  it.each([301, 302, 303, 307, 308, 304, 408, 409, 425, 499])('%i', async (status) => {
    const { url } = await httpServer({ status, headers: { location: 'http://127.0.0.1:1/' } });
    const unknown = { kind: 'unknown', code: String(status) };
    expect(await provider(twilioInput(url)).send(sms())).toEqual(unknown);
    const http = (answers: object[] = []) => provider(httpInput({ send: { url: `${url}/` }, answers }));
    expect(await http().send(sms())).toEqual(unknown);
    // The settings know better.
    expect(await http([{ status: [status], means: 'trouble' }]).send(sms())).toMatchObject({ kind: 'trouble' });
  });

  it.each([400, 404, 405, 413, 422, 429])('%i says so', async (status) => {
    const { url } = await httpServer({ status });
    expect(await provider(twilioInput(url)).send(sms())).toMatchObject({ kind: 'trouble' });
    expect(await provider(httpInput({ send: { url: `${url}/` } })).send(sms())).toMatchObject({ kind: 'trouble' });
  });
});
