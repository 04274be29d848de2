import { freePort, isPortFree } from '../components/freePort.ts';

/** Of 127.0.0.1. */
export interface Ports {
  readonly api: number;
  readonly temporal: number;
  readonly ui: number;
  readonly store: number;
}

/**
 * The wanted ports, and any free ones for the rest. All are decided before the start: a server that comes back after a
 * crash must be where its clients look for it.
 *
 * @throws when a wanted port is taken, naming it.
 */
export async function choosePorts(wanted: Partial<Ports>): Promise<Ports> {
  for (const name of ['api', 'temporal', 'ui', 'store'] as const) {
    const port = wanted[name];
    if (port !== undefined && !(await isPortFree(port))) {
      throw new Error(
        `Port ${port} of 127.0.0.1, wanted for ${DESCRIPTIONS[name]}, is in use. ` +
          `End what listens there, or choose another with --${name}-port.`,
      );
    }
  }
  return {
    api: wanted.api ?? (await freePort()),
    temporal: wanted.temporal ?? (await freePort()),
    ui: wanted.ui ?? (await freePort()),
    store: wanted.store ?? (await freePort()),
  };
}

const DESCRIPTIONS: Record<keyof Ports, string> = {
  api: 'the API',
  temporal: 'Temporal',
  ui: "Temporal's Web UI",
  store: 'the store',
};
