import { describe, expect, it } from 'vitest';
import { nextDue, queueOf, withoutBatch } from '../../../src/domain/campaign/batchQueue.ts';
import { type BatchResult, mayStart, noteLook, noteReturn } from '../../../src/domain/campaign/batchReturn.ts';
import { NO_MESSAGES, totalOf } from '../../../src/domain/campaign/progress.ts';
import {
  block,
  isBlockedAsAWhole,
  messagesOf,
  newRun,
  type RunState,
  unblock,
} from '../../../src/domain/campaign/runState.ts';
import { at, later, START, settings } from './support.ts';

const sent = (accepted: number) => ({ ...NO_MESSAGES, accepted });

/** A run of `batches` batches, of which one returns with each result. */
function afterReturns(batches: number, results: readonly { result: BatchResult; seconds: number }[]): RunState {
  const run: RunState = { ...newRun(1, settings), queue: queueOf([{ at: at(0), batches }]) };
  for (const { result, seconds } of results) {
    const now = START + 1000 * seconds;
    const batch = nextDue(run.queue, { now, begunFirst: true, allows: (one) => mayStart(run, one, now) });
    if (!batch) throw new Error(`no batch may be started after ${seconds} s`);
    run.queue = withoutBatch(run.queue, batch.ordinal);
    run.inFlight = [batch];
    noteReturn(run, { batch, result, now });
  }
  return run;
}

const away = later({});

describe('a batch that returns', () => {
  it('done, is counted', () => {
    const run = afterReturns(2, [{ result: { state: 'done', counts: sent(10) }, seconds: 1 }]);
    expect(run).toMatchObject({ batchesDone: 1, inFlight: [], rest: null, queue: [{ from: 2, to: 2 }] });
    expect(totalOf(messagesOf(run))).toBe(10);
  });

  it('without a provider, makes all batches of its run wait, longer each time, and one at a time try', () => {
    const tries = [0, 5, 15, 35, 75, 155, 235].map((seconds) => ({ result: away, seconds }));
    const run = afterReturns(9, tries);
    expect(run.rest).toEqual({ since: at(0), until: at(315), tries: 6 });
    expect(run.outage?.since).toBe(at(0));
    expect(
      nextDue(run.queue, {
        now: START + 300_000,
        begunFirst: true,
        allows: (one) => mayStart(run, one, START + 300_000),
      }),
    ).toBeNull();
    const [first] = run.queue;
    run.inFlight = [{ ordinal: 9, at: at(0), group: 1 }];
    expect(first && mayStart(run, first, START + 400_000)).toBe(false);
  });

  it('with a message, ends that wait', () => {
    const run = afterReturns(9, [
      { result: away, seconds: 0 },
      { result: later({ reason: 'time_budget', progressed: true, retryAfterMs: 0 }), seconds: 5 },
    ]);
    expect(run).toMatchObject({ rest: null, outage: null });
  });

  it('does not make others wait if the ledger shows that providers accept messages again', () => {
    const run = afterReturns(9, [{ result: away, seconds: 0 }]);
    noteLook(run, { ...sent(0), skipped: 3 });
    expect(run.outage).not.toBeNull();
    const failures = [{ reason: 'too_long', count: 2 }] as const;
    noteLook(run, sent(3), failures);
    noteLook(run, sent(3));
    expect(run.failures).toEqual(failures);
    expect(run).toMatchObject({ rest: null, outage: null, ledger: { accepted: 3 } });
  });

  it('without a provider for some recipients only, makes no other batch wait', () => {
    const run = afterReturns(2, [{ result: later({ progressed: true }), seconds: 0 }]);
    expect(run).toMatchObject({
      rest: null,
      queue: [
        { from: 2, at: at(0) },
        { from: 1, at: at(5) },
      ],
    });
    expect(afterReturns(1, [{ result: later({ progressed: true }), seconds: 0 }]).outage).not.toBeNull();
  });

  it('interrupted by a window, makes the rest of its group wait with it', () => {
    const run = afterReturns(3, [
      { result: later({ reason: 'dnd', retryAfterMs: 0, resumeAt: at(3600) }), seconds: 0 },
    ]);
    expect(run.queue.map((one) => [one.from, one.to, one.at])).toEqual([
      [1, 1, at(3600)],
      [2, 3, at(3600)],
    ]);
  });

  it('interrupted, continues at once, but not in a tight loop if it is interrupted again and again', () => {
    const interrupted = later({ reason: 'interrupted', retryAfterMs: 0 });
    expect(afterReturns(1, [{ result: interrupted, seconds: 0 }]).queue[0]?.at).toBe(at(0));
    const again = [0, 1].map((seconds) => ({ result: interrupted, seconds }));
    expect(afterReturns(1, again).queue[0]?.at).toBe(at(3));
  });

  it('with recipients that another worker sends, waits for that worker also after an outage', () => {
    const taken = later({ reason: 'taken_over', retryAfterMs: 10_000 });
    const run = afterReturns(1, [
      { result: away, seconds: 0 },
      { result: taken, seconds: 5 },
    ]);
    expect(run.queue[0]?.at).toBe(at(15));
  });

  it('blocked, leaves a run that is blocked as a whole unchanged, in whichever order this happens', () => {
    const result = { state: 'blocked', type: 'NotFound', cause: 'gone', counts: sent(0), left: null } as const;
    const whole = { type: 'NotFound', cause: 'no run' };
    const after = afterReturns(2, [{ result, seconds: 0 }]);
    expect(isBlockedAsAWhole(after)).toBe(false);
    block(after, whole, { now: START });
    expect(isBlockedAsAWhole(after)).toBe(true);

    const before = afterReturns(2, []);
    before.inFlight = [{ ordinal: 1, at: at(0), group: 1 }];
    block(before, whole, { now: START });
    for (const batch of before.inFlight) noteReturn(before, { batch, result, now: START });
    expect(isBlockedAsAWhole(before)).toBe(true);
    unblock(before, START);
    expect(before.queue).toMatchObject([{ from: 1 }, { from: 1 }]);
  });

  it('blocked, keeps its counts and its unfinished part until it is retried', () => {
    const left = [{ offset: 0, limit: 10, counts: sent(3) }];
    const result = { state: 'blocked', type: 'NotFound', cause: 'gone', counts: sent(5), left } as const;
    const run = afterReturns(2, [{ result, seconds: 0 }]);
    expect(run).toMatchObject({ blocked: { cause: 'gone', since: at(0) }, queue: [{ from: 2, to: 2 }] });
    expect(totalOf(messagesOf(run))).toBe(8);
    unblock(run, START + 60_000);
    expect(run).toMatchObject({ blocked: null, queue: [{ from: 2 }, { from: 1, at: at(60) }] });
    expect(run.queue[1]?.begun).toMatchObject({ counts: { accepted: 5 }, left: [{ counts: { accepted: 3 } }] });
  });
});

describe('what a campaign knows of batches that wait', () => {
  it('leaves out counts of zero', () => {
    const run = afterReturns(1, [{ result: later({ left: [{ offset: 0, limit: 10, counts: sent(3) }] }), seconds: 0 }]);
    expect(run.queue[0]?.begun).toMatchObject({ counts: {}, left: [{ counts: { accepted: 3 } }] });
    expect(messagesOf(run)).toEqual(sent(3));
  });
});
