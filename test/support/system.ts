import { afterAll, beforeAll, expect, inject } from 'vitest';
import { providerDefinition } from '../../dev/simulatedProvider.ts';
import type { ProviderConfigInput } from '../../dev/simulator/config.ts';
import { type SimulatorClient, startSimulatorProcess } from '../../dev/simulatorClient.ts';
import { type Stack, type StackOptions, startStack } from '../../dev/stack.ts';
import { type HeraldClient, heraldClient } from '../../src/client/heraldClient.ts';
import type { PastBehaviourCampaign, RunReport } from '../../src/client/operations.ts';
import './provided.ts';

export interface System {
  readonly stack: () => Stack;
  readonly simulator: () => SimulatorClient;
  readonly herald: () => HeraldClient;
}

/** A whole Herald on the run's servers - worker and API processes, and the simulator - for the tests of one file. */
export function system(options: StackOptions = {}): System {
  let stack: Stack;
  let simulator: SimulatorClient;
  let herald: HeraldClient;
  beforeAll(async () => {
    stack = await startStack({
      use: { mongoUrl: inject('mongoUrl'), temporalAddress: inject('temporalAddress') },
      ...options,
    });
    simulator = await startSimulatorProcess({ logFile: stack.logFile('simulator') });
    herald = heraldClient({ url: stack.apiUrl ?? '', apiKey: stack.apiKey });
  });
  afterAll(async () => {
    await simulator?.stop();
    await stack?.stop();
  });
  return { stack: () => stack, simulator: () => simulator, herald: () => herald };
}

/** Delays that are short enough for a test. */
const QUICK_PROVIDER = { requestTimeoutMs: 1000, consistencyDelayMs: 500 };

/** Adds simulated providers to Herald, in one group; returns the group's id and the providers' ids by name. */
export async function providerGroup(
  { simulator, herald }: System,
  configs: readonly (ProviderConfigInput & { readonly ratePerSecond?: number })[],
): Promise<{ groupId: string; providerIds: Readonly<Record<string, string>> }> {
  const providerIds: Record<string, string> = {};
  for (const { ratePerSecond, ...config } of configs) {
    const address = await simulator().addProvider(config as ProviderConfigInput);
    const definition = providerDefinition(address, { ...QUICK_PROVIDER, ...(ratePerSecond && { ratePerSecond }) });
    providerIds[config.name] = (await herald().createProvider({ providerInput: definition })).id;
  }
  const members = Object.values(providerIds).map((providerId) => ({ providerId }));
  const name = configs.map((config) => config.name).join(', ');
  const group = await herald().createProviderGroup({ providerGroupInput: { name, members } });
  return { groupId: group.id, providerIds };
}

/** Profiles of one scenario; `scenario` is a digit that makes their ids and numbers distinct from those of other scenarios. */
export async function importPeople({ herald }: System, scenario: number, count: number): Promise<void> {
  const rows = Array.from({ length: count }, (_, index) => {
    const digits = String(index).padStart(5, '0');
    return JSON.stringify({
      id: `s${scenario}-${digits}`,
      phone: `+336${scenario}99${digits}`,
      properties: { scenario, nr: index },
    });
  });
  const result = await herald().importProfiles({
    content: rows.join('\n'),
    type: 'application/x-ndjson',
  });
  expect(result).toMatchObject({ accepted: count, rejected: 0 });
}

/** A campaign to the profiles of one scenario. */
export const campaignTo = (scenario: number, groupId: string): PastBehaviourCampaign => ({
  name: `scenario ${scenario}`,
  type: 'past_behaviour',
  when: { kind: 'now' },
  who: {
    kind: 'condition',
    condition: { kind: 'property', property: 'scenario', operator: 'equals', value: scenario },
  },
  what: { template: 'Hello number {{ profile.nr }}' },
  providerGroupId: groupId,
});

/** Checks that the simulator has accepted exactly one message to every profile of the scenario, and that the report agrees. */
export async function expectEverybodyOnce(
  { simulator }: System,
  expected: { scenario: number; count: number; report: RunReport; providerIds: Readonly<Record<string, string>> },
): Promise<void> {
  const { scenario, count, report, providerIds } = expected;
  const mine = (await simulator().ledger()).filter((line) => line.to.startsWith(`+336${scenario}99`));
  const texts = mine.map((line) => `${line.to} ${line.body}`);
  const wanted = Array.from({ length: count }, (_, index) => {
    return `+336${scenario}99${String(index).padStart(5, '0')} Hello number ${index}`;
  });
  expect(new Set(texts).size, 'nobody twice').toBe(texts.length);
  expect(texts.toSorted(), 'nobody missed').toEqual(wanted);
  expect(report).toMatchObject({ status: 'completed', sent: count, notYet: 0, byStatus: { uncertain: 0, failed: 0 } });
  for (const [name, providerId] of Object.entries(providerIds)) {
    const reported = report.providers.find((figures) => figures.providerId === providerId)?.accepted ?? 0;
    expect(reported, name).toBe(mine.filter((line) => line.provider === name).length);
  }
}
