import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The checkout's folder: the nearest folder above this file with a lockfile. Files that the compiler does not copy (Java sources, helper
 * scripts) are read from there, both from dev/ and from dist/dev/.
 */
export function projectRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package-lock.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('The project folder (with package-lock.json) is not above this file.');
    folder = parent;
  }
  return folder;
}
