import { beforeAll, describe, expect, it } from 'vitest';
import { newRun } from '../../../src/activities/newRun.ts';
import { singleDispatchId } from '../../../src/domain/ids.ts';
import { defineJourney } from '../../../src/domain/journeys/journey.ts';
import { SIZES } from '../../../src/domain/message/dispatch.ts';
import { instantSchedule } from '../../support/sending.ts';
import { campaignInput, type Ids, oneOfEach } from '../fixtures.ts';
import { testApi } from '../support.ts';

const journeyWith = (name: string, startedBy?: string) =>
  defineJourney(
    {
      ...{ name, description: '', providerGroup: 'g', texts: { hello: { savedMessage: `of ${name}` } } },
      ...(startedBy && { startedBy: { event: startedBy } }),
    },
    async () => undefined,
  );

describe('saved messages', () => {
  const api = testApi((store) => ({
    journeys: {
      all: [journeyWith('plain'), journeyWith('by-event', 'bought')],
      calls: { start: async () => undefined, signal: async () => true, startTask: async () => undefined },
    },
    store,
  }));
  let ids: Ids;
  let count = 0;
  const PATH = '/v1/saved-messages';
  const make = (template: string, name = `text ${++count}`) => api.made(PATH, { name, template });
  const put = (id: string, template: string, options = {}) =>
    api.call('PATCH', `${PATH}/${id}`, { json: { template }, ...options });
  const live = { type: 'live', when: { kind: 'event', event: 'bought' } };
  const campaign = (savedMessage: object, changes: object = {}) => {
    const { who: _, ...rest } = campaignInput(ids);
    return { ...('type' in changes ? rest : campaignInput(ids)), ...changes, what: { savedMessage } };
  };
  const stop = (id: string) => api.store.campaigns.setStatus({ id, status: 'stopped', now: new Date() });

  beforeAll(async () => {
    ids = await oneOfEach(api);
  });

  it('are made, listed by name, changed and removed; what they were stays readable', async () => {
    const { id } = await make('One', 'Hello there');
    expect((await put(id, 'Two')).json).toMatchObject({ revision: 2, template: 'Two', name: 'Hello there' });
    expect((await put(id, 'Three')).json).toMatchObject({ revision: 3, template: 'Three' });
    expect((await api.call('GET', `${PATH}?name=hello`)).json.items).toMatchObject([{ id, template: 'Three' }]);
    const first = (await api.call('GET', `${PATH}/${id}/revisions?limit=2`)).json;
    expect(first.items).toMatchObject([{ template: 'Three' }, { template: 'Two', revision: 2 }]);
    const rest = (await api.call('GET', `${PATH}/${id}/revisions?limit=2&cursor=${first.nextCursor}`)).json;
    expect([rest.items.map((one: { template: string }) => one.template), rest.nextCursor]).toEqual([['One'], null]);
    expect((await api.call('DELETE', `${PATH}/${id}`)).status).toBe(204);
    expect((await api.call('GET', `${PATH}/${id}/revisions`)).status).toBe(404);
    expect(await api.store.db.collection('savedMessageRevisions').countDocuments({ messageId: id })).toBe(0);
  });

  it('keep each text of edits at the same moment', async () => {
    const { id } = await make('0');
    const texts = ['1', '2', '3', '4', '5', '6'];
    const replace = (template: string) => api.call('PUT', `${PATH}/${id}`, { json: { name: 'at once', template } });
    const answers = await Promise.all(texts.map((text, index) => (index % 2 ? replace(text) : put(id, text))));
    expect(answers.map(({ status }) => status)).toEqual(texts.map(() => 200));
    const { items } = (await api.call('GET', `${PATH}/${id}/revisions`)).json;
    expect(items.map((one: { template: string }) => one.template).sort()).toEqual(['0', ...texts]);
    expect(items.map((one: { revision: number }) => one.revision)).toEqual([7, 6, 5, 4, 3, 2, 1]);
  });

  it('are refused with a template that can not be used, and with a name that is taken', async () => {
    const wrong = await api.call('POST', PATH, { json: { name: 'a', template: 'Hi {{ profil.name }}' } });
    expect([wrong.status, wrong.json.errors[0].field]).toEqual([400, '/template']);
    await make('Hi', 'taken');
    expect((await api.call('POST', PATH, { json: { name: 'taken', template: 'x' } })).json.code).toBe('name_taken');
    const { id } = await make('Hi');
    expect((await api.call('PATCH', `${PATH}/${id}`, { json: { name: 'taken' } })).json.code).toBe('name_taken');
    const stale = await put(id, 'x', { headers: { 'If-Match': '"9"' } });
    expect(stale.status).toBe(412);
  });

  it('are the text of a campaign: its runs take it as it is when they begin, or the revision that is named', async () => {
    const { id } = await make('First');
    const newest = await api.made('/v1/campaigns', campaign({ id }));
    const pinned = await api.made('/v1/campaigns', campaign({ id, revision: 1 }));
    await put(id, 'Second');
    const runOf = async (campaignId: string) => {
      const [found, account] = [await api.store.campaigns.get(campaignId), await api.store.account.get()];
      if (!found) throw new Error('no campaign');
      const at = new Date();
      const of = { store: api.store, occurrence: 1, schedule: instantSchedule(at), startedAt: at, sizes: SIZES };
      return (await newRun(found, account, of)).what;
    };
    expect(await runOf(newest.id)).toMatchObject({ template: 'Second', savedMessage: { id, revision: 2 } });
    expect(await runOf(pinned.id)).toMatchObject({ template: 'First', savedMessage: { id, revision: 1 } });
    const own = { what: { savedMessage: null, template: 'Own' } };
    expect((await api.call('PATCH', `/v1/campaigns/${pinned.id}`, { json: own })).json.what).toMatchObject({
      template: 'Own',
    });
    expect(await runOf(pinned.id)).toEqual({ template: 'Own', maxSegments: 4 });
  });

  it('are shown in the preview of a campaign, and checked with it', async () => {
    const check = async (savedMessage: object, changes?: object) =>
      await api.made('/v1/campaigns/validate?profileId=u1&history=false', campaign(savedMessage, changes));
    const { id } = await make('Hi {{ profile.name }}');
    expect((await check({ id })).preview[0].text).toBe('Hi Ada');
    for (const wrong of [{ id: 'txt_none' }, { id, revision: 2 }]) {
      expect((await check(wrong)).problems).toMatchObject([{ field: '/what/savedMessage' }]);
    }
    const ofEvent = await make('You bought {{ event.item | default: "it" }}');
    expect((await check({ id: ofEvent.id })).problems[0].field).toBe('/what/savedMessage');
    expect((await check({ id: ofEvent.id }, live)).valid).toBe(true);
    const both = { ...campaignInput(ids), what: { template: 'x', savedMessage: { id } } };
    expect((await api.call('POST', '/v1/campaigns', { json: both })).json.errors[0]).toMatchObject({
      field: '/what',
      wanted: 'either template or savedMessage',
    });
    const neither = { ...campaignInput(ids), what: { maxSegments: 1 } };
    expect((await api.call('POST', '/v1/campaigns', { json: neither })).status).toBe(400);
  });

  it('can not be given an event while a campaign or a journey without one uses them, nor be removed in use', async () => {
    const { id } = await make('Hi');
    const { id: past } = await api.made('/v1/campaigns', campaign({ id }));
    await api.made('/v1/campaigns', campaign({ id, revision: 1 }));
    const { id: triggered } = await api.made('/v1/campaigns', campaign({ id }, live));
    const refused = await put(id, 'Hi {{ event.item }}');
    expect(refused.json.errors[0]).toMatchObject({ field: '/template', wanted: expect.stringContaining(past) });
    expect((await api.call('DELETE', `${PATH}/${id}`)).json).toMatchObject({
      code: 'in_use',
      detail: expect.stringContaining(triggered),
    });
    await stop(past);
    expect((await put(id, 'Hi {{ event.item }}')).status).toBe(200);

    const [plain, byEvent] = [await make('Hi', 'of plain'), await make('Hi', 'of by-event')];
    expect((await put(plain.id, '{{ event.item }}')).json.errors[0].wanted).toContain('the journey plain');
    expect((await put(byEvent.id, '{{ event.item }}')).status).toBe(200);
    expect((await api.call('DELETE', `${PATH}/${plain.id}`)).json.code).toBe('in_use');
    expect((await api.call('PATCH', `${PATH}/${plain.id}`, { json: { name: 'other' } })).json.code).toBe('in_use');
    expect((await api.call('GET', '/v1/journeys/plain')).json.texts).toEqual({ hello: { savedMessage: 'of plain' } });
  });

  it('make the key that edits them one of the authors of the campaigns that use them', async () => {
    const { id } = await make('Hi');
    const used = await api.made('/v1/campaigns', campaign({ id }));
    const { key, id: keyId } = await api.made('/v1/api-keys', { name: 'editor', scopes: ['read', 'author'] });
    expect((await put(id, 'Hello', { key })).json.updatedBy).toBe('editor');
    expect((await api.store.campaigns.get(used.id))?.authorKeyIds).toContain(keyId);
  });

  describe('as single messages', () => {
    const send = (changes: object) =>
      api.call('POST', '/v1/messages', { json: { providerGroupId: ids.groupId, ...changes } });
    const sentText = async (changes: object): Promise<string | undefined> => {
      const { json } = await send(changes);
      return (await api.store.dispatches.get(singleDispatchId(json.id)))?.request?.text;
    };

    it('are composed of data, profile and last events when they are requested', async () => {
      await api.made('/v1/events', { id: 'v1', profileId: 'u1', name: 'visit', properties: { page: 'shoes' } });
      const template =
        'Hi {{ profile.name | default: "you" }}: {{ event.number }}, {{ event.on | date: "%-d %B" }}, {{ lastEvent.visit.page | default: "none" }}';
      const savedMessage = { id: (await make(template)).id };
      const data = { number: 42, on: { date: '2026-05-07' }, unused: null };
      const of = { savedMessage, data };
      expect(await sentText({ profileId: 'u1', ...of })).toBe('Hi Ada: 42, 7 May, shoes');
      expect(await sentText({ to: '+447700900321', ...of })).toBe('Hi you: 42, 7 May, none');
    });

    it('are refused where something is missing, too long or out of place, and nothing is stored', async () => {
      const to = '+447700900322';
      const before = await api.store.db.collection('dispatches').countDocuments();
      const saved = async (template: string) => ({ id: (await make(template)).id });
      const rows: [object, string, RegExp][] = [
        [{ savedMessage: await saved('{{ event.code }}') }, '/data', /event\.code is absent/],
        [{ savedMessage: await saved('{{ campaign.name }}') }, '/savedMessage', /campaign\.name/],
        [{ savedMessage: await saved('{{ event.long }}'), data: { long: 'x'.repeat(1601) } }, '/savedMessage', /1601/],
        [{ savedMessage: { id: 'txt_none' } }, '/savedMessage', /no saved message/],
        [{ savedMessage: await saved('x'), text: 'x' }, '', /text and savedMessage/],
        [{}, '', /neither/],
        [{ text: 'x', data: { a: 1 } }, '/data', /beside a text/],
      ];
      for (const [changes, field, got] of rows) {
        const { status, json } = await send({ to, ...changes });
        expect([status, json.errors[0]]).toEqual([
          400,
          expect.objectContaining({ field, got: expect.stringMatching(got) }),
        ]);
      }
      expect(await api.store.db.collection('dispatches').countDocuments()).toBe(before);
    });
  });
});
