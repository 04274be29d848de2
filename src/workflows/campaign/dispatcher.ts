import {
  CancellationScope,
  ChildWorkflowCancellationType,
  condition,
  executeChild,
  isCancellation,
  ParentClosePolicy,
} from '@temporalio/workflow';
import { type NextBatch, nextDue, queuedAgain, withoutBatch } from '../../domain/campaign/batchQueue.ts';
import { addCounts, NO_MESSAGES } from '../../domain/campaign/progress.ts';
import { causeOf } from '../../domain/failures.ts';
import { batchIdOf, batchWorkflowId } from '../../domain/ids.ts';
import { bookkeeping } from '../activities.ts';
import type { BatchResult, batchWorkflow } from '../batch.ts';
import { begunOf, block, isSending } from './run.ts';
import { instantNow, type RunState } from './state.ts';

const BATCHES_IN_FLIGHT = 4;
/** Of them, those that were begun before, while others are due that were not. */
const BEGUN_IN_FLIGHT = 2;
/** Waits grow up to this many times the shortest one that the activity asked for. */
const LONGEST_WAIT_FACTOR = 16;
/** What a batch waits at least that was interrupted twice without a message in between. */
const INTERRUPTED_AGAIN_MS = 1000;
/** How often the ledger is looked at while batches are in flight, and how much of the time that may take. */
const LOOK_EVERY_MS = 20_000;
const LOOK_SHARE = 1 / 50;

export interface DispatcherHost {
  readonly campaignId: string;
  readonly revision: () => number;
  readonly runs: () => readonly RunState[];
  readonly isPaused: () => boolean;
  /** Nothing is started any more: the campaign is over, or the next execution is to take over. */
  readonly isLeaving: () => boolean;
  /** A batch returned, or the ledger was looked at. */
  readonly onProgress: (run: RunState) => void;
  readonly onBlocked: (run: RunState) => void;
}

interface Candidate {
  readonly run: RunState;
  readonly batch: NextBatch;
}

/** Starts the batches of all runs of a campaign when they are due, a bounded number at a time, and queues those again that are to go on later. */
export class Dispatcher {
  readonly #host: DispatcherHost;
  #scope = new CancellationScope();
  #isLooking = false;

  constructor(host: DispatcherHost) {
    this.#host = host;
  }

  /** Resolves when nothing is to be started any more and nothing is in flight. */
  async run(): Promise<void> {
    const { isLeaving } = this.#host;
    while (!isLeaving()) {
      const next = this.#next();
      if (next) this.#start(next);
      else await this.#untilNext();
    }
    await condition(() => this.#inFlight === 0 && !this.#isLooking);
  }

  /** Has the batches in flight return, and resolves when they have. */
  async halt(): Promise<void> {
    this.#scope.cancel();
    this.#scope = new CancellationScope();
    const halted = this.#host.runs().flatMap((run) => run.inFlight.map((batch) => ({ run, batch })));
    await condition(() => halted.every(({ run, batch }) => !run.inFlight.includes(batch)));
  }

  get #inFlight(): number {
    return this.#host.runs().reduce((sum, run) => sum + run.inFlight.length, 0);
  }

  /** The batch that can be started now: of all runs the one that is due first. */
  #next(): Candidate | null {
    const { runs, isPaused } = this.#host;
    if (isPaused() || this.#inFlight >= BATCHES_IN_FLIGHT) return null;
    const begun = runs().reduce((sum, run) => sum + run.inFlight.filter((batch) => batch.begun).length, 0);
    const begunFirst = begun < BEGUN_IN_FLIGHT;
    const found = runs().flatMap((run) => {
      const batch = isSending(run) ? nextDue(run.queue, { now: Date.now(), begunFirst, ...allowance(run) }) : null;
      return batch ? [{ run, batch }] : [];
    });
    return found.toSorted((a, b) => Date.parse(a.batch.at) - Date.parse(b.batch.at))[0] ?? null;
  }

  async #untilNext(): Promise<void> {
    const { isLeaving } = this.#host;
    const due = this.#nextInstant();
    // Another one may come to be due before, or be taken away.
    const isOther = (): boolean => isLeaving() || this.#next() !== null || this.#nextInstant() !== due;
    if (due === null) await condition(isOther);
    else await condition(isOther, Math.max(1, due - Date.now()), { summary: 'the next batches are due' });
  }

  /** When a batch that can't be started now can be, as far as time alone goes; milliseconds. */
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
    run.inFlight = run.inFlight.filter((one) => one !== batch);
    const isBlocked = noteResult(run, batch, result);
    if (isBlocked) this.#host.onBlocked(run);
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
          // Whoever terminates a campaign means its batches too.
          parentClosePolicy: ParentClosePolicy.TERMINATE,
          cancellationType: ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
          priority: { fairnessKey: campaignId },
          staticSummary: `Batch ${ordinal} of run ${run.occurrence}${begun ? ', again' : ''}`,
        }),
      );
    } catch (error) {
      const known = { counts: begun?.counts ?? NO_MESSAGES, left: begun?.left ?? null };
      if (!isCancellation(error)) return { state: 'blocked', ...known, ...causeOf(error) };
      return { state: 'later', ...known, reason: 'interrupted', progressed: false, retryAfterMs: 0 };
    }
  }

  /** Looks at the ledger now and then, for people who watch: batches tell only when they return. */
  async #watch(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    for (let wait = LOOK_EVERY_MS; ; ) {
      if (await condition(() => this.#inFlight === 0, wait, { summary: 'the next look at the ledger' })) break;
      let took = 0;
      for (const run of this.#host.runs().filter(({ inFlight }) => inFlight.length > 0)) took += await this.#look(run);
      wait = Math.max(LOOK_EVERY_MS, took / LOOK_SHARE);
    }
    for (const run of this.#host.runs().filter(({ rest }) => rest === null)) run.providersDown = [];
    this.#isLooking = false;
  }

  async #look(run: RunState): Promise<number> {
    const { runId } = run.settings;
    const { messages, providersDown, tookMs } = await bookkeeping(`how far run ${run.occurrence} is`).lookAtRun({
      runId,
    });
    run.ledger = messages;
    run.providersDown = providersDown;
    this.#host.onProgress(run);
    return tookMs;
  }
}

/** While no provider takes anything, one batch at a time tries; those that wait for some provider only try for themselves. */
function allowance({ rest, inFlight }: RunState): {
  allows?: (batch: { readonly begun?: { isPartial: boolean } }) => boolean;
} {
  const mayTry = rest === null || (Date.parse(rest.until) <= Date.now() && inFlight.length === 0);
  return mayTry ? {} : { allows: ({ begun }) => begun?.isPartial ?? false };
}

/** Returns whether the run is blocked by it. */
function noteResult(run: RunState, batch: NextBatch, result: BatchResult): boolean {
  const { ordinal, group, begun } = batch;
  const { counts } = result;
  if (result.state === 'done') {
    run.batchesDone += 1;
    run.messages = addCounts(run.messages, counts);
    run.rest = null;
    noteOutage(run);
    return false;
  }
  const now = instantNow();
  const { left } = result;
  if (result.state === 'blocked') {
    const { type, cause } = result;
    const known = { counts, left, reason: 'interrupted', since: now, tries: 0, isPartial: false } as const;
    block(run, { type, cause }, [{ at: now, group, from: ordinal, to: ordinal, begun: known }]);
    return true;
  }
  const { reason, progressed, retryAfterMs, resumeAt } = result;
  const isSame = begun?.reason === reason && !progressed;
  const tries = isSame ? begun.tries + 1 : 0;
  const isPartial = reason === 'providers_unavailable' && (progressed || (begun?.isPartial ?? false));
  noteRest(run, result, isPartial);
  const shortest = isSame && reason === 'interrupted' ? INTERRUPTED_AGAIN_MS : retryAfterMs;
  const later = inAWhile(shortest * backOff(tries));
  const at = resumeAt ?? (isPartial ? later : (run.rest?.until ?? later));
  const since = isSame ? begun.since : now;
  run.queue = queuedAgain(run.queue, {
    ...{ ordinal, group, at, withGroup: resumeAt !== undefined },
    begun: { counts, left, reason, since, tries, isPartial },
  });
  noteOutage(run);
  return false;
}

/** A batch of which no recipient found a provider has all others of its run wait, too. */
function noteRest(run: RunState, result: Extract<BatchResult, { state: 'later' }>, isPartial: boolean): void {
  const { reason, progressed, retryAfterMs } = result;
  if (reason !== 'providers_unavailable') {
    if (progressed || reason === 'dnd' || reason === 'next_day' || reason === 'limits' || reason === 'answers_lost') {
      run.rest = null;
    }
    return;
  }
  if (isPartial) {
    if (progressed) run.rest = null;
    return;
  }
  // Several that were in flight together are one try.
  if (run.rest !== null && Date.parse(run.rest.until) > Date.now()) return;
  const tries = run.rest === null ? 0 : run.rest.tries + 1;
  const until = inAWhile(retryAfterMs * backOff(tries));
  run.rest = { since: run.rest?.since ?? instantNow(), until, tries };
}

/** Whether all that is left, as far as it was tried, waits for providers. */
function noteOutage(run: RunState): void {
  const begun = begunOf(run);
  const isOut =
    run.rest !== null || (begun.length > 0 && begun.every(({ reason }) => reason === 'providers_unavailable'));
  if (!isOut) run.outage = null;
  else run.outage ??= { since: instantNow(), isTold: false };
}

const backOff = (tries: number): number => Math.min(2 ** tries, LONGEST_WAIT_FACTOR);

/** In whole seconds, so that batches which return together are due together; at once where there is nothing to wait for. */
function inAWhile(milliseconds: number): string {
  const at = Date.now() + milliseconds;
  return new Date(milliseconds === 0 ? at : 1000 * Math.ceil(at / 1000)).toISOString();
}
