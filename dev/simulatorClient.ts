import { join } from 'node:path';
import { startChild } from './components/childProcess.ts';
import { projectRoot } from './components/projectRoot.ts';
import { ownProcess } from './components/running.ts';
import { started } from './components/started.ts';
import type { BehaviourInput, ProviderConfigInput } from './simulator/config.ts';
import type { LedgerLine } from './simulator/message.ts';
import type { ProviderAddress, SimulatorStats } from './simulator/simulator.ts';

/** A client of the simulator's control API, for a simulator in a process of its own. */
export interface SimulatorClient {
  readonly url: string;
  readonly pid: number;
  addProvider(config: ProviderConfigInput): Promise<ProviderAddress>;
  behave(provider: string, behaviour: BehaviourInput): Promise<void>;
  stats(): Promise<SimulatorStats>;
  ledger(): Promise<LedgerLine[]>;
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 20_000;

/** Starts a simulator from dist/; it ends with this process at the latest. */
export async function startSimulatorProcess(options: { logFile: string }): Promise<SimulatorClient> {
  let announce: (port: number) => void = () => undefined;
  const ready = new Promise<number>((resolve) => {
    announce = resolve;
  });
  const child = await startChild({
    name: 'simulator',
    command: process.execPath,
    args: [join(projectRoot(), 'dist/dev/simulator/main.js'), '--port', '0'],
    cwd: projectRoot(),
    env: { ...process.env },
    logFile: options.logFile,
    onLine: (line) => {
      if (line.startsWith('{')) announce((JSON.parse(line) as { port: number }).port);
    },
  });
  const port = await started('simulator', child, ready, START_TIMEOUT_MS);
  const url = `http://127.0.0.1:${port}`;
  const running = ownProcess(child, { graceMs: 5000 });
  return {
    url,
    pid: running.pid ?? 0,
    addProvider: async (config) => (await control('POST', '/providers', config)).json() as Promise<ProviderAddress>,
    behave: async (provider, behaviour) => {
      await control('POST', `/providers/${provider}/behaviour`, behaviour);
    },
    stats: async () => (await control('GET', '/stats')).json() as Promise<SimulatorStats>,
    ledger: async () => {
      const lines = (await (await control('GET', '/ledger')).text()).split('\n').filter((line) => line !== '');
      return lines.map((line) => JSON.parse(line) as LedgerLine);
    },
    stop: () => running.stop(),
  };

  async function control(method: string, path: string, body?: unknown): Promise<Response> {
    const response = await fetch(`${url}/_sim${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`the simulator refused ${method} ${path}: ${await response.text()}`);
    return response;
  }
}
