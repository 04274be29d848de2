import { describe, expect, it } from 'vitest';
import { sendAlert } from '../../../src/activities/alert.ts';
import { campaignInput } from '../../../src/domain/campaign/campaign.ts';
import { oneOfEach, campaignInput as spring } from '../fixtures.ts';
import { testApi } from '../support.ts';

describe('alerts', () => {
  const api = testApi();

  it('are listed the newest first, each with the text and the state of its mail', async () => {
    expect((await api.call('GET', '/v1/alerts')).json).toEqual({ items: [], nextCursor: null });
    const { campaignId, segmentId, groupId } = await oneOfEach(api);
    const other = await api.made('/v1/campaigns', campaignInput.parse(spring({ segmentId, groupId })));
    await api.call('PUT', '/v1/account', { json: { alerts: { email: 'ada@example.com' } } });
    const raise = async (campaignId: string, occurrence: number) => {
      const at = `2026-05-0${occurrence}T15:00:00.000Z`;
      const numbers = { qualified: 10, reachable: 9, limit: 5 };
      const sent = sendAlert({ store: api.store, mailer: null })({
        alert: { kind: 'safety_stop', campaignId, occurrence, at, ...numbers },
      });
      await expect(sent).rejects.toThrow('no mail server is configured');
    };
    await raise(campaignId, 1);
    await raise(other.id, 2);
    await raise(campaignId, 3);

    const { json } = await api.call('GET', `/v1/alerts?campaignId=${campaignId}`);
    expect(json.nextCursor).toBeNull();
    expect(json.items).toEqual(
      [3, 1].map((occurrence) => expect.objectContaining({ runId: `${campaignId}/${occurrence}` })),
    );
    expect(json.items[0]).toEqual({
      alertId: `${campaignId}/3/safety_stop`,
      campaignId,
      runId: `${campaignId}/3`,
      kind: 'safety_stop',
      at: '2026-05-03T15:00:00.000Z',
      subject: '[Herald] "Spring" waits for approval: 10 recipients, the limit is 5',
      text: expect.stringContaining(`POST /v1/campaigns/${campaignId}/approve`),
      mail: { status: 'no_mail', code: null, to: 'ada@example.com', attempts: 1, updatedAt: expect.any(String) },
    });

    const first = await api.call('GET', '/v1/alerts?limit=2');
    expect(first.json.items.map(({ runId }: { runId: string }) => runId)).toEqual([`${campaignId}/3`, `${other.id}/2`]);
    const second = await api.call('GET', `/v1/alerts?limit=2&cursor=${first.json.nextCursor}`);
    expect(second.json).toMatchObject({ items: [{ runId: `${campaignId}/1` }], nextCursor: null });
  });

  it('are empty for a campaign without alerts, and refuse a cursor of another list', async () => {
    expect((await api.call('GET', '/v1/alerts?campaignId=cmp_none')).json.items).toEqual([]);
    const { status, json } = await api.call('GET', '/v1/alerts?cursor=x');
    expect([status, json.errors[0].field]).toEqual([400, 'query: cursor']);
  });

  it('require an API key', async () => {
    expect((await api.call('GET', '/v1/alerts', { key: null })).status).toBe(401);
  });
});
