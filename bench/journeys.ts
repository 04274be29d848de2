import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { projectRoot } from '../dev/components/projectRoot.ts';
import type { SimulatorClient } from '../dev/simulatorClient.ts';
import type { HeraldClient } from '../src/client/heraldClient.ts';
import { linesOf } from './ledger.ts';
import { addGroup, onOwnStack } from './ownStack.ts';
import { peopleAsNdjson } from './people.ts';
import { type Usage, usageOf } from './processUsage.ts';
import { writeFigures } from './readme.ts';
import { wholeNumber } from './wholeNumber.ts';

const USAGE = `npm run bench -- journeys [options]: what people cost who are asleep in a journey, and how long it takes until many who wake at once have their text.

  --asleep N    people in the journey (default: 10000)
  --waking N    of those, how many wake in the same minute (default: 1000)
  --write       put the figures into bench/README.md
  --help`;

/** For so long the processes are watched while nobody wakes. */
const REST_MS = 60_000;
const JOURNEY = 'onboarding';

interface Options {
  readonly asleep: number;
  readonly waking: number;
}

/** `npm run bench -- journeys`. */
export async function benchJourneys(args: readonly string[], say: (line: string) => void): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      asleep: { type: 'string', default: '10000' },
      waking: { type: 'string', default: '1000' },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return say(USAGE);
  const asleep = wholeNumber('asleep', values.asleep, 1_000_000);
  const options = { asleep, waking: wholeNumber('waking', values.waking, asleep) };
  const report = await measured(options, say);
  process.stdout.write(`\n${report}\n`);
  if (values.write) writeFigures(join(projectRoot(), 'bench/README.md'), report, 'npm run bench -- journeys --write');
}

async function measured(options: Options, say: (line: string) => void): Promise<string> {
  return await onOwnStack(say, async (own) => {
    const { stack, simulator, herald } = own;
    await herald.importProfiles({ content: peopleAsNdjson(options.asleep), type: 'application/x-ndjson' });
    await addGroup(own, 'journeys');

    const pid = stack.workers[0]?.pid ?? null;
    const before = usageOf(pid);
    const began = Date.now();
    await enterAll(herald, options, say);
    const entering = (Date.now() - began) / 1000;
    say('All are asleep.');
    // What the entering has left is collected in a while.
    await sleep(15_000);
    const from = usageOf(pid);
    await sleep(REST_MS);
    const rest = { before, from, to: usageOf(pid) };

    const { woken, took } = await wakeSome(herald, simulator, options);
    return reportOf(options, { entering, rest, woken, took });
  });
}

/** Everybody gets the welcome, and waits for a day. */
async function enterAll(herald: HeraldClient, { asleep }: Options, say: (line: string) => void): Promise<void> {
  const condition = { kind: 'field' as const, field: 'optedOut' as const, operator: 'equals' as const, value: false };
  const segment = await herald.createSegment({ segmentInput: { name: 'all', condition } });
  await herald.startJourneyForSegment({ journey: JOURNEY, startSegmentInput: { segmentId: segment.id } });
  for (let told = 0; ; ) {
    const { steps } = await herald.getJourney({ journey: JOURNEY });
    const waiting = steps.find(({ step }) => step === 'wait: account_set_up')?.people ?? 0;
    if (waiting >= asleep) return;
    if (waiting >= told + 1000) {
      say(`${waiting} are asleep ...`);
      told = waiting;
    }
    await sleep(1000);
  }
}

/** The event that the people wait for, of many at once; until the last of them has its text. */
async function wakeSome(herald: HeraldClient, simulator: SimulatorClient, { waking }: Options) {
  const name = 'account_set_up';
  const { items } = await herald.listJourneyPeople({ journey: JOURNEY, limit: Math.min(waking, 1000) });
  const began = Date.now();
  await herald.recordEvents({ bulk: { items: items.map(({ profileId }) => ({ id: 'set-up', profileId, name })) } });
  const acknowledged = Date.now() - began;
  const took: number[] = [];
  while (took.length < items.length) {
    await sleep(250);
    took.length = 0;
    for await (const { at, body } of linesOf(simulator.url, 'journeys')) {
      if (body.startsWith('All set')) took.push(Date.parse(at) - began);
    }
  }
  return { woken: acknowledged, took: took.sort((a, b) => a - b) };
}

function reportOf(
  { asleep, waking }: Options,
  of: {
    entering: number;
    rest: { before: Usage | null; from: Usage | null; to: Usage | null };
    woken: number;
    took: readonly number[];
  },
): string {
  const { before, from, to } = of.rest;
  const seconds = (ms: number | undefined): string => ((ms ?? 0) / 1000).toFixed(1);
  const figure = (value: number | undefined, digits = 0): string => value?.toFixed(digits) ?? '?';
  const cpu = to && from ? (100 * (to.cpuSeconds - from.cpuSeconds)) / (REST_MS / 1000) : undefined;
  const at = (share: number): number | undefined =>
    of.took[Math.min(of.took.length - 1, Math.floor(share * of.took.length))];
  const count = (value: number): string => value.toLocaleString('en-GB');
  return [
    `${count(asleep)} people enter \`${JOURNEY}\` through a segment, get a text and wait; then the event that ${count(waking)} of them wait for comes in one request. One worker, the embedded Temporal and store.`,
    '',
    '| | |',
    '| --- | ---: |',
    `| until all have their first text and are asleep | ${figure(of.entering)} s (${figure(asleep / of.entering)} a second) |`,
    `| memory of the worker before anybody enters | ${figure(before?.residentMb)} MB |`,
    `| **memory of the worker at rest, all asleep** | **${figure(to?.residentMb)} MB** |`,
    `| **CPU of the worker at rest, of one core** | **${figure(cpu, 1)} %** |`,
    `| until the events of ${count(waking)} are acknowledged | ${seconds(of.woken)} s |`,
    `| until half of those have their text | ${seconds(at(0.5))} s |`,
    `| until 95 % of those have their text | ${seconds(at(0.95))} s |`,
    `| **until the last of those has its text** | **${seconds(at(1))} s** |`,
  ].join('\n');
}
