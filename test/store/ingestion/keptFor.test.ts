import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { keptFor } from '../../../src/store/ingestion/keptFor.ts';

describe('a value that is kept for a while', () => {
  it('is read once by all who ask at the same time, and again when it is too old', async () => {
    let readings = 0;
    const kept = keptFor(50, async () => {
      await sleep(5);
      return ++readings;
    });
    expect(await Promise.all([kept.get(), kept.get(), kept.get()])).toEqual([1, 1, 1]);
    expect(await kept.get()).toBe(1);
    await sleep(60);
    expect(await kept.get()).toBe(2);
  });

  it('is given the value before, of which it may keep a part', async () => {
    const kept = keptFor(60_000, async (before: number | null) => (before ?? 0) + 10);
    await kept.get();
    kept.forget();
    expect(await kept.get()).toBe(20);
  });

  it('is read anew after it was forgotten, also while it was being read', async () => {
    let stored = 'old';
    const kept = keptFor(60_000, async () => {
      const read = stored;
      await sleep(10);
      return read;
    });
    const before = kept.get();
    stored = 'new';
    kept.forget();
    expect([await kept.get(), await before]).toEqual(['new', 'old']);
    expect(await kept.get()).toBe('new');
  });

  it('does not keep a failure', async () => {
    let fails = true;
    const kept = keptFor(60_000, async () => {
      if (fails) throw new Error('away');
      return 'there';
    });
    await expect(kept.get()).rejects.toThrow('away');
    fails = false;
    expect(await kept.get()).toBe('there');
  });
});
