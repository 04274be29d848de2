import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import { ended, launch } from '../../dev/campaigns.ts';
import { campaignWorkflowId } from '../../src/domain/ids.ts';
import { campaignTo, expectEverybodyOnce, importPeople, providerGroup, system } from '../support/system.ts';

const PEOPLE = 20_000;
/** `temporal.api.enums.v1.ResetReapplyExcludeType`: what was steered after that point is not carried out again. */
const EXCLUDED = { SIGNAL: 1, UPDATE: 2 } as const;

describe('a campaign whose workflow is reset in the Web UI', () => {
  const herald = system({ workers: 2 });
  const accepted = async (): Promise<number> => (await herald.simulator().stats()).accepted;

  it('goes on from before a pause: everybody gets one message', async () => {
    await importPeople(herald, 3, PEOPLE);
    const { groupId, providerIds } = await providerGroup(herald, [
      { kind: 'twilio', name: 'reset', ratePerSecond: 2000 },
    ]);
    const campaignId = await launch(herald.herald(), campaignTo(3, groupId));
    await expect.poll(accepted, { timeout: 60_000, interval: 50 }).toBeGreaterThan(1000);
    await herald.herald().pauseCampaign({ campaignId });
    await herald.herald().resumeCampaign({ campaignId });
    await expect.poll(accepted, { timeout: 60_000, interval: 50 }).toBeGreaterThan(6000);

    const connection = await Connection.connect({ address: herald.stack().temporalAddress });
    try {
      const handle = new Client({ connection }).workflow.getHandle(campaignWorkflowId(campaignId));
      const { runId } = await handle.describe();
      const { events } = await handle.fetchHistory();
      const first = events?.find((event) => event.workflowTaskCompletedEventAttributes);
      await connection.workflowService.resetWorkflowExecution({
        namespace: 'default',
        workflowExecution: { workflowId: handle.workflowId, runId },
        reason: 'test',
        requestId: randomUUID(),
        workflowTaskFinishEventId: first?.eventId ?? null,
        resetReapplyExcludeTypes: Object.values(EXCLUDED),
      });
    } finally {
      await connection.close();
    }
    const report = await ended(herald.herald(), campaignId, { timeoutMs: 120_000 });
    await expectEverybodyOnce(herald, { scenario: 3, count: PEOPLE, report, providerIds });
  });
});
