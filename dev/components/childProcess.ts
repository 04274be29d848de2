import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { lineFile } from './lineFile.ts';
import type { Log } from './log.ts';

export interface ChildOptions {
  /** Name in messages: 'store', 'worker 1'. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** All output is appended to this file. Default: only the last lines are kept, in memory. */
  readonly logFile?: string;
  /** Called once when `logFile` cannot be written; the process continues. Default: silent. */
  readonly log?: Log;
  /** Called with each line of output. */
  readonly onLine?: (line: string) => void;
}

export interface ExitStatus {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Child {
  readonly pid: number;
  /** Resolves when the process has ended; never rejects. */
  readonly exited: Promise<ExitStatus>;
  /** The last lines of output, oldest first. */
  tail(): string[];
  kill(signal: NodeJS.Signals): void;
  /** SIGTERM, then SIGKILL after `graceMs` (default 10,000); resolves when it has ended. */
  stop(graceMs?: number): Promise<void>;
}

const TAIL_LINES = 30;

/**
 * Starts a process in a process group of its own, so that a Ctrl-C in the terminal reaches only this process, which stops its children in
 * order. A watchdog ends the child if this process dies without stopping it.
 *
 * @throws when the command cannot be started.
 */
export async function startChild(options: ChildOptions): Promise<Child> {
  const child = spawn(options.command, options.args, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.env === undefined ? {} : { env: definedOnly(options.env) }),
  });
  const exited = new Promise<ExitStatus>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  const tail = collectOutput(child, options);
  try {
    await once(child, 'spawn');
  } catch (cause) {
    throw new Error(`Could not start ${options.name} (${options.command}).`, { cause });
  }
  const { pid } = child;
  if (pid === undefined) throw new Error(`Could not start ${options.name} (${options.command}).`);
  const watchdog = startWatchdog(pid);
  void exited.then(() => watchdog.kill('SIGKILL'));

  const kill = (signal: NodeJS.Signals) => {
    // Node's `kill` does nothing once the child has exited, so a reused pid is never signalled.
    child.kill(signal);
  };
  return {
    pid,
    exited,
    tail: () => [...tail],
    kill,
    async stop(graceMs = 10_000) {
      kill('SIGTERM');
      const grace = new AbortController();
      const late = sleep(graceMs, undefined, { signal: grace.signal, ref: true }).then(
        () => kill('SIGKILL'),
        () => {},
      );
      await exited;
      grace.abort();
      await late;
    },
  };
}

/** 'exited with code 1' or 'was ended by SIGKILL', for messages. */
export function describeExit(status: ExitStatus): string {
  return status.signal === null ? `exited with code ${status.code}` : `was ended by ${status.signal}`;
}

/**
 * A shell that reads from a pipe of this process. The pipe closes when this process ends, for whatever reason, and then the shell ends the
 * child and everything that the child started, which are one process group. The shell has a group of its own, so that Ctrl-C does not reach it.
 */
function startWatchdog(pid: number): ChildProcess {
  const script = `read -r never
kill -TERM -"$1" || exit 0
for second in 1 2 3 4 5 6 7 8 9 10; do sleep 1; kill -0 -"$1" || exit 0; done
kill -KILL -"$1"`;
  const watchdog = spawn('/bin/sh', ['-c', script, 'herald-watchdog', String(pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watchdog.once('error', () => {});
  watchdog.unref();
  watchdog.stdin?.on('error', () => {});
  const { stdin } = watchdog;
  if (stdin !== null && 'unref' in stdin && typeof stdin.unref === 'function') stdin.unref();
  return watchdog;
}

function collectOutput(child: ChildProcess, options: ChildOptions): string[] {
  const tail: string[] = [];
  const file = options.logFile === undefined ? null : lineFile(options.logFile, options.log);
  let open = 0;
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    open += 1;
    const lines = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
    lines.on('line', (line) => {
      tail.push(line);
      if (tail.length > TAIL_LINES) tail.shift();
      file?.write(line);
      options.onLine?.(line);
    });
    lines.once('close', () => {
      open -= 1;
      if (open === 0) file?.end();
    });
  }
  return tail;
}

function definedOnly(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
