import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { egressTo } from '../../src/egress/egress.ts';
import { createProvider } from '../../src/providers/createProvider.ts';
import { kannelPreset } from '../../src/providers/http/kannelPreset.ts';
import type { OutboundSms, ProviderRequest, ReceiptReading, SmsProvider } from '../../src/providers/provider.ts';
import { KANNEL_PASSWORD, kannelIsInstalled, startKannel } from '../support/kannel.ts';

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

function kannelProvider(baseUrl: string, password = KANNEL_PASSWORD): SmsProvider {
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

describe.skipIf(!kannelIsInstalled)('a real Kannel', () => {
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
    expect(kannel.arrived.map(({ line }) => readArrival(line))).toEqual(
      texts.map((text, index) => ({ from: '13013', to: `+44770090000${index}`, text })),
    );

    await expect.poll(() => requests.length, { timeout: 10_000 }).toBe(6);
    for (const index of texts.keys()) {
      const ours = requests.filter(({ url: called }) => called.startsWith(`${url}/c1%2F1%2Fp${index}?token=a%2Bb%25&`));
      expect(ours.map((request) => statusOf(provider.readReceipt(request)))).toEqual(['sent', 'delivered']);
    }
  });

  it('passes on the texts of phones', async () => {
    const { url, requests } = await receiptServer();
    const kannel = await startKannel({ getUrl: `${url}?from=%p&to=%P&text=%a&id=%I` });
    const provider = kannelProvider(kannel.baseUrl);
    const reply = (index: number) => expect.poll(() => requests[index], { timeout: 10_000 }).toBeDefined();
    // The first one is what the network sends when it begins.
    await reply(0);
    await kannel.text('+447700900009', 'Stop, please & 10% more');
    await reply(1);
    await kannel.text('447700900008', 'Стоп 🛑');
    await reply(2);
    const texts = requests.map((request) => provider.readInbound?.(request));
    expect(texts.slice(1)).toMatchObject([
      { from: '+447700900009', number: '+447700900009', to: '13013', text: 'Stop, please & 10% more' },
      { from: '447700900008', number: '+447700900008', to: '13013', text: 'Стоп 🛑' },
    ]);
    const ids = texts.map((text) => (text?.kind === 'text' ? text.providerMessageId : null));
    expect(new Set(ids).size).toBe(3);
    expect(ids).not.toContain(null);
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
