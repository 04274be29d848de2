import { availableParallelism, cpus, totalmem } from 'node:os';
import process from 'node:process';
import type { RolesUsage, RoleUsage } from './meter.ts';
import type { BenchOptions } from './options.ts';
import type { BenchFigures, Round } from './runBench.ts';
import { type Spread, spreadOf } from './spread.ts';
import { roundTripsPerSlice } from './storeCommands.ts';

/** The figures of one run, in Markdown. */
export function reportOf(options: BenchOptions, figures: BenchFigures): string {
  const { users, workers, rounds } = options;
  const { servers, importSeconds } = figures;
  return [
    `${users} recipients, ${workers} ${workers === 1 ? 'worker' : 'workers'}, ${rounds} rounds, ${machine()}.`,
    ...servers.map((line) => `${line}  `),
    '',
    ...speed(users, figures.rounds),
    '',
    `Import of the profiles over the API: ${thousands(users / importSeconds)} rows/s.`,
    '',
    ...resources(users, figures.rounds),
    '',
    ...storeCommands(users, figures.rounds),
    '',
    ...temporal(users, figures.rounds),
    '',
    `In each of the rounds the simulator's ledger held each of the ${users} people once, with their own text, and Herald's report said the same.`,
  ].join('\n');
}

/** Without a name: enough to compare figures by. */
function machine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB of memory`;
  return `${availableParallelism()} cores (${model}), ${memory}, Node ${process.versions.node}, ${process.platform}`;
}

function speed(users: number, rounds: readonly Round[]): string[] {
  const rate = (ms: number) => (users * 1000) / ms;
  const rows: [string, (round: Round) => number, (value: number) => string][] = [
    ['Herald, from scheduling to completion, messages/s', ({ herald }) => rate(herald.endToEndMs), thousands],
    ['Herald, between first and last acceptance, messages/s', ({ herald }) => rate(herald.sendingMs), thousands],
    ['Herald, from scheduling to first acceptance, s', ({ herald }) => herald.untilFirstMs / 1000, fixed(2)],
    ['bare loop, messages/s', ({ bare }) => rate(bare.elapsedMs), thousands],
    ['**Herald / bare loop, end to end**', ({ herald, bare }) => bare.elapsedMs / herald.endToEndMs, fixed(3)],
    ['Herald / bare loop, sending only', ({ herald, bare }) => bare.elapsedMs / herald.sendingMs, fixed(3)],
  ];
  return [
    '| | min | median | max |',
    '| --- | ---: | ---: | ---: |',
    ...rows.map(([name, of, format]) => `| ${name} | ${spread(spreadOf(rounds.map(of)), format)} |`),
    measured('Bare loop / Herald, CPU seconds of all processes', rounds.map(cpuRatio), fixed(3)),
    measured('cores that other programs kept busy meanwhile', rounds.map(othersCores), fixed(2)),
  ];
}

function measured(name: string, values: readonly (number | null)[], format: (value: number) => string): string {
  const known = values.filter((value) => value !== null);
  return known.length < values.length
    ? `| ${name} | not measured | | |`
    : `| ${name} | ${spread(spreadOf(known), format)} |`;
}

function cpuRatio({ herald, bare }: Round): number | null {
  const all = cpuOfAll(herald.usage);
  return all === null || bare.simulator === null ? null : (bare.cpuSeconds + bare.simulator.cpuSeconds) / all;
}

function othersCores({ herald }: Round): number | null {
  const ours = cpuOfAll(herald.usage);
  if (ours === null || herald.machineCpuSeconds === null) return null;
  return Math.max(0, herald.machineCpuSeconds - ours) / (herald.endToEndMs / 1000);
}

/** Null where one of them isn't known: the sum would be of something else. */
function cpuOfAll(usage: RolesUsage): number | null {
  const all = Object.values(usage).map((role) => role?.cpuSeconds ?? null);
  return all.reduce((sum, one) => (sum === null || one === null ? null : sum + one), 0);
}

const spread = ({ min, median, max }: Spread, format: (value: number) => string): string =>
  [min, median, max].map(format).join(' | ');

function resources(users: number, rounds: readonly Round[]): string[] {
  const roles = Object.keys(rounds[0]?.herald.usage ?? {});
  const row = rowOf(users);
  const bareRow = row(
    'bare loop',
    rounds.map(({ bare }) => bare),
  );
  return [
    '| process | CPU seconds a round (median) | CPU microseconds a message | peak memory, MB | resident by thirds of the last round, MB |',
    '| --- | ---: | ---: | ---: | ---: |',
    ...roles.map((role) => {
      const usages = rounds.map(({ herald }) => usageIn(herald.usage, role));
      return row(role, usages, usages.at(-1)?.residentMbByThird);
    }),
    bareRow,
    row(
      'simulator, for the bare loop',
      rounds.map(({ bare }) => bare.simulator),
    ),
  ];
}

const usageIn = (usage: RolesUsage, role: string): RoleUsage | null => usage[role] ?? null;

const rowOf =
  (users: number) =>
  (
    name: string,
    usages: readonly (Pick<RoleUsage, 'cpuSeconds' | 'peakMb'> | null)[],
    thirds?: RoleUsage['residentMbByThird'],
  ): string => {
    const known = usages.filter((usage) => usage !== null);
    if (known.length < usages.length) return `| ${name} | not measured | not measured | not measured | |`;
    const cpu = spreadOf(known.map((usage) => usage.cpuSeconds)).median;
    const each = ((cpu * 1e6) / users).toFixed(1);
    const peak = Math.max(...known.map((usage) => usage.peakMb)).toFixed(0);
    const byThirds = thirds?.map((value) => value.toFixed(0)).join(', ') ?? '';
    return `| ${name} | ${cpu.toFixed(1)} | ${each} | ${peak} | ${byThirds} |`;
  };

/** A command that is rarer than this, per 1,000 messages, is in the sum only. */
const RARE = 0.2;

function storeCommands(users: number, rounds: readonly Round[]): string[] {
  const last = rounds.at(-1)?.herald.commands ?? {};
  const perThousand = (count: number) => ((count * 1000) / users).toFixed(1);
  const totals = rounds.map(({ herald }) => Object.values(herald.commands).reduce((sum, count) => sum + count, 0));
  const frequent = Object.entries(last).filter(([, count]) => (count * 1000) / users >= RARE);
  return [
    '| commands to the store, of workers and API | per 1,000 messages |',
    '| --- | ---: |',
    `| **all (median)** | ${perThousand(spreadOf(totals).median)} |`,
    ...frequent.map(([name, count]) => `| of these \`${name}\` (last round) | ${perThousand(count)} |`),
    '',
    `A slice has ${roundTripsPerSlice(last).toFixed(1)} round trips, one after the other.`,
  ];
}

function temporal(users: number, rounds: readonly Round[]): string[] {
  const costs = rounds.map(({ herald }) => herald);
  const last = costs.at(-1);
  if (!last) return [];
  const perThousand = (count: number) => ((count * 1000) / users).toFixed(2);
  const median = (of: (cost: (typeof costs)[number]) => number) => spreadOf(costs.map(of)).median;
  const lines = [
    '| Temporal | a campaign (median) | per 1,000 messages |',
    '| --- | ---: | ---: |',
    line(
      'history events',
      median(({ temporal: cost }) => cost.events),
    ),
    line(
      'actions in the histories',
      median(({ temporal: cost }) => cost.actionsInHistory),
    ),
  ];
  const counted = costs.map(({ actions }) => actions).filter((actions) => actions !== null);
  if (counted.length === costs.length) {
    const totals = counted.map((actions) => Object.values(actions).reduce((sum, count) => sum + count, 0));
    lines.push(line("**actions by the server's own count**", spreadOf(totals).median));
    for (const [type, count] of Object.entries(last.actions ?? {}))
      lines.push(line(`of these ${type} (last round)`, count));
  } else {
    lines.push("| actions by the server's own count | not measured | not measured |");
  }
  const { workflows, longestHistory } = last.temporal;
  return [...lines, '', `${workflows} executions; the longest history has ${longestHistory} events.`];

  function line(name: string, count: number): string {
    return `| ${name} | ${count} | ${perThousand(count)} |`;
  }
}

const thousands = (value: number): string => Math.round(value).toLocaleString('en-GB');

const fixed = (digits: number) => (value: number) => value.toFixed(digits);
