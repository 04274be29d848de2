import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished } from 'vitest';
import { type Child, startChild } from '../../dev/components/childProcess.ts';
import { freePort } from '../../dev/components/freePort.ts';
import { findOnPath, isExecutableFile } from '../../dev/components/onPath.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const FAKE_NETWORK = '/usr/lib/kannel/test/fakesmsc';
export const kannelIsInstalled =
  findOnPath('bearerbox') !== null && findOnPath('smsbox') !== null && isExecutableFile(FAKE_NETWORK);
if (!kannelIsInstalled) {
  console.error('Kannel is not installed: its tests are skipped (apt-get install kannel kannel-extras).');
}

export const KANNEL_PASSWORD = 'p&ss w%rd';
/** The number that people text to. */
const KANNEL_NUMBER = '13013';

/** A message that arrived in the network: `sender receiver kind text`. */
export interface Arrival {
  readonly line: string;
  readonly at: number;
}

export interface Kannel {
  readonly baseUrl: string;
  readonly arrived: readonly Arrival[];
  readonly network: Child;
  /** A phone sends a text, which comes to `getUrl`. */
  text(from: string, text: string): Promise<void>;
}

/** A Kannel with a fake network, on ports of its own; ended after the test. `getUrl`: where it passes on the texts of phones; left out: nowhere. */
export async function startKannel({ getUrl }: { getUrl?: string } = {}): Promise<Kannel> {
  const [admin, boxes, network, phones, sendsms] = [
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
  ];
  const folder = temporaryFolder();
  const config = join(folder, 'kannel.conf');
  writeFileSync(
    config,
    `group = core
admin-port = ${admin}
admin-interface = 127.0.0.1
admin-password = ${KANNEL_PASSWORD}
smsbox-port = ${boxes}
smsbox-interface = 127.0.0.1
box-allow-ip = 127.0.0.1
log-level = 1

group = smsc
smsc = fake
smsc-id = network
port = ${network}
connect-allow-ip = 127.0.0.1

# Texts of phones come over a connection of their own, which takes no messages.
group = smsc
smsc = fake
smsc-id = phones
allowed-smsc-id = phones
port = ${phones}
connect-allow-ip = 127.0.0.1

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = ${sendsms}
sendsms-interface = 127.0.0.1
global-sender = ${KANNEL_NUMBER}
mo-recode = true
log-level = 1

group = sendsms-user
username = herald
password = ${KANNEL_PASSWORD}

group = sms-service
keyword = default
${getUrl === undefined ? 'text = none' : `get-url = "${getUrl}"\ncatch-all = true\nomit-empty = true`}
max-messages = 0
`,
  );
  const start = async (name: string, command: string, args: string[], onLine: (line: string) => void = () => {}) => {
    const child = await startChild({ name, command, args, cwd: folder, onLine });
    onTestFinished(() => child.stop(2_000));
    return child;
  };
  const status = async () => await (await fetch(`http://127.0.0.1:${admin}/status.txt`)).text();
  const online = async () => ((await status()).match(/\(online/g) ?? []).length;
  const received = async () => Number(/^SMS: received (\d+)/m.exec(await status())?.[1]);
  await start('bearerbox', 'bearerbox', [config]);
  await untilAnswers(`http://127.0.0.1:${admin}/status.txt`);
  await start('smsbox', 'smsbox', [config]);
  await untilAnswers(`http://127.0.0.1:${sendsms}/cgi-bin/sendsms`);
  /** It sends the text at once, and would send it again after 100,000 seconds. */
  const fakeNetwork = (port: number, text: string, onLine?: (line: string) => void) =>
    start('fakesmsc', FAKE_NETWORK, ['-H', '127.0.0.1', '-r', String(port), '-i', '100000', '-m', '-1', text], onLine);
  const arrived: Arrival[] = [];
  const child = await fakeNetwork(network, `+447700900000 ${KANNEL_NUMBER} text hi`, (line) => {
    const message = /Got message \d+: <(.*)>$/.exec(line)?.[1];
    if (message !== undefined) arrived.push({ line: message, at: Date.now() });
  });
  await expect.poll(online, { timeout: 10_000 }).toBe(1);
  return {
    baseUrl: `http://127.0.0.1:${sendsms}`,
    arrived,
    network: child,
    async text(from, text) {
      const before = await received();
      const phone = await fakeNetwork(phones, `${from} ${KANNEL_NUMBER} text ${text}`);
      await expect.poll(received, { timeout: 10_000, interval: 20 }).toBe(before + 1);
      await phone.stop();
      await expect.poll(online, { timeout: 10_000, interval: 20 }).toBe(1);
    },
  };
}

async function untilAnswers(url: string): Promise<void> {
  for (const deadline = Date.now() + 10_000; ; await sleep(100)) {
    try {
      await (await fetch(url)).text();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}
