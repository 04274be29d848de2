import { beforeAll, describe, expect, it } from 'vitest';
import { messageIdOf, runIdOf } from '../../../src/domain/ids.ts';
import { firstRun, oneOfEach } from '../fixtures.ts';
import { testApi } from '../support.ts';
import { fixture, importOf } from './fixtures.ts';

const NDJSON = { type: 'application/x-ndjson' };
const json = (name: string) => JSON.parse(fixture(name).toString());

describe('phones', () => {
  const api = testApi();
  const numberOf = async (id: string) => (await api.call('GET', `/v1/profiles/${id}`)).json.number;

  it('with two numbers in a cell have none, and the answer says so', async () => {
    const query = `map=${encodeURIComponent(
      'Name:properties.name,Given Name:properties.given,Group Membership:properties.groups,E-mail 1 - Value:properties.email,Phone 1 - Type:properties.kind,Phone 1 - Value:phone',
    )}`;
    const { json: answer } = await importOf(api, 'profiles', fixture('08-google-contacts.csv'), { query });
    expect(answer).toMatchObject({ accepted: 2, withoutNumber: 1 });
    expect(answer.notes).toMatchObject([
      { line: 2, field: 'Phone 1 - Value', wanted: 'one number, and nothing after it' },
    ]);
    expect(answer.notes[0].got).not.toMatch(/\d{4}/);
    expect([await numberOf('c08-1'), await numberOf('c08-2')]).toEqual([null, '+447700900173']);
  });

  it('without a country code have none, unless there is a default country', async () => {
    const plain = await importOf(api, 'profiles', fixture('11-no-plus.csv'));
    expect(plain.json).toMatchObject({ accepted: 6, withoutNumber: 5 });
    expect(plain.json.notes.map(({ line }: { line: number }) => line)).toEqual([2, 4, 5, 6, 7]);
    expect(await numberOf('c11-2')).toBe('+447700900202');
    const british = await importOf(api, 'profiles', fixture('11-no-plus.csv'), { query: 'country=GB' });
    expect(british.json).toMatchObject({ accepted: 6, withoutNumber: 3 });
    expect([await numberOf('c11-1'), await numberOf('c11-3')]).toEqual(['+447700900201', '+447700900203']);
    const wrong = await importOf(api, 'profiles', 'id\na\n', { query: 'country=UK' });
    expect([wrong.status, wrong.json.errors[0].field]).toEqual([400, 'query: country']);
  });

  it('never have digits of a tail glued on', async () => {
    const { json: answer } = await importOf(api, 'profiles', fixture('12-glued-digits.csv'));
    expect(answer).toMatchObject({ accepted: 5, withoutNumber: 4 });
    expect(await numberOf('c12-5')).toBe('+4917604069015');
    for (const id of ['c12-1', 'c12-2', 'c12-3', 'c12-4']) expect(await numberOf(id)).toBeNull();
  });

  it('say in single and bulk writes why they have no number, and follow the account’s default country', async () => {
    const single = await api.made('/v1/profiles', { id: 'p1', phone: '+49 176 04069013/14' });
    expect(single).toMatchObject({ number: null, numberProblem: 'several', notes: [{ field: '/phone' }] });
    const bulk = await api.made('/v1/profiles/bulk', { items: [{ id: 'p2', phone: '07700900203' }, { id: 'p3' }] });
    expect(bulk).toMatchObject({
      accepted: 2,
      withoutNumber: 1,
      outcomes: [{ notes: [{ field: '/phone' }] }, { index: 1 }],
    });
    await api.call('PUT', '/v1/account', { json: { defaultCountry: 'GB' } });
    expect(await api.made('/v1/profiles', { id: 'p2', phone: '07700900203' })).toMatchObject({
      number: '+447700900203',
      numberProblem: null,
    });
    expect((await api.call('PUT', '/v1/account', { json: { defaultCountry: 'XX' } })).status).toBe(400);
    await api.call('PUT', '/v1/account', { json: {} });
  });

  it('in an older form of the country are one number', async () => {
    const file = 'id,phone\nf1,+5215512345678\nf2,+52 55 1234 5678\nf3,+55 11 8765-4321\nf4,+55 11 98765-4321\n';
    await importOf(api, 'profiles', file);
    expect(await numberOf('f1')).toBe(await numberOf('f2'));
    expect(await numberOf('f3')).toBe(await numberOf('f4'));
  });
});

describe('what is stored already', () => {
  const api = testApi();

  it('is counted: profiles that have all of it', async () => {
    const file = 'id,phone,city\nu1,+447700900001,Leeds\nu2,,York\n';
    expect((await importOf(api, 'profiles', file)).json).toMatchObject({ accepted: 2, unchanged: 0 });
    expect((await importOf(api, 'profiles', file)).json).toMatchObject({ accepted: 2, unchanged: 2 });
    const items = [
      { id: 'u1', properties: { city: 'Leeds' } },
      { id: 'u2', properties: { city: 'Hull' } },
    ];
    expect(await api.made('/v1/profiles/bulk', { items })).toMatchObject({
      accepted: 2,
      unchanged: 1,
      outcomes: [{ outcome: 'unchanged' }, { outcome: 'accepted' }],
    });
    expect(await api.made('/v1/profiles', items[0])).toMatchObject({ unchanged: true });
    expect(await api.made('/v1/profiles', { id: 'u1', properties: { city: null } })).not.toHaveProperty('unchanged');
    expect(await api.made('/v1/profiles', { id: 'u1', properties: { city: null } })).toMatchObject({ unchanged: true });
  });

  it('is counted: events, and those of one id with other content are named', async () => {
    const purchases = fixture('16-purchases.csv');
    expect((await importOf(api, 'events', purchases)).json).toMatchObject({ received: 2, accepted: 2, known: 0 });
    expect((await importOf(api, 'events', purchases)).json).toMatchObject({
      received: 2,
      accepted: 0,
      known: 2,
      notes: [expect.anything()],
    });
    // A refund has the id of its purchase: ids are unique for each name.
    expect((await importOf(api, 'events', fixture('16-refunds.csv'))).json).toMatchObject({ accepted: 1, known: 0 });
    const { items } = (await api.call('GET', '/v1/profiles/c16-1/events')).json;
    expect(items.map(({ name }: { name: string }) => name)).toEqual(['refund', 'purchase']);
    const changed = {
      id: '1001',
      profileId: 'c16-1',
      name: 'purchase',
      at: '2026-09-01',
      properties: { amount: '31' },
    };
    expect((await importOf(api, 'events', `${JSON.stringify(changed)}\n`, NDJSON)).json).toMatchObject({
      accepted: 0,
      known: 1,
      notes: [{ line: 1, field: 'id' }],
    });
    expect(await api.made('/v1/events', changed)).toMatchObject({ known: true, notes: [{ field: '/id' }] });
    const same = { ...changed, properties: { amount: '30' } };
    expect(await api.made('/v1/events', same)).toEqual({ id: '1001', known: true });
    expect(
      await api.made('/v1/events/bulk', { items: [changed, same, { ...same, id: '9' }, { ...changed, id: '9' }] }),
    ).toMatchObject({
      accepted: 1,
      known: 3,
      outcomes: [
        { outcome: 'known', notes: [{ field: '/id' }] },
        { outcome: 'known' },
        { outcome: 'accepted' },
        { outcome: 'known', notes: [{ field: '/id' }] },
      ],
    });
  });
});

describe('events', () => {
  const api = testApi();
  const eventsOf = async (id: string) => (await api.call('GET', `/v1/profiles/${id}/events`)).json.items;

  it('are never lost for a property that is null or nested', async () => {
    await api.made('/v1/profiles/bulk', json('14-profiles.json'));
    const { json: answer } = await importOf(api, 'events', fixture('14-events.ndjson'), NDJSON);
    expect(answer).toMatchObject({ accepted: 4, rejected: 0, incomplete: 2 });
    expect(answer.notes).toMatchObject([
      { line: 2, field: 'properties.products' },
      { line: 3, field: 'properties.ids' },
    ]);
    const [first] = await eventsOf('c14-1');
    expect(first.properties).toEqual({ amount: 29.9 });
    expect((await eventsOf('c14-2'))[0].properties).toEqual({ amount: 12.5 });
    const did = { ...json('14-estimate.json').condition, did: true, within: { from: '2026-11-01' } };
    expect((await api.made('/v1/segments/estimate', { condition: did })).qualified).toBe(4);
    const nested = {
      profileId: 'c14-5',
      name: 'purchase',
      properties: { cart: { total: 5 }, coupon: null, amount: 5 },
    };
    expect(await api.made('/v1/events', nested)).toMatchObject({
      notes: [{ field: '/properties/cart', got: expect.stringContaining('left out') }],
    });
    expect(await api.made('/v1/events/bulk', { items: [nested] })).toMatchObject({ accepted: 1, incomplete: 1 });
    expect(
      await api.made('/v1/profiles', { id: 'c14-6', properties: { address: { city: 'x' }, plan: 'gold' } }),
    ).toMatchObject({
      properties: { plan: 'gold' },
      notes: [{ field: '/properties/address' }],
    });
  });

  it('are never lost for a field that is null', async () => {
    const nothing = { id: null, at: null, properties: null };
    const rows = [
      { profileId: 'n1', name: 'visit', ...nothing },
      { profileId: 'n1', name: 'buy', at: null, id: 'b1' },
    ];
    const file = rows.map((row) => JSON.stringify(row)).join('\n');
    expect((await importOf(api, 'events', file, NDJSON)).json).toMatchObject({ accepted: 2, rejected: 0 });
    expect(await api.made('/v1/events/bulk', { items: rows })).toMatchObject({ accepted: 1, known: 1 });
    expect(await api.made('/v1/events', { profileId: 'n1', name: 'visit', ...nothing })).toHaveProperty('id');
    const events = await eventsOf('n1');
    expect(events.map(({ name }: { name: string }) => name).sort()).toEqual(['buy', 'visit', 'visit', 'visit']);
    for (const { at } of events) expect(Math.abs(Date.parse(at) - Date.now())).toBeLessThan(60_000);
  });

  it('have any text as a name, and are found by it', async () => {
    const { json: answer } = await importOf(api, 'events', fixture('15-events.ndjson'), NDJSON);
    expect(answer).toMatchObject({ accepted: 6, rejected: 0 });
    const names = ['a/b', 'a%2Fb', 'a', 'a/b/c', '購入', 'an event/with blank', '100%', '🛒 cart', 'a0'];
    await api.made('/v1/profiles/bulk', {
      items: names.map((_, index) => ({ id: `n/${index} `.trim(), phone: `+4477009003${10 + index}` })),
    });
    const items = names.map((name, index) => ({
      id: 'x',
      profileId: `n/${index}`,
      name,
      properties: { $os: 'iOS', 'utm.source': 'ad', amount: 1 },
    }));
    expect(await api.made('/v1/events/bulk', { items })).toMatchObject({ accepted: names.length, rejected: 0 });
    for (const [index, event] of names.entries()) {
      const where = [{ property: '$os', operator: 'equals', value: 'iOS' }];
      expect((await api.made('/v1/segments/estimate', { condition: { kind: 'event', event, where } })).qualified).toBe(
        1,
      );
      expect(await eventsOf(encodeURIComponent(`n/${index}`))).toMatchObject([{ name: event }]);
    }
    expect((await api.call('DELETE', '/v1/profiles/n%2F0')).status).toBe(204);
    expect(await eventsOf('n%2F0')).toEqual([]);
  });

  it('of many are spread over documents by any name, and still known by their id', async () => {
    const items = Array.from({ length: 600 }, (_, index) => ({
      id: `m${index}`,
      profileId: 'many',
      name: 'orders/create',
      at: '2026-05-07',
      properties: { text: 'x'.repeat(400) },
    }));
    expect(await api.made('/v1/events/bulk', { items })).toMatchObject({ accepted: 600, known: 0 });
    expect(await api.made('/v1/events/bulk', { items: items.slice(0, 300) })).toMatchObject({
      accepted: 0,
      known: 300,
    });
    const condition = { kind: 'event', event: 'orders/create', count: { operator: 'equals', value: 600 } };
    await api.made('/v1/profiles', { id: 'many' });
    expect((await api.made('/v1/segments/estimate', { condition })).qualified).toBe(1);
  });
});

describe('conditions', () => {
  const api = testApi();
  const qualified = async (condition: unknown) => (await api.made('/v1/segments/estimate', { condition })).qualified;
  beforeAll(async () => {
    await api.made('/v1/profiles/bulk', json('17-profiles.json'));
    await importOf(api, 'events', fixture('17-events.csv'), { query: 'types=amount:number' });
  });

  it('add up money as it is written', async () => {
    const { condition } = json('17-estimate.json');
    expect(await qualified(condition)).toBe(3);
    const sum = (operator: string, value: unknown) => ({
      ...condition,
      sum: { property: 'amount', threshold: { operator, value } },
    });
    expect(await qualified(sum('equals', 48.24))).toBe(1);
    expect(await qualified(sum('equals', 30.3))).toBe(2);
    expect(await qualified(sum('gt', 30.3))).toBe(1);
    expect(await qualified(sum('between', [30.3, 48.24]))).toBe(3);
  });

  it('that take texts for numbers say so, in an estimate and in a validation', async () => {
    await importOf(api, 'profiles', fixture('18-visits.csv'));
    const { condition } = json('18-estimate-not.json');
    const { notes } = await api.made('/v1/segments/estimate', { condition });
    expect(notes).toMatchObject([{ field: 'visits', got: expect.stringContaining('texts') }]);
    const validated = await api.made('/v1/campaigns/validate', { who: { kind: 'condition', condition } });
    expect(validated.notes).toEqual(notes);
    await importOf(api, 'profiles', fixture('18-visits.csv'), { query: 'types=visits:number' });
    const typed = await api.made('/v1/segments/estimate', { condition });
    expect(typed).not.toHaveProperty('notes');
    await importOf(api, 'events', 'id,profileId,name,amount\n1,c18-1,texted,5\n');
    const summed = {
      kind: 'event',
      event: 'texted',
      sum: { property: 'amount', threshold: { operator: 'gte', value: 1 } },
    };
    expect((await api.made('/v1/segments/estimate', { condition: summed })).notes).toMatchObject([
      { field: 'texted: amount' },
    ]);
  });

  it('compare texts and names whether they are composed or not', async () => {
    await importOf(api, 'profiles', fixture('19-nfd-city.csv'));
    const { condition } = json('19-estimate.json');
    for (const form of ['NFC', 'NFD']) {
      const value = condition.value.normalize(form);
      expect(await qualified({ ...condition, value })).toBe(2);
      expect(await qualified({ ...condition, operator: 'in', value: [value] })).toBe(2);
      expect(await qualified({ ...condition, operator: 'contains', value: 'ã'.normalize(form) })).toBe(2);
      await api.made('/v1/events', {
        profileId: 'c19-1',
        name: 'déjà vu'.normalize(form),
        properties: { ['é'.normalize(form)]: 'à'.normalize(form) },
      });
      const where = [{ property: 'é'.normalize(form), operator: 'equals', value: 'à'.normalize(form) }];
      expect(await qualified({ kind: 'event', event: 'déjà vu'.normalize(form), where })).toBe(1);
    }
  });
});

describe('the CSV of a run’s messages', () => {
  const api = testApi();

  it('has ids as they are, whatever they begin with, and texts that are no formulas', async () => {
    await importOf(api, 'profiles', fixture('10-profiles.ndjson'), NDJSON);
    const ids = await oneOfEach(api);
    await api.store.runs.open(firstRun(ids.campaignId, { groupId: ids.groupId, local: '2026-05-07T10:00' }));
    const dispatchId = runIdOf(ids.campaignId, 1);
    const profileIds = ['-1001234567890', '@ada_example', '=7', 'c10-4'];
    const at = new Date('2026-05-07T10:00:00Z');
    await api.store.messages.record(
      profileIds.map((profileId) => ({
        _id: messageIdOf(dispatchId, profileId),
        dispatchId,
        campaignId: ids.campaignId,
        profileId,
        status: 'accepted' as const,
        reason: null,
        to: '+447700900191',
        text: '=1+1',
        encoding: 'GSM-7' as const,
        segments: 1,
        providerId: ids.providerId,
        providerMessageId: '-77',
        attempts: [],
        failedOver: false,
        resolution: null,
        receipts: [],
        createdAt: at,
        updatedAt: at,
      })),
    );
    const { text } = await api.call('GET', `/v1/campaigns/${ids.campaignId}/runs/1/messages?format=csv`);
    const [header = '', ...lines] = text.trim().split('\r\n');
    const cell = (line: string, name: string) => line.split(',')[header.split(',').indexOf(name)];
    expect(lines.map((line) => cell(line, 'profileId')).toSorted()).toEqual(profileIds.toSorted());
    expect(lines.map((line) => [cell(line, 'text'), cell(line, 'providerMessageId')])).toEqual(
      lines.map(() => ["'=1+1", '-77']),
    );
  });
});
