import { addCounts, type MessageCounts, NO_MESSAGES, type WaitReason, withoutZeros } from './progress.ts';

/** Consecutive batches that are due at the same instant and have the same DND decision. */
export interface DueBatches {
  /** ISO 8601. */
  readonly at: string;
  readonly batches: number;
}

/** A chunk with recipients that have no message yet. */
export interface ChunkLeft {
  readonly offset: number;
  readonly limit: number;
  /** Of its messages that exist. */
  readonly counts: Partial<MessageCounts>;
}

/** The state of a batch that was started and is not done. */
export interface BegunBatch {
  /** Of its chunks that are done. */
  readonly counts: Partial<MessageCounts>;
  /** Null: nothing is known of its chunks yet. */
  readonly left: readonly ChunkLeft[] | null;
  readonly reason: WaitReason;
  /** When the current wait began; ISO 8601. */
  readonly since: string;
  /** Consecutive returns without a message. */
  readonly tries: number;
  /** Providers have accepted other messages of the batch, so that its wait for a provider doesn't concern other batches. */
  readonly isPartial: boolean;
}

/** A range of batches that are still to be started. JSON. */
export interface QueuedBatches {
  /** When they are due; ISO 8601. */
  readonly at: string;
  /** Ordinal of the first batch of the group with the same DND decision. */
  readonly group: number;
  /** Ordinals, both included. */
  readonly from: number;
  readonly to: number;
  /** Of a single batch that was started before. */
  readonly begun?: BegunBatch;
}

/** The batches of a run that are still to be started, in the order in which they are due. */
export type BatchQueue = readonly QueuedBatches[];

/** One batch of a queue. */
export interface NextBatch {
  readonly ordinal: number;
  readonly at: string;
  readonly group: number;
  readonly begun?: BegunBatch;
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

/** The batches of a queue after the given ordinal. */
export const after = (queue: BatchQueue, ordinal: number): BatchQueue =>
  queue.filter(({ to }) => to > ordinal).map((one) => ({ ...one, from: Math.max(one.from, ordinal + 1) }));

/**
 * The next batch that is due at `now` (milliseconds) and for which `allows` returns true; null if there is none. Batches that wait for the rest
 * of a limit come last, since a batch that was not started may be the one that they depend on.
 */
export function nextDue(
  queue: BatchQueue,
  {
    now,
    begunFirst,
    allows = () => true,
  }: { now: number; begunFirst: boolean; allows?: (one: QueuedBatches) => boolean },
): NextBatch | null {
  const due = queue.filter((one) => Date.parse(one.at) <= now && allows(one));
  const fresh = due.find(({ begun }) => !begun);
  const begun = due.find((one) => one.begun && one.begun.reason !== 'limits');
  const next = (begunFirst ? (begun ?? fresh) : (fresh ?? begun)) ?? due[0];
  return next ? { ordinal: next.from, at: next.at, group: next.group, ...(next.begun && { begun: next.begun }) } : null;
}

/** The queue without the batch that `nextDue` returned. */
export function withoutBatch(queue: BatchQueue, ordinal: number): BatchQueue {
  return queue.flatMap((one) => {
    if (one.from !== ordinal) return one;
    return one.from === one.to ? [] : { ...one, from: one.from + 1 };
  });
}

/** Queues a batch again; with `withGroup` the rest of its group waits as long, since a DND window applies to all of it. */
export function queuedAgain(
  queue: BatchQueue,
  batch: { ordinal: number; group: number; at: string; begun: BegunBatch; withGroup?: boolean },
): BatchQueue {
  const { ordinal, group, at, begun, withGroup = false } = batch;
  const waits = (one: QueuedBatches): boolean => withGroup && one.group === group && isBefore(one.at, at);
  const waiting = queue.map((one) => (waits(one) ? { ...one, at } : one));
  return sorted([{ at, group, from: ordinal, to: ordinal, begun }, ...waiting]);
}

/** Merges two queues. */
export const merged = (a: BatchQueue, b: BatchQueue): BatchQueue => sorted([...a, ...b]);

/** The existing messages of a batch that is not done. */
export const countsOfBegun = (begun: BegunBatch | undefined): MessageCounts =>
  [begun?.counts ?? {}, ...(begun?.left ?? []).map(({ counts }) => counts)].reduce(addCounts, NO_MESSAGES);

/** What is left of a batch as it is kept: thousands of batches may wait. */
export const compactly = ({
  counts,
  left,
}: Pick<BegunBatch, 'counts' | 'left'>): Pick<BegunBatch, 'counts' | 'left'> => ({
  counts: withoutZeros(counts),
  left: left?.map((chunk) => ({ ...chunk, counts: withoutZeros(chunk.counts) })) ?? null,
});

const isBefore = (a: string, b: string): boolean => Date.parse(a) < Date.parse(b);

const sorted = (queue: readonly QueuedBatches[]): BatchQueue =>
  queue.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at) || a.from - b.from);
