import { MongoClient } from 'mongodb';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { freezeAudience } from '../../src/activities/audience/freezeAudience.ts';
import { campaignActivities } from '../../src/activities/campaigns.ts';
import { sendChunk } from '../../src/activities/sending/chunk/sendChunk.ts';
import { preparedDispatches } from '../../src/activities/sending/preparedDispatches.ts';
import { providerPool } from '../../src/activities/sending/providers/providerPool.ts';
import { pastBehaviourInput } from '../../src/domain/campaign/campaign.ts';
import { batchIdOf } from '../../src/domain/ids.ts';
import { providerInput } from '../../src/domain/provider/provider.ts';
import { type Store, storeOf } from '../../src/store/store.ts';
import { type CuttingProxy, cuttingProxy } from '../support/cuttingProxy.ts';
import { freshDatabase } from '../support/database.ts';
import { ACCEPT, type ScriptedProvider, scriptedProvider } from '../support/scriptedProvider.ts';
import { instantSchedule, people, QUICK, TEST_SECRET_KEY } from '../support/sending.ts';

const PEOPLE = 7;
/** One has opted out, and one has no number. */
const REACHABLE = PEOPLE - 2;
const SIZES = { batch: 4, chunk: 2, slice: 2 };
const POLICY = { ...QUICK, leaseMs: 300 };

/** A database of its own behind a proxy, seen by a worker that opens its client anew, as a process would. */
interface World {
  readonly proxy: CuttingProxy;
  readonly direct: Store;
  readonly cut: Store;
  readonly provider: ScriptedProvider;
}

describe.each([
  { name: 'without limits', limits: { ignoreProfileLimits: true } },
  { name: 'with limits', limits: { total: 100, perDay: 50, ignoreProfileLimits: true } },
])('a campaign $name whose connection to the store is cut at any one command', ({ limits }) => {
  const { client } = freshDatabase();

  it('sends each recipient one message, and completes', async () => {
    const whole = await world('whole', client, limits);
    await campaign(whole);
    await expectAllOnce(whole);
    const commands = [...whole.proxy.commands];
    expect(commands.length).toBeGreaterThan(20);

    const cuts = commands.flatMap((_, index) => [
      { number: index + 1, when: 'before' as const },
      { number: index + 1, when: 'after' as const },
    ]);
    // After a cut the driver waits half a second until it looks at the server again: so several at a time.
    const pending = [...cuts];
    const found: string[] = [];
    await Promise.all(
      Array.from({ length: 12 }, async () => {
        for (let next = pending.shift(); next; next = pending.shift()) {
          const { number, when } = next;
          const one = await world(`${when}-${number}`, client, limits);
          one.proxy.cutNext((command) => command.number === number, when);
          try {
            await campaign(one);
            await expectAllOnce(one);
            expect(one.proxy.cuts).toBe(1);
          } catch (error) {
            found.push(`${when} command ${number} (${commands[number - 1]}): ${String(error)}`);
          }
        }
      }),
    );
    expect(found).toEqual([]);
  }, 240_000);
});

async function world(name: string, client: MongoClient, limits: object): Promise<World> {
  const url = new URL(inject('mongoUrl'));
  const proxy = await cuttingProxy({ host: url.hostname, port: Number(url.port) });
  const through = new MongoClient(`mongodb://127.0.0.1:${proxy.port}/?directConnection=true`, {
    serverSelectionTimeoutMS: 2000,
    ignoreUndefined: true,
  });
  const database = `cut-${Math.random().toString(36).slice(2)}-${name}`;
  onTestFinished(async () => {
    await client.db(database).dropDatabase();
    await through.close();
    await proxy.close();
  });
  const direct = storeOf(client.db(database), TEST_SECRET_KEY);
  const now = new Date();
  const [first, second, ...others] = people(PEOPLE);
  if (!first || !second) throw new Error('there are more');
  await direct.profiles.upsertMany([{ ...first, optedOut: true }, { ...second, phone: null }, ...others], now);
  const input = providerInput.parse({
    kind: 'http',
    name: 'p',
    requestTimeoutMs: 100,
    consistencyDelayMs: 0,
    settings: { send: { url: 'http://127.0.0.1:9/' } },
  });
  await direct.providers.insert({ id: 'prv_0', input, now });
  const members = [{ providerId: 'prv_0' }];
  await direct.providerGroups.insert({ id: 'grp_1', input: { name: 'group', members }, now });
  const definition = pastBehaviourInput.parse({
    name: 'cut',
    type: 'past_behaviour',
    when: { kind: 'now' },
    who: { kind: 'everyone' },
    what: { template: 'Hello {{ profile.name }}' },
    providerGroupId: 'grp_1',
    limits,
  });
  const stamps = { createdAt: now, updatedAt: now };
  await direct.campaigns.insert({ ...definition, _id: 'cmp_1', status: 'draft', revision: 1, actions: [], ...stamps });
  const provider = scriptedProvider({ react: () => ACCEPT, lookup: true });
  return { proxy, direct, cut: storeOf(through.db(database), TEST_SECRET_KEY), provider };
}

/** A whole run: each activity is repeated until it succeeds, as Temporal does. */
async function campaign({ cut: store, provider }: World): Promise<void> {
  const pool = providerPool({
    providers: store.providers,
    rates: store.rates,
    policy: POLICY,
    createProvider: () => provider,
  });
  const signal = new AbortController().signal;
  const activities = campaignActivities({ store, sizes: SIZES });
  const at = new Date();
  const opened = await untilDone(() =>
    activities.openRun({
      campaignId: 'cmp_1',
      occurrence: 1,
      revision: 1,
      schedule: instantSchedule(at),
      startedAt: at.toISOString(),
    }),
  );
  if (opened === 'changed') throw new Error('nobody changed the campaign');
  const { runId } = opened;
  const frozen = await untilDone(async () => {
    const run = await store.runs.get(runId);
    if (!run) throw new Error('the run is gone');
    return await freezeAudience({ store, run, signal });
  });
  let attempts = 0;
  for (let ordinal = 1; ordinal <= frozen.batches; ordinal += 1) {
    const batchId = batchIdOf(runId, ordinal);
    const { recipients, chunk } = await untilDone(() => activities.batchSize({ batchId }));
    for (let offset = 0; offset < recipients; offset += chunk) {
      const input = { dispatchId: runId, batchId, offset, limit: Math.min(chunk, recipients - offset) };
      const send = async () => {
        attempts += 1;
        const prepared = await preparedDispatches(store.dispatches)(runId);
        const owner = `worker/${attempts}`;
        return await sendChunk(input, { store, pool, policy: POLICY, prepared, owner, signal, receiptUrl: null });
      };
      let result = await untilDone(send);
      for (let tries = 0; result.state === 'later'; tries += 1) {
        if (tries > 40) throw new Error(`the chunk waits for ever: ${result.reason}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
        result = await untilDone(send);
      }
    }
  }
  await untilDone(() => activities.finishRun({ runId, status: 'completed' }));
}

async function untilDone<T>(activity: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await activity();
    } catch (error) {
      if (attempt === 5) throw error;
    }
  }
}

async function expectAllOnce({ direct, provider }: World): Promise<void> {
  const numbers = provider.ledger.map(({ to }) => to);
  expect(numbers).toHaveLength(REACHABLE);
  expect(new Set(numbers).size).toBe(REACHABLE);
  expect(await direct.messages.countByStatus('cmp_1/1')).toEqual({ accepted: REACHABLE, skipped: PEOPLE - REACHABLE });
  expect(await direct.runs.get('cmp_1/1')).toMatchObject({ status: 'completed', finishedAt: expect.any(Date) });
}
