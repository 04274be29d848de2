import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { systemErrorText } from './systemError.ts';

/**
 * Makes the folder if need be, and those above it (for their owner only), and makes sure that it can be written to.
 *
 * @throws "Can't write to FOLDER: REASON." when that is not so.
 */
export function makeWritableFolder(folder: string): void {
  const path = resolve(folder);
  try {
    // One by one: node's own recursive mkdir never ends where making a folder answers ENOENT, such as in /proc.
    for (const missing of missingFolders(path)) makeFolder(missing);
    writeSomething(path);
  } catch (error) {
    throw new Error(`Can't write to ${path}: ${systemErrorText(error)}.`, { cause: error });
  }
}

/** The folders of `path` that are not there, the outermost first. */
function missingFolders(path: string): string[] {
  const missing: string[] = [];
  for (let folder = path; !existsSync(folder); folder = dirname(folder)) missing.unshift(folder);
  return missing;
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another process that starts at the same time may have been faster.
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

/** Permissions alone would say nothing of a full disk. */
function writeSomething(folder: string): void {
  const file = join(folder, `.writable-${randomUUID()}`);
  try {
    writeFileSync(file, 'yes', { mode: 0o600 });
  } finally {
    rmSync(file, { force: true });
  }
}
