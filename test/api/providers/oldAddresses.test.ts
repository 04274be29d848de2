import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { inboundAddresses } from '../../../src/providers/inboundAddress.ts';
import { receiptAddresses } from '../../../src/providers/receiptAddress.ts';
import { INBOUND_PROVIDER, PUBLIC_URL, pathOf } from '../inbound/support.ts';
import { testApi } from '../support.ts';

const key = () => randomBytes(32).toString('base64');
const [NEW, OLD, OLDER, COMING] = [key(), key(), key(), key()];
const HOUR_MS = 3_600_000;
const KEYS = `2027:${NEW},main:${OLD}@2027-01-15,first:${OLDER}@2026-01-15,2028:${COMING}@next`;

describe('addresses that were made before the secret key was replaced', () => {
  let now = new Date('2027-01-20T12:00:00Z');
  const api = testApi(() => ({ secretKey: KEYS, now: () => now }));
  let [providerId, present] = ['', ''];
  beforeAll(async () => {
    const made = await api.made('/v1/providers', INBOUND_PROVIDER);
    [providerId, present] = [made.id, pathOf(made)];
  });
  const inboundAt = (secretKey: string): string =>
    inboundAddresses(secretKey).addressOf({ publicUrl: PUBLIC_URL, providerId }).slice(PUBLIC_URL.length);
  const receiptAt = (secretKey: string): string =>
    receiptAddresses(secretKey)
      .addressOf({ publicUrl: PUBLIC_URL, providerId, messageId: 'cmp_1/1/u1' })
      .slice(PUBLIC_URL.length);
  let texts = 0;
  const text = async (path: string): Promise<number> => {
    texts += 1;
    const query = `from=%2B447700900123&text=hello&id=${texts}`;
    return (await api.call('GET', `${path}?${query}`, { key: null })).status;
  };
  const receipt = async (path: string): Promise<number> => {
    const body = new URLSearchParams({ state: 'ok' });
    return (await api.call('POST', path, { key: null, body })).status;
  };
  const lines = (message: string) =>
    api.logLines
      .map((line) => JSON.parse(line))
      .filter(({ msg }) => msg.includes(message))
      .map(({ level, providerId: id, keyId, calls, refusedFrom }) => ({ level, id, keyId, calls, refusedFrom }));

  it('are counted in the log by provider and key, once an hour, before and after', async () => {
    now = new Date('2027-02-10T12:00:00Z');
    for (let call = 0; call < 3; call += 1) await text(inboundAt(OLD));
    now = new Date(now.getTime() + HOUR_MS - 1);
    await text(inboundAt(OLD));
    now = new Date(now.getTime() + 1);
    await text(inboundAt(OLD));
    await text(present);
    const common = { level: 'warn', id: providerId, keyId: 'main', refusedFrom: '2027-02-14T00:00:00.000Z' };
    expect(lines('inbound texts come to addresses of an earlier secret key')).toEqual([
      { ...common, calls: 1 },
      { ...common, calls: 4 },
    ]);
    await receipt(receiptAt(OLD));
    expect(lines('receipts come to addresses')).toMatchObject([{ level: 'info', keyId: 'main' }]);

    now = new Date('2027-03-01T00:00:00Z');
    await text(inboundAt(OLD));
    await text(inboundAt(OLD));
    now = new Date(now.getTime() + HOUR_MS);
    await text(inboundAt(OLD));
    expect(lines('are refused').map(({ calls }) => calls)).toEqual([1, 2]);
    expect(api.logLines.join('')).not.toMatch(/447700900123|hello/);
  });

  it('are accepted for 30 days to the millisecond, and refused from then on', async () => {
    now = new Date('2027-02-13T23:59:59.999Z');
    expect([await text(inboundAt(OLD)), await receipt(receiptAt(OLD))]).toEqual([204, 204]);
    now = new Date('2027-02-14T00:00:00Z');
    expect([await text(inboundAt(OLD)), await receipt(receiptAt(OLD))]).toEqual([403, 403]);
    expect([await text(inboundAt(OLDER)), await receipt(receiptAt(OLDER))]).toEqual([403, 403]);
    const { json } = await api.call('POST', receiptAt(OLD), { key: null, body: 'state=ok' });
    expect(json.detail).toContain('This address is too old');
    for (const secretKey of [NEW, COMING]) {
      expect([await text(inboundAt(secretKey)), await receipt(receiptAt(secretKey))]).toEqual([204, 204]);
    }
    expect(await text(inboundAt(key()))).toBe(404);
    expect(present).toBe(inboundAt(NEW));
  });
});
