import { beforeAll, describe, expect, it } from 'vitest';
import { MAX_SCANNED } from '../../../src/api/audience/profileSearch.ts';
import { testApi } from '../support.ts';

describe('profiles are found', () => {
  const api = testApi();
  const get = (query: Record<string, string>, key?: string) =>
    api.call('GET', `/v1/profiles?${new URLSearchParams(query)}`, key === undefined ? {} : { key });
  async function ids(query: Record<string, string>): Promise<string[]> {
    const { status, json, text } = await get(query);
    if (status !== 200) throw new Error(text);
    return json.items.map(({ id }: { id: string }) => id);
  }
  const keyWith = async (name: string, scopes: string[]): Promise<string> =>
    (await api.made('/v1/api-keys', { name, scopes })).key;

  beforeAll(async () => {
    const items = [
      {
        id: 'ada',
        phone: '+44 7700 900001',
        properties: { tier: 'gold', visits: 7, member: true, 'home town': 'Köln' },
      },
      { id: 'bo', phone: '0044 (7700) 900-001', properties: { tier: 'silver', visits: '7', likes: ['tea', 'gold'] } },
      { id: 'cy', phone: '+447700900002', properties: { tier: 'gold', since: { date: '2024-02-29' }, member: 'true' } },
      {
        id: 'di',
        phone: '+52 1 55 1234 5678',
        properties: { balance: -2.5, phone: '07700 900009', other: '+447700900003' },
      },
      { id: 'ed', phone: 'nothing', properties: { likes: ['gold rush'] } },
    ];
    expect(await api.made('/v1/profiles/bulk', { items })).toMatchObject({ accepted: items.length });
  });

  it('by any notation of the number, in the form that the country has now', async () => {
    for (const phone of ['+447700900001', '00447700900001', '+44 (0)7700 900001', '+44-7700-900001']) {
      expect(await ids({ phone }), phone).toEqual(['ada', 'bo']);
    }
    expect(await ids({ phone: '+525512345678' })).toEqual(['di']);
    expect(await ids({ phone: '+447700900999' })).toEqual([]);
  });

  it('by a number of the default country, once the account has one', async () => {
    const without = (await get({ phone: '07700 900001' })).json.errors;
    expect(without).toMatchObject([{ field: 'query: phone', wanted: expect.stringContaining('default country') }]);
    await api.call('PUT', '/v1/account', { json: { defaultCountry: 'GB' } });
    expect(await ids({ phone: '07700 900001' })).toEqual(['ada', 'bo']);
    await api.call('PUT', '/v1/account', { json: {} });
  });

  it('by no phone that is no number, and it is not repeated in the answer', async () => {
    for (const phone of ['+4479110', '447911000008', '+447911000008/2', 'x', ' 447911000008']) {
      const { status, json, text } = await get({ phone });
      expect([status, json.errors?.[0].field], phone).toEqual([400, 'query: phone']);
      expect(text.replace(/\D/g, ''), phone).not.toContain('44791100');
    }
    // The plus sign of a URL stands for a space.
    const plain = await api.call('GET', '/v1/profiles?phone=+447700900001');
    expect(plain.json.errors[0].wanted).toContain('%2B');
  });

  it.each([
    ['a text', { property: 'tier', value: 'gold' }, ['ada', 'cy']],
    ['a text in any form of its accents', { property: 'home town', value: 'Ko\u0308ln' }, ['ada']],
    ['a number, as a number and as a text', { property: 'visits', value: '7' }, ['ada', 'bo']],
    ['the same number in another notation', { property: 'visits', value: '7.0' }, ['ada']],
    ['a negative decimal', { property: 'balance', value: '-2.5' }, ['di']],
    ['true, also as a text', { property: 'member', value: 'true' }, ['ada', 'cy']],
    ['a date', { property: 'since', value: '2024-02-29' }, ['cy']],
    ['the same instant elsewhere', { property: 'since', value: '2024-02-29T01:00:00+01:00' }, ['cy']],
    ['one text of a list, not a part of it', { property: 'likes', value: 'gold' }, ['bo']],
    ['an empty text', { property: 'tier', value: '' }, []],
    ['a name that looks like an operator', { property: 'tier', value: '$gt' }, []],
    ['a property that nobody has', { property: 'none', value: 'gold' }, []],
    ['a number and a property', { phone: '+447700900001', property: 'tier', value: 'gold' }, ['ada']],
  ])('by %s', async (_, query, found) => {
    expect(await ids(query)).toEqual(found);
  });

  it('by a whole test of a property alone', async () => {
    expect((await get({ property: 'tier' })).json.errors).toMatchObject([{ field: 'query: value', got: 'nothing' }]);
    expect((await get({ value: 'gold' })).json.errors).toMatchObject([{ field: 'query: property', got: 'nothing' }]);
    expect((await get({ property: '$where', value: '1' })).json.errors[0].field).toBe('query: property');
    expect((await get({ property: 'a.b', value: '1' })).json.errors[0].field).toBe('query: property');
  });

  it('page by page', async () => {
    const first = (await get({ property: 'tier', value: 'gold', limit: '1' })).json;
    expect(first.items).toMatchObject([{ id: 'ada' }]);
    const second = (await get({ property: 'tier', value: 'gold', limit: '1', cursor: first.nextCursor })).json;
    expect([second.items[0].id, second.nextCursor]).toEqual(['cy', null]);
    const byPhone = (await get({ phone: '+447700900001', limit: '1' })).json;
    expect(await ids({ phone: '+447700900001', limit: '1', cursor: byPhone.nextCursor })).toEqual(['bo']);
  });

  it('by number only with a key that reads numbers, whether there is such a number or not', async () => {
    const masked = await keyWith('masked', ['read']);
    const whole = await keyWith('whole', ['read', 'read:numbers']);
    const searches = [
      { phone: '+447700900001' },
      { phone: '+447700900999' },
      { phone: '+447700900001', property: 'tier', value: 'gold' },
      { property: 'other', value: '+447700900003' },
      { property: 'other', value: '+447700900004' },
      { property: 'phone', value: '07700 900009' },
      { property: 'phone', value: '07700900010' },
    ];
    for (const query of searches) {
      const { status, json } = await get(query, masked);
      expect([status, json.code], JSON.stringify(query)).toEqual([403, 'missing_scope']);
      expect((await get(query, whole)).status, JSON.stringify(query)).toBe(200);
    }
    expect((await get({ property: 'tier', value: 'gold' }, masked)).json.items).toHaveLength(2);
    const { json } = await api.call('GET', '/v1/inbound?phone=%2B447700900001', { key: masked });
    expect(json.code).toBe('missing_scope');
    expect(api.logLines.join('').replace(/\D/g, '')).not.toContain('7700900');
  });
});

describe('a search by a property', () => {
  const api = testApi();

  it('reads a limited number of profiles per request, and goes on where it ended', async () => {
    const at = new Date('2026-05-07T10:00:00Z');
    const idOf = (index: number) => `p${String(index).padStart(6, '0')}`;
    const marked = new Set([0, MAX_SCANNED - 1, MAX_SCANNED, MAX_SCANNED + 4]);
    const profiles = Array.from({ length: MAX_SCANNED + 5 }, (_, index) => ({
      _id: idOf(index),
      phone: null,
      number: null,
      country: null,
      timeZone: null,
      language: null,
      optedOut: false,
      properties: marked.has(index) ? { vip: true } : {},
      createdAt: at,
      updatedAt: at,
    }));
    await api.store.db.collection('profiles').insertMany(profiles as never);
    const pages: string[][] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const path = `/v1/profiles?property=vip&value=true&limit=3${cursor && `&cursor=${cursor}`}`;
      const { json } = await api.call('GET', path);
      pages.push(json.items.map(({ id }: { id: string }) => id));
      cursor = json.nextCursor;
    }
    expect(pages).toEqual([
      [idOf(0), idOf(MAX_SCANNED - 1)],
      [idOf(MAX_SCANNED), idOf(MAX_SCANNED + 4)],
    ]);
  });
});
