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
}

/** The batches of a run that are still to be started, those that are due first in front. */
export type BatchQueue = readonly QueuedBatches[];

export interface NextBatch {
  readonly ordinal: number;
  readonly at: string;
  readonly group: number;
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

export function firstOf([head]: BatchQueue): NextBatch | null {
  return head ? { ordinal: head.from, at: head.at, group: head.group } : null;
}

export function withoutFirst([head, ...rest]: BatchQueue): BatchQueue {
  if (!head) return [];
  return head.from === head.to ? rest : [{ ...head, from: head.from + 1 }, ...rest];
}

/** Queues a batch again; with `withGroup` what is left of its group waits as long, since a DND window holds for all of it. */
export function postponed(
  queue: BatchQueue,
  batch: { ordinal: number; group: number; until: string; withGroup: boolean },
): BatchQueue {
  const { ordinal, group, until, withGroup } = batch;
  const waits = (one: QueuedBatches): boolean => withGroup && one.group === group && isBefore(one.at, until);
  const waiting = queue.map((one) => (waits(one) ? { ...one, at: until } : one));
  return sorted([{ at: until, group, from: ordinal, to: ordinal }, ...waiting]);
}

const isBefore = (a: string, b: string): boolean => Date.parse(a) < Date.parse(b);

const sorted = (queue: readonly QueuedBatches[]): BatchQueue =>
  queue.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at) || a.from - b.from);
