import type { WaitReason } from '../domain/campaign/progress.ts';
import type { BatchErrors, BatchWait } from './messages.ts';
import type { Places, RunBatches } from './runBatches.ts';

const BATCHES_IN_FLIGHT = 4;
/** Batches that have not ended, those that only wait for some provider included. */
const MOST_OPEN_BATCHES = 64;

/** The batches of all runs of a campaign, which share a bounded number of places; who is due first goes first. */
export class BatchFleet implements Places {
  readonly #runs = new Map<string, RunBatches>();
  #isHeld: boolean;

  constructor({ isHeld }: { isHeld: boolean }) {
    this.#isHeld = isHeld;
  }

  get isHeld(): boolean {
    return this.#isHeld;
  }

  add(runId: string, batches: RunBatches): void {
    this.#runs.set(runId, batches);
  }

  remove(runId: string): void {
    this.#runs.delete(runId);
  }

  hasPlaceFor(run: RunBatches): boolean {
    const runs = [...this.#runs.values()];
    const mine = run.startable;
    if (this.#isHeld || !mine) return false;
    if (runs.some((other) => other !== run && other.startable && other.startable.at < mine.at)) return false;
    const places = runs.reduce((sum, { open }) => sum + open.places, 0);
    return places < BATCHES_IN_FLIGHT && this.#openBatches < MOST_OPEN_BATCHES;
  }

  get isCrowded(): boolean {
    return !this.#isHeld && this.#openBatches >= MOST_OPEN_BATCHES && this.#waitingForLimit !== undefined;
  }

  async makeRoom(): Promise<void> {
    const waiting = this.#waitingForLimit;
    if (waiting) await waiting.run.yieldPlace(waiting.ordinal);
  }

  async hold(): Promise<void> {
    this.#isHeld = true;
    await Promise.all([...this.#runs.values()].map((run) => run.hold()));
  }

  async release(): Promise<void> {
    this.#isHeld = false;
    await Promise.all([...this.#runs.values()].map((run) => run.release()));
  }

  get #openBatches(): number {
    return [...this.#runs.values()].reduce((sum, { open }) => sum + open.batches, 0);
  }

  get #waitingForLimit(): { run: RunBatches; ordinal: number } | undefined {
    for (const run of this.#runs.values()) {
      const ordinal = run.waitingForLimit;
      if (ordinal !== undefined) return { run, ordinal };
    }
    return undefined;
  }

  /** Notes what a batch says of itself. */
  noteWait(wait: BatchWait): void {
    const { runId, ordinal } = placeOf(wait.batchId);
    this.#runs.get(runId)?.noteWait(ordinal, wait);
  }

  noteErrors({ batchId, messages }: BatchErrors): void {
    const { runId, ordinal } = placeOf(batchId);
    this.#runs.get(runId)?.noteErrors(ordinal, messages);
  }
}

/** Batches that wait, and why most of them do; null where none does. */
export function waitingOf(reasons: readonly WaitReason[]): { batches: number; reason: WaitReason } | null {
  const counts = new Map<WaitReason, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const [most] = [...counts].toSorted(([, a], [, b]) => b - a);
  return most ? { batches: reasons.length, reason: most[0] } : null;
}

/** The run and the ordinal in it. */
function placeOf(batchId: string): { runId: string; ordinal: number } {
  const at = batchId.lastIndexOf('/');
  return { runId: batchId.slice(0, at), ordinal: Number(batchId.slice(at + 1)) };
}
