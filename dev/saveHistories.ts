import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { batchIdOf, batchWorkflowId, campaignWorkflowId, runIdOf } from '../src/domain/ids.ts';
import { projectRoot } from './components/projectRoot.ts';
import { syntheticPeople } from './demo/syntheticPeople.ts';
import { HeraldClient } from './heraldClient.ts';
import { providerDefinition } from './simulatedProvider.ts';
import { startSimulatorProcess } from './simulatorClient.ts';
import { startStack } from './stack.ts';

/**
 * Saves histories of each workflow from a real server, for test/workflows/replay.test.ts: `npm run histories -- NAME`. Run it when
 * a release changes what the workflows do, and keep the older files: campaigns that began then still have to replay.
 */
const name = process.argv[2];
if (name === undefined || !/^[\w.-]+$/.test(name)) {
  console.error('Wanted: a name for this set of histories, such as 2026-11: npm run histories -- 2026-11');
  process.exit(2);
}

const PEOPLE = 6000;
const folder = join(projectRoot(), 'test/histories', name);
const stack = await startStack({ log: console.error });
const simulator = await startSimulatorProcess({ logFile: stack.logFile('simulator') });
try {
  const herald = new HeraldClient({ url: stack.apiUrl ?? '', key: stack.apiKey });
  await herald.importFile('/v1/profiles/import', { content: syntheticPeople(PEOPLE), type: 'application/x-ndjson' });
  const address = await simulator.addProvider({ kind: 'twilio', name: 'only' });
  const providerId = await herald.create('/v1/providers', providerDefinition(address, { ratePerSecond: 2000 }));
  const providerGroupId = await herald.create('/v1/provider-groups', { name: 'only', members: [{ providerId }] });
  const campaign = {
    name: 'history',
    type: 'past_behaviour',
    when: { kind: 'now' },
    who: { kind: 'everyone' },
    what: { template: 'Hello' },
    providerGroupId,
  };

  const completed = await herald.launch({
    ...campaign,
    when: { kind: 'at', at: new Date(Date.now() + 2000).toISOString() },
  });
  await herald.ended(completed, { timeoutMs: 60_000 });
  await save('completed', completed);

  const paused = await herald.launch(campaign);
  await sending(herald, paused);
  await herald.call('POST', `/v1/campaigns/${paused}/pause`);
  await sleep(1500);
  await herald.call('POST', `/v1/campaigns/${paused}/resume`);
  await herald.ended(paused, { timeoutMs: 60_000 });
  await save('paused', paused);

  await simulator.behave('only', { mode: 'unavailable' });
  const waiting = await herald.launch(campaign);
  await sending(herald, waiting);
  await sleep(3000);
  await simulator.behave('only', { mode: 'ok' });
  await herald.ended(waiting, { timeoutMs: 120_000 });
  await save('waited-for-provider', waiting);

  const stopped = await herald.launch(campaign);
  await sending(herald, stopped);
  await herald.call('POST', `/v1/campaigns/${stopped}/stop`);
  await herald.ended(stopped, { timeoutMs: 60_000 });
  await save('stopped', stopped);
} finally {
  await simulator.stop();
  await stack.stop();
}

async function sending(herald: HeraldClient, campaignId: string): Promise<void> {
  for (let look = 0; look < 200; look += 1) {
    if ((await herald.campaign(campaignId)).progress?.phase === 'sending') return;
    await sleep(50);
  }
  throw new Error('the campaign did not begin to send');
}

async function save(scenario: string, campaignId: string): Promise<void> {
  const connection = await Connection.connect({ address: stack.temporalAddress });
  const { workflow } = new Client({ connection });
  await mkdir(folder, { recursive: true });
  const batch = batchWorkflowId(batchIdOf(runIdOf(campaignId, 1), 1));
  for (const [kind, workflowId] of [
    ['campaign', campaignWorkflowId(campaignId)],
    ['batch', batch],
  ] as const) {
    const history = historyToJSON(await workflow.getHandle(workflowId).fetchHistory());
    await writeFile(join(folder, `${kind}-${scenario}.json`), withoutMachine(history));
  }
  await connection.close();
}

/** Who worked on it is named after process and host. */
function withoutMachine(history: string): string {
  return `${history.replace(/"identity": *"[^"]*"/g, '"identity": "a worker"').trimEnd()}\n`;
}
