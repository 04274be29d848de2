import {
  type ChildWorkflowHandle,
  condition,
  ParentClosePolicy,
  patched,
  type SignalDefinition,
  startChild,
} from '@temporalio/workflow';
import { firstOf, type NextBatch, postponed, withoutBatch } from '../domain/campaign/batchQueue.ts';
import { addCounts, type MessageCounts, type WaitReason } from '../domain/campaign/progress.ts';
import { runFailed } from '../domain/failures.ts';
import { batchIdOf, batchWorkflowId } from '../domain/ids.ts';
import type { BatchResult, batchWorkflow } from './batch.ts';
import type { SendingState } from './carried.ts';
import { campaignHistoryIsLong } from './historyIsLong.ts';
import { type BatchWait, pauseBatchSignal, resumeBatchSignal, stopBatchSignal, yieldBatchSignal } from './messages.ts';

interface OpenBatch {
  readonly handle: ChildWorkflowHandle<typeof batchWorkflow>;
  readonly group: number;
}

/** What the batches of all runs of a campaign share. */
export interface Places {
  /** Paused: nothing is started. */
  readonly isHeld: boolean;
  /** Whether the run may start its next batch. */
  hasPlaceFor(run: RunBatches): boolean;
  /** As many as may be have not ended, and one of them waits for what the next batch may have. */
  readonly isCrowded: boolean;
  /** Resolves when one of those has ended. */
  makeRoom(): Promise<void>;
}

export interface RunBatchesOptions {
  readonly runId: string;
  readonly places: Places;
  readonly state: SendingState;
  /** Batches tell of chunks of which this share failed; undefined: of none. */
  readonly errorPercent: number | undefined;
  readonly onBatchDone: () => void;
}

/** The batches of one run: starts them when they are due, as many at a time as there are places for, and adds up what became of them. */
export class RunBatches {
  readonly #options: RunBatchesOptions;
  readonly #open = new Map<number, OpenBatch>();
  /** Those that give up their place while they wait. */
  readonly #aside = new Set<number>();
  readonly #waits = new Map<number, WaitReason>();
  /** What batches have told of that are open, or are to be started again. */
  readonly #told = new Map<number, MessageCounts>();
  #state: SendingState;
  #stopped = false;
  #failed: number[] = [];

  constructor(options: RunBatchesOptions) {
    this.#options = options;
    this.#state = options.state;
  }

  get state(): SendingState {
    return this.#state;
  }

  /** When the next batch is due, as long as none is before. */
  get nextAt(): string | null {
    return this.#open.size === 0 ? (firstOf(this.#state.queue, Date.now())?.at ?? null) : null;
  }

  /** Batches that have not ended, and those of them that take a place. */
  get open(): { batches: number; places: number } {
    return { batches: this.#open.size, places: this.#open.size - this.#aside.size };
  }

  get waits(): readonly WaitReason[] {
    return [...this.#waits.values()];
  }

  /** Of finished batches, and what open ones have told of. */
  get known(): MessageCounts {
    return [...this.#told.values()].reduce(addCounts, this.#state.messages);
  }

  /** The batch that can be started now; null when none is due. */
  get startable(): NextBatch | null {
    const next = firstOf(this.#state.queue, Date.now());
    return next && !this.#isOver() && Date.parse(next.at) <= Date.now() ? next : null;
  }

  /**
   * Sends batches until none is left (`completed`), `stop` was called, or the history is long enough for a new execution to take
   * over. None is in flight when it returns. Throws when a batch failed, after the others in flight have ended.
   */
  async send(): Promise<'completed' | 'stopped' | 'history_long'> {
    const { places, runId } = this.#options;
    while (!this.#isOver() && !campaignHistoryIsLong()) {
      const next = firstOf(this.#state.queue, Date.now());
      if (!next) {
        if (this.#open.size === 0) break;
        // One that a window cuts short comes back to the queue.
        await condition(
          () => this.#open.size === 0 || this.#state.queue.length > 0 || this.#isOver() || campaignHistoryIsLong(),
        );
      } else if (Date.parse(next.at) > Date.now()) {
        await this.#untilDue(next);
      } else {
        if (!(await this.#untilPlace(next)) || isLongWhileWaiting()) continue;
        if (!this.#isOver() && !places.hasPlaceFor(this)) {
          await places.makeRoom();
          continue;
        }
        // Another one than before, where a window has begun meanwhile.
        if (this.startable) await this.#start(this.startable);
      }
    }
    // One that waits may wait for what a batch has that isn't started any more.
    if (this.#open.size > 0 && !this.#stopped && patched('batches-yield')) await this.#signalAll(yieldBatchSignal);
    await condition(() => this.#open.size === 0);
    if (this.#failed.length > 0) {
      // What was begun doesn't come to its end any more.
      this.#state = { ...this.#state, messages: this.known };
      this.#told.clear();
      throw runFailed(`batch ${this.#failed.join(', ')} of run ${runId} failed`);
    }
    if (this.#stopped) return 'stopped';
    return this.#state.queue.length === 0 ? 'completed' : 'history_long';
  }

  async hold(): Promise<void> {
    await this.#signalAll(pauseBatchSignal);
  }

  async release(): Promise<void> {
    await this.#signalAll(resumeBatchSignal);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#signalAll(stopBatchSignal);
  }

  /** The batch that has waited longest for what is left of a limit; undefined: none does. */
  get waitingForLimit(): number | undefined {
    return [...this.#waits].find(([, reason]) => reason === 'limits')?.[0];
  }

  /** Resolves when the batch has ended: rather than to wait, it comes back to the queue. */
  async yieldPlace(ordinal: number): Promise<void> {
    const open = this.#open.get(ordinal);
    if (open) await signal(open.handle, yieldBatchSignal);
    await condition(() => this.#open.get(ordinal) !== open);
  }

  noteWait(ordinal: number, { reason, leavesPlace }: Pick<BatchWait, 'reason' | 'leavesPlace'>): void {
    if (!this.#open.has(ordinal)) return;
    if (reason === null) this.#waits.delete(ordinal);
    else this.#waits.set(ordinal, reason);
    if (leavesPlace) this.#aside.add(ordinal);
  }

  noteErrors(ordinal: number, messages: MessageCounts): void {
    if (this.#open.has(ordinal)) this.#told.set(ordinal, messages);
  }

  /** Whether the next batch may be what those wait for that take all places; one that has waited like them surely isn't. */
  #needsRoom(): boolean {
    return this.#options.places.isCrowded && this.startable?.hasWaited === false;
  }

  #isOver(): boolean {
    return this.#stopped || this.#failed.length > 0;
  }

  async #untilDue({ at }: NextBatch): Promise<void> {
    const isOther = (): boolean => firstOf(this.#state.queue, Date.now())?.at !== at;
    await condition(() => this.#isOver() || campaignHistoryIsLong() || isOther(), Date.parse(at) - Date.now(), {
      summary: 'the next batches are due',
    });
  }

  /** False when another one is due that goes before `next`. */
  async #untilPlace(next: NextBatch): Promise<boolean> {
    const { places } = this.#options;
    const isReady = (): boolean =>
      this.#isOver() || places.hasPlaceFor(this) || this.#needsRoom() || isLongWhileWaiting();
    const fresh = next.hasWaited ? this.#state.queue.find((one) => !one.hasWaited) : undefined;
    if (!fresh) {
      await condition(isReady);
      return true;
    }
    return await condition(isReady, Math.max(1, Date.parse(fresh.at) - Date.now()), {
      summary: 'other batches are due',
    });
  }

  async #start({ ordinal, group }: NextBatch): Promise<void> {
    const { runId, places, errorPercent } = this.#options;
    const batchId = batchIdOf(runId, ordinal);
    this.#state = { ...this.#state, queue: withoutBatch(this.#state.queue, ordinal) };
    const handle = await startChild<typeof batchWorkflow>('batchWorkflow', {
      workflowId: batchWorkflowId(batchId),
      args: [{ runId, batchId, ...(errorPercent !== undefined && { errorPercent }) }],
      // Who terminates a campaign means its batches too.
      parentClosePolicy: ParentClosePolicy.TERMINATE,
      staticSummary: `Batch ${ordinal} of run ${runId}`,
    });
    this.#open.set(ordinal, { handle, group });
    this.#follow(ordinal, { handle, group });
    // A pause or stop that came while it was being started has not reached it.
    if (this.#stopped) await signal(handle, stopBatchSignal);
    else if (places.isHeld) await signal(handle, pauseBatchSignal);
  }

  #follow(ordinal: number, { handle, group }: OpenBatch): void {
    const ended = handle.result().then(
      (result) => this.#end(ordinal, group, result),
      () => {
        this.#failed = [...this.#failed, ordinal];
      },
    );
    void ended.then(() => {
      this.#open.delete(ordinal);
      this.#aside.delete(ordinal);
      this.#waits.delete(ordinal);
      this.#options.onBatchDone();
    });
  }

  #end(ordinal: number, group: number, result: BatchResult): void {
    const { queue, done, messages } = this.#state;
    const { postponedUntil: until, alone = false, ...counts } = result;
    if (until === undefined) {
      this.#told.delete(ordinal);
      this.#state = { queue, done: done + 1, messages: addCounts(messages, counts) };
      return;
    }
    this.#told.set(ordinal, counts);
    const hasWaited = this.#waits.get(ordinal) === 'limits';
    this.#state = {
      ...this.#state,
      queue: postponed(queue, { ordinal, group, until, withGroup: !alone, hasWaited }),
    };
  }

  async #signalAll(definition: BatchSignal): Promise<void> {
    await Promise.all([...this.#open.values()].map(({ handle }) => signal(handle, definition)));
  }
}

/** The first release looked at its history only between batches. */
const isLongWhileWaiting = (): boolean => campaignHistoryIsLong() && patched('long-while-waiting');

type BatchSignal = SignalDefinition<[], string>;

/** A batch that has just ended can't be signalled, and needn't be. */
async function signal(handle: ChildWorkflowHandle<typeof batchWorkflow>, definition: BatchSignal): Promise<void> {
  await handle.signal(definition).catch(() => undefined);
}
