import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { freePort } from '../dev/components/freePort.ts';
import { projectRoot } from '../dev/components/projectRoot.ts';
import type { Running } from '../dev/components/running.ts';
import { startStore } from '../dev/components/store.ts';
import { startHeraldProcess } from '../dev/stack/heraldProcess.ts';
import { type HeraldClient, heraldClient } from '../src/client/heraldClient.ts';
import type { EstimateInput, ImportOutcome } from '../src/client/operations.ts';
import { type Roles, type RolesUsage, startMeter } from './meter.ts';
import { writeFigures } from './readme.ts';
import { EVENT_NAME, eventsAsCsv, profilesAsCsv, type SegmentWorld } from './segmentPeople.ts';
import { readSegmentsOptions, SEGMENTS_USAGE, type SegmentsOptions } from './segmentsOptions.ts';
import { type Estimate, type Import, reportOf, type SegmentFigures } from './segmentsReport.ts';
import { spreadOf } from './spread.ts';

const purchased = (more: object) => ({ kind: 'event', event: EVENT_NAME, ...more });

/** Kinds of conditions, by what they ask. Instants, because the data lies in 1997 and 1998. */
const CONDITIONS: Readonly<Record<string, object>> = {
  everyone: { everyone: true },
  'count >= 3': { condition: purchased({ count: { operator: 'gte', value: 3 } }) },
  'did not, ever': { condition: purchased({ did: false }) },
  'did not, in the last 90 days': { condition: purchased({ did: false, within: { from: '1998-04-01' } }) },
  'count >= 2 within 180 days': {
    condition: purchased({ within: { from: '1997-07-01', to: '1997-12-28' }, count: { operator: 'gte', value: 2 } }),
  },
  'sum of amount >= 100': {
    condition: purchased({ sum: { property: 'amount', threshold: { operator: 'gte', value: 100 } } }),
  },
  'first in January, last in 1998': {
    condition: purchased({ first: { from: '1997-01-01', to: '1997-02-01' }, last: { from: '1998-01-01' } }),
  },
  'where quantity >= 4': {
    condition: purchased({ where: [{ property: 'quantity', operator: 'gte', value: 4 }] }),
  },
  'city, bought, and no large order': {
    condition: {
      kind: 'and',
      conditions: [
        { kind: 'property', property: 'city', operator: 'in', value: ['City 1', 'City 2', 'City 3'] },
        purchased({ count: { operator: 'gte', value: 2 } }),
        { kind: 'not', condition: purchased({ where: [{ property: 'amount', operator: 'gt', value: 80 }] }) },
      ],
    },
  },
};

interface Surroundings {
  readonly herald: HeraldClient;
  readonly roles: Roles;
  readonly rounds: number;
  readonly say: (line: string) => void;
}

/** `npm run bench -- segments`. */
export async function benchSegments(args: readonly string[], say: (line: string) => void): Promise<void> {
  const options = readSegmentsOptions(args);
  if (options.help) return say(SEGMENTS_USAGE);
  const report = (await runSegments(options, say)).map(reportOf).join('\n\n');
  process.stdout.write(`\n${report}\n`);
  if (options.write) writeFigures(join(projectRoot(), 'bench/README.md'), report, 'npm run bench -- segments --write');
}

/** Imports each world into a store of its own and estimates; everything that is started is stopped, however it ends. */
async function runSegments(
  { worlds, rounds, memory }: SegmentsOptions,
  say: (line: string) => void,
): Promise<SegmentFigures[]> {
  const figures: SegmentFigures[] = [];
  for (const world of worlds) {
    const folder = mkdtempSync(join(tmpdir(), 'herald-bench-'));
    const running: Running[] = [];
    try {
      const store = await startStore({ ...(memory ? {} : { dataFile: join(folder, 'store') }), log: say });
      running.push(store);
      const { api, herald } = await startApi(store.url, { folder, say });
      running.push(api);
      figures.push(await measured(world, { herald, roles: { API: [api.pid], store: [store.pid] }, rounds, say }));
    } finally {
      for (const each of running.reverse()) await each.stop();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  }
  return figures;
}

/** The API alone: what is measured here doesn't need Temporal, and the API starts without it. */
async function startApi(
  mongoUrl: string,
  { folder, say }: { folder: string; say: (line: string) => void },
): Promise<{ api: Running; herald: HeraldClient }> {
  const port = await freePort();
  const key = randomBytes(24).toString('hex');
  const env = {
    MONGODB_URL: mongoUrl,
    MONGODB_DATABASE: `herald-${randomBytes(4).toString('hex')}`,
    HERALD_SECRET_KEY: randomBytes(32).toString('base64'),
    HERALD_API_KEY: key,
    HERALD_HOST: '127.0.0.1',
    HERALD_PORT: String(port),
    HERALD_PUBLIC_URL: `http://127.0.0.1:${port}`,
  };
  const logFile = join(folder, 'api.log');
  const api = await startHeraldProcess({ name: 'API', entry: 'src/api/server.js', env, logFile, log: say });
  return { api, herald: heraldClient({ url: env.HERALD_PUBLIC_URL, apiKey: key }) };
}

async function measured(world: SegmentWorld, { herald, roles, rounds, say }: Surroundings): Promise<SegmentFigures> {
  const importing = async (name: string, rows: number, work: () => Promise<ImportOutcome>): Promise<Import> => {
    const stopMeter = startMeter(roles);
    const startedAt = performance.now();
    const { accepted, known = 0 } = await work();
    const seconds = (performance.now() - startedAt) / 1000;
    if (accepted + known !== rows) throw new Error(`${name}: ${accepted + known} of ${rows} rows are stored`);
    say(`${name}: ${rows} rows in ${seconds.toFixed(1)} s.`);
    return { seconds, usage: stopMeter() };
  };
  const events = () =>
    importing('Events', world.events, () =>
      herald.importEvents({
        content: eventsAsCsv(world),
        type: 'text/csv',
        types: ['quantity:number', 'amount:number'],
      }),
    );
  const profiles = await importing('Profiles', world.people, () =>
    herald.importProfiles({ content: profilesAsCsv(world), type: 'text/csv' }),
  );
  const first = await events();
  const estimates = await estimated();
  const again = await events();
  for (const { name, qualified } of estimates) {
    const { qualified: now } = await estimate(name);
    if (now !== qualified) throw new Error(`${name}: ${qualified}, and ${now} after the same events came again`);
  }
  const used = startMeter(roles)();
  const peakMb = { api: used.API?.peakMb ?? 0, store: used.store?.peakMb ?? 0 };
  return { world, profiles, events: first, again, estimates, peakMb };

  async function estimate(name: string): Promise<{ seconds: number; qualified: number }> {
    const startedAt = performance.now();
    const { qualified } = await herald.estimateSegment({ estimateInput: CONDITIONS[name] as EstimateInput });
    return { seconds: (performance.now() - startedAt) / 1000, qualified };
  }

  async function estimated(): Promise<Estimate[]> {
    const found: Estimate[] = [];
    for (const name of Object.keys(CONDITIONS)) {
      const answers: { seconds: number; qualified: number }[] = [];
      const stopMeter = startMeter(roles);
      for (let round = 0; round < rounds; round += 1) answers.push(await estimate(name));
      const seconds = spreadOf(answers.map((answer) => answer.seconds)).median;
      say(`${name}: ${answers[0]?.qualified} in ${seconds.toFixed(2)} s.`);
      const cpu = cpuOf(stopMeter());
      found.push({ name, seconds, qualified: answers[0]?.qualified ?? 0, cpuSeconds: cpu && cpu / rounds });
    }
    return found;
  }
}

function cpuOf(usage: RolesUsage): number | null {
  const all = Object.values(usage).map((role) => role?.cpuSeconds ?? null);
  return all.reduce((sum, one) => (sum === null || one === null ? null : sum + one), 0);
}
