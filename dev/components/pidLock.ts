import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { processStartedAt } from './processStartedAt.ts';

export interface LockHolder {
  readonly pid: number;
  /** When the process started, according to the operating system: distinguishes it from a later process with the same pid. */
  readonly startedAt: string | null;
  /** Information of the holder for others, such as its addresses. */
  readonly note: string;
}

export type PidLock =
  | {
      readonly acquired: true;
      /** The previous holder, if that process ended without releasing the lock. */
      readonly previous: LockHolder | null;
      /** Replaces the note if possible: when it cannot be written (the disk is full), the earlier one remains. */
      readonly update: (note: string) => void;
      readonly release: () => void;
    }
  | { readonly acquired: false; readonly holder: LockHolder };

/**
 * Acquires the lock that the file at `path` represents, or returns its holder. A lock whose process no longer exists (it was killed, or the
 * machine was restarted) is taken over. Never waits.
 */
export function takePidLock(path: string, note = ''): PidLock {
  const mine: LockHolder = { pid: process.pid, startedAt: processStartedAt(process.pid), note };
  let previous: LockHolder | null = null;
  for (;;) {
    if (createWhole(path, mine)) return heldLock(path, mine, previous);
    const holder = readHolder(path);
    if (holder === null) continue;
    if (isAlive(holder)) return { acquired: false, holder };
    removeStale(path, holder);
    previous = holder;
  }
}

function heldLock(path: string, mine: LockHolder, previous: LockHolder | null): PidLock {
  let released = false;
  return {
    acquired: true,
    previous,
    update(note) {
      if (released) return;
      const next = `${path}.${randomUUID()}`;
      try {
        writeFileSync(next, JSON.stringify({ ...mine, note }), { mode: 0o600 });
        renameSync(next, path);
      } catch {
        rmSync(next, { force: true });
      }
    },
    release() {
      released = true;
      const holder = readHolder(path);
      if (holder?.pid === mine.pid && holder.startedAt === mine.startedAt) rmSync(path, { force: true });
    },
  };
}

/** Creates the lock with its content atomically (by a link), so that no process reads half of it. */
function createWhole(path: string, holder: LockHolder): boolean {
  const draft = `${path}.${randomUUID()}`;
  try {
    writeFileSync(draft, JSON.stringify(holder), { mode: 0o600 });
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/**
 * Moves the stale lock aside and checks what was moved: if another process has taken the lock over between reading and moving, its lock is
 * restored.
 */
function removeStale(path: string, stale: LockHolder): void {
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return;
    throw error;
  }
  const moved = readHolder(aside);
  if (moved !== null && (moved.pid !== stale.pid || moved.startedAt !== stale.startedAt)) {
    try {
      linkSync(aside, path);
    } catch (error) {
      if (!isCode(error, 'EEXIST')) throw error;
    }
  }
  rmSync(aside, { force: true });
}

function readHolder(path: string): LockHolder | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null;
    throw error;
  }
  try {
    const { pid, startedAt, note } = JSON.parse(text) as Partial<LockHolder>;
    if (typeof pid === 'number') return { pid, startedAt: startedAt ?? null, note: note ?? '' };
  } catch {
    // Not a valid lock, for instance because the disk was full. No process can hold it.
  }
  return { pid: 0, startedAt: null, note: '' };
}

/** Whether this process is running, and not a later one with the same pid. */
export function isAlive(holder: Pick<LockHolder, 'pid' | 'startedAt'>): boolean {
  if (holder.pid <= 0) return false;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if (isCode(error, 'ESRCH')) return false;
  }
  const startedAt = processStartedAt(holder.pid);
  return startedAt === null || holder.startedAt === null || startedAt === holder.startedAt;
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
