import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { takePidLock } from './pidLock.ts';
import { makeWritableFolder } from './writableFolder.ts';

export interface Installation {
  /** The folder's name in the cache: component and version, so that each version has its own folder. */
  readonly key: string;
  /** Installs into the given empty folder. */
  readonly install: (folder: string) => Promise<void>;
  /** Called once when another process is installing the component and this one waits for it. */
  readonly onWait?: () => void;
}

/**
 * Returns the folder of a component and installs the component first if necessary. The folder appears atomically (it is filled under
 * another name and then renamed); a second process waits for the first instead of installing again.
 *
 * @throws the error of `install`; then nothing is left behind.
 */
export async function installed(installation: Installation, cache: string = cacheFolder()): Promise<string> {
  const folder = join(cache, installation.key);
  if (!existsSync(folder)) makeWritableFolder(dirname(folder));
  let waiting = false;
  while (!existsSync(folder)) {
    const lock = takePidLock(`${folder}.lock`);
    if (!lock.acquired) {
      if (!waiting) installation.onWait?.();
      waiting = true;
      await sleep(200);
      continue;
    }
    try {
      if (existsSync(folder)) return folder;
      removeDrafts(folder);
      await fill(folder, installation);
    } finally {
      lock.release();
    }
  }
  return folder;
}

/** The folder with components for all checkouts: HERALD_CACHE, or the user's cache folder. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env.HERALD_CACHE !== undefined && env.HERALD_CACHE !== '') return env.HERALD_CACHE;
  const userCache = env.XDG_CACHE_HOME;
  // The XDG base directory specification requires that a relative XDG_CACHE_HOME is ignored.
  return join(userCache !== undefined && isAbsolute(userCache) ? userCache : join(homedir(), '.cache'), 'herald');
}

/** A short hash of the inputs of an installation. */
export function fingerprint(...contents: readonly (string | Buffer)[]): string {
  const hash = createHash('sha256');
  for (const content of contents) hash.update(content).update('\0');
  return hash.digest('hex').slice(0, 12);
}

/** Removes the drafts of an installer that was killed. Only the holder of the lock may call this. */
function removeDrafts(folder: string): void {
  for (const entry of readdirSync(dirname(folder), { withFileTypes: true })) {
    if (!entry.isDirectory() || !entry.name.startsWith(`${basename(folder)}.draft-`)) continue;
    rmSync(join(dirname(folder), entry.name), { recursive: true, force: true });
  }
}

async function fill(folder: string, installation: Installation): Promise<void> {
  const draft = `${folder}.draft-${randomUUID()}`;
  mkdirSync(draft);
  try {
    await installation.install(draft);
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    throw error;
  }
}
