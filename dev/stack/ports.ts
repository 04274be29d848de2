import { freePort, isPortFree } from '../components/freePort.ts';

/** Ports of 127.0.0.1. */
export interface Ports {
  readonly api: number;
  readonly temporal: number;
  readonly ui: number;
  readonly store: number;
}

/**
 * The wanted ports, and any free ones for the rest. All are chosen before the start, because a server that restarts after a crash must have
 * the same port.
 *
 * @throws when a wanted port is in use.
 */
export async function choosePorts(wanted: Partial<Ports>): Promise<Ports> {
  for (const name of ['api', 'temporal', 'ui', 'store'] as const) {
    const port = wanted[name];
    if (port !== undefined && !(await isPortFree(port))) {
      throw new Error(
        `Port ${port} of 127.0.0.1, wanted for ${DESCRIPTIONS[name]}, is in use. ` +
          `End the process that uses it, or choose another port with --${name}-port.`,
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
