import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, type Installation, installed } from './cache.ts';
import { type Download, downloaded } from './download.ts';
import { findOnPath, isExecutableFile } from './onPath.ts';

/** Where a component was found. */
export type Source = 'environment' | 'path' | 'download' | 'registry';

export interface Found {
  readonly source: Source;
  /** The executable or, for a build from a registry, the folder of the installation. */
  readonly path: string;
}

export interface Component {
  /** Name in messages. */
  readonly name: string;
  /** Name on PATH. */
  readonly command: string;
  /** Arguments with which it exits successfully at once if it can run on this machine; null when there are none. */
  readonly probe: readonly string[] | null;
  readonly download: Pick<Download, 'script' | 'args' | 'stallMs'> & { readonly key: string };
  /** The build from a package registry. */
  readonly registry: Installation;
  readonly cache?: string;
}

/**
 * Finds a component: on PATH, in the cache, as the official download, or built from a package registry, in this order. The cache comes
 * before the network, so that only the first start can be slow.
 *
 * @throws the error of the build when none of them works.
 */
export async function resolveBinary(component: Component): Promise<Found> {
  const { command, probe, download, registry, cache = cacheFolder() } = component;
  const onPath = findOnPath(command);
  if (onPath !== null && runs(onPath, probe)) return { source: 'path', path: onPath };

  const cached = executableIn(join(cache, download.key));
  if (cached !== null) return { source: 'download', path: cached };
  if (!existsSync(join(cache, registry.key))) {
    const fresh = await tryDownload(component, cache);
    if (fresh !== null) return { source: 'download', path: fresh };
  }
  return { source: 'registry', path: await installed(registry, cache) };
}

async function tryDownload({ name, probe, download }: Component, cache: string): Promise<string | null> {
  try {
    const folder = await installed(
      {
        key: download.key,
        async install(draft) {
          if (!(await downloaded({ name: `download of ${name}`, ...download, folder: draft }))) throw new Unreachable();
          const executable = executableIn(draft);
          // A binary that does not run on this machine (another libc, a missing library) does not count.
          if (executable === null || !runs(executable, probe)) throw new Unreachable();
        },
      },
      cache,
    );
    return executableIn(folder);
  } catch (error) {
    if (error instanceof Unreachable) return null;
    throw error;
  }
}

class Unreachable extends Error {}

function executableIn(folder: string): string | null {
  if (!existsSync(folder)) return null;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && isExecutableFile(path)) return path;
  }
  return null;
}

function runs(executable: string, probe: readonly string[] | null): boolean {
  return probe === null || spawnSync(executable, probe, { stdio: 'ignore', timeout: 10_000 }).status === 0;
}
