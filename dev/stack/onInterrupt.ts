import type { EventEmitter } from 'node:events';

/** A Ctrl-C in the terminal arrives directly and once more through npm; only a later signal counts as a second one. */
const ECHO_MS = 500;

export interface Interrupts {
  /** Called at the first signal, to stop in order. */
  readonly first: (signal: NodeJS.Signals) => void;
  /** Called at each further signal, to end at once. */
  readonly second: () => void;
}

/**
 * Calls `first` at the first SIGINT, SIGTERM or SIGHUP of `source` (default: this process) and `second` at the next.
 */
export function onInterrupt({ first, second }: Interrupts, source: EventEmitter = process): void {
  let firstAt: number | null = null;
  const listener = (signal: NodeJS.Signals) => {
    if (firstAt === null) {
      firstAt = Date.now();
      first(signal);
    } else if (Date.now() - firstAt > ECHO_MS) {
      second();
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) source.on(signal, listener);
}
