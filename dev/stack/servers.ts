import { givenStore, givenTemporal } from '../components/givenServer.ts';
import type { Log } from '../components/log.ts';
import { externalServer } from '../components/running.ts';
import { startStore } from '../components/store.ts';
import { startTemporal } from '../components/temporal.ts';
import type { DataFolder } from './dataFolder.ts';
import type { Ports } from './ports.ts';
import type { Service } from './service.ts';
import { allSettledOrThrow, type ServiceGroup } from './serviceGroup.ts';

export interface Servers {
  readonly store: Service;
  readonly temporal: Service;
  readonly mongoUrl: string;
  readonly temporalAddress: string;
  readonly temporalUiUrl: string | null;
}

export interface ServersOptions {
  readonly group: ServiceGroup;
  readonly folder: DataFolder;
  readonly ports: Ports;
  /** Servers to use instead of starting ones. */
  readonly use: { readonly mongoUrl?: string; readonly temporalAddress?: string };
  readonly log: Log;
}

/** Starts store and Temporal in parallel. A crashed one is restarted only if its data is on disk; without data it would mislead. */
export async function startServers({ group, folder, ports, use, log }: ServersOptions): Promise<Servers> {
  const restart = folder.files !== undefined;
  let mongoUrl = use.mongoUrl ?? '';
  let temporalAddress = use.temporalAddress ?? '';
  let temporalUiUrl: string | null = null;

  // Checked before anything is started: otherwise a mistyped address would be reported only after the other server is built.
  await Promise.all([
    use.mongoUrl === undefined ? givenStore() : null,
    use.temporalAddress === undefined ? givenTemporal() : null,
  ]);

  const launchStore = async () => {
    if (use.mongoUrl !== undefined) return externalServer();
    const data = folder.files === undefined ? {} : { dataFile: folder.files.store };
    const running = await startStore({ ...data, port: ports.store, log, logFile: folder.logFile('store') });
    mongoUrl = running.url;
    return running;
  };
  const launchTemporal = async () => {
    if (use.temporalAddress !== undefined) return externalServer();
    const data = folder.files === undefined ? {} : { dataFile: folder.files.temporal };
    const at = { port: ports.temporal, uiPort: ports.ui };
    const running = await startTemporal({ ...data, ...at, log, logFile: folder.logFile('temporal') });
    temporalAddress = running.address;
    temporalUiUrl = running.uiUrl;
    return running;
  };

  const [store, temporal] = await allSettledOrThrow<[Service, Service]>([
    group.start('store', { name: 'Store', launch: launchStore, restart }),
    group.start('temporal', { name: 'Temporal', launch: launchTemporal, restart }),
  ]);
  return { store, temporal, mongoUrl, temporalAddress, temporalUiUrl };
}
