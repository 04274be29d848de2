import { describe, expect, it } from 'vitest';
import { providerHealthStore } from '../../src/store/providerHealth.ts';
import { freshDatabase } from '../support/database.ts';

describe('the provider states that workers report', () => {
  const { db } = freshDatabase();
  const store = providerHealthStore(db);
  const at = (minute: number, second = 0): Date => new Date(Date.UTC(2026, 10, 30, 12, minute, second));
  const down = (workerId: string, when: Date, code: string) =>
    store.noteDown({ providerId: 'prv_1', workerId, code, at: when });

  it('contain the earliest time at which a breaker opened, and the latest code', async () => {
    await down('a', at(0), 'http_500');
    await down('b', at(1), 'http_503');
    await down('a', at(1, 30), 'timeout');
    expect(await store.down(at(2))).toEqual([{ providerId: 'prv_1', since: at(0).toISOString(), code: 'timeout' }]);
    await store.noteUp({ providerId: 'prv_1', workerId: 'a' });
    expect(await store.down(at(2))).toMatchObject([{ since: at(1).toISOString(), code: 'http_503' }]);
  });

  it('expire if they are not repeated, and begin again then', async () => {
    expect(await store.down(at(10))).toEqual([]);
    await down('b', at(10), 'http_503');
    expect(await store.down(at(10))).toMatchObject([{ since: at(10).toISOString() }]);
  });
});
