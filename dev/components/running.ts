import { type Child, describeExit } from './childProcess.ts';

/** A server process that was started here, or an external server that is only used. */
export interface Running {
  /** Null for an external server. */
  readonly pid: number | null;
  /** Resolves with the exit status and the last lines of output when the process ends; never for an external server. */
  readonly ended: Promise<string>;
  kill(signal: NodeJS.Signals): void;
  /** Ends the process cleanly and resolves when it has ended. Does nothing to an external server. */
  stop(): Promise<void>;
}

/** `child` as a running process. `clean` is called after `stop`; `graceMs` is the time that a clean end may take. */
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

/** A server at a given address, which was not started here. */
export function externalServer(): Running {
  return { pid: null, ended: new Promise(() => {}), kill() {}, async stop() {} };
}
