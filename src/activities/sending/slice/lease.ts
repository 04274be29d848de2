import type { IntentStore } from '../../../store/intents.ts';
import type { Gate } from '../gate.ts';

/** A request that starts within this time of the lease's end might not be on its way when the lease is over. */
const MARGIN_MS = 500;

/**
 * Keeps one worker the only sender of a slice. The claim is renewed while the slice is sent; a worker that can't renew
 * - frozen, cut off, replaced - finds its gate closed when the lease ends, and whoever claims the slice then waits for that end.
 */
export class Lease implements Gate {
  readonly #renew: () => Promise<boolean>;
  readonly #lengthMs: number;
  readonly #timer: NodeJS.Timeout;
  #until: number;

  constructor(options: { intents: IntentStore; intentId: string; owner: string; until: Date; lengthMs: number }) {
    const { intents, intentId, owner, until, lengthMs } = options;
    this.#lengthMs = lengthMs;
    this.#until = until.getTime();
    this.#renew = async () => {
      const next = new Date(Date.now() + lengthMs);
      if (!(await intents.renew(intentId, owner, next))) return false;
      this.#until = next.getTime();
      return true;
    };
    this.#timer = setInterval(() => void this.#tick(), lengthMs / 3);
  }

  isOpen(): boolean {
    return Date.now() < this.#until - Math.min(MARGIN_MS, this.#lengthMs / 4);
  }

  release(): void {
    clearInterval(this.#timer);
    this.#until = 0;
  }

  async #tick(): Promise<void> {
    // A store that can't be reached now may be back for the next renewal; without one the lease simply ends.
    const renewed = await this.#renew().catch(() => true);
    if (!renewed) {
      this.#until = 0;
      this.release();
    }
  }
}
