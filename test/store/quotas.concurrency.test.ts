import { MongoClient } from 'mongodb';
import { afterAll, describe, expect, it } from 'vitest';
import { quotaStore } from '../../src/store/quotas.ts';
import type { QuotaLimit } from '../../src/store/quotaTypes.ts';
import { freshDatabase } from '../support/database.ts';
import { attempt, isFinished, newSlice, type SliceState, settleFinished } from './quotaWorld.ts';
import { seededRandom } from './seededRandom.ts';

const WORKERS = 4;
const IN_FLIGHT = 3;

describe('quotas with several workers that die or are suspended', () => {
  const { db, url, name } = freshDatabase();
  const clients = Array.from({ length: WORKERS }, () => new MongoClient(url));
  const stores = clients.map((client) => quotaStore(client.db(name)));
  afterAll(() => Promise.all(clients.map((client) => client.close())));

  const cases = [
    { name: 'total', freeze: 'before reserving' as const, total: 300, daily: 1e6, run: 1e6, expected: 300 },
    { name: 'daily', freeze: 'before settling' as const, total: 1e6, daily: 90, run: 1e6, expected: 180 },
    { name: 'run', freeze: 'before reserving' as const, total: 1e6, daily: 1e6, run: 70, expected: 210 },
    { name: 'all', freeze: 'before settling' as const, total: 200, daily: 120, run: 80, expected: 200 },
  ];
  for (const [seed, limits] of cases.entries()) {
    it(`are never exceeded, and met exactly: ${limits.name}`, { timeout: 60_000 }, async () => {
      const random = seededRandom(seed + 1);
      const quota = (key: string, limit: number): QuotaLimit => ({
        key: `${limits.name}/${key}`,
        limit,
        expiresAt: null,
      });
      // 3 runs on 2 days, all of one campaign, with 576 recipients, most of them reachable.
      const slices = Array.from({ length: 9 }, (_, index) => {
        const quotas = [
          quota('total', limits.total),
          quota(`daily/${index % 2}`, limits.daily),
          quota(`run/${index % 3}`, limits.run),
        ];
        return newSlice(`${limits.name}.c/${index % 3}/1/${index * 64}`, quotas, 64);
      });
      const over: string[] = [];
      await Promise.all(
        stores.flatMap((store, worker) =>
          Array.from({ length: IN_FLIGHT }, async (_, flight) => {
            for (let turn = worker * IN_FLIGHT + flight; slices.some((one) => !isFinished(one)); turn += 1) {
              const slice = slices[turn % slices.length];
              if (slice && !isFinished(slice)) await attempt({ slice, quotas: store, random, freeze: limits.freeze });
              over.push(...exceeded(slices));
              if (random() < 0.3) await settleFinished(slices, store);
            }
          }),
        ),
      );
      await settleFinished(slices, quotaStore(db));

      expect(over).toEqual([]);
      const sent = slices.reduce((sum, one) => sum + one.accepted.size, 0);
      expect(sent).toBe(limits.expected);
      expect(slices.some((one) => one.capped > 0)).toBe(true);
      for (const [key, { accepted }] of byKey(slices)) {
        expect(await quotaStore(db).read(key), key).toEqual({ used: accepted, committed: accepted, open: [] });
      }
    });
  }
});

function byKey(slices: readonly SliceState[]): Map<string, { accepted: number; limit: number }> {
  const sums = new Map<string, { accepted: number; limit: number }>();
  for (const { quotas, accepted } of slices) {
    for (const { key, limit } of quotas) {
      sums.set(key, { limit, accepted: (sums.get(key)?.accepted ?? 0) + accepted.size });
    }
  }
  return sums;
}

const exceeded = (slices: readonly SliceState[]): string[] =>
  [...byKey(slices)].flatMap(([key, { accepted, limit }]) => (accepted > limit ? [`${key}: ${accepted}`] : []));
