import type { IntentStore } from '../../../store/intents.ts';
import type { Gate } from '../gate.ts';

/** A request that starts within this time before the end of the lease might be written only after it. */
const MARGIN_MS = 500;

/**
 * Makes one worker the only sender of a slice. The claim is renewed while the slice is sent. If a worker can't renew it
 * (because it is suspended, disconnected or replaced), its gate closes when the lease ends, and the next owner waits for that end.
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
    // The store may be reachable again at the next renewal; otherwise the lease simply ends.
    const renewed = await this.#renew().catch(() => true);
    if (!renewed) {
      this.#until = 0;
      this.release();
    }
  }
}
