import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { startChild } from '../components/childProcess.ts';
import type { Log } from '../components/log.ts';
import { projectRoot } from '../components/projectRoot.ts';
import { ownProcess, type Running } from '../components/running.ts';
import { started } from '../components/started.ts';

export interface HeraldProcess {
  readonly name: string;
  readonly entry: 'src/worker.js' | 'src/api/server.js';
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
  readonly log: Log;
}

/**
 * Most objects are short-lived: a larger young generation saves copying them (docker-compose.yml and the Dockerfile have the same flags). A slowly growing heap
 * limits the API's memory during imports to some 200 MB; a worker sets that itself.
 */
const V8_FLAGS: Readonly<Record<HeraldProcess['entry'], readonly string[]>> = {
  'src/worker.js': ['--max-semi-space-size=32'],
  'src/api/server.js': ['--max-semi-space-size=16', '--heap-growing-percent=25'],
};

const START_TIMEOUT_MS = 60_000;
/** Longer than a worker waits for tasks in flight (`shutdownForceTime` in src/worker.ts). */
const STOP_GRACE_MS = 70_000;

/** Starts a worker or the API from dist/; resolves when it has logged that it is ready. */
export async function startHeraldProcess({ name, entry, env, logFile, log }: HeraldProcess): Promise<Running> {
  const path = join(projectRoot(), 'dist', entry);
  if (!existsSync(path)) throw new Error(`There is no dist/${entry}: run "npm run build" first.`);
  let announce = () => {};
  const ready = new Promise<void>((resolve) => {
    announce = resolve;
  });
  const child = await startChild({
    name,
    command: process.execPath,
    args: ['--enable-source-maps', ...V8_FLAGS[entry], path],
    cwd: projectRoot(),
    env: { ...process.env, ...env },
    logFile,
    log,
    onLine(line) {
      if (saysReady(line)) announce();
    },
  });
  await started(name, child, ready, START_TIMEOUT_MS);
  return ownProcess(child, { graceMs: STOP_GRACE_MS });
}

function saysReady(line: string): boolean {
  if (!line.startsWith('{')) return false;
  try {
    return (JSON.parse(line) as { msg?: unknown }).msg === 'ready';
  } catch {
    return false;
  }
}
