import { describe, expect, it } from 'vitest';
import { testApi } from './support.ts';

const ALL = {
  timeZone: 'Europe/Paris',
  dnd: [{ from: '22:00', to: '08:00', action: 'delay' }],
  profileLimits: { perDay: 1, perWeek: 3 },
  alerts: { email: 'ada@example.com' },
  price: { currency: 'EUR', perSegment: { default: 0.07, countries: { FR: 0.045 } } },
};

describe('the account', () => {
  const api = testApi();
  const put = (json: unknown) => api.call('PUT', '/v1/account', { json });

  it('is as it comes, then as it was set, whole each time', async () => {
    const fresh = await api.call('GET', '/v1/account');
    expect(fresh.json).toEqual({ timeZone: 'UTC', dnd: null, profileLimits: null, alerts: {}, updatedAt: null });
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
      profileLimits: null,
      alerts: {},
    });
    expect((await api.call('GET', '/v1/account')).json.price).toBeUndefined();
  });

  it('says what is wrong, field by field, and stays as it was', async () => {
    await put(ALL);
    const { status, json } = await put({
      timeZone: 'Paris',
      profileLimits: { perDay: 2, perWeek: 1 },
      alerts: { email: 'nobody' },
      price: { currency: 'EUR', perSegment: { default: 1, countries: { france: 1 } } },
    });
    expect(status).toBe(400);
    expect(json.errors.map(({ field }: { field: string }) => field)).toEqual([
      '/timeZone',
      '/profileLimits/perWeek',
      '/alerts/email',
      '/price/perSegment/countries/france',
    ]);
    expect(json.errors[1].wanted).toBe('at least perDay');
    expect((await api.call('GET', '/v1/account')).json).toMatchObject({ timeZone: 'Europe/Paris' });
  });

  it('is only for who has a key', async () => {
    expect((await api.call('GET', '/v1/account', { key: null })).status).toBe(401);
    expect((await api.call('PUT', '/v1/account', { key: null, json: ALL })).status).toBe(401);
  });
});
