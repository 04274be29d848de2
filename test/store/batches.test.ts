import { describe, expect, it } from 'vitest';
import type { Batch } from '../../src/domain/campaign/run.ts';
import { batchStore } from '../../src/store/batches.ts';
import { NO_HASH, numberHash, packHashes } from '../../src/store/numberHash.ts';
import { freshDatabase } from '../support/database.ts';

const hashOf = (id: string): string => (id.endsWith('5') ? NO_HASH : numberHash(`+4477009000${id.slice(1)}`));

function batch(ordinal: number, more: Partial<Batch> = {}): Batch {
  const recipients = Array.from({ length: 10 }, (_, index) => `p${ordinal}${index}`);
  const counts = { qualified: 10, reachable: 10, optedOut: 0, noUsableNumber: 0 };
  const numbers = packHashes(recipients.map(hashOf));
  return { _id: `r/1/${ordinal}`, runId: 'r/1', ordinal, recipients, counts, numbers, ...more };
}

describe('a run’s batches', () => {
  const { db } = freshDatabase();
  const batches = batchStore(db);

  it('tell of a part of their recipients which numbers those were frozen with', async () => {
    const due = { at: new Date('2026-05-07T08:00:00Z'), zone: 'Europe/Paris' };
    await batches.insert(batch(1, due));
    const part = await batches.part({ batchId: 'r/1/1', offset: 4, limit: 3 });
    expect(part).toMatchObject({ ...due, recipients: ['p14', 'p15', 'p16'] });
    expect(part?.numbers).toEqual(new Map(['p14', 'p15', 'p16'].map((id) => [id, hashOf(id)])));
    const rest = await batches.part({ batchId: 'r/1/1', offset: 8, limit: 100 });
    expect(rest?.numbers).toEqual(new Map(['p18', 'p19'].map((id) => [id, hashOf(id)])));
  });

  it('tell who is to get the message, and under which number', async () => {
    await batches.insert(batch(2, { skips: [{ profileId: 'p23', reason: 'duplicate_number' }] }));
    const { numbers: _numbers, ...older } = batch(3);
    await batches.insert(older);
    await batches.insert({ ...batch(4), _id: 'another', runId: 'r/2' });
    const asked = ['p11', 'p22', 'p23', 'p25', 'p30', 'p41', 'nobody'];
    expect(await batches.whoGets('r/1', asked)).toEqual(
      new Map([
        ['p11', hashOf('p11')],
        ['p22', hashOf('p22')],
        ['p25', NO_HASH],
        ['p30', null],
      ]),
    );
    expect((await batches.whoGets('r/1', [])).size).toBe(0);
  });

  it('hold a number in 8 bytes that don’t show it', () => {
    const packed = packHashes([numberHash('+447700900001'), NO_HASH, numberHash('+447700900002')]);
    expect(packed.length).toBe(24);
    expect(Buffer.from(packed).toString('latin1')).not.toMatch(/\d{8}/);
    expect(numberHash('+447700900001')).toMatch(/^[\w-]{8}$/);
  });
});
