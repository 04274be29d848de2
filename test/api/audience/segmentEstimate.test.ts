import { beforeAll, describe, expect, it } from 'vitest';
import { segmentEstimateRoutes } from '../../../src/api/audience/segmentEstimate.ts';
import { accountInput } from '../../../src/domain/account/account.ts';
import { dayEnd, dayStart, weekStart } from '../../../src/domain/limits/periods.ts';
import { importCdnow } from '../../store/cdnow.ts';
import { CONDITION } from '../fixtures.ts';
import { testApi } from '../support.ts';

const ESTIMATE = '/v1/segments/estimate';

describe('an estimate', () => {
  const api = testApi();
  const silver = { ...CONDITION, value: 'silver' };
  const price = { currency: 'EUR', perSegment: { default: 0.1, countries: { FR: 0.05 } } };

  beforeAll(async () => {
    const properties = { tier: 'silver' };
    await api.made('/v1/profiles/bulk', {
      items: [
        { id: 'g1', phone: '+447700900001', timeZone: 'Europe/London', properties: { ...properties, name: 'Ada' } },
        { id: 'g2', phone: 'none', properties },
        { id: 'g3', phone: '+447700900003', optedOut: true, properties },
        { id: 'g4', phone: '+33639980001', properties: { ...properties, name: 'Zoë' } },
        { id: 'g5', phone: '+447700900001', properties: { ...properties, name: 'Ada again' } },
        { id: 'g6', phone: '+33639980002', properties },
        { id: 'g7', phone: '+33639980003', properties: { ...properties, name: 'x'.repeat(400) } },
        { id: 'g8', phone: '+33639980004', properties: { ...properties, name: 'Łukasz' } },
        { id: 'g9', phone: '+33639980005', properties: { ...properties, name: 'Bob' } },
      ],
    });
    await api.store.suppressions.add({ number: '+33639980005', source: 'carrier', providerId: 'p', at: new Date() });
  });

  const counts = {
    qualified: 9,
    reachable: 6,
    optedOut: 2,
    noUsableNumber: 1,
    notSubscribed: 0,
    duplicateNumbers: 1,
    capped: 0,
    recipients: 5,
    afterReach: 5,
    byCountry: {
      rows: [
        { country: 'FR', reachable: 4, recipients: 4 },
        { country: 'GB', reachable: 2, recipients: 1 },
      ],
      other: { reachable: 0, recipients: 0 },
    },
    byTimeZone: {
      rows: [
        { timeZone: null, reachable: 5, recipients: 4 },
        { timeZone: 'Europe/London', reachable: 1, recipients: 1 },
      ],
      other: { reachable: 0, recipients: 0 },
    },
  };

  it('is of a saved segment, of a condition that is not saved, or of everyone', async () => {
    expect(await api.made(ESTIMATE, { condition: silver })).toEqual({ ...counts, message: null });
    const { id } = await api.made('/v1/segments', { name: 'silver', condition: silver });
    expect(await api.made(ESTIMATE, { segmentId: id })).toEqual({ ...counts, message: null });
    expect(await api.made(ESTIMATE, { everyone: true })).toEqual({ ...counts, message: null });
    const unknown = await api.call('POST', ESTIMATE, { json: { segmentId: 'seg_none' } });
    expect([unknown.status, unknown.json.errors[0].field]).toEqual([400, '/segmentId']);
  });

  it.for([
    {},
    { who: { kind: 'everyone' } },
    { segmentId: 'seg_1', everyone: true },
    { condition: silver, everyone: true },
    [],
    null,
  ])('is of exactly one of the three, which the answer to %j says', async (json) => {
    const { status, json: problem } = await api.call('POST', ESTIMATE, { json });
    expect(status).toBe(400);
    expect(problem.errors).toMatchObject([
      {
        field: '/',
        got: expect.any(String),
        wanted:
          'exactly one of segmentId (a saved segment), condition (an ad-hoc condition), everyone (true, for every profile)',
      },
    ]);
  });

  it('says what is wrong with the one that was meant', async () => {
    const deep = await api.call('POST', ESTIMATE, { json: { condition: { ...silver, operator: 'is' } } });
    expect(deep.json.errors).toMatchObject([{ field: '/condition/operator', got: '"is"' }]);
    const no = await api.call('POST', ESTIMATE, { json: { everyone: false } });
    expect(no.json.errors).toMatchObject([{ field: '/everyone', got: 'false', wanted: 'true' }]);
  });

  it('says what a message comes to: encodings, failures, segments and cost', async () => {
    const template = 'Hi {{ profile.name }}';
    expect(await api.made(ESTIMATE, { condition: silver, template, maxSegments: 2, price })).toEqual({
      ...counts,
      message: {
        sample: { size: 5, of: 5 },
        // Zoë is not in GSM-7, and neither is Łukasz.
        encodings: { 'GSM-7': 1, 'UCS-2': 2 },
        failures: [
          { reason: 'missing_value', count: 1 },
          { reason: 'too_long', count: 1 },
        ],
        segments: 3,
        cost: { amount: 0.2, currency: 'EUR' },
      },
    });
    const long = await api.made(ESTIMATE, { condition: silver, template: `{{ profile.name | default: "" }}!`, price });
    expect(long.message).toMatchObject({ failures: [], segments: 1 + 1 + 1 + 3 + 1, cost: { amount: 0.4 } });
  });

  it("has the account's price unless another is given, and no cost without either", async () => {
    const query = { condition: silver, template: 'Hello from {{ campaign.name }}', campaignName: 'Spring' };
    expect((await api.made(ESTIMATE, query)).message).toMatchObject({ segments: 5, cost: null, failures: [] });
    const account = { ...price, currency: 'USD' };
    await api.store.account.replace(accountInput.parse({ price: account }), new Date());
    expect((await api.made(ESTIMATE, query)).message.cost).toEqual({ amount: 0.3, currency: 'USD' });
    expect((await api.made(ESTIMATE, { ...query, price })).message.cost).toEqual({ amount: 0.3, currency: 'EUR' });
  });

  it('leaves out who has had as many messages as the account allows, on the calendar that each has', async () => {
    const at = new Date();
    const [tokyo, pagoPago] = ['Asia/Tokyo', 'Pacific/Pago_Pago'];
    await api.made('/v1/profiles/bulk', {
      items: [
        { id: 'c1', phone: '+33639990001', timeZone: tokyo, properties: { tier: 'capped' } },
        { id: 'c2', phone: '+33639990002', timeZone: pagoPago, properties: { tier: 'capped' } },
        { id: 'c3', phone: '+33639990003', properties: { tier: 'capped' } },
        { id: 'c4', phone: '+33639990004', properties: { tier: 'capped' } },
        { id: 'c5', phone: '+33639990005', optedOut: true, properties: { tier: 'capped' } },
      ],
    });
    const condition = { ...CONDITION, value: 'capped' };
    const count = async (changes: object = {}) => {
      const { capped, recipients, byCountry } = await api.made(ESTIMATE, { condition, ...changes });
      expect(byCountry.rows).toEqual([{ country: 'FR', reachable: 4, recipients }]);
      return [capped, recipients];
    };
    const counted = (profileId: string, id: string, from: Date, tag?: string) =>
      api.store.profileCaps.count(
        [{ profileId, message: { id, from, to: new Date(from.getTime() + 1), ...(tag && { tags: [tag] }) } }],
        { countedForMs: 7 * 86_400_000, now: at },
      );
    await counted('c1', 'm1', dayStart(at, tokyo));
    await counted('c1', 'm2', at, 'promotion');
    // Yesterday and tomorrow, where the profile is.
    await counted('c2', 'm3', new Date(dayStart(at, pagoPago).getTime() - 1));
    await counted('c2', 'm3b', dayEnd(at, pagoPago));
    await counted('c3', 'm4', at);
    await counted('c4', 'm5', weekStart(at, 'Europe/Paris'));
    await counted('c4', 'm6', weekStart(at, 'Europe/Paris'));
    await counted('c5', 'm7', at);
    const limit = async (...profileLimits: object[]) => {
      const account = accountInput.parse({ timeZone: 'Europe/Paris', profileLimits });
      await api.store.account.replace(account, at);
    };
    const isMonday = dayStart(at, 'Europe/Paris').getTime() === weekStart(at, 'Europe/Paris').getTime();
    const calendar = (max: number, per: string) => ({ kind: 'calendar', max, per });
    await limit();
    expect(await count()).toEqual([0, 4]);
    await limit(calendar(1, 'day'));
    expect(await count()).toEqual(isMonday ? [3, 1] : [2, 2]);
    expect(await count({ ignoreProfileLimits: true })).toEqual([0, 4]);
    await limit(calendar(2, 'day'));
    expect(await count()).toEqual(isMonday ? [2, 2] : [1, 3]);
    await limit(calendar(1, 'day'), calendar(2, 'week'));
    expect(await count()).toEqual([3, 1]);
    await limit({ kind: 'minimum_gap', hours: 1, tag: 'promotion' });
    expect(await count()).toEqual([0, 4]);
    expect(await count({ tags: ['promotion'] })).toEqual([1, 3]);
  });

  it('says how many a draw leaves, and what those come to', async () => {
    const query = { condition: silver, template: 'Hello', price };
    const drawn = async (reach: object) => {
      const { recipients, afterReach, message } = await api.made(ESTIMATE, { ...query, reach });
      expect([recipients, message.sample]).toEqual([5, { size: 5, of: 5 }]);
      return [afterReach, message.segments, message.cost.amount];
    };
    expect(await drawn({ kind: 'everyone' })).toEqual([5, 5, 0.3]);
    expect(await drawn({ kind: 'percentage', percentage: 40 })).toEqual([2, 2, 0.12]);
    expect(await drawn({ kind: 'number', number: 3 })).toEqual([3, 3, 0.18]);
    expect(await drawn({ kind: 'number', number: 1000 })).toEqual([5, 5, 0.3]);
  });

  it("takes today from the account's calendar", async () => {
    const zones = ['Pacific/Kiritimati', 'Pacific/Pago_Pago'];
    const dateIn = (timeZone: string) => new Intl.DateTimeFormat('en-CA', { timeZone }).format(new Date());
    const [ahead = '', behind = ''] = zones.map(dateIn);
    // 25 hours apart: it is never the same day in both.
    expect(ahead).not.toBe(behind);
    await api.made('/v1/profiles', { id: 'b1', properties: { born: { date: ahead } } });
    await api.made('/v1/profiles', { id: 'b2', properties: { born: { date: behind } } });
    await api.made('/v1/profiles', { id: 'b3', properties: { born: { date: behind } } });
    const condition = { kind: 'property', property: 'born', operator: 'anniversary', value: {} };
    const found: number[] = [];
    for (const timeZone of zones) {
      await api.store.account.replace(accountInput.parse({ timeZone }), new Date());
      found.push((await api.made(ESTIMATE, { condition })).qualified);
    }
    expect(found).toEqual([1, 2]);
  });

  it('is refused with a template that cannot be used', async () => {
    const { status, json } = await api.call('POST', ESTIMATE, { json: { everyone: true, template: 'Hi {{ name' } });
    expect([status, json.errors[0].field]).toEqual([400, '/template']);
  });

  it('is given up when it takes too long, with what to do', async () => {
    const [route] = segmentEstimateRoutes({ store: hanging(api.store), now: () => new Date() }, { deadlineMs: 20 });
    const context = { body: { everyone: true, maxSegments: 4, campaignName: '' } };
    const given = Promise.resolve(route?.handle(context as never));
    await expect(given).rejects.toMatchObject({ status: 503, headers: { 'Retry-After': '60' } });
    await expect(given).rejects.toThrow(/took more than 0.02 seconds.*estimate a part/);
  });
});

/** A store that never says what the account is. */
const hanging = (store: ReturnType<typeof testApi>['store']) => ({
  ...store,
  account: { ...store.account, get: () => new Promise<never>(() => undefined) },
});

describe('an estimate for the CDNOW customers', () => {
  const api = testApi();
  beforeAll(async () => void (await importCdnow(api.store.db)), 30_000);

  it('makes the texts of 1,000 and counts the rest', async () => {
    const json = {
      everyone: true,
      template: 'Hi {{ profile.name }}, 10% off {{ lastEvent.Purchase.amount | round }}',
      price: { currency: 'EUR', perSegment: { default: 0.01, countries: { FR: 1 } } },
    };
    const estimate = await api.made(ESTIMATE, json);
    expect(estimate).toMatchObject({ qualified: 2357, reachable: 2263, recipients: 2263 });
    // Every customer has bought something, and no text is longer than one SMS, so that cost is exact: 277 in France, 1,986 elsewhere.
    expect(estimate.message).toMatchObject({
      sample: { size: 1000, of: 2263 },
      failures: [],
      segments: 2263,
      cost: { amount: 277 + 19.86, currency: 'EUR' },
    });
    const { encodings } = estimate.message;
    expect(encodings['GSM-7'] + encodings['UCS-2']).toBe(1000);
    expect((await api.made(ESTIMATE, json)).message).toEqual(estimate.message);
  });
});
