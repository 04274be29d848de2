import type { EventEmitter } from 'node:events';

/** A terminal's Ctrl-C comes to us directly and once more through npm; only a later one is a second wish. */
const ECHO_MS = 500;

export interface Interrupts {
  /** Stop in order. Called once. */
  readonly first: (signal: NodeJS.Signals) => void;
  /** Asked again while stopping: end at once. */
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
