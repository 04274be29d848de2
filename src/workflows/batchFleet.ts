import {
  type ChildWorkflowHandle,
  condition,
  ParentClosePolicy,
  type SignalDefinition,
  startChild,
  workflowInfo,
} from '@temporalio/workflow';
import { runFailed } from '../domain/failures.ts';
import { batchIdOf, batchWorkflowId } from '../domain/ids.ts';
import { addCounts, type MessageCounts, NO_MESSAGES, type WaitReason } from '../domain/progress.ts';
import type { batchWorkflow } from './batch.ts';
import { type BatchWait, pauseBatchSignal, resumeBatchSignal, stopBatchSignal } from './messages.ts';

const BATCHES_IN_FLIGHT = 4;
/** Batches that have not ended, those that only wait for some provider included. */
const MOST_OPEN_BATCHES = 64;
/** Far below the server's limit of 51,200, so that every page of history is quick to replay and to look at. */
const HISTORY_EVENTS = 2000;

/** How far a run's batches have come; survives a continue-as-new, with none in flight. */
export interface FleetState {
  readonly next: number;
  readonly done: number;
  readonly messages: MessageCounts;
}

/** The batches of one run: starts them in order, a bounded number at a time, and adds up what became of them. */
export class BatchFleet {
  readonly #runId: string;
  readonly #open = new Map<number, ChildWorkflowHandle<typeof batchWorkflow>>();
  /** Those that give up their place while they wait. */
  readonly #aside = new Set<number>();
  readonly #waits = new Map<number, WaitReason>();
  readonly #onBatchDone: () => void;
  #state: FleetState;
  #held: boolean;
  #stopped = false;
  #failed: number[] = [];

  constructor(options: { runId: string; held: boolean; carried: FleetState | undefined; onBatchDone: () => void }) {
    this.#runId = options.runId;
    this.#held = options.held;
    this.#state = options.carried ?? { next: 1, done: 0, messages: NO_MESSAGES };
    this.#onBatchDone = options.onBatchDone;
  }

  get state(): FleetState {
    return this.#state;
  }

  /**
   * Sends batches until none is left (`completed`), `stop` was called, or the history is long enough for a new execution to take
   * over. None is in flight when it returns. Throws when a batch failed, after the others in flight have ended.
   */
  async send(batches: number): Promise<'completed' | 'stopped' | 'history_long'> {
    while (this.#state.next <= batches && this.#failed.length === 0 && !historyIsLong()) {
      await condition(() => this.#stopped || (!this.#held && this.#hasPlace()));
      if (this.#stopped) break;
      await this.#start();
    }
    await condition(() => this.#open.size === 0);
    if (this.#failed.length > 0) throw runFailed(`batch ${this.#failed.join(', ')} of run ${this.#runId} failed`);
    if (this.#stopped) return 'stopped';
    return this.#state.next > batches ? 'completed' : 'history_long';
  }

  async hold(): Promise<void> {
    this.#held = true;
    await this.#signalAll(pauseBatchSignal);
  }

  async release(): Promise<void> {
    this.#held = false;
    await this.#signalAll(resumeBatchSignal);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#signalAll(stopBatchSignal);
  }

  /** Notes what a batch says of itself. */
  noteWait({ batchId, reason, leavesPlace }: BatchWait): void {
    const ordinal = Number(batchId.slice(this.#runId.length + 1));
    if (!this.#open.has(ordinal)) return;
    if (reason === null) this.#waits.delete(ordinal);
    else this.#waits.set(ordinal, reason);
    if (leavesPlace) this.#aside.add(ordinal);
  }

  /** Batches that wait at present, and why most of them do. */
  get waiting(): { batches: number; reason: WaitReason } | null {
    const counts = new Map<WaitReason, number>();
    for (const reason of this.#waits.values()) counts.set(reason, (counts.get(reason) ?? 0) + 1);
    const [most] = [...counts].toSorted(([, a], [, b]) => b - a);
    return most ? { batches: this.#waits.size, reason: most[0] } : null;
  }

  #hasPlace(): boolean {
    return this.#open.size - this.#aside.size < BATCHES_IN_FLIGHT && this.#open.size < MOST_OPEN_BATCHES;
  }

  async #start(): Promise<void> {
    const ordinal = this.#state.next;
    const batchId = batchIdOf(this.#runId, ordinal);
    this.#state = { ...this.#state, next: ordinal + 1 };
    const handle = await startChild<typeof batchWorkflow>('batchWorkflow', {
      workflowId: batchWorkflowId(batchId),
      args: [{ runId: this.#runId, batchId }],
      // Who terminates a campaign means its batches too.
      parentClosePolicy: ParentClosePolicy.TERMINATE,
      staticSummary: `Batch ${ordinal} of run ${this.#runId}`,
    });
    this.#open.set(ordinal, handle);
    this.#follow(ordinal, handle);
    // A pause or stop that came while it was being started has not reached it.
    if (this.#stopped) await signal(handle, stopBatchSignal);
    else if (this.#held) await signal(handle, pauseBatchSignal);
  }

  #follow(ordinal: number, handle: ChildWorkflowHandle<typeof batchWorkflow>): void {
    const ended = handle.result().then(
      (counts) => {
        this.#state = {
          ...this.#state,
          done: this.#state.done + 1,
          messages: addCounts(this.#state.messages, counts),
        };
      },
      () => {
        this.#failed = [...this.#failed, ordinal];
      },
    );
    void ended.then(() => {
      this.#open.delete(ordinal);
      this.#aside.delete(ordinal);
      this.#waits.delete(ordinal);
      this.#onBatchDone();
    });
  }

  async #signalAll(definition: BatchSignal): Promise<void> {
    await Promise.all([...this.#open.values()].map((handle) => signal(handle, definition)));
  }
}

type BatchSignal = SignalDefinition<[], string>;

const historyIsLong = (): boolean =>
  workflowInfo().continueAsNewSuggested || workflowInfo().historyLength > HISTORY_EVENTS;

/** A batch that has just ended can't be signalled, and needn't be. */
async function signal(handle: ChildWorkflowHandle<typeof batchWorkflow>, definition: BatchSignal): Promise<void> {
  await handle.signal(definition).catch(() => undefined);
}
