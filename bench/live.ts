import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { launch, running } from '../dev/campaigns.ts';
import { projectRoot } from '../dev/components/projectRoot.ts';
import { delayTable } from './delays.ts';
import { type LiveOptions, type LiveRound, liveRound, rolesOf } from './liveRound.ts';
import { type RolesUsage, startMeter } from './meter.ts';
import { addGroup, type OwnStack, onOwnStack } from './ownStack.ts';
import { peopleAsNdjson, personAt } from './people.ts';
import { writeFigures } from './readme.ts';
import { wholeNumber } from './wholeNumber.ts';

const USAGE = `npm run bench -- live [options]: how long it takes from an event to the message that it triggers.

  --rate N        events a second, half of which trigger a message (default: 500)
  --seconds N     for so long (default: 60)
  --per-request N events in a bulk request; of every N + 2 events, 2 come in requests of their own (default: 20)
  --users N       people whose events they are (default: 10000)
  --waiting N     triggers of another campaign that wait meanwhile, in a second round (default: 100000; 0: no such round)
  --write         put the figures into bench/README.md
  --help`;

/** How long it is measured what triggers cost that only wait. */
const REST_MS = 30_000;
const DAY_SECONDS = 86_400;
const MOST_IN_REQUEST = 1000;

interface Waiting {
  /** How long it took to have them all acknowledged. */
  readonly insertedMs: number;
  readonly atRest: RolesUsage;
  readonly round: LiveRound;
}

/** `npm run bench -- live`. */
export async function benchLive(args: readonly string[], say: (line: string) => void): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rate: { type: 'string', default: '500' },
      seconds: { type: 'string', default: '60' },
      'per-request': { type: 'string', default: '20' },
      users: { type: 'string', default: '10000' },
      waiting: { type: 'string', default: '100000' },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return say(USAGE);
  const whole = (flag: 'rate' | 'seconds' | 'per-request' | 'users' | 'waiting', most: number) =>
    wholeNumber(flag, values[flag], most);
  const options = {
    rate: whole('rate', 10_000),
    seconds: whole('seconds', 3600),
    perRequest: whole('per-request', MOST_IN_REQUEST),
    users: whole('users', 1_000_000),
  };
  const waiting = values.waiting === '0' ? 0 : whole('waiting', 1_000_000);
  const report = await onOwnStack(say, async (own) => {
    await own.herald.importProfiles({ content: peopleAsNdjson(options.users), type: 'application/x-ndjson' });
    // The first ones of a process are slower: they load code and open connections.
    await liveRound(own, 'warm-up', { ...options, seconds: Math.min(5, options.seconds) });
    say('Warmed up.');
    const alone = await liveRound(own, 'alone', options);
    say('Nothing waits: done.');
    return reportOf(
      options,
      alone,
      waiting === 0 ? null : { count: waiting, ...(await beside(own, waiting, options)) },
    );
  });
  process.stdout.write(`\n${report}\n`);
  if (values.write) writeFigures(join(projectRoot(), 'bench/README.md'), report, 'npm run bench -- live --write');
}

/** The same while triggers of another campaign wait. */
async function beside(own: OwnStack, count: number, options: LiveOptions): Promise<Waiting> {
  const { herald } = own;
  const campaignId = await launch(herald, {
    name: 'waiting',
    type: 'live',
    when: { kind: 'api', delaySeconds: DAY_SECONDS },
    what: { template: 'Hi {{ profile.name }}' },
    providerGroupId: await addGroup(own, 'waiting'),
  });
  await running(herald, campaignId);
  const startedAt = performance.now();
  for (let first = 0; first < count; first += MOST_IN_REQUEST) {
    const items = Array.from({ length: Math.min(MOST_IN_REQUEST, count - first) }, (_, index) => ({
      profileId: personAt((first + index) % options.users).id,
      key: `waiting-${first + index}`,
    }));
    const { accepted } = await herald.triggerCampaign({ campaignId, triggerInput: { items } });
    if (accepted !== items.length) throw new Error(`${accepted} of ${items.length} triggers were accepted`);
  }
  const insertedMs = performance.now() - startedAt;
  // The execution that was told of the first of them ends.
  await sleep(10_000);
  const stopMeter = startMeter(rolesOf(own));
  await sleep(REST_MS);
  return { insertedMs, atRest: stopMeter(), round: await liveRound(own, 'beside', options) };
}

function reportOf(
  { rate, seconds, perRequest, users }: LiveOptions,
  alone: LiveRound,
  waiting: (Waiting & { readonly count: number }) | null,
): string {
  const besides = waiting === null ? '' : `beside ${whole(waiting.count)} triggers that wait`;
  const rounds = [['nothing waits', alone] as const, ...(waiting === null ? [] : [[besides, waiting.round] as const])];
  return [
    `${rate} events a second for ${seconds} s, of ${whole(users)} people, half of which trigger a message; ${perRequest} in each bulk request, and 1 in ${(perRequest + 2) / 2} in a request of its own. Milliseconds from the beginning of the request on; each message was accepted once.`,
    '',
    ...delayTable(
      rounds.flatMap(([name, { bulk, single }]) => [
        [`${name}, bulk: until the API has answered`, bulk.acknowledged],
        [`**${name}, bulk: until the provider has accepted**`, bulk.accepted],
        [`${name}, single events: until the API has answered`, single.acknowledged],
        [`**${name}, single events: until the provider has accepted**`, single.accepted],
      ]),
    ),
    ...rounds.flatMap(([name, { repeated }]) =>
      repeated === 0 ? [] : ['', `${name}: ${repeated} requests were sent again, because their connection broke.`],
    ),
    '',
    `| | triggers | Temporal actions | **per 1,000 triggers** | of these |`,
    '| --- | ---: | ---: | ---: | --- |',
    ...rounds.map(([name, round]) => actionsLine(name, round)),
    '',
    `| CPU seconds | ${Object.keys(alone.usage).join(' | ')} |`,
    `| --- |${Object.keys(alone.usage)
      .map(() => ' ---: |')
      .join('')}`,
    ...rounds.map(([name, { usage }]) => usageLine(`${name}, ${seconds} s of events`, usage)),
    ...(waiting === null
      ? []
      : [usageLine(`${REST_MS / 1000} s in which nothing happens, ${besides}`, waiting.atRest)]),
    ...(waiting === null
      ? []
      : [
          '',
          `The API took the ${whole(waiting.count)} triggers, ${whole(MOST_IN_REQUEST)} in a request, in ${(waiting.insertedMs / 1000).toFixed(1)} s.`,
        ]),
  ].join('\n');
}

function actionsLine(name: string, { triggers, actions }: LiveRound): string {
  if (actions === null) return `| ${name} | ${whole(triggers)} | not measured | not measured | |`;
  const sum = Object.values(actions).reduce((all, count) => all + count, 0);
  const kinds = Object.entries(actions).map(([kind, count]) => `${count} ${kind}`);
  return `| ${name} | ${whole(triggers)} | ${sum} | ${((1000 * sum) / triggers).toFixed(1)} | ${kinds.join(', ')} |`;
}

const usageLine = (name: string, usage: RolesUsage): string =>
  `| ${name} | ${Object.values(usage)
    .map((role) => role?.cpuSeconds.toFixed(1) ?? 'not measured')
    .join(' | ')} |`;

const whole = (value: number): string => value.toLocaleString('en-GB');
