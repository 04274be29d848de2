import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { firstReport } from '../dev/campaigns.ts';
import { providerDefinition } from '../dev/simulatedProvider.ts';
import type { SimulatorClient } from '../dev/simulatorClient.ts';
import type { Stack } from '../dev/stack.ts';
import type { HeraldClient } from '../src/client/heraldClient.ts';
import type { RunReport } from '../src/client/operations.ts';
import { campaignWorkflowId } from '../src/domain/ids.ts';
import { everybodyOnce } from './ledger.ts';
import { type RolesUsage, startMeter } from './meter.ts';
import { CAMPAIGN_NAME, TEMPLATE } from './people.ts';
import { machineCpuSeconds } from './processUsage.ts';
import { type CommandCounts, commandsBetween, commandsSoFar } from './storeCommands.ts';
import { type ActionCounts, actionsBetween, historyCost, serverActions, type TemporalCost } from './temporalCost.ts';

export interface Bench {
  readonly stack: Stack;
  /** Where workers and API count what they ask of the store. */
  readonly commandFolder: string;
  readonly herald: HeraldClient;
  readonly simulator: SimulatorClient;
  readonly temporal: Client;
}

/** One campaign, from scheduling to completion. */
export interface HeraldRound {
  readonly endToEndMs: number;
  /** Between the first and the last acceptance in the simulator's ledger. */
  readonly sendingMs: number;
  /** From the scheduling to the first acceptance: the start, and the freezing of the audience. */
  readonly untilFirstMs: number;
  readonly usage: RolesUsage;
  /** CPU seconds of everything that the machine did meanwhile. */
  readonly machineCpuSeconds: number | null;
  readonly commands: CommandCounts;
  readonly temporal: TemporalCost;
  /** Heartbeats and queries included; null where the server doesn't tell. */
  readonly actions: ActionCounts | null;
}

/**
 * Sends a campaign to everybody.
 *
 * @throws when the simulator's ledger or the report is anything but everybody, once; or after `timeoutMs`.
 */
export async function heraldRound(
  bench: Bench,
  round: { readonly provider: string; readonly users: number; readonly timeoutMs: number },
): Promise<HeraldRound> {
  const { stack, commandFolder, herald, simulator, temporal } = bench;
  const campaignId = await draftCampaign(bench, round.provider);
  const workflow = temporal.workflow.getHandle(campaignWorkflowId(campaignId));
  const commandsBefore = await commandsSoFar(commandFolder);
  const actionsBefore = await serverActions(stack.logFile('temporal'));
  const stopMeter = startMeter({
    worker: stack.workers.map((worker) => worker.pid),
    store: [stack.store.pid],
    Temporal: [stack.temporal.pid],
    API: [stack.api?.pid ?? null],
    simulator: [simulator.pid],
  });
  const machineBefore = machineCpuSeconds();
  const scheduledAt = Date.now();
  const startedAt = performance.now();
  let usage: RolesUsage;
  try {
    await herald.scheduleCampaign({ campaignId });
    // A long poll: asking the API again and again would cost what is measured here.
    await within(round.timeoutMs, workflow.result());
  } finally {
    usage = stopMeter();
  }
  const endToEndMs = performance.now() - startedAt;
  const machineAfter = machineCpuSeconds();
  const commandsAfter = await commandsSoFar(commandFolder);
  const actionsAfter = await serverActions(stack.logFile('temporal'));

  const { firstAt, lastAt } = await everybodyOnce(simulator.url, round.provider, round.users);
  const report = await firstReport(herald, campaignId);
  reportSaysEverybody(report, round.users);
  const { progress } = await herald.getCampaign({ campaignId });
  return {
    endToEndMs,
    sendingMs: lastAt - firstAt,
    untilFirstMs: firstAt - scheduledAt,
    usage,
    machineCpuSeconds: machineAfter === null || machineBefore === null ? null : machineAfter - machineBefore,
    commands: commandsBetween(commandsBefore, commandsAfter),
    temporal: await historyCost(temporal, { id: campaignId, batches: progress?.run?.batchesDone ?? 0 }),
    actions: actionsBefore && actionsAfter && actionsBetween(actionsBefore, actionsAfter),
  };
}

async function draftCampaign({ simulator, herald }: Bench, provider: string): Promise<string> {
  const address = await simulator.addProvider({ kind: 'twilio', name: provider });
  const { id: providerId } = await herald.createProvider({ providerInput: providerDefinition(address) });
  const group = await herald.createProviderGroup({ providerGroupInput: { name: provider, members: [{ providerId }] } });
  const campaign = await herald.createCampaign({
    campaignInput: {
      name: CAMPAIGN_NAME,
      type: 'past_behaviour',
      when: { kind: 'now' },
      who: { kind: 'everyone' },
      what: { template: TEMPLATE },
      providerGroupId: group.id,
    },
  });
  return campaign.id;
}

function reportSaysEverybody(report: RunReport, users: number): void {
  const { accepted, ...others } = report.byStatus;
  const figures = [report.sent, accepted, report.audience?.qualified, report.audience?.reachable];
  const isRight =
    report.status === 'completed' &&
    figures.every((figure) => figure === users) &&
    [report.notYet, report.failovers, ...Object.values(others)].every((figure) => figure === 0);
  if (!isRight) throw new Error(`the report does not say that ${users} messages were sent: ${JSON.stringify(report)}`);
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const timer = new AbortController();
  const late = sleep(ms, undefined, { signal: timer.signal }).then((): never => {
    throw new Error(`the campaign has not ended after ${Math.round(ms / 1000)} s`);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    timer.abort();
    late.catch(() => undefined);
  }
}
