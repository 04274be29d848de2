import type { Log } from '../components/log.ts';
import { Service, type ServiceOptions } from './service.ts';

/** Stages in the order of their dependencies: a stage is stopped after those that depend on it. */
export const STAGES = ['store', 'temporal', 'worker', 'api'] as const;
export type Stage = (typeof STAGES)[number];

/** The processes of a stack: started one by one, stopped in order. */
export class ServiceGroup {
  readonly #members: { readonly stage: Stage; readonly service: Service }[] = [];
  readonly #log: Log;
  readonly #onChange: (pids: number[]) => void;

  /** `onChange` is called with all process ids whenever they change. */
  constructor(log: Log, onChange: (pids: number[]) => void) {
    this.#log = log;
    this.#onChange = onChange;
  }

  /** Starts a process and resolves when it is ready. If that fails, the service is still stopped with the others. */
  async start(stage: Stage, options: Pick<ServiceOptions, 'name' | 'launch' | 'restart'>): Promise<Service> {
    const service = new Service({ ...options, log: this.#log, onChange: () => this.#onChange(this.pids) });
    this.#members.push({ stage, service });
    await service.start();
    return service;
  }

  get pids(): number[] {
    return this.#members.flatMap(({ service }) => service.pid ?? []);
  }

  /** Stops everything cleanly, the last stage first, and the services of a stage in parallel. */
  async stop(): Promise<void> {
    for (const stage of STAGES.toReversed()) {
      const services = this.#members.filter((member) => member.stage === stage);
      await Promise.all(services.map(({ service }) => service.stop()));
    }
  }

  /** Kills everything without waiting. */
  abandon(): void {
    for (const { service } of this.#members) service.abandon();
  }
}

/**
 * Like Promise.all, but settles only when all promises have settled, so that nothing is still starting when the error is thrown.
 */
export async function allSettledOrThrow<T extends readonly unknown[]>(
  promises: {
    readonly [K in keyof T]: Promise<T[K]>;
  },
): Promise<T> {
  const results = await Promise.allSettled(promises);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
  return Promise.all(promises) as unknown as Promise<T>;
}
