import { setTimeout as sleep } from 'node:timers/promises';
import { type HeraldClient, heraldClient } from '../../src/client/heraldClient.ts';
import type { RunReport } from '../../src/client/operations.ts';
import { ended, firstReport, launch } from '../campaigns.ts';
import { providerDefinition } from '../simulatedProvider.ts';
import type { LedgerLine } from '../simulator/message.ts';
import { type SimulatorClient, startSimulatorProcess } from '../simulatorClient.ts';
import type { Stack } from '../stack.ts';
import { liveShow } from './liveShow.ts';
import { phoneLines, reportLines } from './print.ts';
import { ProgressLine } from './progress.ts';
import { type Scenario, whole } from './scenarios.ts';

const FIRST = 'Aurora';
const SECOND = 'Borealis';
const VALIDATION = {
  ok: 'credentials and sender are good',
  failed: 'credentials or sender are REFUSED',
  not_checked: 'whose credentials the first message will check',
} as const;
/** What a request to a provider across the internet may take. */
const LATENCY_MS = 80;
/** How long the first provider stays dead after the second has sent the rest. */
const DEAD_MS = 2000;

interface Showcase {
  readonly stack: Stack;
  readonly scenario: Scenario;
  readonly say: (text: string) => void;
}

/** One campaign from import to report, with a provider that dies half way and comes back; then live campaigns to the same customers. */
export async function showcase({ stack, scenario, say }: Showcase): Promise<void> {
  const herald = heraldClient({ url: stack.apiUrl ?? '', apiKey: stack.apiKey });
  const simulator = await startSimulatorProcess({ logFile: stack.logFile('simulator') });
  try {
    say('\n1. People');
    say(`    Imported ${await scenario.load(herald)}.`);

    say('\n2. Who: a segment');
    const { segment } = scenario;
    const { id: segmentId } = await herald.createSegment({ segmentInput: segment });
    const reach = await herald.estimateSegment({ estimateInput: { segmentId } });
    say(`    "${segment.name}": ${whole(reach.qualified)} qualify, ${whole(reach.reachable)} are reachable,`);
    say(`    ${whole(reach.optedOut)} have opted out, ${whole(reach.noUsableNumber)} have no usable number.`);

    say('\n3. Through whom: two SMS providers in a group (simulated here; Herald speaks to them as to real ones)');
    const { groupId, names } = await createGroup({ herald, simulator, scenario, say });

    say('\n4. The campaign');
    const campaignId = await launch(herald, {
      name: 'Come back',
      type: 'past_behaviour',
      when: { kind: 'now' },
      who: { kind: 'segment', segmentId },
      what: { template: scenario.template },
      providerGroupId: groupId,
    });
    const dieAfter = Math.floor(reach.reachable / 2);
    await simulator.behave(FIRST, { mode: 'die', afterMessages: dieAfter });
    say(`    ${FIRST} will die after ${whole(dieAfter)} messages, with requests in the air.`);
    const report = await watch({ herald, simulator, campaignId, qualified: reach.qualified, say });

    say('\n5. The report');
    for (const line of reportLines(report, names)) say(line);
    const ledger = await simulator.ledger();
    say(`\n  ${comparison(report, ledger)}`);

    say('\n6. On their phones');
    for (const line of samples(ledger).flatMap((message) => ['', ...phoneLines(message)])) say(line);

    say('\n7. The same customers live: a cart that is left, and a purchase');
    await liveShow({ herald, simulator, groupId, campaignId, say });
  } finally {
    await simulator.stop();
  }
}

async function createGroup({ herald, simulator, scenario, say }: Omit<Showcase, 'stack'> & Clients) {
  const names = new Map<string, string>();
  const { ratePerSecond } = scenario;
  // Twilio's API and a plain JSON gateway. Settling times are a demo's: real providers get more.
  for (const config of [
    { kind: 'twilio', name: FIRST, latencyMs: LATENCY_MS, callbacks: {} },
    { kind: 'http', name: SECOND, latencyMs: LATENCY_MS, callbacks: {} },
  ] as const) {
    const address = await simulator.addProvider(config);
    const times = {
      requestTimeoutMs: 2000,
      consistencyDelayMs: 500,
      ...(ratePerSecond !== undefined && { ratePerSecond }),
    };
    const { id } = await herald.createProvider({ providerInput: providerDefinition(address, times) });
    names.set(id, config.name);
    const { result } = await herald.validateProvider({ providerId: id });
    const dialect = config.kind === 'twilio' ? "Twilio's Messages API" : 'an HTTP gateway';
    say(`    ${config.name}: ${dialect}, ${VALIDATION[result]}.`);
  }
  const members = [...names.keys()].map((providerId) => ({ providerId }));
  const group = await herald.createProviderGroup({ providerGroupInput: { name: `${FIRST}, then ${SECOND}`, members } });
  return { groupId: group.id, names };
}

interface Clients {
  readonly herald: HeraldClient;
  readonly simulator: SimulatorClient;
}

/** Shows progress until the campaign has ended; revives the first provider once nothing but its lost answers is open. */
async function watch(
  campaign: Clients & {
    campaignId: string;
    qualified: number;
    say: (text: string) => void;
  },
): Promise<RunReport> {
  const { herald, simulator, campaignId, qualified, say } = campaign;
  const progress = new ProgressLine(process.stdout.isTTY === true);
  let diedAt: number | null = null;
  let done = -1;
  let isBack = false;
  const report = await ended(herald, campaignId, {
    timeoutMs: 30 * 60_000,
    async onWait() {
      const { notYet, audience } = await firstReport(herald, campaignId);
      if (!audience) return;
      const { providers } = await simulator.stats();
      const isDead = providers[FIRST]?.mode === 'die' && !isBack;
      if (isDead) diedAt ??= Date.now();
      const state = `${FIRST} ${providers[FIRST]?.accepted ?? 0}${isDead ? ' (dead)' : ''}, ${SECOND} ${providers[SECOND]?.accepted ?? 0}`;
      const stands = qualified - notYet === done;
      done = qualified - notYet;
      progress.show(done, qualified, state);
      if (!isDead || !stands || diedAt === null || Date.now() - diedAt < DEAD_MS) return;
      isBack = true;
      progress.end();
      say(
        `    ${SECOND} has sent the rest. Nobody knows yet what became of ${notYet} requests that ${FIRST} took down with it;`,
      );
      say(`    ${FIRST} comes back, and Herald asks.`);
      await simulator.behave(FIRST, { mode: 'ok' });
    },
  });
  progress.show(qualified - report.notYet, qualified, 'done');
  progress.end();
  await receiptsArrived(simulator);
  return await firstReport(herald, campaignId);
}

/** The last receipts come after the campaign's end. */
async function receiptsArrived(simulator: SimulatorClient): Promise<void> {
  const end = Date.now() + 5000;
  while (Date.now() < end) {
    const { providers } = await simulator.stats();
    if (Object.values(providers).every((provider) => provider.callbacksPending === 0)) return;
    await sleep(100);
  }
}

/** The simulator keeps its own ledger of what it accepted: it is what the report has to agree with. */
function comparison(report: RunReport, ledger: readonly LedgerLine[]): string {
  const numbers = new Set(ledger.map((line) => line.to)).size;
  const twice = ledger.length - numbers;
  const missed = (report.audience?.reachable ?? 0) - numbers;
  const agrees = ledger.length === report.sent && twice === 0 && missed === 0;
  const counts = `${whole(ledger.length)} accepted, ${twice} people twice, ${missed} missed`;
  if (agrees) return `The providers' own ledgers agree: ${counts}.`;
  throw new Error(`The providers' own ledgers DISAGREE with the report (${report.sent} sent): ${counts}.`);
}

/** One text of each kind: they differ most by their first letters. */
function samples(ledger: readonly LedgerLine[]): { from: string; to: string; body: string }[] {
  const kinds = new Map(ledger.map((line) => [line.body.slice(0, 2), line]));
  return [...kinds.values()].slice(0, 4).map(({ provider, to, body }) => ({ from: provider, to, body }));
}
