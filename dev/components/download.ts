import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startChild } from './childProcess.ts';
import { projectRoot } from './projectRoot.ts';

export interface Download {
  readonly name: string;
  /** A script of dev/components/download/ (or an absolute path), called with `folder` as its last argument, that downloads into it. */
  readonly script: string;
  readonly args?: readonly string[];
  readonly folder: string;
  /** Abort when no data has arrived for so long. */
  readonly stallMs?: number;
}

/**
 * Runs an official download in a process of its own and returns whether it succeeded: false, soon and quietly, when the site cannot be
 * reached. The libraries that download have timeouts of minutes and retry, so this watches whether data arrives.
 */
export async function downloaded(download: Download): Promise<boolean> {
  const { name, script, args = [], folder, stallMs = 5_000 } = download;
  const child = await startChild({
    name,
    command: process.execPath,
    args: [resolve(projectRoot(), 'dev/components/download', script), ...args, folder],
    cwd: projectRoot(),
    // mongodb-memory-server checks certificates only when npm's configuration says so.
    env: { ...process.env, npm_config_strict_ssl: 'true', MONGOMS_MAX_RETRIES: '1' },
  });
  let ended = false;
  void child.exited.then(() => {
    ended = true;
  });
  let size = 0;
  let lastArrival = Date.now();
  while (!ended && Date.now() - lastArrival < stallMs) {
    await Promise.race([child.exited, sleep(250)]);
    const now = sizeOf(folder);
    if (now > size) lastArrival = Date.now();
    size = now;
  }
  if (!ended) child.kill('SIGKILL');
  return (await child.exited).code === 0;
}

function sizeOf(folder: string): number {
  let size = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    // A file may be renamed after it was listed.
    if (entry.isFile()) size += statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0;
  }
  return size;
}
