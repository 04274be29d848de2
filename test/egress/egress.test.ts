import type { LookupAddress } from 'node:dns';
import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../../src/config.ts';
import { isNetwork } from '../../src/egress/addresses.ts';
import { egressTo } from '../../src/egress/egress.ts';
import { closedPort, httpInput, httpServer, LOCAL, provider, sms, twilioInput } from '../providers/support.ts';

const CLOSED = egressTo({ allow: [] });
const REFUSED = { kind: 'trouble', code: 'address_refused', account: true, retryAfterMs: null };
const gatewayAt = (url: string) => httpInput({ send: { url } });

/** A resolver that answers with the next of `answers` each time; the last one stays. */
function resolving(...answers: readonly string[][]) {
  let calls = 0;
  return (
    _name: string,
    _options: unknown,
    done: (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => void,
  ): void => {
    const answer = answers[Math.min(calls++, answers.length - 1)] ?? [];
    process.nextTick(
      done,
      null,
      answer.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
}

describe('an address that is not public is refused', () => {
  it.each([
    ['loopback', '127.0.0.1'],
    ['loopback, another of its addresses', '127.9.8.7'],
    ['loopback, octal', '0177.0.0.1'],
    ['loopback, hexadecimal', '0x7f.0.0.1'],
    ['loopback, one hexadecimal number', '0x7f000001'],
    ['loopback, one decimal number', '2130706433'],
    ['loopback, two parts', '127.1'],
    ['loopback, with a final dot', '127.0.0.1.'],
    ['loopback, full-width digits', '１２７.０.０.１'],
    ['loopback, percent-encoded', '%31%32%37.0.0.1'],
    ['unspecified', '0.0.0.0'],
    ['unspecified, one number', '0'],
    ['private', '10.0.0.1'],
    ['private', '172.16.0.1'],
    ['private, the last of its block', '172.31.255.255'],
    ['private', '192.168.1.1'],
    ['carrier-grade NAT', '100.64.0.1'],
    ['link-local, a metadata service', '169.254.169.254'],
    ['link-local, decimal', '2852039166'],
    ['multicast', '224.0.0.1'],
    ['reserved', '240.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['benchmarks', '198.18.0.1'],
    ['unspecified, IPv6', '[::]'],
    ['loopback, IPv6', '[::1]'],
    ['loopback, IPv6 in full', '[0:0:0:0:0:0:0:1]'],
    ['v4-mapped loopback', '[::ffff:127.0.0.1]'],
    ['v4-mapped private, hexadecimal', '[::ffff:a00:1]'],
    ['v4-mapped public', '[::ffff:8.8.8.8]'],
    ['v4-compatible', '[::127.0.0.1]'],
    ['NAT64', '[64:ff9b::7f00:1]'],
    ['local NAT64', '[64:ff9b:1::a00:1]'],
    ['6to4', '[2002:7f00:1::]'],
    ['Teredo', '[2001:0:7f00:1::1]'],
    ['unique local', '[fd00::1]'],
    ['link-local, IPv6', '[fe80::1]'],
    ['site-local', '[fec0::1]'],
    ['multicast, IPv6', '[ff02::1]'],
    ['documentation', '[2001:db8::1]'],
  ])('%s: %s', async (_kind, host) => {
    expect(CLOSED.permitsUrl(`http://${host}:8080/`)).toBe(false);
    expect(await provider(gatewayAt(`http://${host}:8080/`), CLOSED).send(sms())).toEqual(REFUSED);
  });

  it.each([
    '8.8.8.8',
    '100.63.255.255',
    '172.32.0.1',
    '192.0.1.1',
    '[2606:4700::1111]',
    'gateway.example',
    'localhost',
  ])('unlike %s, which is public or a name', (host) => {
    expect(CLOSED.permitsUrl(`https://${host}/`)).toBe(true);
  });
});

describe('a name is checked after it has been resolved', () => {
  it('localhost reaches nothing on this machine', async () => {
    const { url, seen } = await httpServer({ status: 200, body: 'inside' });
    const outside = url.replace('127.0.0.1', 'localhost');
    expect(await provider(gatewayAt(outside), CLOSED).send(sms())).toEqual(REFUSED);
    expect(await provider(twilioInput(outside), CLOSED).send(sms())).toEqual(REFUSED);
    expect(seen).toEqual([]);
  });

  it.each([['127.0.0.1'], ['::ffff:127.0.0.1'], ['fe80::1%lo'], ['10.1.2.3']])('%s', async (address) => {
    const egress = egressTo({ allow: [], resolve: resolving([address]) });
    expect(await provider(gatewayAt('http://inside.example/'), egress).send(sms())).toEqual(REFUSED);
  });

  it('at each connection, so that a name which first was public leads nowhere afterwards', async () => {
    const { url, seen } = await httpServer({ status: 200 });
    const port = new URL(url).port;
    // Nothing listens on 127.0.0.2 at this port: it stands for the public address of the first answer.
    const egress = egressTo({ allow: ['127.0.0.2'], resolve: resolving(['127.0.0.2'], ['127.0.0.1']) });
    const rebinding = provider(gatewayAt(`http://rebind.example:${port}/`), egress);
    expect(await rebinding.send(sms())).toMatchObject({ code: 'connection_refused' });
    expect(await rebinding.send(sms())).toEqual(REFUSED);
    expect(seen).toEqual([]);
  });

  it('of several addresses only the permitted ones are used', async () => {
    const { url, seen } = await httpServer({ status: 200 });
    const egress = egressTo({ allow: ['127.0.0.1'], resolve: resolving(['10.0.0.1', '127.0.0.1', 'fd00::1']) });
    const both = provider(gatewayAt(`http://both.example:${new URL(url).port}/`), egress);
    expect(await both.send(sms())).toMatchObject({ kind: 'accepted' });
    expect(seen).toHaveLength(1);
  });
});

describe('a redirect is not followed', () => {
  it.each([301, 302, 303, 307, 308])('%i', async (status) => {
    const inside = await httpServer({ status: 200, body: 'inside' });
    const outside = await httpServer({ status, headers: { location: inside.url } });
    expect(await provider(gatewayAt(outside.url)).send(sms())).toMatchObject({ kind: 'unknown', code: String(status) });
    expect(inside.seen).toEqual([]);
  });
});

describe('the networks that are permitted nevertheless', () => {
  it('are reached, and no others', async () => {
    const { url } = await httpServer({ status: 200 });
    expect(await provider(gatewayAt(url), LOCAL).send(sms())).toMatchObject({ kind: 'accepted' });
    expect(await provider(gatewayAt(`http://127.0.0.1:${await closedPort()}/`), LOCAL).send(sms())).toMatchObject({
      code: 'connection_refused',
    });
    const one = egressTo({ allow: ['10.1.0.0/16', 'fd00:20::/64', '::1'] });
    const permitted = ['10.1.255.255', '[fd00:20::7]', '[::1]'];
    for (const host of permitted) expect(one.permitsUrl(`http://${host}/`)).toBe(true);
    const refused = ['10.2.0.1', '[fd00:21::7]', '127.0.0.1'];
    for (const host of refused) expect(one.permitsUrl(`http://${host}/`)).toBe(false);
  });

  it.each(['10.0.0.0/8', '127.0.0.1', '::1', 'fd00::/8'])('may be written as %s', (text) => {
    expect(isNetwork(text)).toBe(true);
  });

  it.each(['10.0.0.0/33', 'fd00::/129', 'localhost', '10.0.0', '10.0.0.0/-1', '', '/8'])('but not as %j', (text) => {
    expect(isNetwork(text)).toBe(false);
  });

  it('come from the environment, separated by commas or spaces', () => {
    const read = (HERALD_EGRESS_ALLOW: string) =>
      readConfig({
        MONGODB_URL: 'mongodb://127.0.0.1:27017',
        HERALD_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
        HERALD_EGRESS_ALLOW,
      }).egressAllow;
    expect(read('')).toEqual([]);
    expect(read('10.1.0.0/16, fd00:20::/64,::1')).toEqual(['10.1.0.0/16', 'fd00:20::/64', '::1']);
    expect(() => read('10.1.0.0/16,inside.example')).toThrow(ConfigError);
    expect(() => read('10.1.0.0/40')).toThrow('HERALD_EGRESS_ALLOW: wanted: networks such as');
  });
});
