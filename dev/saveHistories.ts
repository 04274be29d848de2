import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { type HeraldClient, heraldClient } from '../src/client/heraldClient.ts';
import type { CampaignInput } from '../src/client/operations.ts';
import { batchIdOf, batchWorkflowId, campaignWorkflowId, runIdOf } from '../src/domain/ids.ts';
import { ended, launch } from './campaigns.ts';
import { projectRoot } from './components/projectRoot.ts';
import { syntheticPeople } from './demo/syntheticPeople.ts';
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
  const herald = heraldClient({ url: stack.apiUrl ?? '', apiKey: stack.apiKey });
  await herald.importProfiles({ content: syntheticPeople(PEOPLE), type: 'application/x-ndjson' });
  const address = await simulator.addProvider({ kind: 'twilio', name: 'only' });
  const provider = await herald.createProvider({ providerInput: providerDefinition(address, { ratePerSecond: 2000 }) });
  const { id: providerGroupId } = await herald.createProviderGroup({
    providerGroupInput: { name: 'only', members: [{ providerId: provider.id }] },
  });
  const campaign: CampaignInput = {
    name: 'history',
    type: 'past_behaviour',
    when: { kind: 'now' },
    who: { kind: 'everyone' },
    what: { template: 'Hello' },
    providerGroupId,
  };

  const completed = await launch(herald, {
    ...campaign,
    when: { kind: 'at', at: new Date(Date.now() + 2000).toISOString() },
  });
  await ended(herald, completed, { timeoutMs: 60_000 });
  await save('completed', completed);

  const paused = await launch(herald, campaign);
  await sending(herald, paused);
  await herald.pauseCampaign({ campaignId: paused });
  await sleep(1500);
  await herald.resumeCampaign({ campaignId: paused });
  await ended(herald, paused, { timeoutMs: 60_000 });
  await save('paused', paused);

  await simulator.behave('only', { mode: 'unavailable' });
  const waiting = await launch(herald, campaign);
  await sending(herald, waiting);
  await sleep(3000);
  await simulator.behave('only', { mode: 'ok' });
  await ended(herald, waiting, { timeoutMs: 120_000 });
  await save('waited-for-provider', waiting);

  const stopped = await launch(herald, campaign);
  await sending(herald, stopped);
  await herald.stopCampaign({ campaignId: stopped });
  await ended(herald, stopped, { timeoutMs: 60_000 });
  await save('stopped', stopped);

  const approved = await launch(herald, {
    ...campaign,
    safetyCheck: { maxAudience: 10 },
    pauseOnErrors: { percent: 50 },
    alertEmail: 'marketing@example.com',
  });
  await inPhase(herald, approved, 'awaiting_approval');
  await herald.raiseSafetyLimit({ campaignId: approved, raiseLimitInput: { limit: 20 } });
  await herald.approveRun({ campaignId: approved });
  await ended(herald, approved, { timeoutMs: 60_000 });
  await save('approved', approved);

  const dates = [clock(1), clock(2)];
  const edited = await launch(herald, { ...campaign, when: { kind: 'dates', dates: [clock(60)], zone: 'UTC' } });
  await herald.replaceCampaign({
    campaignId: edited,
    campaignInput: { ...campaign, when: { kind: 'dates', dates, zone: 'UTC' } },
  });
  await ended(herald, edited, { timeoutMs: 4 * MINUTE_MS });
  await save('edited-two-runs', edited);

  const dnd: CampaignInput['dnd'] = [
    { from: clock(2).slice(11), to: clock(3).slice(11), zone: 'account', action: 'delay' },
  ];
  await sleep(MINUTE_MS);
  const postponed = await launch(herald, { ...campaign, dnd });
  await ended(herald, postponed, { timeoutMs: 4 * MINUTE_MS });
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
    if ((await herald.getCampaign({ campaignId })).progress?.phase === phase) return;
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
