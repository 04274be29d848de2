import type { RateStore } from '../../../store/rates.ts';
import { type Gate, waitWhileOpen } from '../gate.ts';

/** Instants are reserved for this much time at once, and expire when they are older than that. */
const BLOCK_MS = 100;

/** Keeps one provider's rate over all workers: hands out instants that are reserved in the store, a block at a time. */
export class Pacer {
  readonly #reserve: (count: number) => Promise<number>;
  readonly #intervalMs: number;
  readonly #blockSize: number;
  #next = 0;
  #left = 0;
  #line: Promise<unknown> = Promise.resolve();

  constructor(options: { rates: RateStore; providerId: string; ratePerSecond: number; blockMs?: number | undefined }) {
    const { rates, providerId, ratePerSecond, blockMs = BLOCK_MS } = options;
    const intervalMs = 1000 / ratePerSecond;
    this.#intervalMs = intervalMs;
    this.#blockSize = Math.max(1, Math.floor(blockMs / intervalMs));
    this.#reserve = (count) => rates.reserve({ providerId, count, intervalMs, now: Date.now() });
  }

  /** Waits for the next free instant; false if the gate closed first. Rejects if none could be reserved. */
  turn(gate: Gate): Promise<boolean> {
    // One at a time: reserved instants that are not used (after a pause or a crash) are never more than a block.
    let begun = false;
    let gone = false;
    const inLine = this.#line.then(() => {
      begun = true;
      return gone ? false : this.#turn(gate);
    });
    this.#line = inLine.catch(() => undefined);
    // A caller whose gate has closed doesn't wait for the callers before it.
    const leaving = waitWhileOpen({ isOpen: () => !begun && gate.isOpen() }, Number.POSITIVE_INFINITY).then(() => {
      gone = !begun;
      return begun ? inLine : false;
    });
    return Promise.race([inLine, leaving]);
  }

  async #turn(gate: Gate): Promise<boolean> {
    if (!gate.isOpen()) return false;
    // Instants in the distant past would cause a burst after a pause.
    if (this.#left === 0 || this.#next < Date.now() - BLOCK_MS) await this.#refill();
    const at = this.#next;
    this.#next += this.#intervalMs;
    this.#left -= 1;
    const wait = at - Date.now();
    return wait <= 0 ? gate.isOpen() : await waitWhileOpen(gate, wait);
  }

  /** A block that the store was slow to grant begins when it arrives: dropping it could repeat forever. */
  async #refill(): Promise<void> {
    const reserved = await this.#reserve(this.#blockSize);
    this.#next = Math.max(reserved, Date.now());
    this.#left = this.#blockSize;
  }
}
