import { beforeAll, describe, expect, it } from 'vitest';
import { unsubscribed } from '../../support/topics.ts';
import { campaignInput, type Ids, oneOfEach } from '../fixtures.ts';
import { testApi } from '../support.ts';

const OFFERS = { id: 'offers', name: 'Offers', optIn: 'double', keywords: ['OFFERS'] };
const NEWS = { id: 'news', name: 'News', optIn: 'single' };
const SERVICE = { id: 'service', name: 'Service', optIn: 'not_needed' };

describe('topics of the account', () => {
  const api = testApi();
  let ids: Ids;
  const put = (topics: readonly unknown[], more: object = {}) =>
    api.call('PUT', '/v1/account', { json: { topics, ...more } });
  beforeAll(async () => {
    ids = await oneOfEach(api);
  });

  it('are kept as they were set, with defaults', async () => {
    const confirmation = { text: 'Reply YES to get our offers.', providerGroupId: ids.groupId };
    const { status, json } = await put([{ ...OFFERS, confirmation }, NEWS, SERVICE]);
    expect(status).toBe(200);
    expect(json.topics).toEqual([
      { ...OFFERS, confirmation, confirmWithinDays: 7 },
      { ...NEWS, keywords: [] },
      { ...SERVICE, keywords: [] },
    ]);
    const removed = await api.call('DELETE', `/v1/provider-groups/${ids.groupId}`);
    expect([removed.status, removed.json.code]).toEqual([409, 'in_use']);
  });

  it.each([
    ['two of one id', [NEWS, { ...NEWS, name: 'Other' }], '/topics', 'not_accepted'],
    ['an id with capitals', [{ ...NEWS, id: 'News' }], '/topics/0/id', 'wrong_format'],
    ['another opt-in', [{ ...NEWS, optIn: 'triple' }], '/topics/0/optIn', 'not_one_of'],
    [
      'a confirmation without need',
      [{ ...NEWS, confirmWithinDays: 3 }],
      '/topics/0/confirmWithinDays',
      'unknown_field',
    ],
    ['a keyword of opt-outs', [{ ...NEWS, keywords: ['stop'] }], '/topics/0/keywords/0', 'not_accepted'],
    ['a keyword like one', [{ ...NEWS, keywords: ['news', 'Shop'] }], '/topics/0/keywords/1', 'not_accepted'],
    ['a keyword that says yes', [{ ...NEWS, keywords: ['YES please'] }], '/topics/0/keywords/0', 'not_accepted'],
    ['a keyword that is only polite', [{ ...NEWS, keywords: ['Please'] }], '/topics/0/keywords/0', 'not_accepted'],
    ['a yes in another language', [{ ...NEWS, keywords: ['ja'] }], '/topics/0/keywords/0', 'not_accepted'],
    ['a keyword of two', [OFFERS, { ...NEWS, keywords: ['Offers!'] }], '/topics/1/keywords/0', 'not_accepted'],
    [
      'a group that is none',
      [{ ...OFFERS, confirmation: { text: 'Yes?', providerGroupId: 'grp_0' } }],
      '/topics/0/confirmation/providerGroupId',
      'not_accepted',
    ],
  ])('are refused: %s', async (_, topics, field, code) => {
    const { status, json } = await put(topics);
    expect([status, json.errors[0].field, json.errors[0].code]).toEqual([400, field, code]);
  });

  it('have no keywords that the account uses otherwise', async () => {
    const { json } = await put([OFFERS], { inbound: { keywords: { help: ['offers'] } } });
    expect(json.errors[0]).toMatchObject({ field: '/topics/0/keywords/0', got: expect.stringContaining('help') });
  });

  it('stay while a campaign has them', async () => {
    await put([NEWS, SERVICE]);
    const { id } = await api.made('/v1/campaigns', { ...campaignInput(ids), topic: 'news' });
    const removed = await put([SERVICE]);
    expect([removed.status, removed.json.code]).toEqual([409, 'in_use']);
    expect(removed.json.detail).toContain(id);
    expect((await put([NEWS])).status).toBe(200);
    expect((await api.call('PATCH', `/v1/campaigns/${id}`, { json: { topic: null } })).json.topic).toBeUndefined();
    expect((await put([SERVICE])).status).toBe(200);
  });
});

describe('the topic of a campaign', () => {
  const api = testApi();
  let ids: Ids;
  beforeAll(async () => {
    ids = await oneOfEach(api);
    await api.call('PUT', '/v1/account', { json: { topics: [NEWS, SERVICE] } });
  });

  it('has to be one of the account', async () => {
    const input = { ...campaignInput(ids), topic: 'offers' };
    const refused = await api.call('POST', '/v1/campaigns', { json: input });
    expect([refused.status, refused.json.errors]).toMatchObject([
      400,
      [{ field: '/topic', wanted: 'one of news, service' }],
    ]);
    const created = await api.made('/v1/campaigns', { ...input, topic: 'news' });
    expect(created.topic).toBe('news');
    const edit = (topic: string) => api.call('PATCH', `/v1/campaigns/${created.id}`, { json: { topic } });
    expect([(await edit('offers')).status, (await edit('service')).json.topic]).toEqual([400, 'service']);
    const copy = await api.made(`/v1/campaigns/${created.id}/duplicate`, undefined);
    expect([copy.topic, copy.warnings]).toEqual(['service', []]);
    expect((await api.call('POST', `/v1/campaigns/${created.id}/schedule`)).status).toBe(200);
  });

  it('is part of the validation, its preview and of estimates', async () => {
    await api.made('/v1/profiles', { id: 'left', phone: '+447700900002', properties: { name: 'Bo' } });
    await unsubscribed(api.store, 'service', '+447700900002');
    const validated = async (topic: string) =>
      (await api.call('POST', '/v1/campaigns/validate?profileId=left', { json: { ...campaignInput(ids), topic } }))
        .json;
    const shown = await validated('service');
    expect(shown).toMatchObject({ valid: true, preview: [{ text: expect.any(String), reason: 'not_subscribed' }] });
    const unknown = await validated('offers');
    expect(unknown.problems.map(({ field }: { field: string }) => field)).toEqual(['/topic']);
    const estimate = (more: object) => api.call('POST', '/v1/segments/estimate', { json: { everyone: true, ...more } });
    const { qualified, reachable } = (await estimate({})).json;
    expect((await estimate({})).json.notSubscribed).toBe(0);
    expect((await estimate({ topic: 'service' })).json).toMatchObject({
      qualified,
      reachable: reachable - 1,
      notSubscribed: 1,
    });
    expect((await estimate({ topic: 'news' })).json).toMatchObject({ reachable: 0, notSubscribed: reachable });
    const refused = await estimate({ topic: 'offers' });
    expect([refused.status, refused.json.errors[0].field]).toEqual([400, '/topic']);
  });
});
