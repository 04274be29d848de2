import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { takePidLock } from './pidLock.ts';
import { makeWritableFolder } from './writableFolder.ts';

export interface Installation {
  /** The folder's name in the cache: component and version, so that a new version never meets an old folder. */
  readonly key: string;
  /** Fills the empty folder that it is given. */
  readonly install: (folder: string) => Promise<void>;
  /** Called once when another process is at it and we wait. */
  readonly onWait?: () => void;
}

/**
 * The folder of an installed component, installing it when it is not there yet. The folder appears at once and whole
 * (filled under another name, then renamed); a second process waits for the first instead of doing the work again.
 *
 * @throws what `install` throws; then nothing is left behind.
 */
export async function installed(installation: Installation, cache: string = cacheFolder()): Promise<string> {
  const folder = join(cache, installation.key);
  if (!existsSync(folder)) makeWritableFolder(dirname(folder));
  let waiting = false;
  while (!existsSync(folder)) {
    const lock = takePidLock(`${folder}.lock`);
    if (!lock.held) {
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

/** Where components are kept between checkouts: HERALD_CACHE, or the user's cache folder. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env.HERALD_CACHE !== undefined && env.HERALD_CACHE !== '') return env.HERALD_CACHE;
  const userCache = env.XDG_CACHE_HOME;
  // A relative XDG_CACHE_HOME is to be ignored, says the XDG base directory specification.
  return join(userCache !== undefined && isAbsolute(userCache) ? userCache : join(homedir(), '.cache'), 'herald');
}

/** A short name for the contents that an installation is made from. */
export function fingerprint(...contents: readonly (string | Buffer)[]): string {
  const hash = createHash('sha256');
  for (const content of contents) hash.update(content).update('\0');
  return hash.digest('hex').slice(0, 12);
}

/** What an installer that was killed left behind. Only the holder of the lock may call this. */
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
