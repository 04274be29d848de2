import type { Log } from '../components/log.ts';
import type { DataFolder } from './dataFolder.ts';
import { startHeraldProcess } from './heraldProcess.ts';
import type { Service } from './service.ts';
import { allSettledOrThrow, type ServiceGroup } from './serviceGroup.ts';

export interface HeraldOptions {
  readonly group: ServiceGroup;
  readonly folder: DataFolder;
  readonly env: Readonly<Record<string, string>>;
  readonly api: boolean;
  /** Number of workers. */
  readonly workers: number;
  readonly log: Log;
}

export interface Herald {
  readonly api: Service | null;
  readonly workers: readonly Service[];
}

/** Starts the API and the workers in parallel. */
export async function startHerald({ group, folder, env, api, workers, log }: HeraldOptions): Promise<Herald> {
  const startWorker = (number: number) => {
    const name = `Worker ${number}`;
    const logFile = folder.logFile(`worker-${number}`);
    const launch = () => startHeraldProcess({ name, entry: 'src/worker.js', env, logFile, log });
    return group.start('worker', { name, launch, restart: true });
  };
  const startApi = () => {
    const logFile = folder.logFile('api');
    const launch = () => startHeraldProcess({ name: 'API', entry: 'src/api/server.js', env, logFile, log });
    return group.start('api', { name: 'API', launch, restart: true });
  };
  const [apiService, workerServices] = await allSettledOrThrow<[Service | null, Service[]]>([
    api ? startApi() : Promise.resolve(null),
    allSettledOrThrow<Service[]>(Array.from({ length: workers }, (_, index) => startWorker(index + 1))),
  ]);
  return { api: apiService, workers: workerServices };
}
