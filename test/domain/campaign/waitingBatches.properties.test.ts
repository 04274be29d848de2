import { describe, expect, it } from 'vitest';
import { queueOf, withoutBatch } from '../../../src/domain/campaign/batchQueue.ts';
import { type BatchResult, mayBegin, noteReturn } from '../../../src/domain/campaign/batchReturn.ts';
import { newRun, type RunState } from '../../../src/domain/campaign/runState.ts';
import { at, later, START, settings } from './support.ts';

describe('what a campaign knows of batches that wait', { timeout: 60_000 }, () => {
  /** What continue-as-new may hand over, in bytes. */
  const LIMIT = 2 * 1024 * 1024;
  const counts = { accepted: 1000, delivered: 1000, undelivered: 1000, failed: 1000, skipped: 1000, uncertain: 1000 };
  const left = Array.from({ length: 5 }, (_, index) => ({ offset: 1000 * index, limit: 1000, counts }));

  /** A run whose batches return one after the other, each with recipients that wait, as long as another one may be begun. */
  function withAllBegun(result: BatchResult): RunState {
    const run: RunState = { ...newRun(1, settings), queue: queueOf([{ at: at(0), batches: 20_000 }]) };
    while (mayBegin([run])) {
      const ordinal = run.queue.find(({ begun }) => !begun)?.from ?? 0;
      const batch = { ordinal, at: at(0), group: 1 };
      run.queue = withoutBatch(run.queue, ordinal);
      run.inFlight = [batch];
      noteReturn(run, { batch, result, now: START });
    }
    return run;
  }

  it.each([
    ['wait for a provider', later({ counts, left, progressed: true })],
    ['are blocked', { state: 'blocked', type: 'NotFound', cause: 'gone', counts, left } as const],
  ])('fits into what one execution hands over to the next, where all of 100 million recipients %s', (_, result) => {
    const run = withAllBegun(result);
    expect(JSON.stringify(run).length).toBeLessThan(0.95 * LIMIT);
    expect(mayBegin([run, newRun(2, settings)])).toBe(false);
  });

  it('lets as many be begun as an audience of ten million has', () => {
    const run = withAllBegun(later({ counts, left, progressed: true }));
    expect(run.queue.filter(({ begun }) => begun)).toHaveLength(2000);
  });
});
