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
 * Saves histories of each workflow from a real server, for test/workflows/replay.test.ts: `npm run histories -- NAME`. Run it when a
 * release changes the workflows, and keep the older files, because campaigns that began then must still replay.
 */
const name = process.argv[2];
if (name === undefined || !/^[\w.-]+$/.test(name)) {
  console.error('Wanted: a name for this set of histories, such as 2026-11: npm run histories -- 2026-11');
  process.exit(2);
}

const PEOPLE = 6000;
const MINUTE_MS = 60_000;
const folder = join(projectRoot(), 'test/histories', name);
// A safety check requires a mail server. No server answers there, which does not delay anything.
process.env.HERALD_SMTP_URL ??= 'smtp://127.0.0.1:9';
process.env.HERALD_MAIL_FROM ??= 'herald@example.com';
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

  const approved = await herald.launch({
    ...campaign,
    safetyCheck: { maxAudience: 10 },
    pauseOnErrors: { percent: 50 },
    alertEmail: 'marketing@example.com',
  });
  await inPhase(herald, approved, 'awaiting_approval');
  await herald.call('POST', `/v1/campaigns/${approved}/raise-limit`, { limit: 20 });
  await herald.call('POST', `/v1/campaigns/${approved}/approve`);
  await herald.ended(approved, { timeoutMs: 60_000 });
  await save('approved', approved);

  const dates = [clock(1), clock(2)];
  const edited = await herald.launch({ ...campaign, when: { kind: 'dates', dates: [clock(60)], zone: 'UTC' } });
  await herald.call('PUT', `/v1/campaigns/${edited}`, { ...campaign, when: { kind: 'dates', dates, zone: 'UTC' } });
  await herald.ended(edited, { timeoutMs: 4 * MINUTE_MS });
  await save('edited-two-runs', edited);

  const dnd = [{ from: clock(2).slice(11), to: clock(3).slice(11), zone: 'account', action: 'delay' }];
  await sleep(MINUTE_MS);
  const postponed = await herald.launch({ ...campaign, dnd });
  await herald.ended(postponed, { timeoutMs: 4 * MINUTE_MS });
  await save('postponed-by-dnd', postponed);
} finally {
  await simulator.stop();
  await stack.stop();
}

function sending(herald: HeraldClient, campaignId: string): Promise<void> {
  return inPhase(herald, campaignId, 'sending');
}

async function inPhase(herald: HeraldClient, campaignId: string, phase: string): Promise<void> {
  for (let look = 0; look < 200; look += 1) {
    if ((await herald.campaign(campaignId)).progress?.phase === phase) return;
    await sleep(50);
  }
  throw new Error(`the campaign did not come to be ${phase}`);
}

/** The local time in UTC after the given number of minutes. */
function clock(minutes: number): string {
  return new Date(Date.now() + minutes * MINUTE_MS).toISOString().slice(0, 16);
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

/** Replaces the workers' identities, which consist of process and host. */
function withoutMachine(history: string): string {
  return `${history.replace(/"identity": *"[^"]*"/g, '"identity": "a worker"').trimEnd()}\n`;
}
