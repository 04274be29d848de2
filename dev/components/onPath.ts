import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The full path of an executable called `name` in `searchPath` (default: PATH), or null. */
export function findOnPath(name: string, searchPath: string = process.env.PATH ?? ''): string | null {
  for (const folder of searchPath.split(delimiter)) {
    if (folder === '') continue;
    const candidate = join(folder, name);
    if (isExecutableFile(candidate)) return candidate;
  }
  return null;
}

/**
 * @throws an error with a message for the user when one of `tools` is not on PATH.
 */
export function requireTools(tools: readonly string[], message: { missing: string; remedy: string }): void {
  const absent = tools.filter((tool) => findOnPath(tool) === null);
  if (absent.length === 0) return;
  throw new Error(`${message.missing}. Please ${message.remedy} (not found on PATH: ${absent.join(', ')}).`);
}

export function isExecutableFile(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
