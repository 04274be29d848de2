import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, type LockHolder, takePidLock } from '../components/pidLock.ts';
import { processStartedAt } from '../components/processStartedAt.ts';
import { makeWritableFolder } from '../components/writableFolder.ts';
import { newSecrets, type StackSecrets, storedSecrets } from './secrets.ts';

export interface DataFolder {
  readonly path: string;
  /** Files with the data. Undefined: in memory. */
  readonly files: { readonly store: string; readonly temporal: string } | undefined;
  readonly secrets: StackSecrets;
  logFile(name: string): string;
  /** Publishes the addresses and the processes of this stack for others. */
  announce(addresses: string, pids: readonly number[]): void;
  close(): void;
}

/** Another stack uses the folder. */
export class AlreadyRunningError extends Error {
  override readonly name = 'AlreadyRunningError';
}

const LEFTOVER_TIMEOUT_MS = 15_000;

/** A folder for a stack without data on disk, which has only logs while it runs. */
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
 * Opens or creates a folder for a stack's data, for this process alone.
 *
 * @throws AlreadyRunningError with its addresses when another stack uses the folder; other errors when it cannot be written to.
 */
export async function openDataFolder(folder: string): Promise<DataFolder> {
  const path = resolve(folder);
  for (const needed of [path, join(path, 'logs')]) makeWritableFolder(needed);
  const lock = takePidLock(join(path, 'lock'));
  if (!lock.acquired) throw new AlreadyRunningError(describeHolder(path, lock.holder));
  try {
    if (lock.previous !== null) await waitForLeftovers(lock.previous);
    return {
      path,
      files: { store: join(path, 'store.h2'), temporal: join(path, 'temporal.sqlite') },
      secrets: storedSecrets(path),
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
 * After a stack was killed, its processes end by themselves within seconds (see the watchdog in childProcess.ts). Until then they use the
 * files of the store and of Temporal.
 */
async function waitForLeftovers({ note }: LockHolder): Promise<void> {
  const processes = readNote(note)?.processes ?? [];
  const deadline = Date.now() + LEFTOVER_TIMEOUT_MS;
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
