import type { EventEmitter } from 'node:events';

/** A Ctrl-C in the terminal arrives directly and once more through npm; only a later signal counts as a second one. */
const ECHO_MS = 500;

export interface Interrupts {
  /** Called at the first signal, to stop in order. */
  readonly first: (signal: NodeJS.Signals) => void;
  /** Called at each further signal, to end at once. */
  readonly second: () => void;
}

/** npm does not pass on every signal that ends it, so its end counts as one. */
const PARENT_CHECK_MS = 1000;

type Source = EventEmitter & { readonly ppid?: number };

/**
 * Calls `first` at the first SIGINT, SIGTERM or SIGHUP of `source` (default: this process), or when npm ends that started it, and `second` at
 * the next.
 */
export function onInterrupt(
  { first, second }: Interrupts,
  source: Source = process,
  isUnderNpm = process.env.npm_lifecycle_event !== undefined,
): void {
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
  const parent = source.ppid;
  if (!isUnderNpm || parent === undefined) return;
  const watch = setInterval(() => {
    if (source.ppid === parent) return;
    clearInterval(watch);
    if (firstAt === null) listener('SIGHUP');
  }, PARENT_CHECK_MS);
  watch.unref();
}
