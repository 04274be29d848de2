import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import { ended, firstReport, launch } from '../../dev/campaigns.ts';
import { campaignWorkflowId } from '../../src/domain/ids.ts';
import { campaignTo, expectEverybodyOnce, importPeople, providerGroup, system } from '../support/system.ts';

const PEOPLE = 30_000;
/** Longer than any request of a worker takes to arrive at the simulator and to be accepted. */
const AFTERWARDS_MS = 1500;

describe('steering a campaign that sends as fast as it can', () => {
  const herald = system({ workers: 2 });
  const accepted = async (): Promise<number> => (await herald.simulator().stats()).accepted;
  const steer = async (id: string, action: string): Promise<number> => {
    const response = await fetch(`${herald.stack().apiUrl}/v1/campaigns/${id}/${action}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${herald.stack().apiKey}` },
    });
    return response.status;
  };
  const group = (name: string, latencyMs = 0) => providerGroup(herald, [{ kind: 'http', name, latencyMs }]);

  async function sending(before: number): Promise<void> {
    await expect.poll(accepted, { timeout: 60_000, interval: 20 }).toBeGreaterThan(before + 200);
  }

  async function temporal<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const connection = await Connection.connect({ address: herald.stack().temporalAddress });
    try {
      return await work(new Client({ connection }));
    } finally {
      await connection.close();
    }
  }

  it('answers pauses and the stop when nothing more is accepted, and misses nobody when it is resumed', async () => {
    await importPeople(herald, 8, PEOPLE);
    const { groupId, providerIds } = await group('steered');
    const id = await launch(herald.herald(), { ...campaignTo(8, groupId), name: 'Steered' });
    const took: number[] = [];
    for (let pauses = 0; pauses < 8; pauses += 1) {
      await sending(await accepted());
      const askedAt = performance.now();
      expect(await steer(id, 'pause'), 'nothing is in flight any more').toBe(200);
      took.push(Math.round(performance.now() - askedAt));
      const atAnswer = await accepted();
      await sleep(AFTERWARDS_MS);
      expect(await accepted(), 'accepted after the pause was answered').toBe(atAnswer);
      const { progress } = await herald.herald().getCampaign({ campaignId: id });
      const known = Object.values(progress?.run?.messages ?? {}).reduce((sum, count) => sum + count, 0);
      expect(known, 'a paused campaign says what it has sent').toBe(atAnswer);
      await steer(id, 'resume');
    }
    process.stdout.write(`Pauses were answered after ${took.toSorted((a, b) => a - b).join(', ')} ms.\n`);
    const report = await ended(herald.herald(), id, { timeoutMs: 120_000 });
    await expectEverybodyOnce(herald, { scenario: 8, count: PEOPLE, report, providerIds });
    await temporal(async (client) => {
      const { searchAttributes, memo } = await client.workflow.getHandle(campaignWorkflowId(id)).describe();
      expect(searchAttributes).toMatchObject({
        HeraldCampaignId: [id],
        HeraldCampaignName: ['Steered'],
        HeraldStatus: ['completed'],
      });
      expect(memo).toMatchObject({ doing: 'Completed.', lastAction: expect.stringMatching(/^resume by bootstrap/) });
    });
  });

  it('is stopped by a cancellation in the Web UI: nothing more is accepted once the workflow has ended', async () => {
    const { groupId } = await group('cancelled');
    const id = await launch(herald.herald(), campaignTo(8, groupId));
    await sending(await accepted());
    await temporal(async (client) => {
      const handle = client.workflow.getHandle(campaignWorkflowId(id));
      await handle.cancel();
      await expect(handle.result()).rejects.toThrow();
      const atEnd = await accepted();
      expect(await herald.herald().getCampaign({ campaignId: id })).toMatchObject({ status: 'stopped' });
      await sleep(AFTERWARDS_MS);
      expect(await accepted(), 'accepted after the workflow had ended').toBe(atEnd);
    });
    const { actions } = await herald.herald().getCampaign({ campaignId: id });
    expect(actions.at(-1)).toMatchObject({ action: 'stop', by: 'Temporal, where the workflow was cancelled' });
    expect((await firstReport(herald.herald(), id)).status).toBe('stopped');
  });

  it('that is terminated is told as stopped in the list, and sends nothing more once that was seen', async () => {
    const { groupId } = await group('terminated', 100);
    const id = await launch(herald.herald(), campaignTo(8, groupId));
    await sending(await accepted());
    await temporal((client) => client.workflow.getHandle(campaignWorkflowId(id)).terminate('by mistake'));
    const listed = async (status: 'running' | 'stopped'): Promise<string[]> => {
      const { items } = await herald.herald().listCampaigns({ status });
      return items.map((one) => one.id);
    };
    await expect.poll(() => listed('running'), { timeout: 20_000 }).not.toContain(id);
    expect(await listed('stopped')).toContain(id);
    expect((await firstReport(herald.herald(), id)).status).toBe('stopped');
    await sleep(AFTERWARDS_MS);
    const later = await accepted();
    await sleep(AFTERWARDS_MS);
    expect(await accepted()).toBe(later);
  });

  it('shows which provider is down while the other one sends, in the API, the log and the Web UI', async () => {
    const { groupId, providerIds } = await providerGroup(herald, [
      { kind: 'twilio', name: 'away' },
      { kind: 'http', name: 'there', ratePerSecond: 500 },
    ]);
    await herald.simulator().behave('away', { mode: 'unavailable' });
    const id = await launch(herald.herald(), campaignTo(8, groupId));
    const down = async () => {
      const { items } = await herald.herald().listProviders();
      return items.filter((one) => one.down !== null).map((one) => one.id);
    };
    await expect.poll(down, { timeout: 30_000 }).toEqual([providerIds.away]);
    // Each worker has breakers of its own, and either may open its own first.
    const logs = () =>
      ['worker-1', 'worker-2'].map((name) => readFileSync(herald.stack().logFile(name), 'utf8')).join();
    await expect.poll(logs, { timeout: 10_000 }).toContain('the circuit breaker of a provider is open');
    const details = () =>
      temporal(async (client) => {
        const handle = client.workflow.getHandle(campaignWorkflowId(id));
        const metadata = await handle.query<{ currentDetails?: string }>('__temporal_workflow_metadata');
        return metadata.currentDetails ?? '';
      });
    await expect
      .poll(details, { timeout: 40_000, interval: 500 })
      .toContain(`Provider ${providerIds.away} is **down** since`);
    const text = await details();
    expect(text, 'live figures').toMatch(/: [1-9]\d* of 30000 messages/);
    await steer(id, 'stop');
  });
});
