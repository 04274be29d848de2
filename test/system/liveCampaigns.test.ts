import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { MongoClient } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { launch, running } from '../../dev/campaigns.ts';
import type { LiveCampaign } from '../../src/client/operations.ts';
import { campaignWorkflowId } from '../../src/domain/ids.ts';
import { triggerStore } from '../../src/store/triggers.ts';
import { importPeople, providerGroup, system } from '../support/system.ts';
import { untilAcknowledged } from '../support/untilAcknowledged.ts';

const profile = (scenario: number, index: number): string => `s${scenario}-${String(index).padStart(5, '0')}`;

describe('live campaigns', () => {
  const herald = system({ workers: 3 });

  const campaign = (providerGroupId: string, changes: Partial<LiveCampaign> = {}): LiveCampaign => ({
    name: 'live',
    type: 'live',
    when: { kind: 'event', event: 'purchase' },
    what: { template: '{{ profile.nr }} {{ event.item | default: "-" }}' },
    providerGroupId,
    ...changes,
  });
  const event = (scenario: number, index: number, name: string, more: object = {}) => ({
    id: `${name}-${index}`,
    profileId: profile(scenario, index),
    name,
    ...more,
  });
  const record = (items: readonly object[]) =>
    untilAcknowledged(() => herald.herald().recordEvents({ bulk: { items: [...items] } }));
  const texts = async (provider: string): Promise<string[]> =>
    (await herald.simulator().ledger()).filter((line) => line.provider === provider).map(({ body }) => body);
  /** The worker process that carries out the campaign's activity now. */
  async function sendingWorker(campaignId: string) {
    const connection = await Connection.connect({ address: herald.stack().temporalAddress });
    const workflow = new Client({ connection }).workflow.getHandle(campaignWorkflowId(campaignId));
    const found = async () => {
      const { raw } = await workflow.describe();
      // Process and host.
      const identity = raw.pendingActivities?.[0]?.lastWorkerIdentity ?? '';
      return herald.stack().workers.find(({ pid }) => identity.startsWith(`${pid}@`));
    };
    let worker = await found();
    for (let looks = 0; !worker && looks < 100; looks += 1) {
      await sleep(20);
      worker = await found();
    }
    await connection.close();
    if (!worker) throw new Error('no worker sends');
    return worker;
  }
  const statusOf = async (campaignId: string) => (await herald.herald().getCampaign({ campaignId })).status;

  it('send as events come, tell of it, are paused, edited and stopped within two seconds', async () => {
    await importPeople(herald, 1, 20);
    const { groupId } = await providerGroup(herald, [{ kind: 'http', name: 'one' }]);
    const id = await launch(herald.herald(), campaign(groupId));
    await running(herald.herald(), id);
    const began = Date.now();
    await record([event(1, 0, 'purchase', { properties: { item: 'tea' } }), event(1, 1, 'visit')]);
    await expect.poll(() => texts('one'), { interval: 20 }).toEqual(['0 tea']);
    expect(Date.now() - began).toBeLessThan(5000);

    await herald.herald().pauseCampaign({ campaignId: id });
    await record([event(1, 2, 'purchase')]);
    await sleep(1500);
    expect(await texts('one')).toEqual(['0 tea']);
    expect((await herald.herald().getCampaign({ campaignId: id })).status).toBe('paused');
    await herald.herald().resumeCampaign({ campaignId: id });
    await expect.poll(() => texts('one')).toEqual(['0 tea', '2 -']);

    const changed = campaign(groupId, { what: { template: 'changed {{ profile.nr }}' } });
    await herald.herald().replaceCampaign({ campaignId: id, campaignInput: changed });
    await sleep(2000);
    await record([event(1, 3, 'purchase')]);
    await expect.poll(() => texts('one')).toEqual(['0 tea', '2 -', 'changed 3']);
    await expect
      .poll(async () => (await herald.herald().getCampaign({ campaignId: id })).progress?.live)
      .toMatchObject({ waiting: 0, held: null, inAll: { accepted: 3 } });

    await herald.herald().stopCampaign({ campaignId: id });
    await sleep(2000);
    await record([event(1, 4, 'purchase')]);
    await sleep(1000);
    expect(await texts('one')).toHaveLength(3);
    expect(await statusOf(id)).toBe('stopped');
    const { items } = await herald.herald().listRuns({ campaignId: id });
    expect(items.map(({ status }) => status)).toEqual(['stopped', 'completed']);
  });

  it('remind of a cart that was left, unless it was bought in time', async () => {
    await importPeople(herald, 2, 10);
    const { groupId } = await providerGroup(herald, [{ kind: 'http', name: 'two' }]);
    const when = { kind: 'inaction', event: 'cart', unless: { event: 'bought' }, withinSeconds: 3 } as const;
    const id = await launch(
      herald.herald(),
      campaign(groupId, { when, what: { template: 'Still there, {{ profile.nr }}?' } }),
    );
    await running(herald.herald(), id);
    await record([
      event(2, 0, 'cart'),
      event(2, 1, 'bought'),
      event(2, 1, 'cart', { at: new Date(Date.now() - 1000).toISOString() }),
      event(2, 2, 'cart'),
    ]);
    await sleep(1000);
    await record([event(2, 2, 'bought')]);
    await expect.poll(() => texts('two'), { timeout: 15_000 }).toEqual(['Still there, 0?']);
    await sleep(2000);
    expect(await texts('two')).toHaveLength(1);
    await herald.herald().stopCampaign({ campaignId: id });
  });

  it('end by themselves with the first 1,000 of 5,000, although the worker that sends is killed', async () => {
    await importPeople(herald, 3, 5000);
    const { groupId } = await providerGroup(herald, [{ kind: 'twilio', name: 'three', latencyMs: 50 }]);
    const id = await launch(
      herald.herald(),
      campaign(groupId, { when: { kind: 'event', event: 'signup' }, limits: { total: 1000 } }),
    );
    await running(herald.herald(), id);
    const began = Date.now();
    for (let first = 0; first < 5000; first += 50) {
      await sleep(began + first * 2 - Date.now());
      await record(Array.from({ length: 50 }, (_, index) => event(3, first + index, 'signup')));
      if (first === 400) {
        const worker = await sendingWorker(id);
        await worker.kill('SIGKILL');
        void worker.start();
      }
    }
    await expect.poll(() => statusOf(id), { timeout: 90_000, interval: 500 }).toBe('completed');
    const sent = (await texts('three')).map((text) => Number(text.split(' ')[0]));
    expect(sent).toHaveLength(1000);
    expect(new Set(sent).size).toBe(1000);
    // All but at most those in flight at the kill came first.
    expect(sent.filter((nr) => nr < 1000).length).toBeGreaterThan(1000 - 128 - 1);
  });

  it('lose and repeat nothing that was acknowledged, whatever is killed', async () => {
    await importPeople(herald, 4, 1500);
    const { groupId } = await providerGroup(herald, [{ kind: 'twilio', name: 'four', latencyMs: 50 }]);
    const id = await launch(herald.herald(), campaign(groupId, { when: { kind: 'event', event: 'order' } }));
    await running(herald.herald(), id);
    const { workers, api } = herald.stack();
    const sending = (async () => {
      for (let first = 0; first < 1500; first += 10) {
        await sleep(60);
        await record(Array.from({ length: 10 }, (_, index) => event(4, first + index, 'order')));
      }
    })();
    for (const service of [api, ...workers]) {
      await sleep(1500);
      await service?.kill('SIGKILL');
      await service?.start();
    }
    await sending;
    const wanted = Array.from({ length: 1500 }, (_, nr) => `${nr} -`).toSorted();
    await expect.poll(async () => (await texts('four')).length, { timeout: 60_000, interval: 500 }).toBe(1500);
    await sleep(2000);
    expect((await texts('four')).toSorted()).toEqual(wanted);
    await herald.herald().stopCampaign({ campaignId: id });
  });

  it('are told of what waits when an API starts, since the one before may not have told them', async () => {
    await importPeople(herald, 5, 1);
    const { groupId } = await providerGroup(herald, [{ kind: 'http', name: 'five' }]);
    const id = await launch(herald.herald(), campaign(groupId, { when: { kind: 'api' } }));
    await expect.poll(() => statusOf(id)).toBe('running');
    const trigger = (key: string) =>
      herald.herald().triggerCampaign({ campaignId: id, triggerInput: { items: [{ profileId: profile(5, 0), key }] } });
    await trigger('first');
    await expect.poll(() => texts('five')).toHaveLength(1);
    // The worker looks for further triggers for 5 seconds.
    await sleep(10_000);
    const { mongoUrl, database, api } = herald.stack();
    const client = new MongoClient(mongoUrl);
    const triggers = triggerStore(client.db(database));
    const now = new Date();
    const untold = {
      _id: `${id}/untold`,
      campaignId: id,
      profileId: profile(5, 0),
      dueAt: now,
      at: now,
      createdAt: now,
    };
    await triggers.insert([{ ...untold, event: null }]);
    await client.close();
    await sleep(3000);
    expect(await texts('five')).toHaveLength(1);
    await api?.kill('SIGKILL');
    await api?.start();
    await expect.poll(() => texts('five'), { timeout: 15_000 }).toHaveLength(2);
    await herald.herald().stopCampaign({ campaignId: id });
  });
});
