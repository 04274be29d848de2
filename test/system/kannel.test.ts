import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Child, startChild } from '../../dev/components/childProcess.ts';
import { freePort } from '../../dev/components/freePort.ts';
import { findOnPath, isExecutableFile } from '../../dev/components/onPath.ts';
import { egressTo } from '../../src/egress/egress.ts';
import { createProvider } from '../../src/providers/createProvider.ts';
import { kannelPreset } from '../../src/providers/http/kannelPreset.ts';
import type { OutboundSms, ProviderRequest, ReceiptReading, SmsProvider } from '../../src/providers/provider.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const FAKE_NETWORK = '/usr/lib/kannel/test/fakesmsc';
const isInstalled = findOnPath('bearerbox') !== null && findOnPath('smsbox') !== null && isExecutableFile(FAKE_NETWORK);
if (!isInstalled) console.error('Kannel is not installed: its test is skipped (apt-get install kannel kannel-extras).');

const PASSWORD = 'p&ss w%rd';

interface Kannel {
  readonly baseUrl: string;
  /** Messages that arrived in the network: `sender receiver kind text`. */
  readonly arrived: string[];
  readonly network: Child;
}

/** A Kannel with a fake network, on ports of its own; ended after the test. */
async function startKannel(): Promise<Kannel> {
  const [admin, boxes, network, sendsms] = [await freePort(), await freePort(), await freePort(), await freePort()];
  const folder = temporaryFolder();
  const config = join(folder, 'kannel.conf');
  writeFileSync(
    config,
    `group = core
admin-port = ${admin}
admin-interface = 127.0.0.1
admin-password = ${PASSWORD}
smsbox-port = ${boxes}
smsbox-interface = 127.0.0.1
box-allow-ip = 127.0.0.1
log-level = 1

group = smsc
smsc = fake
smsc-id = network
port = ${network}
connect-allow-ip = 127.0.0.1

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = ${sendsms}
sendsms-interface = 127.0.0.1
global-sender = 13013
log-level = 1

group = sendsms-user
username = herald
password = ${PASSWORD}

group = sms-service
keyword = default
text = none
max-messages = 0
`,
  );
  const start = async (name: string, command: string, args: string[], onLine: (line: string) => void = () => {}) => {
    const child = await startChild({ name, command, args, cwd: folder, onLine });
    onTestFinished(() => child.stop(2_000));
    return child;
  };
  await start('bearerbox', 'bearerbox', [config]);
  await untilAnswers(`http://127.0.0.1:${admin}/status.txt`);
  await start('smsbox', 'smsbox', [config]);
  await untilAnswers(`http://127.0.0.1:${sendsms}/cgi-bin/sendsms`);
  const arrived: string[] = [];
  // It needs inbound messages to send and reaches the second after 100,000 seconds; the first gets an empty reply.
  const args = ['-H', '127.0.0.1', '-r', String(network), '-i', '100000', '-m', '-1', '447700900001 13013 text hi'];
  const child = await start('fakesmsc', FAKE_NETWORK, args, (line) => {
    const message = /Got message \d+: <(.*)>$/.exec(line)?.[1];
    if (message !== undefined) arrived.push(message);
  });
  await expect
    .poll(async () => (await (await fetch(`http://127.0.0.1:${admin}/status.txt`)).text()).includes('(online'), {
      timeout: 10_000,
    })
    .toBe(true);
  return { baseUrl: `http://127.0.0.1:${sendsms}`, arrived, network: child };
}

async function untilAnswers(url: string): Promise<void> {
  for (const deadline = Date.now() + 10_000; ; await sleep(100)) {
    try {
      await (await fetch(url)).text();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}

/** Receives Kannel's receipts like the API. */
async function receiptServer(): Promise<{ url: string; requests: ProviderRequest[] }> {
  const requests: ProviderRequest[] = [];
  const server = createServer((req, res) => {
    const url = `http://${req.headers.host}${req.url}`;
    const query = Object.fromEntries(new URL(url).searchParams);
    requests.push({ url, headers: {}, query, body: '' });
    res.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/receipts`, requests };
}

function kannelProvider(baseUrl: string, password = PASSWORD): SmsProvider {
  const provider = createProvider(
    kannelPreset({ baseUrl, username: 'herald', password }),
    egressTo({ allow: ['127.0.0.0/8'] }),
  );
  onTestFinished(() => provider.close());
  return provider;
}

const sms = (changes: Partial<OutboundSms>): OutboundSms => ({
  reference: 'c1/1/anna',
  to: '+447700900001',
  text: 'Hello Anna',
  receiptUrl: null,
  validitySeconds: 3600,
  ...changes,
});

const ACCEPTED = { kind: 'accepted', providerMessageId: null };

describe.skipIf(!isInstalled)('a real Kannel', () => {
  it('accepts messages, delivers them unchanged, and sends receipts', async () => {
    const kannel = await startKannel();
    const provider = kannelProvider(kannel.baseUrl);
    const { url, requests } = await receiptServer();

    const texts = ['Hello Anna, 10% off & more + "quotes"', 'Grüße! 5 € [ok]', 'Привет 🎉 naïve'];
    for (const [index, text] of texts.entries()) {
      const receiptUrl = `${url}/c1%2F1%2Fp${index}?token=a%2Bb%25`;
      expect(await provider.send(sms({ to: `+44770090000${index}`, text, receiptUrl }))).toEqual(ACCEPTED);
    }

    await expect.poll(() => kannel.arrived.length, { timeout: 10_000 }).toBe(3);
    expect(kannel.arrived.map(readArrival)).toEqual(
      texts.map((text, index) => ({ from: '13013', to: `+44770090000${index}`, text })),
    );

    await expect.poll(() => requests.length, { timeout: 10_000 }).toBe(6);
    for (const index of texts.keys()) {
      const ours = requests.filter(({ url: called }) => called.startsWith(`${url}/c1%2F1%2Fp${index}?token=a%2Bb%25&`));
      expect(ours.map((request) => statusOf(provider.readReceipt(request)))).toEqual(['sent', 'delivered']);
    }
  });

  it('keeps messages while the network is away', async () => {
    const kannel = await startKannel();
    await kannel.network.stop();
    expect(await kannelProvider(kannel.baseUrl).send(sms({}))).toEqual(ACCEPTED);
  });

  it('refuses wrong credentials and invalid numbers', async () => {
    const { baseUrl } = await startKannel();
    expect(await kannelProvider(baseUrl, 'wrong').send(sms({}))).toEqual({
      kind: 'trouble',
      account: true,
      code: '403',
      retryAfterMs: null,
    });
    const refused = { kind: 'refused', scope: 'recipient', optedOut: false, code: '400' };
    expect(await kannelProvider(baseUrl).send(sms({ to: 'nobody' }))).toEqual(refused);
    expect(await kannelProvider(baseUrl).send(sms({ to: '' }))).toEqual(refused);
  });
});

const statusOf = (reading: ReceiptReading): string => (reading.kind === 'receipt' ? reading.status : reading.kind);

/** A line of the fake network; UCS-2 is printed as escaped bytes. */
function readArrival(line: string): { from: string; to: string; text: string } {
  const [, from = '', to = '', kind = '', content = ''] = /^(\S+) (\S+) (\S+) (.*)$/s.exec(line) ?? [];
  if (kind !== 'ucs-2') return { from, to, text: content };
  const bytes = Buffer.from(unescapeBytes(content));
  return { from, to, text: bytes.swap16().toString('utf16le') };
}

function unescapeBytes(escaped: string): number[] {
  const parts = escaped.replaceAll('+', ' ').match(/%[0-9A-Fa-f]{2}|[\s\S]/g) ?? [];
  return parts.map((part) => (part.length === 3 ? Number.parseInt(part.slice(1), 16) : part.charCodeAt(0)));
}
