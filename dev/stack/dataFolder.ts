import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, type LockHolder, takePidLock } from '../components/pidLock.ts';
import { processStartedAt } from '../components/processStartedAt.ts';
import { makeWritableFolder } from '../components/writableFolder.ts';
import { keptSecrets, newSecrets, type StackSecrets } from './secrets.ts';

export interface DataFolder {
  readonly path: string;
  /** Where the data is kept; undefined: in memory. */
  readonly files: { readonly store: string; readonly temporal: string } | undefined;
  readonly secrets: StackSecrets;
  logFile(name: string): string;
  /** Tells others where this stack is, and which processes are its. */
  announce(addresses: string, pids: readonly number[]): void;
  close(): void;
}

/** Another stack works on the same folder. */
export class AlreadyRunningError extends Error {
  override readonly name = 'AlreadyRunningError';
}

const LEFTOVER_PATIENCE_MS = 15_000;

/** A folder for a stack that keeps nothing but, while it runs, its logs. */
export function temporaryFolder(): DataFolder {
  const path = mkdtempSync(join(tmpdir(), 'herald-stack-'));
  return {
    path,
    files: undefined,
    secrets: newSecrets(),
    logFile: (name) => join(path, `${name}.log`),
    announce() {},
    close: () => rmSync(path, { recursive: true, force: true }),
  };
}

/**
 * Opens (or makes) a folder that keeps a stack's data, for this process alone.
 *
 * @throws AlreadyRunningError when another stack has it, naming its addresses; and when it cannot be written to.
 */
export async function keptFolder(folder: string): Promise<DataFolder> {
  const path = resolve(folder);
  for (const needed of [path, join(path, 'logs')]) makeWritableFolder(needed);
  const lock = takePidLock(join(path, 'lock'));
  if (!lock.held) throw new AlreadyRunningError(describeHolder(path, lock.holder));
  try {
    if (lock.previous !== null) await leftoversToEnd(lock.previous);
    return {
      path,
      files: { store: join(path, 'store.h2'), temporal: join(path, 'temporal.sqlite') },
      secrets: keptSecrets(path),
      logFile: (name) => join(path, 'logs', `${name}.log`),
      announce(addresses, pids) {
        const processes = pids.map((pid) => ({ pid, startedAt: processStartedAt(pid) }));
        lock.update(JSON.stringify({ addresses, processes } satisfies Note));
      },
      close: lock.release,
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

interface Note {
  readonly addresses: string;
  readonly processes: readonly Pick<LockHolder, 'pid' | 'startedAt'>[];
}

function describeHolder(path: string, { pid, note }: LockHolder): string {
  const where = readNote(note)?.addresses;
  return `Herald is already running on ${path} (process ${pid})${where ? `: ${where}` : ', and still starting'}.`;
}

/**
 * After a stack was killed, its processes end by themselves within seconds (see the watchdog of childProcess.ts), the
 * store's and Temporal's files are theirs until then.
 */
async function leftoversToEnd({ note }: LockHolder): Promise<void> {
  const processes = readNote(note)?.processes ?? [];
  const deadline = Date.now() + LEFTOVER_PATIENCE_MS;
  while (processes.some(isAlive)) {
    if (Date.now() > deadline) {
      const pids = processes.filter(isAlive).map(({ pid }) => pid);
      throw new Error(`Processes of an earlier start are still running: ${pids.join(', ')}. Please end them first.`);
    }
    await sleep(200);
  }
}

function readNote(note: string): Note | null {
  try {
    return JSON.parse(note) as Note;
  } catch {
    return null;
  }
}
