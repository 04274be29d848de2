import { describe, expect, it } from 'vitest';
import { ended, firstReport, launch } from '../../dev/campaigns.ts';
import { cdnow } from '../../dev/demo/scenarios.ts';
import { providerDefinition } from '../../dev/simulatedProvider.ts';
import { system } from '../support/system.ts';

describe("a campaign to a shop's real customers", () => {
  const { herald, simulator } = system();

  it("is reported exactly as in the providers' own ledger", async () => {
    const api = herald();
    await cdnow.load(api);
    const { id: segmentId } = await api.createSegment({ segmentInput: cdnow.segment });
    const audience = { qualified: 637, reachable: 606, optedOut: 19, noUsableNumber: 12 };
    expect(await api.estimateSegment({ estimateInput: { segmentId } })).toMatchObject(audience);

    const ids = await Promise.all(
      (['twilio', 'http'] as const).map(async (kind) => {
        const callbacks = { undelivered: { share: 0.1, code: 30_003 }, order: 'shuffled', doubled: true } as const;
        const address = await simulator().addProvider({ kind, name: `cdnow-${kind}`, callbacks });
        return (await api.createProvider({ providerInput: providerDefinition(address) })).id;
      }),
    );
    const members = ids.map((providerId) => ({ providerId }));
    const group = await api.createProviderGroup({ providerGroupInput: { name: 'cdnow', members } });
    await simulator().behave('cdnow-twilio', { mode: 'unavailable', afterMessages: 300 });
    const campaignId = await launch(api, {
      name: 'Come back',
      type: 'past_behaviour',
      when: { kind: 'now' },
      who: { kind: 'segment', segmentId },
      what: { template: cdnow.template },
      providerGroupId: group.id,
    });
    await ended(api, campaignId, { timeoutMs: 60_000 });
    const pending = async (): Promise<number> => {
      const { providers } = await simulator().stats();
      return Object.values(providers).reduce((sum, provider) => sum + provider.callbacksPending, 0);
    };
    await expect.poll(pending, { timeout: 30_000 }).toBe(0);

    const report = await firstReport(api, campaignId);
    const ledger = await simulator().ledger();
    const acceptedBy = (name: string): number => ledger.filter((line) => line.provider === name).length;
    expect(report).toMatchObject({ status: 'completed', audience, sent: 606, notYet: 0 });
    expect(ledger).toHaveLength(606);
    expect(new Set(ledger.map((line) => line.to)).size).toBe(606);
    expect(acceptedBy('cdnow-twilio')).toBe(300);
    expect(Object.fromEntries(report.providers.map((one) => [one.providerId, one.accepted]))).toEqual({
      [ids[0] ?? '']: 300,
      [ids[1] ?? '']: 306,
    });
    expect(report.errorBucket).toEqual([
      { reason: 'opted_out', count: 19 },
      { reason: 'no_usable_number', count: 12 },
    ]);
    const { accepted = 0, delivered = 0, undelivered = 0, skipped } = report.byStatus;
    expect({ accepted, sum: delivered + undelivered, skipped }).toEqual({ accepted: 0, sum: 606, skipped: 31 });
    expect(undelivered).toBeGreaterThan(20);
    expect(report.failovers).toBeGreaterThan(0);
    const segments = Object.values(report.segments);
    expect(segments.reduce((sum, { messages }) => sum + messages, 0)).toBe(606);
  });
});
