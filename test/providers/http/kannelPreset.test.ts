import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { providerInput } from '../../../src/domain/provider/provider.ts';
import { checkProviderInput } from '../../../src/providers/checkProviderInput.ts';
import { kannelPreset } from '../../../src/providers/http/kannelPreset.ts';
import type { OutboundSms } from '../../../src/providers/provider.ts';
import { httpServer, LOCAL, provider, sms } from '../support.ts';

const ACCESS = { username: 'us&er', password: 'p%w d' };

/** Kannel's request for a message, and the outcome of its answer. */
async function send(changes: Partial<OutboundSms>, answer: { status: number; body: string }, from?: string) {
  const { url, seen } = await httpServer(answer);
  const outcome = await provider(
    kannelPreset({ baseUrl: `${url}/`, ...ACCESS, ...(from !== undefined && { from }) }),
  ).send(sms(changes));
  return { outcome, asked: new URL(seen[0]?.url ?? '', url) };
}

const ACCEPTED = { status: 202, body: '0: Accepted for delivery' };

describe('the settings for Kannel', () => {
  it('pass the check that all settings pass', () => {
    const preset = kannelPreset({ baseUrl: 'http://kannel.example:13013', ...ACCESS });
    expect(providerInput.parse(preset)).toEqual(preset);
    expect(checkProviderInput(preset, LOCAL)).toEqual([]);
  });

  it('send a text in GSM-7 without special parameters', async () => {
    const { asked } = await send({ text: 'Grüße: 5 € & 10% + more' }, ACCEPTED, '+447700900999');
    expect(asked.pathname).toBe('/cgi-bin/sendsms');
    expect(Object.fromEntries(asked.searchParams)).toEqual({
      ...ACCESS,
      from: '+447700900999',
      to: '+447700900001',
      text: 'Grüße: 5 € & 10% + more',
      charset: 'UTF-8',
      coding: '0',
    });
  });

  it('request UCS-2 when a character requires it', async () => {
    expect((await send({ text: 'naïve' }, ACCEPTED)).asked.searchParams.get('coding')).toBe('2');
    expect((await send({ text: 'Hi 🎉' }, ACCEPTED)).asked.searchParams.get('coding')).toBe('2');
  });

  it("request receipts at Herald's address, with doubled percent signs", async () => {
    const plain = await send({ receiptUrl: 'https://herald.example/r/p/c1%2F1?t=a' }, ACCEPTED);
    expect(plain.asked.searchParams.get('dlr-mask')).toBe('31');
    expect(plain.asked.searchParams.get('dlr-url')).toBe('https://herald.example/r/p/c1%%2F1?t=a&dlr=%d');
    const bare = await send({ receiptUrl: 'https://herald.example/r' }, ACCEPTED);
    expect(bare.asked.searchParams.get('dlr-url')).toBe('https://herald.example/r?dlr=%d');
  });

  it.each([
    [3600, '60'],
    [90, '1'],
    [20, '1'],
  ])('turn a validity of %i seconds into %s minutes', async (validitySeconds, minutes) => {
    expect((await send({ validitySeconds }, ACCEPTED)).asked.searchParams.get('validity')).toBe(minutes);
  });

  it.each([
    [202, '0: Accepted for delivery', { kind: 'accepted', providerMessageId: null }],
    [202, '3: Queued for later delivery', { kind: 'accepted', providerMessageId: null }],
    [403, 'Authorization failed for sendsms', { kind: 'trouble', account: true, code: '403' }],
    [403, 'Not routable. Do not try again.', { kind: 'trouble', account: false, code: '403' }],
    [503, 'Temporal failure, try again later.', { kind: 'trouble', account: false, code: '503' }],
    [400, 'Empty receiver number not allowed, rejected', { kind: 'refused', scope: 'recipient', code: '400' }],
    [
      400,
      'Number(s) has/have been denied by white- and/or black-lists.',
      { kind: 'refused', scope: 'recipient', code: '400' },
    ],
    [400, 'Sender missing and no global set, rejected', { kind: 'trouble', account: false, code: '400' }],
    [500, '', { kind: 'unknown', code: '500' }],
  ])('understand %i %s', async (status, body, outcome) => {
    expect((await send({}, { status, body })).outcome).toMatchObject(outcome);
  });

  it('understand the receipts', () => {
    const kannel = provider(kannelPreset({ baseUrl: 'http://127.0.0.1:1', ...ACCESS }));
    const read = (dlr: string) => kannel.readReceipt({ url: '', headers: {}, query: { dlr }, body: '' });
    expect(['1', '2', '16', '8', '4'].map(read)).toMatchObject(
      ['delivered', 'undelivered', 'undelivered', 'sent', 'sent'].map((status) => ({ kind: 'receipt', status })),
    );
    expect(read('32')).toEqual({ kind: 'ignored' });
  });
});

describe('the ready settings in examples/providers', () => {
  const example = (name: string): unknown =>
    JSON.parse(readFileSync(new URL(`../../../examples/providers/${name}.json`, import.meta.url), 'utf8'));

  it.each(['kannel', 'twilio', 'json-gateway'])('%s.json is a provider that the API accepts', (name) => {
    expect(checkProviderInput(providerInput.parse(example(name)), LOCAL)).toEqual([]);
  });

  it('kannel.json is what kannelPreset makes', () => {
    const access = { baseUrl: 'http://kannel.example:13013', username: 'herald', password: 'change-me', from: '13013' };
    expect(example('kannel')).toEqual(kannelPreset(access));
  });
});
