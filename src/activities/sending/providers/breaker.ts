/**
 * A circuit breaker: makes no requests to a provider that fails.
 *
 * | state | until | a request |
 * | --- | --- | --- |
 * | closed | so many failures follow each other | starts |
 * | open | `restMs` have passed | doesn't start |
 * | half open | the one request that tries the provider again has its answer | waits for that answer |
 */
export class Breaker {
  readonly #limit: number;
  readonly #restMs: number;
  readonly #onOpen: (code: string | null) => void;
  readonly #onClose: () => void;
  #failures = 0;
  /** 0: closed. */
  #restsUntil = 0;
  #trial: Promise<void> | null = null;
  #endTrial: () => void = () => undefined;

  /** `onOpen` is called each time that the breaker opens, also again, with the code of the last failure; `onClose` when it closes again. */
  constructor(options: {
    readonly failures: number;
    readonly restMs: number;
    readonly onOpen?: (code: string | null) => void;
    readonly onClose?: () => void;
  }) {
    this.#limit = options.failures;
    this.#restMs = options.restMs;
    this.#onOpen = options.onOpen ?? (() => undefined);
    this.#onClose = options.onClose ?? (() => undefined);
  }

  get isResting(): boolean {
    return this.#restsUntil !== 0 && Date.now() < this.#restsUntil;
  }

  get isClosed(): boolean {
    return this.#restsUntil === 0;
  }

  /** Whether a request may start although the breaker isn't closed: as the `trial`, or because another trial has closed it. */
  async enter(): Promise<'resting' | 'trial' | 'closed'> {
    while (this.#restsUntil !== 0) {
      if (this.isResting) return 'resting';
      if (this.#trial === null) {
        this.#trial = new Promise((resolve) => {
          this.#endTrial = resolve;
        });
        return 'trial';
      }
      await this.#trial;
    }
    return 'closed';
  }

  succeed(): void {
    this.#failures = 0;
    if (this.#restsUntil !== 0) {
      this.#restsUntil = 0;
      this.#onClose();
    }
  }

  fail(code: string | null, isTrial: boolean): void {
    this.#failures += 1;
    // Answers to requests from before the breaker opened change nothing.
    const opens = isTrial || (this.#restsUntil === 0 && this.#failures >= this.#limit);
    if (opens) {
      this.#restsUntil = Date.now() + this.#restMs;
      this.#onOpen(code);
    }
  }

  /** The trial has ended, with or without an answer. */
  endTrial(): void {
    this.#trial = null;
    this.#endTrial();
  }
}
