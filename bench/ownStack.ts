import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { providerDefinition } from '../dev/simulatedProvider.ts';
import { type SimulatorClient, startSimulatorProcess } from '../dev/simulatorClient.ts';
import { type Stack, startStack } from '../dev/stack.ts';
import { type HeraldClient, heraldClient } from '../src/client/heraldClient.ts';

export interface OwnStack {
  readonly stack: Stack;
  readonly simulator: SimulatorClient;
  readonly herald: HeraldClient;
}

/** Starts everything with one worker, with its data in a new folder, and stops it after `work`, however that ends. */
export async function onOwnStack<T>(say: (line: string) => void, work: (own: OwnStack) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'herald-bench-'));
  let stack: Stack | undefined;
  let simulator: SimulatorClient | undefined;
  try {
    stack = await startStack({ dataFolder: join(folder, 'data'), workers: 1, log: say });
    simulator = await startSimulatorProcess({ logFile: join(folder, 'simulator.log') });
    const herald = heraldClient({ url: stack.apiUrl ?? '', apiKey: stack.apiKey });
    return await work({ stack, simulator, herald });
  } finally {
    await simulator?.stop();
    await stack?.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A group of one simulated provider of this name; returns its id. */
export async function addGroup(
  { simulator, herald }: Pick<OwnStack, 'simulator' | 'herald'>,
  name: string,
  settings: { readonly ratePerSecond?: number } = {},
): Promise<string> {
  const address = await simulator.addProvider({ kind: 'twilio', name });
  const { id: providerId } = await herald.createProvider({ providerInput: providerDefinition(address, settings) });
  return (await herald.createProviderGroup({ providerGroupInput: { name, members: [{ providerId }] } })).id;
}

/** Waits until the providers have accepted so many messages in all. */
export async function acceptances(simulator: SimulatorClient, count: number, timeoutMs: number): Promise<void> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const { accepted } = await simulator.stats();
    if (accepted >= count) return;
    if (Date.now() > end) throw new Error(`${accepted} messages were sent after ${timeoutMs / 1000} s, not ${count}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
