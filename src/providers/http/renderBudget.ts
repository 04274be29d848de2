/** All templates of a provider's request together may take this long, in milliseconds. */
export const RENDER_MS = 100;

/** The time that several templates may take together. Only the time that is spent in them counts. */
export class RenderBudget {
  #leftMs: number;

  constructor(milliseconds = RENDER_MS) {
    this.#leftMs = milliseconds;
  }

  get isSpent(): boolean {
    return this.#leftMs <= 0;
  }

  /** Calls `work` with the time that is left, and takes what it used. */
  spend<T>(work: (leftMs: number) => T): T {
    const startedAt = performance.now();
    try {
      return work(this.#leftMs);
    } finally {
      this.#leftMs = Math.max(0, this.#leftMs - (performance.now() - startedAt));
    }
  }
}
