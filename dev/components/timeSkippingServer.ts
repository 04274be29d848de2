import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint, type Installation } from './cache.ts';
import { type Log, silent } from './log.ts';
import { fetchLibraries } from './maven.ts';
import { requireTools } from './onPath.ts';
import { projectRoot } from './projectRoot.ts';
import { resolveBinary } from './resolveBinary.ts';

/** The option `server` of TestWorkflowEnvironment.createTimeSkipping. */
export interface TimeSkippingServer {
  readonly executable: { readonly type: 'existing-path'; readonly path: string };
}

/**
 * Finds Temporal's time-skipping test server: on PATH, downloaded, or from Maven Central. The test environment starts it.
 *
 * @throws when none is available.
 */
export async function timeSkippingServer({ log = silent }: { log?: Log } = {}): Promise<TimeSkippingServer> {
  const found = await resolveBinary({
    name: 'the time-skipping test server',
    command: 'temporal-test-server',
    // The server has no arguments with which it exits at once.
    probe: null,
    download: { key: 'time-skipping-download', script: 'temporal.mjs', args: ['time-skipping'] },
    registry: mavenInstallation(log),
  });
  const path = found.source === 'registry' ? join(found.path, WRAPPER) : found.path;
  log(`Time-skipping test server: from ${found.source === 'registry' ? 'Maven Central' : found.source}.`);
  return { executable: { type: 'existing-path', path } };
}

const WRAPPER = 'temporal-test-server';

/** There are many short-lived servers, so a quick start matters more than peak performance. */
const JVM_OPTIONS = '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto';

function mavenInstallation(log: Log): Installation {
  const pom = join(projectRoot(), 'dev/components/temporal-test-server/pom.xml');
  return {
    key: `temporal-test-server-1.32.0-${fingerprint(readFileSync(pom), JVM_OPTIONS)}`,
    async install(folder) {
      requireTools(['mvn', 'java'], {
        missing: 'There is no time-skipping test server, and it could not be downloaded',
        remedy: 'install a JDK (17 or later) and Maven, or allow the download',
      });
      log('Fetching the time-skipping test server (some 40 MB, a few seconds) ...');
      await fetchLibraries(pom, join(folder, 'lib'));
      writeFileSync(
        join(folder, WRAPPER),
        `#!/bin/sh
exec java ${JVM_OPTIONS} -cp "$(dirname "$0")/lib/*" io.temporal.testserver.TestServer "$@"
`,
        { mode: 0o755 },
      );
    },
  };
}
