import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { journeyWorkflowId } from '../src/domain/ids.ts';
import type { SmsOutcome } from '../src/domain/journeys/journey.ts';
import { providerInput } from '../src/domain/provider/provider.ts';
import { SEARCH_ATTRIBUTES } from '../src/domain/searchAttributes.ts';
import { egressTo } from '../src/egress/egress.ts';
import { createProvider } from '../src/providers/createProvider.ts';
import { addSearchAttributes } from '../src/temporal/searchAttributes.ts';
import { JOURNEYS } from '../src/workflows/journeys/registry.ts';
import { projectRoot } from './components/projectRoot.ts';
import { timeSkippingServer } from './components/timeSkippingServer.ts';
import { historyText } from './historyText.ts';
import { unlessTaskFails } from './journeys/failedTask.ts';
import { JOURNEY_USAGE, type JourneyOptions, readJourneyOptions } from './journeys/journeyOptions.ts';
import { startJourneyWorkers } from './journeys/journeyWorkers.ts';
import { journeyWorld } from './journeys/journeyWorld.ts';
import { providerDefinition } from './simulatedProvider.ts';
import { startSimulatorProcess } from './simulatorClient.ts';

const PERSON = 'ada';
const TASK_QUEUE = 'journey';
const ACCEPTED: SmsOutcome = { status: 'accepted', reason: null };
const FAILED: SmsOutcome = { status: 'failed', reason: 'refused_content' };

/** `npm run journey -- NAME`: one person in one journey, each step as it happens, by a clock that skips the waiting. */
try {
  const options = readJourneyOptions(process.argv.slice(2));
  if (options.help) say(JOURNEY_USAGE);
  else await run(options);
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

async function run({
  journey: name,
  profile,
  timeZone,
  event,
  savedMessages,
  deeds,
  save,
}: JourneyOptions): Promise<void> {
  const journey = JOURNEYS.find((one) => one.name === name);
  if (!journey) {
    throw new Error(
      `There is no journey ${name ?? 'without a name'}. There are: ${JOURNEYS.map((one) => one.name).join(', ')}. A new one has to be listed in src/workflows/journeys/registry.ts.`,
    );
  }
  Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter: 'error' } } });
  const folder = mkdtempSync(join(tmpdir(), 'herald-journey-'));
  const env = await TestWorkflowEnvironment.createTimeSkipping({ server: await timeSkippingServer() });
  const simulator = await startSimulatorProcess({ logFile: join(folder, 'simulator.log') });
  const address = await simulator.addProvider({ kind: 'twilio', name: 'simulator' });
  const provider = createProvider(
    providerInput.parse(providerDefinition(address)),
    egressTo({ allow: ['127.0.0.0/8'] }),
  );
  try {
    await addSearchAttributes(env.connection.operatorService, 'default', SEARCH_ATTRIBUTES);
    const workflowId = journeyWorkflowId(journey.name, PERSON);
    const handle = env.client.workflow.getHandle(workflowId);
    const now = async (): Promise<Date> => new Date(await env.currentTimeMs());
    const clock = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone });
    const tell = (at: Date, text: string): void => say(`${clock.format(at).padEnd(20)} ${text}`);
    const enteredAt = await now();
    let texts = 0;
    const world = journeyWorld({
      journey,
      personId: PERSON,
      profile: { timeZone, properties: profile },
      event,
      savedMessages,
      enteredAt,
      report: (watch) => handle.signal('journeyEvent', { watch }),
      onStep: (step, at) => tell(at, step),
      onUnsent: (why) => say(`${' '.repeat(21)}(not sent: ${why})`),
      async send(to, text) {
        texts += 1;
        const outcome = await provider.send({
          reference: `${texts}`,
          to,
          text,
          receiptUrl: null,
          validitySeconds: null,
        });
        say(`${' '.repeat(21)}"${text}"`);
        return outcome.kind === 'accepted' ? ACCEPTED : FAILED;
      },
    });
    const { activities } = world;
    const workflowBundle = { codePath: join(projectRoot(), 'dist/workflow-bundle.js') };
    const stop = await startJourneyWorkers({
      ...{ connection: env.nativeConnection, taskQueue: TASK_QUEUE, activities, workflowBundle },
    });
    tell(enteredAt, `enters ${journey.name}`);
    await env.client.workflow.start('journeyWorkflow', { workflowId, taskQueue: TASK_QUEUE, args: [world.input] });
    const through = async (): Promise<unknown> => {
      for (const deed of deeds) {
        await env.sleep(enteredAt.getTime() + deed.afterMs - (await env.currentTimeMs()));
        const at = await now();
        if (world.person().endedAt === null) tell(at, `does ${deed.name}`);
        await world.record(deed.name, { properties: deed.properties, at });
      }
      return await handle.result();
    };
    const outcome = await unlessTaskFails(handle, through).finally(stop);
    const { endedAt, branches, convertedAt } = world.person();
    const notes = [
      ...Object.entries(branches).map(([split, branch]) => `${split}: ${branch}`),
      convertedAt && 'converted',
    ];
    tell(endedAt ?? (await now()), [`${outcome}`, ...notes.filter((note) => note !== null)].join('; '));
    if (save !== undefined) await saveHistory(`${journey.name}-${save}`, await handle.fetchHistory());
  } finally {
    await provider.close();
    await simulator.stop();
    await env.teardown();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function saveHistory(file: string, history: Parameters<typeof historyText>[0]): Promise<void> {
  const folder = join(projectRoot(), 'test/histories/journeys');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${file}.json`), historyText(history));
  say(`Saved as test/histories/journeys/${file}.json.`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
