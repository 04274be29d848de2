import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { MongoClient } from 'mongodb';
import { type HeraldClient, heraldClient } from '../src/client/heraldClient.ts';
import type { CampaignInput, LiveCampaign } from '../src/client/operations.ts';
import {
  alertWorkflowId,
  batchIdOf,
  batchWorkflowId,
  campaignWorkflowId,
  erasureWorkflowId,
  importWorkflowId,
  runIdOf,
  singleDispatchId,
} from '../src/domain/ids.ts';
import type { campaignWorkflow } from '../src/workflows/campaign/campaignWorkflow.ts';
import { ended } from './campaigns.ts';
import { projectRoot } from './components/projectRoot.ts';
import { syntheticPeople } from './demo/syntheticPeople.ts';
import { historyText } from './historyText.ts';
import { providerDefinition } from './simulatedProvider.ts';
import { startSimulatorProcess } from './simulatorClient.ts';
import { startStack } from './stack.ts';

/**
 * Saves histories of each workflow from a real server, for test/workflows/replay.test.ts: `npm run histories -- NAME`. Run it when
 * a release changes what the workflows do, and keep the older files: campaigns that began then still have to replay. Each scenario is
 * recorded twice: in one execution, and in executions so short that each phase begins from a state that was carried over.
 */
const name = process.argv[2];
const PARTS = ['small', 'live', 'campaigns'] as const;
const part = PARTS.find((one) => one === process.argv[3]);
if (name === undefined || !/^\w[\w.-]*$/.test(name) || (process.argv[3] !== undefined && part === undefined)) {
  console.error(
    `Wanted: a name for this set of histories, and the part to be recorded if not all of it (${PARTS.join(', ')}), such as: npm run histories -- 2026-11 live`,
  );
  process.exit(2);
}
const isWanted = (one: (typeof PARTS)[number]): boolean => part === undefined || part === one;

const PEOPLE = 6000;
const MINUTE_MS = 60_000;
/** A campaign that opens a run takes about as many: the phases after it are those of another execution. */
const SHORT_PAGE = 24;
/** Of a scenario in short executions, the first ones are enough. */
const MOST_EXECUTIONS = 6;
const folder = join(projectRoot(), 'test/histories', name);
// A safety check wants a mail server; that nobody answers there holds up nothing, and makes an alert that fails.
process.env.HERALD_SMTP_URL ??= 'smtp://127.0.0.1:9';
process.env.HERALD_MAIL_FROM ??= 'herald@example.com';
const stack = await startStack({ log: console.error });
const simulator = await startSimulatorProcess({ logFile: stack.logFile('simulator') });
const connection = await Connection.connect({ address: stack.temporalAddress });
const { workflow } = new Client({ connection });
const mongo = await MongoClient.connect(stack.mongoUrl);
try {
  await record();
} finally {
  await mongo.close();
  await connection.close();
  await simulator.stop();
  await stack.stop();
}

async function record(): Promise<void> {
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
  const held: CampaignInput = { ...campaign, safetyCheck: { maxAudience: 10 }, alertEmail: 'marketing@example.com' };
  await mkdir(folder, { recursive: true });

  if (isWanted('small')) await recordSmallOnes(herald, providerGroupId);
  if (isWanted('live')) await recordLive(herald, providerGroupId);
  if (!isWanted('campaigns')) return;
  for (const pageEvents of [undefined, SHORT_PAGE]) {
    const record = async (
      scenario: string,
      definition: CampaignInput,
      act: (id: string) => Promise<void>,
    ): Promise<void> => {
      const id = await launch(herald, definition, pageEvents);
      await act(id);
      await ended(herald, id, { timeoutMs: 5 * MINUTE_MS });
      await save(pageEvents === undefined ? scenario : `${scenario}-short`, id);
    };
    await record(
      'completed',
      { ...campaign, when: { kind: 'at', at: new Date(Date.now() + 3000).toISOString() } },
      async () => {},
    );
    await record('paused', campaign, async (id) => {
      await inPhase(herald, id, 'sending');
      await herald.pauseCampaign({ campaignId: id });
      await herald.resumeCampaign({ campaignId: id });
    });
    await record('outage', campaign, async (id) => {
      await simulator.behave('only', { mode: 'unavailable' });
      await inPhase(herald, id, 'sending');
      await sleep(20_000);
      await simulator.behave('only', { mode: 'ok' });
    });
    await record('stopped', campaign, async (id) => {
      await inPhase(herald, id, 'sending');
      await herald.stopCampaign({ campaignId: id });
    });
    await record('cancelled', campaign, async (id) => {
      await inPhase(herald, id, 'sending');
      await workflow.getHandle(campaignWorkflowId(id)).cancel();
    });
    await record('approved', held, async (id) => {
      await inPhase(herald, id, 'awaiting_approval');
      // The page of a short execution fills while it waits.
      for (let pauses = 0; pauses < 2; pauses += 1) {
        await herald.pauseCampaign({ campaignId: id });
        await herald.resumeCampaign({ campaignId: id });
      }
      await herald.raiseSafetyLimit({ campaignId: id, raiseLimitInput: { limit: 20 } });
      await herald.approveRun({ campaignId: id });
    });
    await record('blocked', held, async (id) => {
      await inPhase(herald, id, 'awaiting_approval');
      const batches = mongo.db(stack.database).collection<{ _id: string }>('batches');
      const _id = batchIdOf(runIdOf(id, 1), 2);
      const batch = await batches.findOneAndDelete({ _id });
      await herald.approveRun({ campaignId: id });
      await inPhase(herald, id, 'blocked');
      if (batch) await batches.insertOne(batch);
      await herald.retryCampaign({ campaignId: id });
    });
    const recurring = (...minutes: number[]): CampaignInput => ({
      ...campaign,
      when: { kind: 'dates', dates: minutes.map(clock), zone: 'UTC' },
    });
    await record('edited-two-runs', recurring(60), async (id) => {
      await herald.replaceCampaign({ campaignId: id, campaignInput: recurring(1, 2) });
    });
    await record(
      'postponed-by-dnd',
      { ...campaign, dnd: [{ from: clock(0).slice(11), to: clock(2).slice(11), zone: 'account', action: 'delay' }] },
      async () => {},
    );
  }
}

/** Live campaigns, in one execution each and in short ones. */
async function recordLive(herald: HeraldClient, providerGroupId: string): Promise<void> {
  const live: LiveCampaign = {
    name: 'history',
    type: 'live',
    when: { kind: 'event', event: 'purchase' },
    what: { template: 'Hello' },
    providerGroupId,
  };
  let events = 0;
  const trigger = async (count: number): Promise<void> => {
    const items = Array.from({ length: count }, (_, index) => {
      events += 1;
      return { id: `e${events}`, profileId: `live-${index}`, name: 'purchase' };
    });
    await herald.recordEvents({ bulk: { items } });
  };
  const people = Array.from({ length: 10 }, (_, index) => ({ id: `live-${index}`, phone: `+44770090000${index}` }));
  await herald.upsertProfiles({ bulk: { items: people } });
  for (const pageEvents of [undefined, SHORT_PAGE]) {
    const recordOne = async (
      scenario: string,
      changes: Partial<LiveCampaign>,
      act: (id: string) => Promise<void>,
    ): Promise<void> => {
      const id = await launch(herald, { ...live, ...changes }, pageEvents);
      await inPhase(herald, id, 'scheduled');
      await act(id);
      await workflow
        .getHandle(campaignWorkflowId(id))
        .result()
        .catch(() => undefined);
      await saveExecutions(`live-${scenario}${pageEvents === undefined ? '' : '-short'}`, id);
    };
    const stop = (campaignId: string) => herald.stopCampaign({ campaignId });
    await recordOne('over', { limits: { total: 3 } }, () => trigger(5));
    await recordOne('steered', {}, async (id) => {
      await trigger(3);
      await herald.pauseCampaign({ campaignId: id });
      await trigger(2);
      await herald.resumeCampaign({ campaignId: id });
      await herald.updateCampaign({ campaignId: id, campaignPatch: { what: { template: 'Hello again' } } });
      await trigger(2);
      await sleep(2000);
      await stop(id);
    });
    await recordOne('held', { safetyCheck: { maxPerHour: 1 }, alertEmail: 'marketing@example.com' }, async (id) => {
      await trigger(5);
      await inPhase(herald, id, 'awaiting_approval');
      await herald.raiseSafetyLimit({ campaignId: id, raiseLimitInput: { limit: 2 } });
      await sleep(1000);
      await inPhase(herald, id, 'awaiting_approval');
      await herald.approveRun({ campaignId: id });
      await inPhase(herald, id, 'scheduled');
      await stop(id);
    });
    await recordOne('blocked', {}, async (id) => {
      const groups = mongo.db(stack.database).collection<{ _id: string }>('providerGroups');
      const group = await groups.findOneAndDelete({ _id: providerGroupId });
      await trigger(1);
      await inPhase(herald, id, 'blocked');
      if (group) await groups.insertOne(group);
      await herald.retryCampaign({ campaignId: id });
      await inPhase(herald, id, 'scheduled');
      await stop(id);
    });
    await recordOne('outage', {}, async (id) => {
      await simulator.behave('only', { mode: 'unavailable' });
      await trigger(1);
      await sleep(15_000);
      await simulator.behave('only', { mode: 'ok' });
      await sleep(15_000);
      await stop(id);
    });
    await recordOne(
      'dates',
      { when: { kind: 'profile_date', property: 'birthday', yearly: true, time: '10:00', offsets: [{ days: 0 }] } },
      async (id) => {
        await sleep(2000);
        await stop(id);
      },
    );
    await recordOne('cancelled', {}, async (id) => {
      await trigger(2);
      await sleep(1000);
      await workflow.getHandle(campaignWorkflowId(id)).cancel();
    });
  }
}

/** Workflows of one activity, which may be repeated. */
async function recordSmallOnes(herald: HeraldClient, providerGroupId: string): Promise<void> {
  const result = (workflowId: string) => workflow.getHandle(workflowId).result();
  const singleMessageInput = { to: '+447700900001', text: 'Hello', providerGroupId };
  for (const [scenario, mode] of [
    ['sent', 'ok'],
    ['outage', 'unavailable'],
  ] as const) {
    await simulator.behave('only', { mode });
    const { id } = await herald.sendMessage({ singleMessageInput });
    if (mode !== 'ok') await sleep(12_000);
    await simulator.behave('only', { mode: 'ok' });
    await result(singleDispatchId(id));
    await saveOne(`single-${scenario}`, singleDispatchId(id));
  }
  const content = new Blob([JSON.stringify({ id: 'history', phone: '+447700900002' })]);
  const { importId } = await herald.startImport({ kind: 'profiles', content, type: 'application/x-ndjson' });
  await result(importWorkflowId(importId));
  await saveOne('import-completed', importWorkflowId(importId));
  const erasure = await herald.erasePerson({ erasureInput: { profileId: 'history' } });
  await result(erasureWorkflowId(erasure.id));
  await saveOne('erasure-done', erasureWorkflowId(erasure.id));
}

/** Starts a campaign; with `pageEvents`, its workflow is there before the API would start it. */
async function launch(
  herald: HeraldClient,
  definition: CampaignInput,
  pageEvents: number | undefined,
): Promise<string> {
  const { id } = await herald.createCampaign({ campaignInput: definition });
  if (pageEvents !== undefined) {
    // A live campaign runs from its start on, and the API schedules drafts only.
    if (definition.type === 'live') {
      const action = { action: 'schedule', by: 'histories', at: new Date().toISOString() };
      await mongo
        .db(stack.database)
        .collection<{ _id: string; actions: object[] }>('campaigns')
        .updateOne({ _id: id }, { $set: { status: 'scheduled' }, $push: { actions: action } });
    }
    await workflow.start<typeof campaignWorkflow>(definition.type === 'live' ? 'liveWorkflow' : 'campaignWorkflow', {
      workflowId: campaignWorkflowId(id),
      taskQueue: stack.taskQueue,
      args: [{ campaignId: id, pageEvents }],
    });
  }
  if (pageEvents === undefined || definition.type !== 'live') await herald.scheduleCampaign({ campaignId: id });
  return id;
}

async function inPhase(herald: HeraldClient, campaignId: string, phase: string): Promise<void> {
  for (let look = 0; look < 400; look += 1) {
    if ((await herald.getCampaign({ campaignId })).progress?.phase === phase) return;
    await sleep(50);
  }
  throw new Error(`the campaign did not come to be ${phase}`);
}

/** What clocks in UTC show in so many minutes. */
function clock(minutes: number): string {
  return new Date(Date.now() + minutes * MINUTE_MS).toISOString().slice(0, 16);
}

async function save(scenario: string, campaignId: string): Promise<void> {
  await saveExecutions(`campaign-${scenario}`, campaignId);
  const runOf = runIdOf(campaignId, 1);
  await saveOne(`batch-${scenario}`, batchWorkflowId(batchIdOf(runOf, 1)));
  await saveOne(`alert-${scenario}`, alertWorkflowId(`${runOf}/safety_stop`)).catch(() => undefined);
}

/** The executions of a campaign's workflow, from the first one on. */
async function saveExecutions(file: string, campaignId: string): Promise<void> {
  let runId: string | null | undefined;
  for (let execution = 1; execution <= MOST_EXECUTIONS; execution += 1) {
    const first = execution === 1 ? await firstRunOf(campaignWorkflowId(campaignId)) : runId;
    if (!first) break;
    const events = await saveOne(
      `${file}${execution === 1 ? '' : `-${execution}`}`,
      campaignWorkflowId(campaignId),
      first,
    );
    runId = events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;
  }
}

async function saveOne(file: string, workflowId: string, runId?: string) {
  const history = await workflow.getHandle(workflowId, runId).fetchHistory();
  await writeFile(join(folder, `${file}.json`), historyText(history));
  return history.events;
}

/** The first of the executions of a workflow that continued as new. */
async function firstRunOf(workflowId: string): Promise<string | undefined> {
  const { events } = await workflow.getHandle(workflowId).fetchHistory();
  return events?.[0]?.workflowExecutionStartedEventAttributes?.firstExecutionRunId ?? undefined;
}
