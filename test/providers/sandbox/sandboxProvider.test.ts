import { readFileSync } from 'node:fs';
import { parsePhoneNumberWithError } from 'libphonenumber-js/max';
import { describe, expect, it } from 'vitest';
import { MAGIC_NUMBERS } from '../../../src/domain/provider/sandbox.ts';
import { type SandboxOptions, sandboxProvider } from '../../../src/providers/sandbox/sandboxProvider.ts';

type Receipt = Parameters<SandboxOptions['report']>[0];
const sms = (to: string, reference = `m/${to}`) => ({
  reference,
  to,
  text: 'hi',
  receiptUrl: null,
  validitySeconds: null,
});

describe('the magic numbers', () => {
  it('are valid ones that are reserved for fiction, and all in the README', () => {
    const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
    for (const number of Object.keys(MAGIC_NUMBERS)) {
      expect([number, parsePhoneNumberWithError(number).isValid()]).toEqual([number, true]);
      expect(number).toMatch(/^\+1202555 ?01\d\d$/);
      expect(readme).toContain(`| ${number} |`);
    }
  });
});

describe('the sandbox', () => {
  it('reports what is still to come when it is closed, once, also where a report fails', async () => {
    const receipts: Receipt[] = [];
    const provider = sandboxProvider({
      receiptMs: 60_000,
      report: async (receipt) => {
        receipts.push(receipt);
        throw new Error('the store is away');
      },
    });
    await Promise.all(
      ['+12025550101', '+12025550102', '+12025550103', '+12025550106'].map((to) => provider.send(sms(to))),
    );
    expect(receipts).toEqual([]);
    await provider.close();
    await provider.close();
    expect(receipts.map(({ messageId, entry }) => [messageId, entry.status, entry.code])).toEqual([
      ['m/+12025550101', 'delivered', null],
      ['m/+12025550102', 'undelivered', 'sandbox_undelivered'],
    ]);
  });

  it('is in trouble once for each message, and writes nothing that may not begin', async () => {
    const provider = sandboxProvider({ report: async () => undefined });
    const kinds = [];
    for (const reference of ['a', 'b', 'a', 'b', 'a']) {
      kinds.push((await provider.send(sms('+12025550107', reference))).kind);
    }
    expect(kinds).toEqual(['trouble', 'trouble', 'accepted', 'accepted', 'trouble']);
    expect(await provider.send(sms('+12025550101'), () => false)).toMatchObject({
      kind: 'trouble',
      code: 'not_allowed',
    });
    await provider.close();
  });

  it('is found by a lookup in another process under the id that the receipt has', async () => {
    const receipts: Receipt[] = [];
    const one = sandboxProvider({ report: async (receipt) => void receipts.push(receipt) });
    expect(await one.send(sms('+12025550105'))).toEqual({ kind: 'unknown', code: 'timeout' });
    await one.close();
    const another = sandboxProvider({ report: async () => undefined });
    const query = { fingerprint: '', since: new Date(), claimed: async () => new Set<string>() };
    const found = await another.lookup?.({ ...sms('+12025550105'), ...query });
    expect(found).toEqual({ kind: 'found', providerMessageId: receipts[0]?.entry.providerMessageId });
    expect(await another.lookup?.({ ...sms('+12025550106'), ...query })).toEqual({ kind: 'cannot_tell' });
    expect(await another.lookup?.({ ...sms('+12025550101'), ...query })).toEqual({ kind: 'not_found' });
  });
});
