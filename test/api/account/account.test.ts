import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CampaignStatus } from '../../../src/domain/campaign/status.ts';
import { TemporalUnreachableError } from '../../../src/temporal/campaigns.ts';
import { campaignInput, type Ids, oneOfEach } from '../fixtures.ts';
import { testApi } from '../support.ts';

const ALL = {
  timeZone: 'Europe/Paris',
  dnd: [{ from: '22:00', to: '08:00', action: 'delay' }],
  profileLimits: [
    { kind: 'calendar', max: 1, per: 'day' },
    { kind: 'rolling', max: 3, days: 7, tag: 'promotion' },
    { kind: 'minimum_gap', hours: 20 },
  ],
  alerts: { email: 'ada@example.com' },
  price: { currency: 'EUR', perSegment: { default: 0.07, countries: { FR: 0.045 } } },
};

describe('the account', () => {
  const api = testApi();
  const put = (json: unknown) => api.call('PUT', '/v1/account', { json });

  it('has defaults, and is then replaced as a whole', async () => {
    const fresh = await api.call('GET', '/v1/account');
    expect(fresh.json).toEqual({
      timeZone: 'UTC',
      zoneFromNumber: false,
      quietHours: 'off',
      fourEyes: false,
      dnd: null,
      profileLimits: [],
      topics: [],
      alerts: {},
      retention: {},
      unknownProfiles: 'keep',
      singleMessages: { perNumberAndHour: 10, perCountryAndHour: 1000 },
      retentionAppliesAt: null,
      revision: 0,
      updatedAt: null,
    });
    const set = await put(ALL);
    expect(set.status).toBe(200);
    expect(set.json).toMatchObject({
      ...ALL,
      dnd: [{ zone: 'recipient', days: expect.arrayContaining(['MO', 'SU']) }],
    });
    expect(Date.now() - Date.parse(set.json.updatedAt)).toBeLessThan(60_000);
    expect((await api.call('GET', '/v1/account')).json).toEqual(set.json);
    expect((await put({ timeZone: 'Asia/Tokyo' })).json).toMatchObject({
      timeZone: 'Asia/Tokyo',
      dnd: null,
      profileLimits: [],
      alerts: {},
    });
    expect((await api.call('GET', '/v1/account')).json.price).toBeUndefined();
  });

  it('is refused with an error for each field, and is not changed', async () => {
    await put(ALL);
    const { status, json } = await put({
      timeZone: 'Paris',
      profileLimits: [
        { kind: 'calendar', max: 1, per: 'day' },
        { kind: 'calendar', max: 2, per: 'day' },
      ],
      alerts: { email: 'nobody' },
      price: { currency: 'EUR', perSegment: { default: 1, countries: { france: 1 } } },
    });
    expect(status).toBe(400);
    expect(json.errors.map(({ field }: { field: string }) => field)).toEqual([
      '/timeZone',
      '/profileLimits/1',
      '/alerts/email',
      '/price/perSegment/countries/france',
    ]);
    expect(json.errors[1].wanted).toBe('for each time and tag one limit');
    expect((await api.call('GET', '/v1/account')).json).toMatchObject({ timeZone: 'Europe/Paris' });
  });

  it('requires an API key', async () => {
    expect((await api.call('GET', '/v1/account', { key: null })).status).toBe(401);
    expect((await api.call('PUT', '/v1/account', { key: null, json: ALL })).status).toBe(401);
  });
});

describe('the address for alerts', () => {
  const api = testApi(() => ({ mailIsConfigured: true }));
  const put = (json: unknown) => api.call('PUT', '/v1/account', { json });
  const ERRORS = { pauseOnErrors: { percent: 5 } };
  let ids: Ids;
  beforeAll(async () => {
    ids = await oneOfEach(api);
    await put({ alerts: { email: 'ada@example.com' } });
  });

  async function scheduled(changes: object): Promise<string> {
    const { id } = await api.made('/v1/campaigns', { ...campaignInput(ids), ...changes });
    await api.made(`/v1/campaigns/${id}/schedule`, {});
    return id;
  }

  it("can't be removed while campaigns depend on it", async () => {
    await api.made('/v1/campaigns', { ...campaignInput(ids), ...ERRORS });
    await scheduled({ ...ERRORS, alertEmail: 'own@example.com' });
    await scheduled({});
    const relying = [await scheduled(ERRORS), await scheduled({ safetyCheck: { maxAudience: 5 } })];
    const refused = await put({ timeZone: 'Asia/Tokyo' });
    expect(refused.status).toBe(409);
    expect(refused.json.detail).toContain(
      `receives the alerts of these campaigns: ${relying.toSorted().join(', ')}. Keep an address`,
    );
    expect((await api.call('GET', '/v1/account')).json).toMatchObject({ timeZone: 'UTC', alerts: ALL.alerts });
    expect((await put({ alerts: { email: 'bob@example.com' } })).status).toBe(200);
    for (const id of relying) await api.made(`/v1/campaigns/${id}/stop`, {});
    expect((await put({})).json.alerts).toEqual({});
  });

  it('lists some of many campaigns', async () => {
    await put({ alerts: { email: 'ada@example.com' } });
    for (let campaigns = 0; campaigns < 7; campaigns += 1) await scheduled(ERRORS);
    const { json } = await put({});
    expect(json.detail.match(/cmp_/g)).toHaveLength(5);
    expect(json.detail).toContain(' and 2 more.');
  });
});

describe('another time zone', () => {
  const api = testApi();
  const put = (timeZone: string, others: object = {}) =>
    api.call('PUT', '/v1/account', { json: { timeZone, ...others } });
  let ids: Ids;
  beforeAll(async () => {
    ids = await oneOfEach(api);
  });
  beforeEach(async () => {
    api.campaigns.failure = null;
    for (const id of await api.store.campaigns.scheduledIds()) await becomes(id, 'completed');
    await put('UTC');
    api.campaigns.calls.length = 0;
  });
  const becomes = (id: string, status: CampaignStatus) =>
    api.store.campaigns.setStatus({ id, status, now: new Date() });
  const told = () => api.campaigns.calls.filter(({ method }) => method === 'edit').map(({ campaignId }) => campaignId);

  async function scheduled(status: CampaignStatus = 'scheduled'): Promise<string> {
    const { id } = await api.made('/v1/campaigns', campaignInput(ids));
    await api.made(`/v1/campaigns/${id}/schedule`, {});
    await becomes(id, status);
    return id;
  }

  it('makes every scheduled campaign compute its next run again', async () => {
    const waiting = [await scheduled(), await scheduled('running'), await scheduled('paused')];
    await scheduled('completed');
    expect((await put('Europe/Paris')).status).toBe(200);
    expect(told().toSorted()).toEqual(waiting.toSorted());
    expect(api.campaigns.calls.find(({ method }) => method === 'edit')).toMatchObject({
      by: 'bootstrap',
    });
  });

  it('changes no campaign when only other settings change', async () => {
    await scheduled();
    await put('UTC', { profileLimits: [{ kind: 'calendar', max: 1, per: 'day' }] });
    expect(told()).toEqual([]);
  });

  it('ignores campaigns whose workflow has ended meanwhile', async () => {
    const [ended, waiting] = [await scheduled(), await scheduled()];
    api.campaigns.forget(ended);
    expect((await put('Europe/Paris')).status).toBe(200);
    expect(told().toSorted()).toEqual([ended, waiting].toSorted());
  });

  it('is stored when Temporal is unavailable, and applied when the request is repeated', async () => {
    const waiting = await scheduled();
    api.campaigns.failure = new TemporalUnreachableError('Temporal', { cause: null });
    const { status, headers, json } = await put('Europe/Paris');
    expect([status, headers.get('retry-after')]).toEqual([503, '5']);
    expect(json.detail).toBe(
      'The settings are stored, but not every campaign uses the new time zone yet. Temporal is unavailable at the moment. Repeat the request.',
    );
    expect((await api.call('GET', '/v1/account')).json.timeZone).toBe('Europe/Paris');
    api.campaigns.failure = null;
    expect((await put('Europe/Paris')).status).toBe(200);
    expect(told()).toEqual([waiting]);
    expect((await put('Europe/Paris')).status).toBe(200);
    expect(told()).toEqual([waiting]);
  });

  it('reaches any number of campaigns, each once', async () => {
    const waiting = await Promise.all(Array.from({ length: 40 }, () => scheduled()));
    await put('Europe/Paris');
    expect(told().toSorted()).toEqual(waiting.toSorted());
  });
});
