import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint, type Installation } from './cache.ts';
import { run } from './command.ts';
import type { Log } from './log.ts';
import { fetchLibraries } from './maven.ts';
import { requireTools } from './onPath.ts';
import { projectRoot } from './projectRoot.ts';

/** The embedded store's libraries, fetched by Maven, and Herald's program, compiled once so that a start needs no compiler. */
export function javaStoreInstallation(log: Log): Installation {
  const sources = join(projectRoot(), 'dev/components/mongo-java-server');
  const pom = join(sources, 'pom.xml');
  const program = readdirSync(sources)
    .filter((name) => name.endsWith('.java'))
    .sort()
    .map((name) => join(sources, name));
  return {
    key: `mongo-java-server-1.47.0-${fingerprint(...[pom, ...program].map((file) => readFileSync(file)))}`,
    async install(folder) {
      requireStoreTools(['mvn', 'javac'], 'There is no MongoDB to use, and mongod could not be downloaded');
      log('Fetching the embedded store (some 6 MB, a few seconds) ...');
      await fetchLibraries(pom, join(folder, 'lib'));
      mkdirSync(join(folder, 'classes'));
      await run({
        name: 'javac',
        command: 'javac',
        args: ['-cp', join(folder, 'lib/*'), '-d', join(folder, 'classes'), ...program],
      });
    },
  };
}

/**
 * @throws an error with a message for the user when one of `tools` is not on PATH.
 */
export function requireStoreTools(tools: readonly string[], missing: string): void {
  requireTools(tools, {
    missing,
    remedy: 'set MONGODB_URL, or install mongod, or a JDK (17 or later) and Maven for the embedded store',
  });
}

/** The arguments of `java` for a store installed in `folder`, on `port` (0: any), durable with a file. */
export function javaStoreArguments(folder: string, port: number, dataFile: string | undefined): string[] {
  const classPath = `${join(folder, 'lib/*')}:${join(folder, 'classes')}`;
  const memory = dataFile === undefined ? SERIAL : [...SERIAL, HEAP_WITH_FILE];
  return [...memory, QUIET, '-cp', classPath, 'Store', String(port), ...(dataFile === undefined ? [] : [dataFile])];
}

/** A parallel collector would take cores from the worker without being faster here. */
const SERIAL = ['-XX:+UseSerialGC'];
/** Enough for data on disk. Without a limit the heap would grow to a quarter of the machine's memory. */
const HEAP_WITH_FILE = '-Xmx1g';
/** The library logs nothing as long as it finds nothing to log with, and would say so. */
const QUIET = '-Dslf4j.internal.verbosity=ERROR';
