import { describe, expect, it } from 'vitest';
import { steeringWatch } from '../../src/activities/steeringWatch.ts';
import { steeringStore } from '../../src/store/steering.ts';
import { freshDatabase } from '../support/database.ts';

describe('the watch over steering revisions', () => {
  const { db } = freshDatabase();
  const store = steeringStore(db);
  const halted = (signal: AbortSignal): Promise<string> =>
    new Promise((resolve) => {
      if (signal.aborted) resolve('halted');
      signal.addEventListener('abort', () => resolve('halted'));
    });

  it('halts work that was started before the revision was raised, and no other work', async () => {
    const watch = steeringWatch({ store, pollMs: 20 });
    const other = watch.watched({ campaignId: 'other', revision: 0 }, async (signal) => {
      await watch.watched({ campaignId: 'paused', revision: 0 }, async (mine) => {
        await store.raise('paused', 1);
        await halted(mine);
      });
      return signal.aborted;
    });
    expect(await other).toBe(false);
  });

  it('refuses work that was halted before it began, and accepts work that was started afterwards', async () => {
    const watch = steeringWatch({ store, pollMs: 60_000 });
    await store.raise('stopped', 5);
    await store.raise('stopped', 3);
    const isHalted = (revision: number) =>
      watch.watched({ campaignId: 'stopped', revision }, async (signal) => signal.aborted);
    expect([await isHalted(4), await isHalted(5)]).toEqual([true, false]);
  });

  it('queries the store once for all work in progress, and not at all without any', async () => {
    let asked = 0;
    const counting = {
      revisions: async (ids: readonly string[]) => {
        asked += 1;
        return await store.revisions(ids);
      },
    };
    const watch = steeringWatch({ store: counting, pollMs: 20 });
    const work = (campaignId: string) =>
      watch.watched({ campaignId, revision: 0 }, () => new Promise((resolve) => setTimeout(resolve, 200)));
    await Promise.all(Array.from({ length: 30 }, (_, index) => work(`c${index}`)));
    // Each looks once when it begins.
    expect(asked - 30).toBeLessThan(12);
    const before = asked;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(asked).toBe(before);
  });
});
