import { type ChunkLeft, compactly, type NextBatch, type QueuedBatches, queuedAgain } from './batchQueue.ts';
import { addCounts, type MessageCounts, type WaitReason } from './progress.ts';
import type { FailureCount } from './report.ts';
import { begunOf, block, messagesOf, type RunState } from './runState.ts';

/** Waits grow up to this many times the shortest wait that the activity asked for. */
const LONGEST_WAIT_FACTOR = 16;
/** The shortest wait of a batch that was interrupted twice without a message in between. */
const INTERRUPTED_AGAIN_MS = 1000;
/**
 * Batches of a campaign that were begun and are not done, from which on no other one is begun. What is known of each, up to 900 bytes, is part
 * of the state that continue-as-new hands over, and that has at most 2 MB. As many batches have 10 million recipients.
 */
const MOST_UNFINISHED = 2000;

/** Some recipients of the batch have no message yet. */
interface Later {
  readonly state: 'later';
  readonly counts: MessageCounts;
  /** Null: the batch ended before it knew its chunks. */
  readonly left: readonly ChunkLeft[] | null;
  readonly reason: WaitReason;
  /** Whether any recipient got a message this time. */
  readonly progressed: boolean;
  readonly retryAfterMs: number;
  /** When the batch can continue, if all that is left waits for a known instant; ISO 8601. */
  readonly resumeAt?: string;
  /** The campaign's steering revision, where that is higher than the one that the batch was started with. */
  readonly revision?: number;
}

/** The result of a batch. `counts` are those of its finished chunks; the unfinished chunks contain their own. */
export type BatchResult =
  | { readonly state: 'done'; readonly counts: MessageCounts }
  | Later
  | {
      readonly state: 'blocked';
      readonly counts: MessageCounts;
      readonly left: readonly ChunkLeft[] | null;
      readonly type: string | null;
      readonly cause: string;
    };

/** A batch that returned. */
export interface BatchReturn {
  readonly batch: NextBatch;
  readonly result: BatchResult;
  /** Milliseconds. */
  readonly now: number;
}

/**
 * Which batches of a run may be started: while no provider accepts messages, one batch at a time tries, and batches that wait for some providers
 * only try for themselves.
 */
export function mayStart({ rest, inFlight }: RunState, batch: QueuedBatches, now: number): boolean {
  const mayTry = rest === null || (Date.parse(rest.until) <= now && inFlight.length === 0);
  return mayTry || (batch.begun?.isPartial ?? false);
}

/** Whether a batch may be begun that was not before. */
export const mayBegin = (runs: readonly RunState[]): boolean =>
  runs.reduce((sum, run) => sum + unfinishedIn(run), 0) < MOST_UNFINISHED;

/** Notes what became of a batch: it is done, queued again with a back-off, or blocked. */
export function noteReturn(run: RunState, { batch, result, now }: BatchReturn): void {
  run.inFlight = run.inFlight.filter((one) => one !== batch);
  if (result.state === 'done') {
    run.batchesDone += 1;
    run.messages = addCounts(run.messages, result.counts);
    run.rest = null;
  } else if (result.state === 'blocked') {
    const { type, cause, counts, left } = result;
    const at = isoOf(now);
    const known = compactly({ counts, left });
    const begun = { ...known, reason: 'interrupted', since: at, tries: 0, isPartial: false } as const;
    const { ordinal, group } = batch;
    block(run, { type, cause }, { now, batches: [{ at, group, from: ordinal, to: ordinal, begun }] });
  } else {
    queueAgain(run, { batch, result, now });
  }
  noteOutage(run, now);
}

/** Notes what a look at the ledger found. Batches tell only when they return: that providers take messages again is seen here first. */
export function noteLook(run: RunState, messages: MessageCounts, failures?: readonly FailureCount[]): void {
  if (takenIn(messages) > takenIn(messagesOf(run))) {
    run.rest = null;
    run.outage = null;
  }
  run.ledger = messages;
  if (failures) run.failures = failures;
}

function queueAgain(run: RunState, { batch, result, now }: BatchReturn & { readonly result: Later }): void {
  const { ordinal, group, begun } = batch;
  const { reason, progressed, retryAfterMs, resumeAt, counts, left } = result;
  const isSame = begun?.reason === reason && !progressed;
  const tries = isSame ? begun.tries + 1 : 0;
  const isPartial = reason === 'providers_unavailable' && (progressed || (begun?.isPartial ?? false));
  noteRest(run, { result, isPartial, now });
  const shortest = isSame && reason === 'interrupted' ? INTERRUPTED_AGAIN_MS : retryAfterMs;
  const later = laterBy(shortest * backOff(tries), now);
  // Only batches that found no provider are due when one is tried: that instant may have passed, and would start the others at once.
  const restsUntil = reason === 'providers_unavailable' && !isPartial ? run.rest?.until : undefined;
  const at = resumeAt ?? restsUntil ?? later;
  const since = isSame ? begun.since : isoOf(now);
  run.queue = queuedAgain(run.queue, {
    ordinal,
    group,
    at,
    withGroup: resumeAt !== undefined,
    begun: { ...compactly({ counts, left }), reason, since, tries, isPartial },
  });
}

/** If no recipient of a batch found a provider, all other batches of its run wait, too. */
function noteRest(run: RunState, of: { result: Later; isPartial: boolean; now: number }): void {
  const { result, isPartial, now } = of;
  const { reason, progressed, retryAfterMs } = result;
  if (progressed || NOT_FOR_PROVIDERS.includes(reason)) run.rest = null;
  if (reason !== 'providers_unavailable' || isPartial) return;
  // Several batches that were in flight together count as one try.
  if (run.rest !== null && Date.parse(run.rest.until) > now) return;
  const tries = run.rest === null ? 0 : run.rest.tries + 1;
  const until = laterBy(retryAfterMs * backOff(tries), now);
  run.rest = { since: run.rest?.since ?? isoOf(now), until, tries };
}

/** Whether all that is left, as far as it was tried, waits for providers. */
function noteOutage(run: RunState, now: number): void {
  const begun = begunOf(run);
  const isOut =
    run.rest !== null || (begun.length > 0 && begun.every(({ reason }) => reason === 'providers_unavailable'));
  if (!isOut) run.outage = null;
  else run.outage ??= { since: isoOf(now), isTold: false };
}

const unfinishedIn = ({ queue, inFlight, blocked }: RunState): number =>
  queue.filter(({ begun }) => begun).length + inFlight.length + (blocked?.batches.length ?? 0);

const takenIn = ({ accepted, delivered, undelivered }: MessageCounts): number => accepted + delivered + undelivered;

/** The wait of a batch whose providers accept messages, or that needs none. */
const NOT_FOR_PROVIDERS: readonly WaitReason[] = ['dnd', 'next_day', 'limits', 'answers_lost'];

const backOff = (tries: number): number => Math.min(2 ** tries, LONGEST_WAIT_FACTOR);

/** In whole seconds, so that batches which return together are due together; at once if there is nothing to wait for. */
const laterBy = (milliseconds: number, now: number): string =>
  isoOf(milliseconds === 0 ? now : 1000 * Math.ceil((now + milliseconds) / 1000));

const isoOf = (milliseconds: number): string => new Date(milliseconds).toISOString();
