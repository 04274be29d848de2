import { type Child, describeExit } from './childProcess.ts';

/** A process that serves, or somebody else's server that we only use. */
export interface Running {
  /** Null when the server was there already and is not ours to end. */
  readonly pid: number | null;
  /** Settles with what happened (and the last lines printed) when the process ends; never for somebody else's. */
  readonly ended: Promise<string>;
  kill(signal: NodeJS.Signals): void;
  /** Ends it cleanly; resolves when it is gone. Does nothing to somebody else's. */
  stop(): Promise<void>;
}

/** `child` as a running process; `clean` is called after `stop`, `graceMs` is what a clean end may take. */
export function ownProcess(child: Child, { clean, graceMs }: { clean?: () => void; graceMs?: number } = {}): Running {
  return {
    pid: child.pid,
    ended: child.exited.then((status) => [describeExit(status), ...child.tail()].join('\n')),
    kill: (signal) => child.kill(signal),
    async stop() {
      await child.stop(graceMs);
      clean?.();
    },
  };
}

/** A server at an address that we were given. */
export function notOurs(): Running {
  return { pid: null, ended: new Promise(() => {}), kill() {}, async stop() {} };
}
