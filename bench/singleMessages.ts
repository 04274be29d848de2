import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { launch } from '../dev/campaigns.ts';
import { projectRoot } from '../dev/components/projectRoot.ts';
import type { SimulatorClient } from '../dev/simulatorClient.ts';
import type { HeraldClient } from '../src/client/heraldClient.ts';
import { delayTable } from './delays.ts';
import { linesOf } from './ledger.ts';
import { acceptances, addGroup, onOwnStack } from './ownStack.ts';
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
  return await onOwnStack(say, async ({ simulator, herald }) => {
    await herald.importProfiles({ content: peopleAsNdjson(options.users), type: 'application/x-ndjson' });
    const groupId = await addGroup({ simulator, herald }, 'shared', { ratePerSecond: PROVIDER_RATE });
    const round = (from: number) => sendAll({ herald, simulator, from, options, groupId });

    // The first ones of a process are slower: they load code and open connections.
    await round(0).then(() => say('Warmed up.'));
    const idle = await round(1);
    say('Idle: done.');
    const campaignId = await launch(herald, {
      name: 'bench',
      type: 'past_behaviour',
      when: { kind: 'now' },
      who: { kind: 'everyone' },
      what: { template: 'Hi {{ profile.name }}, see you on Sunday.' },
      providerGroupId: groupId,
    });
    await acceptances(simulator, options.messages * 2 + PROVIDER_RATE, 60_000);
    const beside = await round(2);
    const { status } = await herald.getCampaign({ campaignId });
    if (status !== 'running') throw new Error(`the campaign is ${status}: it ended before the single messages`);
    await herald.stopCampaign({ campaignId });
    return reportOf(options, { idle, beside });
  });
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

function reportOf(
  { messages, rate, users }: Options,
  of: { idle: readonly Taken[]; beside: readonly Taken[] },
): string {
  const rows = (where: string, all: readonly Taken[]) =>
    [
      [`${where}: until the API has answered`, all.map(({ acknowledged }) => acknowledged)],
      [`**${where}: until the provider has accepted**`, all.map(({ accepted }) => accepted)],
    ] as const;
  return [
    `${messages} single messages in each situation, ${rate} a second, through a provider with ${PROVIDER_RATE} messages a second. Milliseconds from the request on; each was accepted once.`,
    '',
    ...delayTable([
      ...rows('idle', of.idle),
      ...rows(`beside a campaign to ${users.toLocaleString('en-GB')} that uses all of the rate`, of.beside),
    ]),
  ].join('\n');
}
