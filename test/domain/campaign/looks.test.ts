import { describe, expect, it } from 'vitest';
import { LOOK_EVERY_MS, nextLookMs } from '../../../src/domain/campaign/looks.ts';

const EVENTS_PER_LOOK = 12;
/** Of five chunks that take all of their time, two after the other, and then one. */
const LONGEST_BATCH_MS = 50 * 60_000;

describe('looks at the ledger', () => {
  it('are made every 20 seconds, and as rarely as keeps them to a fiftieth of the time', () => {
    expect(nextLookMs({ waited: 20_000, took: 100, isDraining: false })).toBe(20_000);
    expect(nextLookMs({ waited: 20_000, took: 3000, isDraining: false })).toBe(150_000);
    expect(nextLookMs({ waited: 150_000, took: 100, isDraining: false })).toBe(20_000);
  });

  it('are few while a full page waits for its last batches, however slow those are', () => {
    let looks = 0;
    let waited = LOOK_EVERY_MS;
    for (let at = 0; at < LONGEST_BATCH_MS; at += waited) {
      looks += 1;
      waited = nextLookMs({ waited, took: 100, isDraining: true });
      expect(waited).toBeLessThanOrEqual(10 * 60_000);
    }
    expect(looks * EVENTS_PER_LOOK).toBeLessThan(150);
  });
});
