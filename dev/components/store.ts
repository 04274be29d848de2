import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { installed } from './cache.ts';
import { startChild } from './childProcess.ts';
import { freePort } from './freePort.ts';
import { givenStore } from './givenServer.ts';
import { javaStoreArguments, javaStoreInstallation, requireStoreTools } from './javaStore.ts';
import { type Log, silent } from './log.ts';
import { type Found, resolveBinary, type Source } from './resolveBinary.ts';
import { externalServer, ownProcess, type Running } from './running.ts';
import { started } from './started.ts';

export interface StoreOptions {
  /** File of the data, which survives a kill; a journal lies beside it. Default: in memory (or, with mongod, a folder that is removed at the end). */
  readonly dataFile?: string;
  /** Default: any free port. */
  readonly port?: number;
  readonly log?: Log;
  /** The server's output is appended to this file. */
  readonly logFile?: string;
}

export interface RunningStore extends Running {
  /** Connection string, without a database name. */
  readonly url: string;
  readonly source: Source;
}

/**
 * Provides a MongoDB: the one at MONGODB_URL, or one that it starts from a mongod on PATH, a downloaded mongod, or the embedded store from
 * Maven Central.
 *
 * @throws when none is available, it does not start, or no server answers at MONGODB_URL.
 */
export async function startStore(options: StoreOptions = {}): Promise<RunningStore> {
  const { log = silent } = options;
  const given = await givenStore();
  if (given !== null) {
    log('Store: the server at MONGODB_URL.');
    return { ...externalServer(), url: given, source: 'environment' };
  }
  const found = await findStore(options.dataFile, log);
  log(`Store: ${describe(found)}${options.dataFile === undefined ? ', in memory' : ''}.`);
  return found.source === 'registry' ? startJavaStore(found, options) : startMongod(found, options);
}

/** Existing data must be served by the kind of server that wrote it, even if another one has been installed since. */
async function findStore(dataFile: string | undefined, log: Log): Promise<Found> {
  const registry = javaStoreInstallation(log);
  if (dataFile !== undefined && existsSync(dataFile)) return { source: 'registry', path: await installed(registry) };
  const found = await resolveBinary({
    name: 'mongod',
    command: 'mongod',
    probe: ['--version'],
    download: { key: 'mongod-download', script: 'mongod.mjs' },
    registry,
  });
  if (found.source === 'registry' && dataFile !== undefined && existsSync(mongodFolder(dataFile))) {
    throw new Error(`${mongodFolder(dataFile)} was written by mongod, but there is no mongod on this machine now.`);
  }
  return found;
}

const mongodFolder = (dataFile: string): string => `${dataFile}.mongod`;

function describe({ source, path }: Found): string {
  if (source === 'path') return `mongod on PATH (${path})`;
  return source === 'download' ? 'downloaded mongod' : 'embedded (mongo-java-server)';
}

async function startJavaStore(found: Found, options: StoreOptions): Promise<RunningStore> {
  const { dataFile, port = 0, logFile, log = silent } = options;
  requireStoreTools(['java'], 'There is no MongoDB to use, and the embedded store runs on Java');
  let announce: (port: number) => void = () => {};
  const announced = new Promise<number>((resolve) => {
    announce = resolve;
  });
  const child = await startChild({
    name: 'the store',
    command: 'java',
    args: javaStoreArguments(found.path, port, dataFile),
    ...(logFile === undefined ? {} : { logFile, log }),
    onLine(line) {
      const match = /^ready (\d+)$/.exec(line);
      if (match?.[1] !== undefined) announce(Number(match[1]));
    },
  });
  const listening = await started('The store', child, announced);
  return { ...ownProcess(child), url: urlOf(listening), source: found.source };
}

async function startMongod(found: Found, options: StoreOptions): Promise<RunningStore> {
  const { dataFile, port = await freePort(), logFile, log = silent } = options;
  const folder = dataFile === undefined ? mkdtempSync(join(tmpdir(), 'herald-mongod-')) : mongodFolder(dataFile);
  mkdirSync(folder, { recursive: true });
  const child = await startChild({
    name: 'the store',
    command: found.path,
    args: ['--dbpath', folder, '--port', String(port), '--bind_ip', '127.0.0.1', '--unixSocketPrefix', folder],
    ...(logFile === undefined ? {} : { logFile, log }),
  });
  const listening = await started(
    'The store',
    child,
    answers(port).then(() => port),
  );
  const clean = () => {
    if (dataFile === undefined) rmSync(folder, { recursive: true, force: true });
  };
  // By default mongod acknowledges writes up to 0.1 s before they are in the journal; data on disk must be durable.
  const url = dataFile === undefined ? urlOf(listening) : `${urlOf(listening)}/?journal=true`;
  return { ...ownProcess(child, { clean }), url, source: found.source };
}

const urlOf = (port: number): string => `mongodb://127.0.0.1:${port}`;

async function answers(port: number): Promise<void> {
  const client = new MongoClient(urlOf(port), { serverSelectionTimeoutMS: 30_000 });
  try {
    await client.db('admin').command({ ping: 1 });
  } finally {
    await client.close();
  }
}
