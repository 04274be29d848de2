import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  CancellationScope,
  ChildWorkflowCancellationType,
  condition,
  executeChild,
  isCancellation,
  ParentClosePolicy,
} from '@temporalio/workflow';
import { type NextBatch, nextDue, type QueuedBatches, withoutBatch } from '../../domain/campaign/batchQueue.ts';
import { type BatchResult, mayBegin, mayStart, noteLook, noteReturn } from '../../domain/campaign/batchReturn.ts';
import { LOOK_EVERY_MS, nextLookMs } from '../../domain/campaign/looks.ts';
import { addCounts, NO_MESSAGES } from '../../domain/campaign/progress.ts';
import { isSending, type RunState } from '../../domain/campaign/runState.ts';
import { causeOf } from '../../domain/failures.ts';
import { batchIdOf, batchWorkflowId } from '../../domain/ids.ts';
import { bookkeeping } from '../activities.ts';
import type { batchWorkflow } from '../batch.ts';

/** Of an execution that was reset or terminated, a batch may still be sent: it is waited for, longer each time, for an hour in all. */
const STILL_SENT = { reason: 'taken_over', progressed: false, retryAfterMs: 10_000 } as const;
const MOST_TRIES = 24;
const BATCHES_IN_FLIGHT = 4;
/** The most of those batches in flight that have been started before, while others are due that have not. */
const BEGUN_IN_FLIGHT = 2;

export interface DispatcherHost {
  readonly campaignId: string;
  readonly revision: () => number;
  readonly runs: () => readonly RunState[];
  readonly isPaused: () => boolean;
  /** Nothing is started any more: the campaign has ended, or the next execution takes over. */
  readonly isLeaving: () => boolean;
  /** A batch returned, or the ledger was read. */
  readonly onProgress: (run: RunState) => void;
  readonly onBlocked: (run: RunState, how: { isNew: boolean }) => void;
  /** The store has a higher steering revision than a batch was started with. */
  readonly onRevision: (stored: number) => void;
}

interface Candidate {
  readonly run: RunState;
  readonly batch: NextBatch;
}

/** Starts the batches of all runs of a campaign when they are due, a bounded number at a time, and queues unfinished batches again. */
export class Dispatcher {
  readonly #host: DispatcherHost;
  #scope = new CancellationScope();
  #isLooking = false;

  constructor(host: DispatcherHost) {
    this.#host = host;
  }

  /** Resolves when nothing more is to be started and nothing is in flight. */
  async run(): Promise<void> {
    const { isLeaving } = this.#host;
    while (!isLeaving()) {
      const next = this.#next();
      if (next) this.#start(next);
      else await this.#untilNext();
    }
    await condition(() => this.#inFlight === 0 && !this.#isLooking);
  }

  /** Makes the batches in flight return, and resolves when they have. */
  async halt(): Promise<void> {
    this.#scope.cancel();
    this.#scope = new CancellationScope();
    const halted = this.#host.runs().flatMap((run) => run.inFlight.map((batch) => ({ run, batch })));
    await condition(() => halted.every(({ run, batch }) => !run.inFlight.includes(batch)));
  }

  get #inFlight(): number {
    return this.#host.runs().reduce((sum, run) => sum + run.inFlight.length, 0);
  }

  /** The batch that can be started now. Of all runs, the batch that is due first. */
  #next(): Candidate | null {
    const { runs, isPaused } = this.#host;
    if (isPaused() || this.#inFlight >= BATCHES_IN_FLIGHT) return null;
    const begun = runs().reduce((sum, run) => sum + run.inFlight.filter((batch) => batch.begun).length, 0);
    const begunFirst = begun < BEGUN_IN_FLIGHT;
    const now = Date.now();
    const hasRoom = mayBegin(runs());
    const found = runs().flatMap((run) => {
      const allows = (one: QueuedBatches): boolean => (hasRoom || one.begun !== undefined) && mayStart(run, one, now);
      const batch = isSending(run) ? nextDue(run.queue, { now, begunFirst, allows }) : null;
      return batch ? [{ run, batch }] : [];
    });
    return found.toSorted((a, b) => Date.parse(a.batch.at) - Date.parse(b.batch.at))[0] ?? null;
  }

  async #untilNext(): Promise<void> {
    const { isLeaving } = this.#host;
    const due = this.#nextInstant();
    // Another batch may become due earlier, or this one may be removed.
    const isOther = (): boolean => isLeaving() || this.#next() !== null || this.#nextInstant() !== due;
    if (due === null) await condition(isOther);
    else await condition(isOther, Math.max(1, due - Date.now()), { summary: 'the next batches are due' });
  }

  /** When a batch that can't be started now will be due; milliseconds. */
  #nextInstant(): number | null {
    const { runs, isPaused } = this.#host;
    if (isPaused() || this.#inFlight >= BATCHES_IN_FLIGHT) return null;
    const instants = runs()
      .filter(isSending)
      .flatMap((run) => [...run.queue.map(({ at }) => at), ...(run.rest ? [run.rest.until] : [])])
      .map((at) => Date.parse(at))
      .filter((at) => at > Date.now());
    return instants.length === 0 ? null : Math.min(...instants);
  }

  #start({ run, batch }: Candidate): void {
    run.queue = withoutBatch(run.queue, batch.ordinal);
    run.inFlight = [...run.inFlight, batch];
    void this.#send(run, batch);
    void this.#watch();
  }

  async #send(run: RunState, batch: NextBatch): Promise<void> {
    const result = await this.#resultOf(run, batch);
    const isNew = run.blocked === null;
    noteReturn(run, { batch, result, now: Date.now() });
    if (result.state === 'later' && result.revision !== undefined) this.#host.onRevision(result.revision);
    if (result.state === 'blocked') this.#host.onBlocked(run, { isNew });
    this.#host.onProgress(run);
  }

  async #resultOf(run: RunState, { ordinal, begun }: NextBatch): Promise<BatchResult> {
    const { campaignId, revision } = this.#host;
    const { runId, pauseOnErrors } = run.settings;
    const batchId = batchIdOf(runId, ordinal);
    const input = { campaignId, revision: revision(), dispatchId: runId, batchId };
    const errorPercent = pauseOnErrors?.percent;
    try {
      return await this.#scope.run(() =>
        executeChild<typeof batchWorkflow>('batchWorkflow', {
          workflowId: batchWorkflowId(batchId),
          args: [{ ...input, ...(begun && { begun }), ...(errorPercent !== undefined && { errorPercent }) }],
          // Terminating the campaign terminates its batches too.
          parentClosePolicy: ParentClosePolicy.TERMINATE,
          cancellationType: ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
          priority: { fairnessKey: campaignId },
          staticSummary: `Batch ${ordinal} of run ${run.occurrence}${begun ? ', again' : ''}`,
        }),
      );
    } catch (error) {
      const known = { counts: addCounts(NO_MESSAGES, begun?.counts ?? {}), left: begun?.left ?? null };
      const isStillSent = error instanceof WorkflowExecutionAlreadyStartedError && (begun?.tries ?? 0) < MOST_TRIES;
      if (isStillSent) return { state: 'later', ...known, ...STILL_SENT };
      if (!isCancellation(error)) return { state: 'blocked', ...known, ...causeOf(error) };
      return { state: 'later', ...known, reason: 'interrupted', progressed: false, retryAfterMs: 0 };
    }
  }

  /** Reads the ledger now and then so that the progress is current: batches report their messages only when they return. */
  async #watch(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    for (let wait = LOOK_EVERY_MS; ; ) {
      if (await condition(() => this.#inFlight === 0, wait, { summary: 'the next look at the ledger' })) break;
      let took = 0;
      for (const run of this.#host.runs().filter(({ inFlight }) => inFlight.length > 0)) took += await this.#look(run);
      wait = nextLookMs({ waited: wait, took, isDraining: this.#host.isLeaving() });
    }
    for (const run of this.#host.runs().filter(({ rest }) => rest === null)) run.providersDown = [];
    this.#isLooking = false;
  }

  async #look(run: RunState): Promise<number> {
    const { campaignId, revision } = this.#host;
    const { runId } = run.settings;
    const { messages, failures, providersDown, tookMs } = await bookkeeping(
      `how far run ${run.occurrence} is`,
    ).lookAtRun({ campaignId, revision: revision(), runId });
    if (messages === null) return tookMs;
    noteLook(run, messages, failures);
    run.providersDown = providersDown;
    this.#host.onProgress(run);
    return tookMs;
  }
}
