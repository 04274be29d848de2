import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { type SimulatorClient, startSimulatorProcess } from '../dev/simulatorClient.ts';
import { type Stack, startStack } from '../dev/stack.ts';
import { type HeraldClient, heraldClient } from '../src/client/heraldClient.ts';
import { type BareLoopResult, runBareLoop } from './bareLoopProcess.ts';
import { type Bench, type HeraldRound, heraldRound } from './heraldRound.ts';
import { everybodyOnce } from './ledger.ts';
import { type RoleUsage, startMeter } from './meter.ts';
import type { BenchOptions } from './options.ts';
import { peopleAsNdjson } from './people.ts';
import { countingEnv } from './storeCommands.ts';

export interface BenchFigures {
  readonly importSeconds: number;
  readonly rounds: readonly Round[];
  /** What store and Temporal were, a line each. */
  readonly servers: readonly string[];
}

export interface Round {
  readonly herald: HeraldRound;
  readonly bare: BareLoopResult & { readonly simulator: RoleUsage | null };
}

/** As many as src/providers/connection.ts opens to a provider. */
const CONNECTIONS = 128;
/** A round may take this long at least, and what it would at `SLOWEST` messages per second. */
const SHORTEST_TIMEOUT_MS = 120_000;
const SLOWEST = 100;

/**
 * Starts everything, imports the people, runs the rounds, and stops everything, however it ends.
 *
 * @throws when a round isn't about real work: see `heraldRound` and `everybodyOnce`.
 */
export async function runBench(
  options: BenchOptions,
  { folder, say }: { readonly folder: string; readonly say: (line: string) => void },
): Promise<BenchFigures> {
  const { users, workers, rounds, memory } = options;
  const servers: string[] = [];
  const log = (line: string) => {
    if (/^(Store|Temporal): /.test(line)) servers.push(line);
    say(line);
  };
  const dataFolder = memory ? {} : { dataFolder: join(folder, 'data') };
  let stack: Stack | undefined;
  let simulator: SimulatorClient | undefined;
  let connection: Connection | undefined;
  try {
    const commandFolder = mkdtempSync(join(folder, 'commands-'));
    stack = await startStack({ ...dataFolder, workers, log, env: countingEnv(commandFolder) });
    simulator = await startSimulatorProcess({ logFile: join(folder, 'simulator.log') });
    connection = await Connection.connect({ address: stack.temporalAddress });
    const herald = heraldClient({ url: stack.apiUrl ?? '', apiKey: stack.apiKey });
    const bench = { stack, commandFolder, herald, simulator, temporal: new Client({ connection }) };

    const importSeconds = await importEverybody(herald, users);
    say(`Imported ${users} profiles in ${importSeconds.toFixed(1)} s.`);
    const done: Round[] = [];
    for (let number = 1; number <= rounds; number += 1) done.push(await runRound(bench, number, { users, say }));
    return { importSeconds, rounds: done, servers };
  } finally {
    await connection?.close();
    await simulator?.stop();
    await stack?.stop();
  }
}

async function runRound(
  bench: Bench,
  number: number,
  { users, say }: { readonly users: number; readonly say: (line: string) => void },
): Promise<Round> {
  const timeoutMs = Math.max(SHORTEST_TIMEOUT_MS, (users / SLOWEST) * 1000);
  const herald = await heraldRound(bench, { provider: `herald-${number}`, users, timeoutMs });
  say(`Round ${number}: Herald ${perSecond(users, herald.endToEndMs)} messages/s end to end.`);
  const bare = await bareRound(bench.simulator, { provider: `bare-${number}`, users, timeoutMs });
  say(`Round ${number}: bare loop ${perSecond(users, bare.elapsedMs)} messages/s.`);
  return { herald, bare };
}

async function bareRound(
  simulator: SimulatorClient,
  round: { readonly provider: string; readonly users: number; readonly timeoutMs: number },
): Promise<Round['bare']> {
  const { provider, users, timeoutMs } = round;
  const { url, accountSid, authToken } = await simulator.addProvider({ kind: 'twilio', name: provider });
  const stopMeter = startMeter({ simulator: [simulator.pid] });
  let used: ReturnType<typeof stopMeter> = {};
  let result: BareLoopResult;
  try {
    result = await runBareLoop({ url, accountSid, authToken, users, connections: CONNECTIONS }, timeoutMs);
  } finally {
    used = stopMeter();
  }
  await everybodyOnce(simulator.url, provider, users);
  return { ...result, simulator: used.simulator ?? null };
}

/** Through the API, as a customer would. Returns how long it took. */
async function importEverybody(herald: HeraldClient, users: number): Promise<number> {
  const startedAt = performance.now();
  const content = peopleAsNdjson(users);
  const { accepted } = await herald.importProfiles({ content, type: 'application/x-ndjson' });
  if (accepted !== users) throw new Error(`${accepted} of ${users} profiles were imported`);
  return (performance.now() - startedAt) / 1000;
}

const perSecond = (count: number, ms: number): number => Math.round((count * 1000) / ms);
