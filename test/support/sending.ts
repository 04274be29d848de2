import type { Db } from 'mongodb';
import { campaignActivities } from '../../src/activities/campaigns.ts';
import type { ChunkResult } from '../../src/activities/contract.ts';
import { freezeAudience } from '../../src/activities/freezeAudience.ts';
import { SEND_POLICY, type SendPolicy } from '../../src/activities/sending/policy.ts';
import { type ProviderPool, providerPool } from '../../src/activities/sending/providerPool.ts';
import { preparedRuns } from '../../src/activities/sending/run.ts';
import { sendChunk } from '../../src/activities/sending/sendChunk.ts';
import { type CampaignInput, campaignInput } from '../../src/domain/campaign.ts';
import { batchIdOf } from '../../src/domain/ids.ts';
import type { ProfileInput } from '../../src/domain/profile.ts';
import { providerInput } from '../../src/domain/provider.ts';
import type { SmsProvider } from '../../src/providers/provider.ts';
import { type Store, storeOf } from '../../src/store/store.ts';

export const TEST_SECRET_KEY = Buffer.alloc(32, 7).toString('base64');

/** Waits that a test can sit through. */
export const QUICK: SendPolicy = {
  ...SEND_POLICY,
  leaseMs: 600,
  backoffMs: 5,
  breaker: { failures: 5, restMs: 300 },
  unavailableMs: 50,
  answersLostMs: 50,
};

/** `count` people whose numbers are all usable. */
export const people = (count: number): ProfileInput[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `p${String(index).padStart(5, '0')}`,
    phone: `+4477009${String(index).padStart(5, '0')}`,
    properties: { name: `N${index}` },
  }));

export interface SendingSetup {
  readonly store: Store;
  readonly runId: string;
  /** Sends the run's first batch as one chunk, as a worker of its own would. */
  send(options?: {
    owner?: string;
    signal?: AbortSignal;
    pool?: ProviderPool;
    policy?: SendPolicy;
  }): Promise<ChunkResult>;
  /** A worker's view of the providers: breakers of its own. */
  newPool(policy?: SendPolicy): ProviderPool;
}

/** A frozen run to `profiles` through `providers`, in order, on a fresh database; nothing is sent yet. */
export async function sendingSetup(options: {
  db: Db;
  profiles: readonly ProfileInput[];
  providers: readonly SmsProvider[];
  campaign?: Partial<CampaignInput>;
  countries?: readonly (string[] | undefined)[];
  settleMs?: number;
}): Promise<SendingSetup> {
  const { db, profiles, providers, campaign, countries, settleMs = 0 } = options;
  const store = storeOf(db, TEST_SECRET_KEY);
  await store.ensureIndexes();
  const now = new Date();
  await store.profiles.upsertMany(profiles, now);
  const byName = new Map(providers.map((provider, index) => [`provider ${index}`, provider]));
  for (const [index] of providers.entries()) {
    const input = providerInput.parse({
      kind: 'http',
      name: `provider ${index}`,
      requestTimeoutMs: 100,
      settleMs,
      settings: { send: { url: 'http://127.0.0.1:9/' } },
    });
    await store.providers.insert({ id: `prv_${index}`, input, now });
  }
  const members = providers.map((_, index) => {
    const only = countries?.[index];
    return { providerId: `prv_${index}`, ...(only && { countries: only }) };
  });
  await store.providerGroups.insert({ id: 'grp_1', input: { name: 'group', members }, now });
  const input = campaignInput.parse({
    name: 'test',
    type: 'past_behaviour',
    when: { kind: 'now' },
    who: { kind: 'everyone' },
    what: { template: 'Hello {{ profile.name }}' },
    providerGroupId: 'grp_1',
    ...campaign,
  });
  await store.campaigns.insert({ ...input, _id: 'cmp_1', status: 'draft', createdAt: now, updatedAt: now });
  const { runId } = await campaignActivities({ store }).openRun({
    campaignId: 'cmp_1',
    occurrence: 1,
    dueAt: now.toISOString(),
  });
  const run = await store.runs.get(runId);
  if (!run) throw new Error('the run was not opened');
  await freezeAudience({ store, run, signal: new AbortController().signal });

  const newPool = (policy = QUICK): ProviderPool =>
    providerPool({
      providers: store.providers,
      rates: store.rates,
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
    async send({ owner, signal, pool = shared, policy = QUICK } = {}) {
      executions += 1;
      const input = { runId, batchId: batchIdOf(runId, 1), offset: 0, limit: profiles.length };
      return await sendChunk(input, {
        store,
        pool,
        policy,
        run: await preparedRuns(store.runs)(runId),
        owner: owner ?? `worker/${executions}`,
        signal: signal ?? new AbortController().signal,
        receiptUrl: null,
      });
    },
  };
}
