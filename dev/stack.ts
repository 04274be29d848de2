import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type Log, silent } from './components/log.ts';
import { projectRoot } from './components/projectRoot.ts';
import { type DataFolder, keptFolder, temporaryFolder } from './stack/dataFolder.ts';
import { startHerald } from './stack/herald.ts';
import { choosePorts, type Ports } from './stack/ports.ts';
import { type Servers, startServers } from './stack/servers.ts';
import type { Service } from './stack/service.ts';
import { ServiceGroup } from './stack/serviceGroup.ts';

export interface StackOptions {
  /** Keep everything in this folder, which is made if need be. Default: in memory, and a folder in the system's for logs. */
  readonly dataFolder?: string;
  /** Number of worker processes, from 0. Default: 1. */
  readonly workers?: number;
  /** Whether to start the API. Default: true. */
  readonly api?: boolean;
  /** Default of each: any free port. */
  readonly ports?: Partial<Ports>;
  /** Use these servers instead of starting ones. */
  readonly use?: { readonly mongoUrl?: string; readonly temporalAddress?: string };
  /** Default: `herald`; a new name for a stack without a data folder on a server that is not its own. */
  readonly database?: string;
  /** Variables for workers and API besides those that the stack sets, over which they win. */
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
  /** Where data and logs are; after `stop` only when it was given. */
  readonly folder: string;
  readonly store: Service;
  readonly temporal: Service;
  readonly workers: readonly Service[];
  readonly api: Service | null;
  /** The log of a process: 'api', 'worker-1', 'temporal', 'store'. */
  logFile(name: string): string;
  /** Stops everything, the API first and the store last; a worker may finish what it is doing. */
  stop(): Promise<void>;
  /** Ends everything at once, waiting for nothing. */
  abandon(): void;
}

/**
 * Starts store, Temporal, workers and API, and resolves when all of them serve. They end with this process, however it
 * ends. What crashes is reported and started again (store and Temporal only when their data was kept).
 *
 * @throws when a part cannot start, a port is taken, or another stack has the folder; nothing is left running then.
 */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const { log = silent } = options;
  // The folder first: that another stack runs on it explains why its ports are taken, too.
  const folder = options.dataFolder === undefined ? temporaryFolder() : await keptFolder(options.dataFolder);
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

/** Without those of servers that are there already, whose ports are rightly in use. */
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

interface Surroundings {
  readonly options: StackOptions;
  readonly folder: DataFolder;
  readonly ports: Ports;
  readonly servers: Servers;
}

/** What workers and API are told, by the variables of src/config.ts. */
function heraldEnvironment({ options, folder, ports, servers }: Surroundings) {
  // On a server that others use as well, a stack that keeps nothing works under a name of its own.
  const ownName = `herald-${randomBytes(4).toString('hex')}`;
  const nameOn = ({ pid }: Service) => (pid === null && options.dataFolder === undefined ? ownName : 'herald');
  const database = options.database ?? nameOn(servers.store);
  const taskQueue = options.env?.HERALD_TASK_QUEUE ?? nameOn(servers.temporal);
  const apiKey = options.env?.HERALD_API_KEY ?? folder.secrets.apiKey;
  const secretKey = options.env?.HERALD_SECRET_KEY ?? folder.secrets.secretKey;
  const apiUrl = `http://127.0.0.1:${ports.api}`;
  const env: Record<string, string> = {
    MONGODB_URL: servers.mongoUrl,
    MONGODB_DATABASE: database,
    TEMPORAL_ADDRESS: servers.temporalAddress,
    HERALD_TASK_QUEUE: taskQueue,
    HERALD_SECRET_KEY: secretKey,
    HERALD_API_KEY: apiKey,
    HERALD_HOST: '127.0.0.1',
    HERALD_PORT: String(ports.api),
    HERALD_PUBLIC_URL: apiUrl,
    HERALD_API_URL: apiUrl,
    ...(servers.temporalUiUrl !== null && { HERALD_TEMPORAL_UI_URL: servers.temporalUiUrl }),
    HERALD_WORKFLOW_BUNDLE: join(projectRoot(), 'dist/workflow-bundle.js'),
    ...options.env,
  };
  return { env, database, taskQueue, apiKey, secretKey };
}
