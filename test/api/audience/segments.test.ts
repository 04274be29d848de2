import { describe, expect, it } from 'vitest';
import { CONDITION, campaignInput, oneOfEach } from '../fixtures.ts';
import { testApi } from '../support.ts';

describe('segments', () => {
  const api = testApi();

  it('are saved, read, changed, listed and deleted', async () => {
    const made = await api.call('POST', '/v1/segments', { json: { name: ' Gold ', condition: CONDITION } });
    expect([made.status, made.headers.get('location')]).toEqual([201, `/v1/segments/${made.json.id}`]);
    expect(made.json).toMatchObject({ name: 'Gold', condition: CONDITION });
    expect((await api.call('GET', `/v1/segments/${made.json.id}`)).json).toEqual(made.json);
    const condition = { kind: 'event', event: 'purchase', count: { operator: 'gte', value: 2 } };
    const changed = await api.call('PUT', `/v1/segments/${made.json.id}`, { json: { name: 'Buyers', condition } });
    expect(changed.json).toMatchObject({ name: 'Buyers', condition: { ...condition, did: true } });
    expect((await api.call('GET', '/v1/segments')).json.items).toEqual([changed.json]);
    expect((await api.call('DELETE', `/v1/segments/${made.json.id}`)).status).toBe(204);
    expect((await api.call('GET', `/v1/segments/${made.json.id}`)).status).toBe(404);
    expect((await api.call('PUT', `/v1/segments/${made.json.id}`, { json: { name: 'x', condition } })).status).toBe(
      404,
    );
  });

  it('have unique names', async () => {
    await api.made('/v1/segments', { name: 'A', condition: CONDITION });
    const { id } = await api.made('/v1/segments', { name: 'B', condition: CONDITION });
    expect((await api.call('POST', '/v1/segments', { json: { name: 'A', condition: CONDITION } })).status).toBe(409);
    expect((await api.call('PUT', `/v1/segments/${id}`, { json: { name: 'A', condition: CONDITION } })).status).toBe(
      409,
    );
  });

  it("can't be deleted while a campaign that has not ended uses them in its own condition", async () => {
    const { groupId, segmentId } = await oneOfEach(api, 'within');
    const condition = { kind: 'not', condition: { kind: 'segment', segmentId } };
    const input = { ...campaignInput({ segmentId, groupId }), who: { kind: 'condition', condition } };
    const campaign = await api.made('/v1/campaigns', input);
    const refused = await api.call('DELETE', `/v1/segments/${segmentId}`);
    expect([refused.status, refused.json.detail.includes(campaign.id)]).toEqual([409, true]);
  });

  it("can't be deleted while a campaign that has not ended uses them", async () => {
    const { segmentId, campaignId } = await oneOfEach(api);
    const refused = await api.call('DELETE', `/v1/segments/${segmentId}`);
    expect(refused.status).toBe(409);
    expect(refused.json.detail).toContain(campaignId);
    await api.store.campaigns.setStatus({ id: campaignId, status: 'completed', now: new Date() });
    expect((await api.call('DELETE', `/v1/segments/${segmentId}`)).status).toBe(204);
  });
});
