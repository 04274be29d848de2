import type { Db } from 'mongodb';
import { expect } from 'vitest';
import type { z } from 'zod';
import { freezeAudience } from '../../src/activities/audience/freezeAudience.ts';
import { campaignActivities } from '../../src/activities/campaigns.ts';
import type { ChunkResult } from '../../src/activities/contract.ts';
import type { ChunkContext } from '../../src/activities/sending/chunk/chunkServices.ts';
import { sendChunk } from '../../src/activities/sending/chunk/sendChunk.ts';
import { SEND_POLICY, type SendPolicy } from '../../src/activities/sending/policy.ts';
import { preparedDispatches } from '../../src/activities/sending/preparedDispatches.ts';
import { type ProviderPool, providerPool } from '../../src/activities/sending/providers/providerPool.ts';
import { accountInput } from '../../src/domain/account/account.ts';
import type { ProfileInput } from '../../src/domain/audience/profile.ts';
import { pastBehaviourInput } from '../../src/domain/campaign/campaign.ts';
import { dispatchOf } from '../../src/domain/campaign/dispatchOf.ts';
import { type RunReport, reportOf } from '../../src/domain/campaign/report.ts';
import type { RunSettings } from '../../src/domain/campaign/runState.ts';
import { batchIdOf, runIdOf } from '../../src/domain/ids.ts';
import type { Batch } from '../../src/domain/message/batch.ts';
import type { Sizes } from '../../src/domain/message/dispatch.ts';
import { providerInput } from '../../src/domain/provider/provider.ts';
import type { Occurrence } from '../../src/domain/schedule/occurrences.ts';
import type { SmsProvider } from '../../src/providers/provider.ts';
import type { RateStore } from '../../src/store/rates.ts';
import { type Store, storeOf } from '../../src/store/store.ts';
import type { ScriptedProvider } from './scriptedProvider.ts';

export const TEST_SECRET_KEY = Buffer.alloc(32, 7).toString('base64');

/** Waits that a test can sit through. */
export const QUICK: SendPolicy = {
  ...SEND_POLICY,
  leaseMs: 1500,
  backoffMs: 5,
  breaker: { failures: 5, restMs: 300 },
  unavailableMs: 50,
  answersLostMs: 50,
  limitsMs: 50,
};

/** `count` people whose numbers are all usable. */
export const people = (count: number): ProfileInput[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `p${String(index).padStart(5, '0')}`,
    phone: `+4477009${String(index).padStart(5, '0')}`,
    properties: { name: `N${index}` },
  }));

/** Methods of the store that behave otherwise, by collection: how a test makes the store slow, flaky or silent. */
export type StoreChanges = { readonly [Name in keyof Store]?: Partial<Store[Name]> };

/** What a worker that was killed is waiting for. */
export const never = new Promise<never>(() => undefined);

export interface SendingSetup {
  readonly store: Store;
  readonly runId: string;
  /** Sends the first batch of the run (or another one) as one chunk, as a worker of its own would. */
  send(options?: {
    runId?: string;
    ordinal?: number;
    owner?: string;
    signal?: AbortSignal;
    pool?: ProviderPool;
    policy?: SendPolicy;
    store?: StoreChanges;
    receiptUrl?: ChunkContext['receiptUrl'];
    now?: () => Date;
  }): Promise<ChunkResult>;
  /** A worker's view of the providers: breakers and pacing of its own. */
  newPool(policy?: SendPolicy, rates?: RateStore): ProviderPool;
  /** Freezes what is left of an audience of which only some batches were frozen. */
  freezeRest(): Promise<void>;
}

/** A frozen run to `profiles` through `providers`, in order, on a fresh database; nothing is sent yet. */
export async function sendingSetup(options: {
  db: Db;
  profiles: readonly ProfileInput[];
  providers: readonly SmsProvider[];
  campaign?: Partial<z.input<typeof pastBehaviourInput>>;
  account?: z.input<typeof accountInput>;
  sizes?: Sizes;
  /** Leaves the audience frozen in part. */
  stopAfterBatches?: number;
  countries?: readonly (string[] | undefined)[];
  consistencyDelayMs?: number;
  /** Of each provider. */
  ratePerSecond?: number;
}): Promise<SendingSetup> {
  const {
    db,
    profiles,
    providers,
    campaign,
    account,
    sizes,
    stopAfterBatches,
    countries,
    consistencyDelayMs = 0,
    ratePerSecond,
  } = options;
  const store = storeOf(db, TEST_SECRET_KEY);
  await store.ensureIndexes();
  const now = new Date();
  if (account) await store.account.replace(accountInput.parse(account), now);
  await store.profiles.upsertMany(profiles, now);
  const byName = new Map(providers.map((provider, index) => [`provider ${index}`, provider]));
  for (const [index] of providers.entries()) {
    const input = providerInput.parse({
      kind: 'http',
      name: `provider ${index}`,
      requestTimeoutMs: 100,
      consistencyDelayMs,
      ratePerSecond,
      settings: { send: { url: 'http://127.0.0.1:9/' } },
    });
    await store.providers.insert({ id: `prv_${index}`, input, now });
  }
  const members = providers.map((_, index) => {
    const only = countries?.[index];
    return { providerId: `prv_${index}`, ...(only && { countries: only }) };
  });
  await store.providerGroups.insert({ id: 'grp_1', input: { name: 'group', members }, now });
  const runId = await frozenRun(store, { campaignId: 'cmp_1', at: now, campaign, sizes, stopAfterBatches });

  const newPool = (policy = QUICK, rates = store.rates): ProviderPool =>
    providerPool({
      providers: store.providers,
      rates,
      policy,
      createProvider: ({ name }) => {
        const provider = byName.get(name);
        if (!provider) throw new Error(`no provider ${name} in this test`);
        return provider;
      },
    });
  const shared = newPool();
  let executions = 0;
  return {
    store,
    runId,
    newPool,
    freezeRest: () => freeze(store, runId),
    async send({
      runId: of = runId,
      ordinal = 1,
      owner,
      signal,
      pool = shared,
      policy = QUICK,
      store: changes = {},
      receiptUrl = null,
      now = () => new Date(),
    } = {}) {
      // Taken now: two that run at once are two owners.
      executions += 1;
      const own = owner ?? `worker/${executions}`;
      const input = { dispatchId: of, batchId: batchIdOf(of, ordinal), offset: 0, limit: profiles.length };
      return await sendChunk(input, {
        store: changed(store, changes),
        pool,
        policy,
        prepared: await preparedDispatches(store.dispatches)(of),
        owner: own,
        signal: signal ?? new AbortController().signal,
        receiptUrl,
        now,
      });
    },
  };
}

/** A new campaign to everybody through the group of `sendingSetup`, with its first run open and frozen. Returns the run's id. */
export async function frozenRun(
  store: Store,
  of: {
    campaignId: string;
    at: Date;
    campaign?: Partial<z.input<typeof pastBehaviourInput>> | undefined;
    sizes?: Sizes | undefined;
    stopAfterBatches?: number | undefined;
  },
): Promise<string> {
  const { campaignId, at, campaign, sizes, stopAfterBatches } = of;
  const input = pastBehaviourInput.parse({
    name: 'test',
    type: 'past_behaviour',
    when: { kind: 'now' },
    who: { kind: 'everyone' },
    what: { template: 'Hello {{ profile.name }}' },
    providerGroupId: 'grp_1',
    ...campaign,
  });
  await store.campaigns.insert({
    ...input,
    _id: campaignId,
    status: 'draft',
    revision: 1,
    actions: [],
    createdAt: at,
    updatedAt: at,
  });
  const { runId } = await openedRun(store, { campaignId, at, sizes });
  await freeze(store, runId, stopAfterBatches);
  return runId;
}

async function freeze(store: Store, runId: string, stopAfterBatches?: number): Promise<void> {
  const run = await store.runs.get(runId);
  if (!run) throw new Error('the run was not opened');
  await freezeAudience({ store, run, signal: new AbortController().signal, stopAfterBatches });
}

/** Another run of the first campaign, to the people of the first one's first batch. Returns its id. */
export async function runOfSameCampaign(store: Store, db: Db, occurrence = 2): Promise<string> {
  const run = await store.runs.get('cmp_1/1');
  const batch = await db.collection<Batch>('batches').findOne({ _id: batchIdOf('cmp_1/1', 1) });
  if (!run || !batch) throw new Error('there is no first run');
  const runId = runIdOf('cmp_1', occurrence);
  const other = { ...run, _id: runId, occurrence };
  await store.runs.open(other);
  await store.dispatches.open(dispatchOf(other));
  await store.batches.insert({ ...batch, _id: batchIdOf(runId, 1), dispatchId: runId });
  return runId;
}

/** What is planned for a campaign that is due at one instant for all. */
export function instantSchedule(at: Date): Occurrence {
  const instant = at.toISOString();
  const clock = { zone: 'UTC', defaultZone: 'UTC', late: 'skip', lastDate: null } as const;
  return { local: instant.slice(0, 16), ...clock, firstAt: instant, lastAt: instant };
}

/** Opens the campaign's first run, due at `at`. */
export async function openedRun(
  store: Store,
  of: { campaignId: string; at: Date; sizes?: Sizes | undefined },
): Promise<RunSettings> {
  const { campaignId, at, sizes } = of;
  const settings = await campaignActivities({ store, ...(sizes && { sizes }) }).openRun({
    campaignId,
    occurrence: 1,
    revision: 1,
    schedule: instantSchedule(at),
    startedAt: at.toISOString(),
  });
  if (settings === 'changed') throw new Error('the campaign has another revision than 1');
  return settings;
}

/** The run's report as it stands. */
export async function reportFor(store: Store, runId: string): Promise<RunReport> {
  const run = await store.runs.get(runId);
  if (!run) throw new Error(`no run ${runId}`);
  return reportOf(run, run.status, await store.messages.reportRows(runId));
}

export const numbersOf = (...providers: ScriptedProvider[]): string[] =>
  providers.flatMap((provider) => provider.ledger.map((sms) => sms.to));

/** The providers' own word: `count` people got a text, each one. */
export function expectEverybodyOnce(count: number, ...providers: ScriptedProvider[]): void {
  const numbers = numbersOf(...providers);
  expect(numbers).toHaveLength(count);
  expect(new Set(numbers).size).toBe(count);
}

function changed(store: Store, changes: StoreChanges): Store {
  const parts = Object.entries(changes).map(([name, part]) => [
    name,
    { ...(store as Readonly<Record<string, object>>)[name], ...part },
  ]);
  return { ...store, ...Object.fromEntries(parts) };
}
