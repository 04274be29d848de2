import { beforeAll, describe, expect, it } from 'vitest';
import { campaignInput, type Ids, oneOfEach } from '../fixtures.ts';
import { type Answer, testApi } from '../support.ts';

const recurring = (zone: string, more: object = {}) => ({
  kind: 'recurring',
  rule: { kind: 'daily' },
  time: '10:00',
  zone,
  ...more,
});

describe('time zones at the API', () => {
  const api = testApi();
  let ids: Ids;
  beforeAll(async () => {
    ids = await oneOfEach(api);
  });
  const validate = (when: object): Promise<Answer> =>
    api.call('POST', '/v1/campaigns/validate', { json: { ...campaignInput(ids), when } });
  const profile = (timeZone: string) =>
    api.call('POST', '/v1/profiles', { json: { id: 'zoned', phone: '+447700900250', timeZone } });

  it.each(['PST', 'BST', 'IST', 'CST', 'JST', 'AST', 'GMT+2', '+02:00', 'Eastern Standard Time'])(
    '%s is refused for an account, a profile, a campaign and a condition',
    async (zone) => {
      const refused = [
        await api.call('PUT', '/v1/account', { json: { timeZone: zone } }),
        await profile(zone),
        await api.call('POST', '/v1/campaigns', { json: { ...campaignInput(ids), when: recurring(zone) } }),
        await api.call('POST', '/v1/segments/estimate', {
          json: { condition: { kind: 'field', field: 'timeZone', operator: 'equals', value: zone } },
        }),
      ];
      expect(refused.map(({ status }) => status)).toEqual([400, 400, 400, 400]);
      for (const { json } of refused) expect(json.errors[0].wanted).toContain('IANA time zone');
      const { status, json } = await validate(recurring('profile', { defaultZone: zone }));
      expect([status, json.valid]).toEqual([200, false]);
    },
  );

  it('an alias is stored as the zone that it stands for, and a condition finds it by any name', async () => {
    expect((await api.call('PUT', '/v1/account', { json: { timeZone: 'US/Pacific' } })).json.timeZone).toBe(
      'America/Los_Angeles',
    );
    expect((await profile('Asia/Calcutta')).status).toBeLessThan(300);
    expect((await api.call('GET', '/v1/profiles/zoned')).json.timeZone).toBe('Asia/Kolkata');
    for (const value of ['Asia/Calcutta', 'Asia/Kolkata', 'asia/kolkata']) {
      const condition = { kind: 'field', field: 'timeZone', operator: 'in', value: [value] };
      expect((await api.made('/v1/segments/estimate', { condition })).qualified).toBe(1);
    }
    const { upcoming } = (await validate(recurring('GB'))).json;
    expect(upcoming[0].zone).toBe('Europe/London');
  });

  it('a stored zone that is unknown is a conflict that names it, and no internal error', async () => {
    await api.call('PUT', '/v1/account', { json: { timeZone: 'UTC' } });
    await api.store.db.collection('account').updateOne({}, { $set: { timeZone: 'PST' } });
    for (const when of [recurring('account'), recurring('Europe/Paris'), { kind: 'now' }]) {
      const { status, json } = await validate(when);
      expect([status, json.valid, json.upcoming]).toEqual([200, false, []]);
      expect(json.problems).toContainEqual(
        expect.objectContaining({ field: '/when', got: expect.stringContaining('PST') }),
      );
    }
    const schedule = await api.call('POST', `/v1/campaigns/${ids.campaignId}/schedule`);
    expect([schedule.status, schedule.text.includes('PST')]).toEqual([400, true]);
    const birthday = { kind: 'field', field: 'createdAt', operator: 'anniversary', value: {} };
    const estimate = await api.call('POST', '/v1/segments/estimate', { json: { condition: birthday } });
    expect([estimate.status, estimate.json.detail]).toEqual([409, expect.stringContaining('"PST" is not a known')]);
    expect((await api.call('GET', '/v1/account')).status).toBe(200);
    expect((await api.call('PUT', '/v1/account', { json: { timeZone: 'UTC' } })).status).toBe(200);
    expect((await validate(recurring('account'))).status).toBe(200);
  });
});
