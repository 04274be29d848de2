import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { systemErrorText } from './systemError.ts';

/**
 * Creates the folder and those above it if necessary (for their owner only), and checks that it can be written to.
 *
 * @throws "Can't write to FOLDER: REASON." when it can't.
 */
export function makeWritableFolder(folder: string): void {
  const path = resolve(folder);
  try {
    // One by one: Node's recursive mkdir never ends when creating a folder fails with ENOENT, as in /proc.
    for (const missing of missingFolders(path)) makeFolder(missing);
    writeSomething(path);
  } catch (error) {
    throw new Error(`Can't write to ${path}: ${systemErrorText(error)}.`, { cause: error });
  }
}

/** The folders of `path` that don't exist, the outermost first. */
function missingFolders(path: string): string[] {
  const missing: string[] = [];
  for (let folder = path; !existsSync(folder); folder = dirname(folder)) missing.unshift(folder);
  return missing;
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another process may have created the folder at the same time.
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

/** Writes a file, because permissions alone would not reveal a full disk. */
function writeSomething(folder: string): void {
  const file = join(folder, `.writable-${randomUUID()}`);
  try {
    writeFileSync(file, 'yes', { mode: 0o600 });
  } finally {
    rmSync(file, { force: true });
  }
}
