import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { processStartedAt } from './processStartedAt.ts';

export interface LockHolder {
  readonly pid: number;
  /** What the operating system says of when that process started: tells it from a later one with the same pid. */
  readonly startedAt: string | null;
  /** What the holder wants others to know, such as its addresses. */
  readonly note: string;
}

export type PidLock =
  | {
      readonly held: true;
      /** The last one to hold it, when that process is gone without having released it. */
      readonly previous: LockHolder | null;
      /** A word to others, as best it can: where it cannot be written (a full disk), the earlier one stays. */
      readonly update: (note: string) => void;
      readonly release: () => void;
    }
  | { readonly held: false; readonly holder: LockHolder };

/**
 * Takes the lock that the file at `path` stands for, or says who has it. A lock whose process is gone, killed or lost
 * with a reboot, is taken over. Never waits.
 */
export function takePidLock(path: string, note = ''): PidLock {
  const mine: LockHolder = { pid: process.pid, startedAt: processStartedAt(process.pid), note };
  let previous: LockHolder | null = null;
  for (;;) {
    if (createWhole(path, mine)) return heldLock(path, mine, previous);
    const holder = readHolder(path);
    if (holder === null) continue;
    if (isAlive(holder)) return { held: false, holder };
    removeStale(path, holder);
    previous = holder;
  }
}

function heldLock(path: string, mine: LockHolder, previous: LockHolder | null): PidLock {
  let released = false;
  return {
    held: true,
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

/** Creates the lock with its content in one step (a link), so that nobody ever reads half of it. */
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
 * Moves the stale lock aside and looks at what was moved: between reading and moving, somebody else may have taken
 * the lock over, and that lock is put back.
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
    // Not a lock of ours: a disk that was full, a hand that slipped. Nobody can be holding it.
  }
  return { pid: 0, startedAt: null, note: '' };
}

/** Whether the very process is running, not a later one with its pid. */
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
