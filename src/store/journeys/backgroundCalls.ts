type Call = () => Promise<void>;

/**
 * Makes calls that nobody waits for, `atOnce` at a time, in the order in which they were added. What they are about has to be in the store: where one fails, those
 * behind it are dropped, since whatever is left over in the store is made up for.
 */
export function backgroundCalls({ atOnce, most }: { readonly atOnce: number; readonly most: number }) {
  const waiting: Call[] = [];
  const running = new Set<Promise<void>>();
  return {
    /** Resolves when there is room for the call: at once, unless `most` wait already. */
    async add(call: Call): Promise<void> {
      while (waiting.length >= most) await Promise.race(running);
      if (running.size < atOnce) begin(call);
      else waiting.push(call);
    },

    settled,

    /** Drops the calls that wait, and resolves when the others have ended. */
    async close(): Promise<void> {
      drop();
      await settled();
    },
  };

  /** Resolves when all calls have ended. */
  async function settled(): Promise<void> {
    while (running.size > 0) await Promise.race(running);
  }

  function begin(call: Call): void {
    const one = call()
      .catch(drop)
      .finally(() => {
        running.delete(one);
        const next = waiting.shift();
        if (next) begin(next);
      });
    running.add(one);
  }

  function drop(): void {
    waiting.length = 0;
  }
}
