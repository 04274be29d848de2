import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { projectRoot } from '../dev/components/projectRoot.ts';
import { onInterrupt } from '../dev/stack/onInterrupt.ts';
import { benchJourneys } from './journeys.ts';
import { benchLive } from './live.ts';
import { BENCH_USAGE, type BenchOptions, readBenchOptions } from './options.ts';
import { writeFigures } from './readme.ts';
import { reportOf } from './report.ts';
import { runBench } from './runBench.ts';
import { benchSegments } from './segments.ts';
import { benchSingle } from './singleMessages.ts';

const BENCHES: Readonly<Record<string, typeof benchSingle>> = {
  segments: benchSegments,
  single: benchSingle,
  live: benchLive,
  journeys: benchJourneys,
};

/** `npm run bench`: bounded in count and time; what it starts ends with it, and nothing of it stays but the figures. */
try {
  const [target, ...rest] = process.argv.slice(2);
  const own = target === undefined ? undefined : BENCHES[target];
  const options = readBenchOptions(own ? [] : process.argv.slice(2));
  if (own) await own(rest, say);
  else if (options.help) process.stdout.write(`${BENCH_USAGE}\n`);
  else await bench(options);
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

async function bench(options: BenchOptions): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'herald-bench-'));
  // However it ends; the processes end with this one (see the watchdog of dev/components/childProcess.ts).
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  const end = () => process.exit(130);
  onInterrupt({ first: end, second: end });

  const [load = 0] = loadavg();
  if (load > 0.5) say(`Something else is running (load ${load.toFixed(1)}): compare ratios rather than rates.`);
  const figures = await runBench(options, { folder, say });
  const report = reportOf(options, figures);
  process.stdout.write(`\n${report}\n`);
  if (options.write) writeFigures(join(projectRoot(), 'bench/README.md'), report);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
