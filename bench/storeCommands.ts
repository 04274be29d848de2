import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { projectRoot } from '../dev/components/projectRoot.ts';

/** Commands that workers and API have sent to the store, such as `find profiles`. */
export type CommandCounts = Readonly<Record<string, number>>;

interface Counted {
  /** When it was written, in milliseconds since the epoch. */
  readonly at: number;
  readonly counts: CommandCounts;
}

/** Longer than a busy process takes to write down what it has counted; one that was replaced writes nothing any more. */
const LONGEST_LAG_MS = 5000;

/** What makes workers and API count, in files of the folder. */
export const countingEnv = (folder: string): Record<string, string> => ({
  NODE_OPTIONS: `--import=${pathToFileURL(join(projectRoot(), 'dist/bench/countCommands.js'))}`,
  HERALD_BENCH_COMMANDS: folder,
});

/** All that were sent so far. */
export async function commandsSoFar(folder: string): Promise<CommandCounts> {
  const asked = Date.now();
  for (;;) {
    const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
    const all = files.map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Counted);
    if (all.every(({ at }) => at >= asked) || Date.now() > asked + LONGEST_LAG_MS) return sumOf(all);
    await sleep(100);
  }
}

function sumOf(all: readonly Counted[]): CommandCounts {
  const sums: Record<string, number> = {};
  for (const { counts } of all) {
    for (const [name, count] of Object.entries(counts)) sums[name] = (sums[name] ?? 0) + count;
  }
  return sums;
}

/** What was sent between the two, the most frequent first. */
export function commandsBetween(before: CommandCounts, after: CommandCounts): CommandCounts {
  const differences = Object.entries(after).map(([name, count]) => [name, count - (before[name] ?? 0)] as const);
  return Object.fromEntries(differences.filter(([, count]) => count > 0).sort(([, a], [, b]) => b - a));
}

/** Those of a slice that is sent without an incident follow each other: what is read, the claim, what is written. */
const OF_A_SLICE = ['find profiles', 'find suppressions', 'insert intents', 'insert messages'];

/** Round trips of a slice, one after the other. */
export function roundTripsPerSlice(counts: CommandCounts): number {
  const all = OF_A_SLICE.reduce((sum, name) => sum + (counts[name] ?? 0), 0);
  return all / (counts['insert intents'] ?? Number.NaN);
}
