import { describe, expect, it } from 'vitest';
import { ended, launch } from '../../dev/campaigns.ts';
import { heraldClient } from '../../src/client/heraldClient.ts';
import { campaignTo, providerGroup, system } from '../support/system.ts';

/** What becomes of a message to each magic number, and to an ordinary one. */
const ENDS: Readonly<Record<string, { status: string; reason?: string; resolution?: string; attempts: string[] }>> = {
  '+12025550101': { status: 'delivered', attempts: ['accepted'] },
  '+12025550102': { status: 'undelivered', attempts: ['accepted'] },
  '+12025550103': { status: 'failed', reason: 'refused_recipient', attempts: ['refused'] },
  '+12025550104': { status: 'failed', reason: 'recipient_opted_out_at_carrier', attempts: ['refused'] },
  '+12025550105': { status: 'delivered', resolution: 'found', attempts: ['unknown'] },
  '+12025550106': { status: 'uncertain', reason: 'answer_lost', resolution: 'policy', attempts: ['unknown'] },
  '+12025550107': { status: 'delivered', attempts: ['trouble', 'accepted'] },
  '+12025550108': { status: 'delivered', attempts: ['accepted'] },
  '+33699900001': { status: 'delivered', attempts: ['accepted'] },
};

const WAIT = { timeoutMs: 60_000 };

describe('a sandbox campaign', () => {
  const herald = system();

  it('sends to nobody, each number ends as it should, and a real campaign afterwards is sent as if it had not been', async () => {
    const real = herald.herald();
    const { groupId } = await providerGroup(herald, [{ kind: 'twilio', name: 'real' }]);
    await real.replaceAccount({ accountInput: { profileLimits: [{ kind: 'rolling', max: 1, days: 7 }] } });
    const numbers = Object.keys(ENDS);
    const rows = numbers.map((phone, nr) => JSON.stringify({ id: `m${nr}`, phone, properties: { scenario: 7, nr } }));
    await real.importProfiles({ content: rows.join('\n'), type: 'application/x-ndjson' });
    const { key } = await real.createApiKey({ apiKeyInput: { name: 'sandbox', preset: 'admin', sandbox: true } });
    const sandbox = heraldClient({ url: herald.stack().apiUrl ?? '', apiKey: key });

    const scheduled = Date.now();
    const id = await launch(sandbox, { ...campaignTo(7, 'sandbox'), name: 'try' });
    const report = await ended(sandbox, id, WAIT);
    expect(report).toMatchObject({ status: 'completed', sandbox: true, notYet: 0, sent: 6 });
    expect(Date.now() - scheduled, 'the slow one was waited for').toBeGreaterThan(2000);
    const counts = { accepted: 0, delivered: 5, undelivered: 1, failed: 2, skipped: 0, uncertain: 1 };
    const run = { campaignId: id, occurrence: 1 };
    await expect.poll(async () => (await sandbox.getRunReport(run)).byStatus, { timeout: 20_000 }).toEqual(counts);
    const { items } = await sandbox.listMessages({ ...run, limit: 100 });
    const found = items.map(({ to, status, reason, resolution, attempts, providerId }) => {
      expect(['sandbox', null]).toContain(providerId);
      expect(new Set(attempts.map((attempt) => attempt.providerId))).toEqual(new Set(['sandbox']));
      return [
        to,
        {
          status,
          ...(reason && { reason }),
          ...(resolution && { resolution }),
          attempts: attempts.map(({ outcome }) => outcome),
        },
      ];
    });
    expect(Object.fromEntries(found)).toEqual(ENDS);
    expect((await sandbox.getCampaign({ campaignId: id })).sandbox).toBe(true);
    expect((await herald.simulator().ledger()).length, 'nothing reached the real provider').toBe(0);
    expect((await real.listSuppressions({})).items).toEqual([]);

    const second = await launch(real, { ...campaignTo(7, groupId), name: 'real' });
    expect(await ended(real, second, WAIT)).toMatchObject({ sandbox: false, sent: numbers.length });
    const reached = (await herald.simulator().ledger()).map(({ to }) => to);
    expect(reached.toSorted()).toEqual(numbers.toSorted());
    const third = await launch(sandbox, { ...campaignTo(7, 'sandbox'), name: 'again' });
    expect(await ended(sandbox, third, WAIT), 'nor does it keep to limits of profiles').toMatchObject({ sent: 6 });
  });
});
