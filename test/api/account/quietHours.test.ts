import { beforeAll, describe, expect, it } from 'vitest';
import { campaignInput, type Ids, oneOfEach } from '../fixtures.ts';
import { testApi } from '../support.ts';

describe('quiet hours', () => {
  const api = testApi();
  let ids: Ids;
  const validate = (more: object, query = '') =>
    api.made(`/v1/campaigns/validate${query}`, { ...campaignInput(ids), ...more });

  beforeAll(async () => {
    ids = await oneOfEach(api);
    for (const [id, phone] of [
      ['florida', '+13055550101'],
      ['paris', '+33639980001'],
      ['london', '+447700900001'],
    ])
      await api.made('/v1/profiles', { id, phone, properties: { name: id } });
  });

  it('are listed with their hours, sources and dates', async () => {
    const { status, json } = await api.call('GET', '/v1/quiet-hours');
    expect(status).toBe(200);
    const byRegion = new Map(json.items.map((item: { region: string }) => [item.region, item]));
    expect(byRegion.get('US')).toMatchObject({ basis: 'law', source: expect.stringContaining('47 CFR 64.1200') });
    expect(byRegion.get('US-TX')).toEqual({
      region: 'US-TX',
      name: 'Texas',
      alsoIn: [],
      basis: 'law',
      open: [
        { days: ['MO', 'TU', 'WE', 'TH', 'FR', 'SA'], from: '09:00', to: '21:00' },
        { days: ['SU'], from: '12:00', to: '21:00' },
      ],
      forbidsHolidays: false,
      source: expect.stringContaining('301.051'),
      url: expect.stringMatching(/^https:/),
      lookedAt: '2026-11-30',
      note: 'names text messages',
    });
    expect(byRegion.get('FR')).toMatchObject({ basis: 'guideline', forbidsHolidays: true });
    expect(byRegion.has('GB')).toBe(false);
  });

  it('are shown for each profile of a preview', async () => {
    const query = '?profileId=florida&profileId=paris&profileId=london';
    const regions = async (more: object) => {
      const { quietHours, preview } = await validate(more, query);
      const shown = preview.map((one: { profileId: string; quietHours: string[] }) => [one.profileId, one.quietHours]);
      return [quietHours, Object.fromEntries(shown)];
    };
    expect(await regions({})).toEqual(['off', { florida: [], paris: [], london: [] }]);
    expect(await regions({ quietHours: 'law' })).toEqual(['law', { florida: ['US', 'US-FL'], paris: [], london: [] }]);
    await api.call('PUT', '/v1/account', { json: { quietHours: 'all' } });
    expect(await regions({})).toEqual(['all', { florida: ['US', 'US-FL'], paris: ['FR'], london: [] }]);
    expect(await regions({ quietHours: 'off' })).toEqual(['off', { florida: [], paris: [], london: [] }]);
  });

  it('are an error where windows leave no time beside them, whosever the windows are', async () => {
    const dnd = [{ from: '22:00', to: '20:00', action: 'delay' }];
    const wrong = await validate({ dnd, quietHours: 'law' });
    expect(wrong).toMatchObject({
      valid: false,
      problems: [{ field: '/dnd', got: expect.stringMatching(/^windows, .* no time to send in .*Florida/) }],
    });
    expect((await validate({ dnd, quietHours: 'off' })).valid).toBe(true);
    await api.call('PUT', '/v1/account', { json: { dnd, quietHours: 'law' } });
    const created = await api.call('POST', '/v1/campaigns', { json: campaignInput(ids) });
    expect([created.status, created.json.errors]).toEqual([
      400,
      [expect.objectContaining({ field: '/dnd', got: expect.stringMatching(/^the account's windows, /) })],
    ]);
    await api.call('PUT', '/v1/account', { json: {} });
  });

  it('are a setting of the account and of campaigns, with one of three values', async () => {
    const { status, json } = await api.call('PUT', '/v1/account', { json: { quietHours: 'everywhere' } });
    expect([status, json.errors[0].field]).toEqual([400, '/quietHours']);
    const { id } = await api.made('/v1/campaigns', { ...campaignInput(ids), quietHours: 'law' });
    const path = `/v1/campaigns/${id}`;
    expect((await api.call('GET', path)).json.quietHours).toBe('law');
    // Null removes the campaign's own setting, so that the account's applies.
    const type = 'application/merge-patch+json';
    const headers = { 'content-type': type };
    const patched = await api.call('PATCH', path, { json: { quietHours: null }, headers });
    expect([patched.status, (await api.call('GET', path)).json.quietHours]).toEqual([200, undefined]);
  });
});
