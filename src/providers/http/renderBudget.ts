/** All templates of a provider's request together may take this long, in milliseconds. */
export const RENDER_MS = 100;

/** The time that several templates may take together. Only the time that is spent in them counts. */
export class RenderBudget {
  #leftMs: number;
  readonly #countsDelays: boolean;

  /**
   * @param options.countsDelays whether the time counts in which the machine was busy with other processes. Default: true. To find it out costs
   * some microseconds for each template
   */
  constructor(milliseconds: number, { countsDelays = true } = {}) {
    this.#leftMs = milliseconds;
    this.#countsDelays = countsDelays;
  }

  get isSpent(): boolean {
    return this.#leftMs <= 0;
  }

  /**
   * Calls `work` with the time that is left, and takes what it used. Where `work` fails because that time has passed although most of it was a
   * delay, it is called again.
   */
  spend<T>(work: (leftMs: number) => T): T {
    for (;;) {
      const before = this.#leftMs;
      const stop = this.#start();
      try {
        return work(before);
      } catch (error) {
        const passedMs = stop();
        if (passedMs < before || this.isSpent) throw error;
      } finally {
        stop();
      }
    }
  }

  /** The returned function takes the time used since, once, and returns the time that has passed. */
  #start(): () => number {
    const startedAt = performance.now();
    const cpu = this.#countsDelays ? null : process.cpuUsage();
    let passedMs: number | null = null;
    return () => {
      if (passedMs !== null) return passedMs;
      passedMs = performance.now() - startedAt;
      const { user, system } = cpu ? process.cpuUsage(cpu) : { user: Number.POSITIVE_INFINITY, system: 0 };
      // The other threads of this process count as well, so that it may be more than has passed.
      this.#leftMs = Math.max(0, this.#leftMs - Math.min(passedMs, (user + system) / 1000));
      return passedMs;
    };
  }
}
