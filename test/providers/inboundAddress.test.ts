import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { inboundAddresses } from '../../src/providers/inboundAddress.ts';
import { receiptAddresses } from '../../src/providers/receiptAddress.ts';

const key = () => randomBytes(32).toString('base64');
const publicUrl = 'https://herald.example';
const tagOf = (address: string) => address.slice(address.lastIndexOf('/') + 1);

describe('the address for inbound texts', () => {
  const [first, second] = [key(), key()];
  const addresses = inboundAddresses(first);
  const address = addresses.addressOf({ publicUrl, providerId: 'prv_1' });

  it('is the same each time, and recognised for its provider alone', () => {
    expect(address).toMatch(/^https:\/\/herald\.example\/v1\/inbound\/prv_1\/texts\/[\w-]{22}$/);
    expect(addresses.addressOf({ publicUrl, providerId: 'prv_1' })).toBe(address);
    expect(addresses.keyOf({ providerId: 'prv_1', tag: tagOf(address) })).toMatchObject({ isCurrent: true });
    expect(addresses.keyOf({ providerId: 'prv_2', tag: tagOf(address) })).toBeNull();
    for (const tag of ['', 'x', `${tagOf(address)}AA`, 'é'.repeat(22)]) {
      expect(addresses.keyOf({ providerId: 'prv_1', tag })).toBeNull();
    }
  });

  it('is recognised after a rotation for as long as its key is kept', () => {
    const of = { providerId: 'prv_1', tag: tagOf(address) };
    const rotated = (retirement: string) => inboundAddresses(`new:${second},main:${first}${retirement}`).keyOf(of);
    const refusedFrom = new Date('2027-02-14T00:00:00Z');
    expect(rotated('@2027-01-15')).toEqual({ id: 'main', isCurrent: false, refusedFrom });
    expect(rotated('@next')).toEqual({ id: 'main', isCurrent: false, refusedFrom: null });
    expect(rotated('')).toEqual({ id: 'main', isCurrent: false, refusedFrom: null });
    expect(inboundAddresses(second).keyOf(of)).toBeNull();
  });

  it('can not be made from an address for receipts', () => {
    const receipt = receiptAddresses(first).addressOf({ publicUrl, providerId: 'prv_1', messageId: '' });
    const bytes = Buffer.from(tagOf(receipt), 'base64url').subarray(0, 16);
    expect(addresses.keyOf({ providerId: 'prv_1', tag: bytes.toString('base64url') })).toBeNull();
  });
});
