import { describe, expect, it } from 'vitest';
import { CONDITION, campaignInput, oneOfEach } from '../fixtures.ts';
import { testApi } from '../support.ts';

const to = (segmentId: string) => ({ kind: 'segment', segmentId });
const and = (...conditions: unknown[]) => ({ kind: 'and', conditions });

describe('segments that refer to others', () => {
  const api = testApi();
  let names = 0;
  const save = async (condition: unknown): Promise<string> =>
    (await api.made('/v1/segments', { name: `s${++names}`, condition })).id;
  const put = (id: string, condition: unknown) =>
    api.call('PUT', `/v1/segments/${id}`, { json: { name: `changed ${id}`, condition } });

  it('are stored with the reference, and use the current definition of the other segment', async () => {
    await api.made('/v1/profiles/bulk', {
      items: [
        { id: 'g1', phone: '+447700900001', properties: { tier: 'gold' } },
        { id: 's1', phone: '+447700900002', properties: { tier: 'silver' } },
      ],
    });
    const gold = await save(CONDITION);
    const notGold = await save({ kind: 'not', condition: to(gold) });
    expect((await api.call('GET', `/v1/segments/${notGold}`)).json.condition).toEqual({
      kind: 'not',
      condition: to(gold),
    });
    const estimate = async () => (await api.made('/v1/segments/estimate', { segmentId: notGold })).qualified;
    expect(await estimate()).toBe(1);
    await put(gold, { kind: 'field', field: 'id', operator: 'exists' });
    expect(await estimate()).toBe(0);
  });

  it('are refused with the position of a reference to a missing segment', async () => {
    const refused = await api.call('POST', '/v1/segments', {
      json: { name: 'broken', condition: and(CONDITION, to('seg_none')) },
    });
    expect(refused.status).toBe(400);
    expect(refused.json.errors).toMatchObject([
      { field: '/condition/conditions/1/segmentId', got: 'an id that no segment has', wanted: 'the id of a segment' },
    ]);
    const estimate = await api.call('POST', '/v1/segments/estimate', { json: { condition: to('seg_none') } });
    expect([estimate.status, estimate.json.errors[0].field]).toEqual([400, '/condition/segmentId']);
    const { items } = (await api.call('GET', '/v1/segments?limit=100')).json;
    expect(items.map((each: { name: string }) => each.name)).not.toContain('broken');
  });

  it('are refused with the path of a circular reference', async () => {
    const first = await save(CONDITION);
    const second = await save(and(CONDITION, to(first)));
    const third = await save(to(second));
    const refused = await put(first, and(CONDITION, { kind: 'not', condition: to(third) }));
    expect(refused.status).toBe(400);
    expect(refused.json.errors[0]).toMatchObject({ field: '/condition/conditions/1/condition/segmentId' });
    expect(refused.json.errors[0].got).toContain([first, third, second, first].join(' -> '));
    expect((await put(first, to(first))).json.errors[0].got).toContain(`${first} -> ${first}`);
    expect((await api.call('GET', `/v1/segments/${first}`)).json.condition).toEqual(CONDITION);
  });

  it('never become circular, also when two are saved at the same moment', async () => {
    for (let round = 0; round < 10; round += 1) {
      const one = await save(CONDITION);
      const other = await save(CONDITION);
      await Promise.all([put(one, to(other)), put(other, to(one))]);
      expect((await api.call('POST', '/v1/segments/estimate', { json: { segmentId: one } })).status).toBe(200);
      expect((await api.call('POST', '/v1/segments/estimate', { json: { segmentId: other } })).status).toBe(200);
    }
  });

  it('keep those that they refer to from being deleted', async () => {
    const base = await save(CONDITION);
    const user = await save({ kind: 'not', condition: to(base) });
    const refused = await api.call('DELETE', `/v1/segments/${base}`);
    expect(refused.status).toBe(409);
    expect(refused.json.detail).toContain(user);
    expect((await api.call('DELETE', `/v1/segments/${user}`)).status).toBe(204);
    expect((await api.call('DELETE', `/v1/segments/${base}`)).status).toBe(204);
  });

  it('never refer to a missing segment, also when one is deleted while another begins to refer to it', async () => {
    for (let round = 0; round < 10; round += 1) {
      const base = await save(CONDITION);
      const user = await save(CONDITION);
      await Promise.all([put(user, to(base)), api.call('DELETE', `/v1/segments/${base}`)]);
      expect((await api.call('POST', '/v1/segments/estimate', { json: { segmentId: user } })).status).toBe(200);
    }
  });

  it('prevent segments that they refer to from growing beyond the limits', async () => {
    const group = (size: number) => and(...Array.from({ length: size }, () => CONDITION));
    const base = await save(CONDITION);
    const middle = await save(and(to(base), to(base), to(base)));
    const user = await save(and(to(middle), to(base)));
    expect((await put(base, group(40))).status).toBe(200);
    const refused = await put(base, group(50));
    expect(refused.status).toBe(400);
    expect(refused.json.errors[0].got).toContain(`gives the segment ${user} too many conditions`);
  });

  it("can't grow beyond what campaigns that have not ended can evaluate", async () => {
    const group = (size: number) => and(...Array.from({ length: size }, () => CONDITION));
    const { groupId } = await oneOfEach(api, 'grow');
    const base = await save(CONDITION);
    const middle = await save(and(to(base), to(base)));
    const who = { kind: 'condition', condition: and(to(middle), to(base)) };
    const { id } = await api.made('/v1/campaigns', { ...campaignInput({ segmentId: base, groupId }), who });
    await api.made(`/v1/campaigns/${id}/schedule`, {});
    expect((await put(base, group(40))).status).toBe(200);
    const refused = await put(base, and(group(33), group(32)));
    expect(refused.status).toBe(400);
    expect(refused.json.errors[0]).toMatchObject({
      field: '/condition',
      got: expect.stringContaining(`gives the campaign ${id} too many conditions`),
    });
    await api.made(`/v1/campaigns/${id}/stop`, {});
    expect((await put(base, and(group(33), group(32)))).status).toBe(200);
  });

  it('are checked with a campaign, whose preview shows the profiles in them', async () => {
    const { groupId, segmentId } = await oneOfEach(api, 'c');
    const input = (condition: unknown) => ({
      ...campaignInput({ segmentId, groupId }),
      what: { template: 'Hi' },
      who: { kind: 'condition', condition },
    });
    const check = async (condition: unknown) =>
      (await api.call('POST', '/v1/campaigns/validate', { json: input(condition) })).json;
    const good = await check(and(to(segmentId), { kind: 'field', field: 'id', operator: 'equals', value: 'u1c' }));
    expect(good).toMatchObject({ valid: true, preview: [{ profileId: 'u1c', text: 'Hi' }] });
    expect((await check(to(segmentId))).preview.map((each: { profileId: string }) => each.profileId)).toContain('g1');
    const bad = await check(and(to(segmentId), to('seg_none')));
    expect(bad).toMatchObject({ valid: false, preview: [] });
    expect(bad.problems[0].field).toBe('/who/condition/conditions/1/segmentId');
    expect((await api.call('POST', '/v1/campaigns', { json: input(to('seg_none')) })).status).toBe(400);
  });
});
