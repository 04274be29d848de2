import { describe, expect, it } from 'vitest';
import type { Batch } from '../../src/domain/message/batch.ts';
import { batchStore } from '../../src/store/batches.ts';
import { NO_HASH, numberHash, packHashes } from '../../src/store/numberHash.ts';
import { freshDatabase } from '../support/database.ts';

const hashOf = (id: string): string => (id.endsWith('5') ? NO_HASH : numberHash(`+4477009000${id.slice(1)}`));

function batch(ordinal: number, more: Partial<Batch> = {}): Batch {
  const recipients = Array.from({ length: 10 }, (_, index) => `p${ordinal}${index}`);
  const counts = { qualified: 10, reachable: 10, optedOut: 0, noUsableNumber: 0 };
  const numbers = packHashes(recipients.map(hashOf));
  return { _id: `r/1/${ordinal}`, dispatchId: 'r/1', ordinal, recipients, counts, numbers, ...DUE, ...more };
}

const DUE = { at: new Date('2026-05-07T08:00:00Z'), zone: 'Europe/Paris' };

describe('the batches of a dispatch', () => {
  const { db } = freshDatabase();
  const batches = batchStore(db);

  it('return the hashes of the frozen numbers with a part of their recipients', async () => {
    await batches.insert(batch(1));
    const part = await batches.part({ batchId: 'r/1/1', offset: 4, limit: 3 });
    expect(part).toMatchObject({ ...DUE, recipients: ['p14', 'p15', 'p16'] });
    expect(part?.numbers).toEqual(new Map(['p14', 'p15', 'p16'].map((id) => [id, hashOf(id)])));
    const rest = await batches.part({ batchId: 'r/1/1', offset: 8, limit: 100 });
    expect(rest?.numbers).toEqual(new Map(['p18', 'p19'].map((id) => [id, hashOf(id)])));
  });

  it('return the recipients of the message with their numbers', async () => {
    await batches.insert(batch(2, { skips: [{ key: 'p23', reason: 'duplicate_number' }] }));
    await batches.insert({ ...batch(4), _id: 'another', dispatchId: 'r/2' });
    const asked = ['p11', 'p22', 'p23', 'p25', 'p41', 'nobody'];
    expect(await batches.recipientsOf('r/1', asked)).toEqual(
      ['p11', 'p22', 'p25'].map((id) => ({ key: id, profileId: id, hash: hashOf(id) })),
    );
    expect(await batches.recipientsOf('r/1', [])).toEqual([]);
  });

  it('return the profile ids if recipient keys are not profile ids', async () => {
    const owners = ['a', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'];
    const recipients = batch(1).recipients.map((key, index) => `${key} ${owners[index]}`);
    await batches.insert({ ...batch(1, { recipients, isKeyed: true }), _id: 'r/3/1', dispatchId: 'r/3' });
    const part = await batches.part({ batchId: 'r/3/1', offset: 1, limit: 2 });
    expect(part).toMatchObject({ recipients: ['p11', 'p12'], profileIds: ['a', 'b'] });
    expect((await batches.recipientsOf('r/3', ['a'])).map(({ key }) => key)).toEqual(['p10', 'p11']);
  });

  it('store a number in 8 bytes that do not reveal it', () => {
    const packed = packHashes([numberHash('+447700900001'), NO_HASH, numberHash('+447700900002')]);
    expect(packed.length).toBe(24);
    expect(Buffer.from(packed).toString('latin1')).not.toMatch(/\d{8}/);
    expect(numberHash('+447700900001')).toMatch(/^[\w-]{8}$/);
  });
});
