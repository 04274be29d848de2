import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { temporalEnvironment } from '../src/temporal/connection.ts';
import { type Log, silent } from './components/log.ts';
import { projectRoot } from './components/projectRoot.ts';
import { type DataFolder, openDataFolder, temporaryFolder } from './stack/dataFolder.ts';
import { startHerald } from './stack/herald.ts';
import { choosePorts, type Ports } from './stack/ports.ts';
import { type Servers, startServers } from './stack/servers.ts';
import type { Service } from './stack/service.ts';
import { ServiceGroup } from './stack/serviceGroup.ts';

export interface StackOptions {
  /** Folder for all data, created if necessary. Default: data in memory, and logs in a temporary folder. */
  readonly dataFolder?: string;
  /** Number of worker processes, from 0. Default: 1. */
  readonly workers?: number;
  /** Whether to start the API. Default: true. */
  readonly api?: boolean;
  /** Default of each: any free port. */
  readonly ports?: Partial<Ports>;
  /** Servers to use instead of starting them. */
  readonly use?: { readonly mongoUrl?: string; readonly temporalAddress?: string };
  /** Default: `herald`; on an external server, without a data folder, a new name. */
  readonly database?: string;
  /** Variables for workers and API, in addition to those of the stack, over which they take precedence. */
  readonly env?: Readonly<Record<string, string>>;
  readonly log?: Log;
}

/** A running Herald with everything it needs. */
export interface Stack {
  /** Null without an API. */
  readonly apiUrl: string | null;
  readonly apiKey: string;
  /** HERALD_SECRET_KEY of this stack. */
  readonly secretKey: string;
  readonly temporalAddress: string;
  readonly temporalUiUrl: string | null;
  readonly mongoUrl: string;
  readonly database: string;
  readonly taskQueue: string;
  /** Folder with data and logs. A temporary folder is removed by `stop`. */
  readonly folder: string;
  readonly store: Service;
  readonly temporal: Service;
  readonly workers: readonly Service[];
  readonly api: Service | null;
  /** The log of a process: 'api', 'worker-1', 'temporal', 'store'. */
  logFile(name: string): string;
  /** Stops everything, the API first and the store last; workers may finish their tasks. */
  stop(): Promise<void>;
  /** Kills everything without waiting. */
  abandon(): void;
}

/**
 * Starts store, Temporal, workers and API, and resolves when all of them are ready. They end with this process, however it ends. A process
 * that crashes is reported and restarted (store and Temporal only when their data is on disk).
 *
 * @throws when a part cannot start, a port is in use, or another stack uses the folder; then nothing is left running.
 */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const { log = silent } = options;
  // The folder comes first: an error that another stack uses it also explains why its ports are in use.
  const folder = options.dataFolder === undefined ? temporaryFolder() : await openDataFolder(options.dataFolder);
  let addresses = '';
  const group = new ServiceGroup(log, (pids) => folder.announce(addresses, pids));
  const stop = async () => {
    await group.stop();
    folder.close();
  };
  try {
    const ports = await choosePorts(portsNeeded(options));
    const servers = await startServers({ group, folder, ports, use: options.use ?? {}, log });
    const { env, ...shared } = heraldEnvironment({ options, folder, ports, servers });
    const { api = true, workers = 1 } = options;
    const herald = await startHerald({ group, folder, env, api, workers, log });

    const apiUrl = api ? `http://127.0.0.1:${ports.api}` : null;
    addresses = [apiUrl && `API ${apiUrl}`, servers.temporalUiUrl && `Web UI ${servers.temporalUiUrl}`]
      .filter(Boolean)
      .join(', ');
    folder.announce(addresses, group.pids);
    return {
      ...servers,
      ...herald,
      ...shared,
      apiUrl,
      folder: folder.path,
      logFile: folder.logFile,
      stop,
      abandon() {
        group.abandon();
        folder.close();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The ports of the servers that the stack starts itself. */
function portsNeeded({ ports = {}, use = {}, api = true }: StackOptions): Partial<Ports> {
  const ownStore = use.mongoUrl === undefined && !process.env.MONGODB_URL;
  const ownTemporal = use.temporalAddress === undefined && !process.env.TEMPORAL_ADDRESS;
  return {
    ...(ownStore && ports.store !== undefined ? { store: ports.store } : {}),
    ...(ownTemporal && ports.temporal !== undefined ? { temporal: ports.temporal } : {}),
    ...(ownTemporal && ports.ui !== undefined ? { ui: ports.ui } : {}),
    ...(api && ports.api !== undefined ? { api: ports.api } : {}),
  };
}

interface EnvironmentOptions {
  readonly options: StackOptions;
  readonly folder: DataFolder;
  readonly ports: Ports;
  readonly servers: Servers;
}

/** The environment of workers and API, see src/config.ts. */
function heraldEnvironment({ options, folder, ports, servers }: EnvironmentOptions) {
  // On a server that others may use too, a stack without a data folder uses names of its own.
  const ownName = `herald-${randomBytes(4).toString('hex')}`;
  const nameOn = ({ pid }: Service) => (pid === null && options.dataFolder === undefined ? ownName : 'herald');
  const database = options.database ?? nameOn(servers.store);
  const taskQueue = options.env?.HERALD_TASK_QUEUE ?? nameOn(servers.temporal);
  const apiKey = options.env?.HERALD_API_KEY ?? folder.secrets.apiKey;
  const secretKey = options.env?.HERALD_SECRET_KEY ?? folder.secrets.secretKey;
  const apiUrl = `http://127.0.0.1:${ports.api}`;
  // Namespace, API key and TLS in the environment belong to the server at TEMPORAL_ADDRESS.
  const isGiven = servers.temporalAddress === process.env.TEMPORAL_ADDRESS;
  const unset = isGiven ? [] : Object.keys(temporalEnvironment.shape).map((name) => [name, '']);
  const env: Record<string, string> = {
    ...Object.fromEntries(unset),
    MONGODB_URL: servers.mongoUrl,
    MONGODB_DATABASE: database,
    TEMPORAL_ADDRESS: servers.temporalAddress,
    HERALD_TASK_QUEUE: taskQueue,
    HERALD_SECRET_KEY: secretKey,
    HERALD_API_KEY: apiKey,
    HERALD_HOST: '127.0.0.1',
    // The simulated providers are on this machine.
    HERALD_EGRESS_ALLOW: '127.0.0.0/8,::1',
    HERALD_PORT: String(ports.api),
    HERALD_PUBLIC_URL: apiUrl,
    HERALD_API_URL: apiUrl,
    ...(servers.temporalUiUrl !== null && { HERALD_TEMPORAL_UI_URL: servers.temporalUiUrl }),
    HERALD_WORKFLOW_BUNDLE: join(projectRoot(), 'dist/workflow-bundle.js'),
    ...options.env,
  };
  return { env, database, taskQueue, apiKey, secretKey };
}
