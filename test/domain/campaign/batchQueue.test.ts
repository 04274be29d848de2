import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BatchQueue,
  type DueBatches,
  firstOf,
  postponed,
  queueOf,
  withoutBatch,
} from '../../../src/domain/campaign/batchQueue.ts';

const at = (hour: number): string => new Date(Date.UTC(2026, 4, 7, hour)).toISOString();

/** Ordinals with the hour at which each is due, in the order in which they would be started. */
function drained(queue: BatchQueue, now = 0): string[] {
  const started: string[] = [];
  let left = queue;
  for (let next = firstOf(left, now); next; next = firstOf(left, now)) {
    started.push(`${next.ordinal}@${new Date(next.at).getUTCHours()}`);
    left = withoutBatch(left, next.ordinal);
  }
  return started;
}

const withoutFirst = (queue: BatchQueue): BatchQueue => withoutBatch(queue, firstOf(queue, 0)?.ordinal ?? 0);

describe('the queue of batches', () => {
  it('gives each batch once, those that are due first in front', () => {
    const queue = queueOf([
      { at: at(8), batches: 2 },
      { at: at(9), batches: 0 },
      { at: at(9), batches: 1 },
    ]);
    expect(drained(queue)).toEqual(['1@8', '2@8', '3@9']);
    expect(firstOf([], 0)).toBeNull();
  });

  it('lets a batch that a window cut short, and what is left of its group, wait for the end of the window', () => {
    const due = [
      { at: at(8), batches: 3 },
      { at: at(8), batches: 2 },
      { at: at(12), batches: 1 },
    ];
    const begun = withoutFirst(queueOf(due));
    expect(drained(postponed(begun, { ordinal: 1, group: 1, until: at(10), withGroup: true }))).toEqual([
      ...['4@8', '5@8'],
      ...['1@10', '2@10', '3@10'],
      '6@12',
    ]);
  });

  it('lets a batch wait alone that made room for others', () => {
    const begun = withoutFirst(queueOf([{ at: at(8), batches: 3 }]));
    const queue = postponed(begun, { ordinal: 1, group: 1, until: at(10), withGroup: false });
    expect(drained(queue)).toEqual(['2@8', '3@8', '1@10']);
  });

  it('gives those that are due and have not waited before those that have', () => {
    const begun = withoutFirst(
      queueOf([
        { at: at(8), batches: 2 },
        { at: at(12), batches: 1 },
      ]),
    );
    const queue = postponed(begun, { ordinal: 1, group: 1, until: at(9), withGroup: false, hasWaited: true });
    expect(drained(queue, Date.parse(at(10)))).toEqual(['2@8', '1@9', '3@12']);
    expect(drained(queue, Date.parse(at(13)))).toEqual(['2@8', '3@12', '1@9']);
  });

  it('loses and doubles none, whatever is postponed, and never brings a group forward', () => {
    const groups = fc.array(fc.record({ hour: fc.nat(20), batches: fc.nat(4) }), { maxLength: 6 });
    const steps = fc.array(
      fc.record({ postpones: fc.boolean(), hours: fc.integer({ min: 1, max: 8 }), withGroup: fc.boolean() }),
      {
        maxLength: 30,
      },
    );
    fc.assert(
      fc.property(groups, steps, (given, moves) => {
        const due: DueBatches[] = given.map(({ hour, batches }) => ({ at: at(hour), batches }));
        let queue = queueOf(due);
        const ended: number[] = [];
        for (const { postpones, hours, withGroup } of moves) {
          const next = firstOf(queue, 0);
          if (!next) break;
          queue = withoutBatch(queue, next.ordinal);
          if (!postpones) {
            ended.push(next.ordinal);
            continue;
          }
          const until = new Date(Date.parse(next.at) + hours * 3_600_000).toISOString();
          queue = postponed(queue, { ...next, until, withGroup });
          const mates = queue.filter((one) => one.group === next.group && (withGroup || one.from === next.ordinal));
          for (const one of mates) expect(one.at >= until).toBe(true);
        }
        const rest = drained(queue).map((text) => Number(text.split('@')[0]));
        const all = due.reduce((sum, { batches }) => sum + batches, 0);
        expect([...ended, ...rest].sort((a, b) => a - b)).toEqual(Array.from({ length: all }, (_, index) => index + 1));
      }),
      { seed: 7 },
    );
  });
});
