/** Batches that follow each other, due at the same instant and with one DND answer. */
export interface DueBatches {
  /** ISO 8601. */
  readonly at: string;
  readonly batches: number;
}

/** A stretch of batches still to be started. JSON. */
export interface QueuedBatches {
  /** When they are due; ISO 8601. */
  readonly at: string;
  /** Ordinal of the first batch of those with the same DND answer. */
  readonly group: number;
  /** Ordinals, both included. */
  readonly from: number;
  readonly to: number;
  /** It was started before, and waited for what a limit leaves. */
  readonly hasWaited?: boolean;
}

/** The batches of a run that are still to be started, those that are due first in front. */
export type BatchQueue = readonly QueuedBatches[];

export interface NextBatch {
  readonly ordinal: number;
  readonly at: string;
  readonly group: number;
  readonly hasWaited: boolean;
}

/** All batches of a run, whose ordinals count from 1 in the order of `due`. */
export function queueOf(due: readonly DueBatches[]): BatchQueue {
  const queue: QueuedBatches[] = [];
  let from = 1;
  for (const { at, batches } of due) {
    if (batches > 0) queue.push({ at, group: from, from, to: from + batches - 1 });
    from += batches;
  }
  return sorted(queue);
}

/**
 * The next batch to be started at `now`, in milliseconds: of those that are due one that has not waited before those that have, since it
 * may be what they wait for; else the one that is due first. Null where none is left.
 */
export function firstOf(queue: BatchQueue, now: number): NextBatch | null {
  const next = queue.find((one) => !one.hasWaited && Date.parse(one.at) <= now) ?? queue[0];
  return next ? { ordinal: next.from, at: next.at, group: next.group, hasWaited: next.hasWaited ?? false } : null;
}

/** What is left without a batch that `firstOf` gave. */
export function withoutBatch(queue: BatchQueue, ordinal: number): BatchQueue {
  return queue.flatMap((one) => {
    if (one.from !== ordinal) return one;
    return one.from === one.to ? [] : { ...one, from: one.from + 1 };
  });
}

/** Queues a batch again; with `withGroup` what is left of its group waits as long, since a DND window holds for all of it. */
export function postponed(
  queue: BatchQueue,
  batch: { ordinal: number; group: number; until: string; withGroup: boolean; hasWaited?: boolean },
): BatchQueue {
  const { ordinal, group, until, withGroup, hasWaited = false } = batch;
  const waits = (one: QueuedBatches): boolean => withGroup && one.group === group && isBefore(one.at, until);
  const waiting = queue.map((one) => (waits(one) ? { ...one, at: until } : one));
  const again = { at: until, group, from: ordinal, to: ordinal, ...(hasWaited && { hasWaited }) };
  return sorted([again, ...waiting]);
}

const isBefore = (a: string, b: string): boolean => Date.parse(a) < Date.parse(b);

const sorted = (queue: readonly QueuedBatches[]): BatchQueue =>
  queue.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at) || a.from - b.from);
