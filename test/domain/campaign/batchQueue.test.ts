import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BatchQueue,
  type BegunBatch,
  countsOfBegun,
  type DueBatches,
  nextDue,
  queuedAgain,
  queueOf,
  withoutBatch,
} from '../../../src/domain/campaign/batchQueue.ts';
import { NO_MESSAGES, type WaitReason } from '../../../src/domain/campaign/progress.ts';

const at = (hour: number): string => new Date(Date.UTC(2026, 4, 7, hour)).toISOString();

const LATE = Date.parse(at(24));
const begunFor = (reason: WaitReason): BegunBatch => ({
  counts: NO_MESSAGES,
  left: null,
  reason,
  since: at(0),
  tries: 0,
  isPartial: false,
});

/** Ordinals with the hour at which each is due, in the order in which they would be started at the hour `now`. */
function drained(queue: BatchQueue, { now = LATE, begunFirst = false } = {}): string[] {
  const started: string[] = [];
  let left = queue;
  for (let next = nextDue(left, { now, begunFirst }); next; next = nextDue(left, { now, begunFirst })) {
    started.push(`${next.ordinal}@${new Date(next.at).getUTCHours()}`);
    left = withoutBatch(left, next.ordinal);
  }
  return started;
}

const withoutFirst = (queue: BatchQueue): BatchQueue => withoutBatch(queue, queue[0]?.from ?? 0);

describe('the queue of batches', () => {
  it('returns each batch once, in the order in which they are due, and none before its time', () => {
    const queue = queueOf([
      { at: at(8), batches: 2 },
      { at: at(9), batches: 0 },
      { at: at(9), batches: 1 },
    ]);
    expect(drained(queue)).toEqual(['1@8', '2@8', '3@9']);
    expect(drained(queue, { now: Date.parse(at(8)) })).toEqual(['1@8', '2@8']);
    expect(drained([])).toEqual([]);
  });

  it('makes a batch that a window interrupted, and the rest of its group, wait for the end of the window', () => {
    const due = [
      { at: at(8), batches: 3 },
      { at: at(8), batches: 2 },
      { at: at(12), batches: 1 },
    ];
    const left = withoutFirst(queueOf(due));
    const again = { ordinal: 1, group: 1, at: at(10), withGroup: true, begun: begunFor('dnd') };
    expect(drained(queuedAgain(left, again))).toEqual(['4@8', '5@8', '2@10', '3@10', '6@12', '1@10']);
    expect(drained(queuedAgain(left, again), { now: Date.parse(at(9)) })).toEqual(['4@8', '5@8']);
  });

  it.each([
    ['those that were begun first, where that is asked for', 'answers_lost', true, ['1@9', '2@8', '3@12']],
    ['those that were not begun first, where it is not', 'answers_lost', false, ['2@8', '3@12', '1@9']],
    ['those that wait for a limit last, whatever is asked for', 'limits', true, ['2@8', '3@12', '1@9']],
  ] as const)('gives %s', (_, reason, begunFirst, expected) => {
    const due = [
      { at: at(8), batches: 2 },
      { at: at(12), batches: 1 },
    ];
    const again = { ordinal: 1, group: 1, at: at(9), begun: begunFor(reason) };
    expect(drained(queuedAgain(withoutFirst(queueOf(due)), again), { begunFirst })).toEqual(expected);
  });

  it('counts the messages of an unfinished batch: of its finished chunks and of the others', () => {
    const left = [{ offset: 0, limit: 10, counts: { ...NO_MESSAGES, accepted: 3 } }];
    const begun = { ...begunFor('dnd'), counts: { ...NO_MESSAGES, accepted: 10, failed: 1 }, left };
    expect(countsOfBegun(begun)).toMatchObject({ accepted: 13, failed: 1 });
    expect(countsOfBegun(undefined)).toEqual(NO_MESSAGES);
  });

  it('loses and duplicates no batch, whatever is postponed, and never brings a group forward', () => {
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
          const next = nextDue(queue, { now: LATE * 2, begunFirst: true });
          if (!next) break;
          queue = withoutBatch(queue, next.ordinal);
          if (!postpones) {
            ended.push(next.ordinal);
            continue;
          }
          const until = new Date(Date.parse(next.at) + hours * 3_600_000).toISOString();
          const { ordinal, group } = next;
          queue = queuedAgain(queue, { ordinal, group, at: until, withGroup, begun: begunFor('dnd') });
          const mates = queue.filter((one) => one.group === next.group && (withGroup || one.from === next.ordinal));
          for (const one of mates) expect(one.at >= until).toBe(true);
        }
        const rest = drained(queue, { now: LATE * 2 }).map((text) => Number(text.split('@')[0]));
        const all = due.reduce((sum, { batches }) => sum + batches, 0);
        expect([...ended, ...rest].sort((a, b) => a - b)).toEqual(Array.from({ length: all }, (_, index) => index + 1));
      }),
      { seed: 7 },
    );
  });
});
