import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { startChild } from './childProcess.ts';
import { freePort } from './freePort.ts';
import { givenTemporal } from './givenServer.ts';
import { type Log, silent } from './log.ts';
import { type Found, resolveBinary, type Source } from './resolveBinary.ts';
import { externalServer, ownProcess, type Running } from './running.ts';
import { started } from './started.ts';
import { temporalBuild } from './temporalBuild.ts';

export interface TemporalOptions {
  /** SQLite file with all data. Default: in memory. */
  readonly dataFile?: string;
  /** Port of the gRPC service. Default: any free port. */
  readonly port?: number;
  /** Port of the Web UI. Default: any free port. */
  readonly uiPort?: number;
  readonly log?: Log;
  /** The server's output is appended to this file. */
  readonly logFile?: string;
}

export interface RunningTemporal extends Running {
  /** host:port of the gRPC service; the namespace is `default`. */
  readonly address: string;
  /** Null for an external server when TEMPORAL_UI_URL is not set. */
  readonly uiUrl: string | null;
  readonly source: Source;
}

const KEYWORDS = ['HeraldCampaignId', 'HeraldCampaignName', 'HeraldCampaignType', 'HeraldStatus', 'HeraldWaitReason'];
const SEARCH_ATTRIBUTES = [...KEYWORDS.map((name) => `${name}=Keyword`), 'HeraldNextRun=Datetime'];

/** Required for fairness keys. */
const DYNAMIC_CONFIG = ['matching.useNewMatcher=true', 'matching.enableFairness=true'];

/**
 * Provides a Temporal server: the one at TEMPORAL_ADDRESS, or a dev server that it starts from the CLI on PATH, downloaded, or built with
 * Go.
 *
 * @throws when none is available, it does not start, or no server answers at TEMPORAL_ADDRESS.
 */
export async function startTemporal(options: TemporalOptions = {}): Promise<RunningTemporal> {
  const { log = silent } = options;
  const given = await givenTemporal();
  if (given !== null) {
    log('Temporal: the server at TEMPORAL_ADDRESS.');
    return { ...externalServer(), address: given, uiUrl: process.env.TEMPORAL_UI_URL ?? null, source: 'environment' };
  }
  const found = await resolveBinary({
    name: 'the Temporal CLI',
    command: 'temporal',
    probe: ['--version'],
    download: { key: 'temporal-download', script: 'temporal.mjs', args: ['cli'] },
    registry: temporalBuild(log),
  });
  log(`Temporal: ${describe(found)}${options.dataFile === undefined ? ', in memory' : ''}.`);
  return startDevServer(found, options);
}

function describe({ source, path }: Found): string {
  if (source === 'path') return `dev server of the CLI on PATH (${path})`;
  return source === 'download' ? 'downloaded dev server' : 'dev server built with Go';
}

async function startDevServer(found: Found, options: TemporalOptions): Promise<RunningTemporal> {
  const { dataFile, port = await freePort(), uiPort = await freePort(), logFile, log = silent } = options;
  const address = `127.0.0.1:${port}`;
  const child = await startChild({
    name: 'Temporal',
    command: found.source === 'registry' ? join(found.path, 'temporal') : found.path,
    args: [
      ...['server', 'start-dev', '--ip', '127.0.0.1', '--log-level', 'warn', '--headless=false'],
      ...['--port', String(port), '--ui-port', String(uiPort)],
      ...(dataFile === undefined ? [] : ['--db-filename', dataFile]),
      ...SEARCH_ATTRIBUTES.flatMap((attribute) => ['--search-attribute', attribute]),
      ...DYNAMIC_CONFIG.flatMap((setting) => ['--dynamic-config-value', setting]),
    ],
    ...(logFile === undefined ? {} : { logFile, log }),
  });
  const answered = new AbortController();
  await started('Temporal', child, answers(address, answered.signal)).finally(() => answered.abort());
  return { ...ownProcess(child), address, uiUrl: `http://127.0.0.1:${uiPort}`, source: found.source };
}

/** Resolves when the namespace exists, which the server creates shortly after it begins to listen. */
async function answers(address: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    try {
      const connection = await Connection.connect({ address, connectTimeout: 1_000 });
      try {
        await connection.workflowService.describeNamespace({ namespace: 'default' });
        return;
      } finally {
        await connection.close();
      }
    } catch (error) {
      if (signal.aborted) throw error;
      await sleep(100);
    }
  }
}
