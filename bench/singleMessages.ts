import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { projectRoot } from '../dev/components/projectRoot.ts';
import { providerDefinition } from '../dev/simulatedProvider.ts';
import { type SimulatorClient, startSimulatorProcess } from '../dev/simulatorClient.ts';
import { type Stack, startStack } from '../dev/stack.ts';
import { type HeraldClient, heraldClient } from '../src/client/heraldClient.ts';
import { linesOf } from './ledger.ts';
import { peopleAsNdjson } from './people.ts';
import { writeFigures } from './readme.ts';
import { wholeNumber } from './wholeNumber.ts';

const USAGE = `npm run bench -- single [options]: how long a single message takes to the provider, idle and beside a campaign.

  --messages N  single messages in each situation (default: 200)
  --rate N      single messages a second (default: 5)
  --users N     recipients of the campaign (default: 50000)
  --write       put the figures into bench/README.md
  --help`;

/** Of the provider, messages a second: the campaign uses all of it for as long as the single messages take. */
const PROVIDER_RATE = 300;

interface Options {
  readonly messages: number;
  readonly rate: number;
  readonly users: number;
}

/** What one message took, in milliseconds from the request on. */
interface Taken {
  /** Until the API had stored it. */
  readonly acknowledged: number;
  /** Until the provider had accepted it. */
  readonly accepted: number;
}

/** `npm run bench -- single`. */
export async function benchSingle(args: readonly string[], say: (line: string) => void): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      messages: { type: 'string', default: '200' },
      rate: { type: 'string', default: '5' },
      users: { type: 'string', default: '50000' },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return say(USAGE);
  const whole = (flag: 'messages' | 'rate' | 'users', most: number) => wholeNumber(flag, values[flag], most);
  // The account allows a thousand to one country in an hour.
  const options = { messages: whole('messages', 450), rate: whole('rate', 50), users: whole('users', 1_000_000) };
  const report = await measured(options, say);
  process.stdout.write(`\n${report}\n`);
  if (values.write) writeFigures(join(projectRoot(), 'bench/README.md'), report, 'npm run bench -- single --write');
}

async function measured(options: Options, say: (line: string) => void): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'herald-bench-'));
  let stack: Stack | undefined;
  let simulator: SimulatorClient | undefined;
  try {
    stack = await startStack({ dataFolder: join(folder, 'data'), workers: 1, log: say });
    simulator = await startSimulatorProcess({ logFile: join(folder, 'simulator.log') });
    const herald = heraldClient({ url: stack.apiUrl ?? '', apiKey: stack.apiKey });
    await herald.importProfiles({ content: peopleAsNdjson(options.users), type: 'application/x-ndjson' });
    const address = await simulator.addProvider({ kind: 'twilio', name: 'shared' });
    const providerInput = providerDefinition(address, { ratePerSecond: PROVIDER_RATE });
    const { id: providerId } = await herald.createProvider({ providerInput });
    const group = await herald.createProviderGroup({
      providerGroupInput: { name: 'shared', members: [{ providerId }] },
    });
    const round = (from: number) =>
      sendAll({ herald, simulator: simulator as SimulatorClient, from, options, groupId: group.id });

    // The first ones of a process are slower: they load code and open connections.
    await round(0).then(() => say('Warmed up.'));
    const idle = await round(1);
    say('Idle: done.');
    const campaignId = await startCampaign(herald, group.id);
    await waitForAcceptances(simulator, options.messages * 2 + PROVIDER_RATE);
    const beside = await round(2);
    const { status } = await herald.getCampaign({ campaignId });
    if (status !== 'running') throw new Error(`the campaign is ${status}: it ended before the single messages`);
    await herald.stopCampaign({ campaignId });
    return reportOf(options, { idle, beside });
  } finally {
    await simulator?.stop();
    await stack?.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

const numberOf = (round: number, index: number): string => `+3377${round}${String(index).padStart(6, '0')}`;

/** Sends at a steady rate, whatever became of the ones before. */
async function sendAll(of: {
  herald: HeraldClient;
  simulator: SimulatorClient;
  from: number;
  options: Options;
  groupId: string;
}): Promise<Taken[]> {
  const { herald, simulator, from, options, groupId: providerGroupId } = of;
  const sent = await Promise.all(
    Array.from({ length: from === 0 ? Math.min(50, options.messages) : options.messages }, async (_, index) => {
      await sleep((index * 1000) / options.rate);
      const to = numberOf(from, index);
      const at = Date.now();
      await herald.sendMessage({ singleMessageInput: { to, text: 'Your code is 482913', providerGroupId } });
      return { to, at, acknowledged: Date.now() - at };
    }),
  );
  const acceptedAt = new Map<string, number[]>();
  for (let tries = 0; tries < 100; tries += 1) {
    acceptedAt.clear();
    for await (const { to, at } of linesOf(simulator.url, 'shared')) {
      if (to.startsWith(`+3377${from}`)) acceptedAt.set(to, [...(acceptedAt.get(to) ?? []), Date.parse(at)]);
    }
    if (acceptedAt.size === sent.length) break;
    await sleep(100);
  }
  return sent.map(({ to, at, acknowledged }) => {
    const accepted = acceptedAt.get(to) ?? [];
    if (accepted.length !== 1) throw new Error(`a single message was sent ${accepted.length} times`);
    return { acknowledged, accepted: (accepted[0] ?? 0) - at };
  });
}

async function startCampaign(herald: HeraldClient, providerGroupId: string): Promise<string> {
  const { id } = await herald.createCampaign({
    campaignInput: {
      name: 'bench',
      type: 'past_behaviour',
      when: { kind: 'now' },
      who: { kind: 'everyone' },
      what: { template: 'Hi {{ profile.name }}, see you on Sunday.' },
      providerGroupId,
    },
  });
  await herald.scheduleCampaign({ campaignId: id });
  return id;
}

async function waitForAcceptances(simulator: SimulatorClient, count: number): Promise<void> {
  for (let looks = 0; looks < 600; looks += 1) {
    if ((await simulator.stats()).accepted >= count) return;
    await sleep(100);
  }
  throw new Error('the campaign has not begun to send after a minute');
}

function reportOf(
  { messages, rate, users }: Options,
  of: { idle: readonly Taken[]; beside: readonly Taken[] },
): string {
  const line = (name: string, values: readonly number[]): string => {
    const sorted = values.toSorted((a, b) => a - b);
    const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
    return `| ${name} | ${[at(0), at(0.5), at(0.95), at(0.99), at(1)].join(' | ')} |`;
  };
  const lines = (where: string, all: readonly Taken[]): string[] => [
    line(
      `${where}: until the API has answered`,
      all.map(({ acknowledged }) => acknowledged),
    ),
    line(
      `**${where}: until the provider has accepted**`,
      all.map(({ accepted }) => accepted),
    ),
  ];
  return [
    `${messages} single messages in each situation, ${rate} a second, through a provider with ${PROVIDER_RATE} messages a second. Milliseconds from the request on; each was accepted once.`,
    '',
    '| | min | median | 95 % | 99 % | max |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    ...lines('idle', of.idle),
    ...lines(`beside a campaign to ${users.toLocaleString('en-GB')} that uses all of the rate`, of.beside),
  ].join('\n');
}
