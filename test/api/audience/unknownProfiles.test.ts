import { describe, expect, it } from 'vitest';
import { testApi } from '../support.ts';

describe('events of profiles that are not stored', () => {
  const api = testApi();
  const setting = async (unknownProfiles: string) => {
    expect((await api.call('PATCH', '/v1/account', { json: { unknownProfiles } })).status).toBe(200);
  };
  const eventsOf = async (id: string) => (await api.call('GET', `/v1/profiles/${id}/events`)).json.items.length;
  const statusOf = async (id: string) => (await api.call('GET', `/v1/profiles/${id}`)).status;
  const csv = (body: string) =>
    api.call('POST', '/v1/events/import', { body, headers: { 'content-type': 'text/csv' } });

  it('are kept, unless the account says otherwise: the profile may come later', async () => {
    await api.made('/v1/events', { profileId: 'later', name: 'visit' });
    expect([await eventsOf('later'), await statusOf('later')]).toEqual([1, 404]);
  });

  it('create an empty profile with create, and change no profile that is there', async () => {
    await api.made('/v1/profiles', { id: 'there', properties: { tier: 'gold' } });
    await setting('create');
    await api.made('/v1/events', { profileId: 'new-1', name: 'visit' });
    const items = [
      { profileId: 'new-2', name: 'visit' },
      { profileId: 'there', name: 'visit' },
      { profileId: 'new-2', name: 'visit' },
    ];
    expect(await api.made('/v1/events/bulk', { items })).toMatchObject({ accepted: 3, rejected: 0 });
    await csv('profileId,name\nnew-3,visit\n');
    for (const id of ['new-1', 'new-2', 'new-3']) expect(await statusOf(id), id).toBe(200);
    expect((await api.call('GET', '/v1/profiles/there')).json.properties).toEqual({ tier: 'gold' });
    expect([await eventsOf('new-2'), await eventsOf('there')]).toEqual([2, 1]);
  });

  it('are refused with refuse, one by one, with the reason', async () => {
    await setting('refuse');
    const single = await api.call('POST', '/v1/events', { json: { profileId: 'nobody', name: 'visit' } });
    expect([single.status, single.json.errors]).toEqual([
      400,
      [expect.objectContaining({ field: '/profileId', code: 'not_accepted', got: 'an id that no profile has' })],
    ]);
    const items = ['nobody', 'there', 'nobody', 'new-1'].map((profileId) => ({ profileId, name: 'refused' }));
    const bulk = await api.made('/v1/events/bulk', { items });
    expect(bulk).toMatchObject({ accepted: 2, rejected: 2 });
    expect(bulk.outcomes.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
      'rejected',
      'accepted',
      'rejected',
      'accepted',
    ]);
    const imported = await csv('profileId,name\nthere,visit\nnobody,visit\n');
    expect(imported.json).toMatchObject({ accepted: 1, rejected: 1, problems: [{ line: 3, field: 'profileId' }] });
    expect([await eventsOf('nobody'), await statusOf('nobody')]).toEqual([0, 404]);
    expect(await eventsOf('there')).toBe(3);
  });

  it('are refused as those of an erased person whatever the account says', async () => {
    await api.made('/v1/profiles', { id: 'gone' });
    await api.made('/v1/erasures', { profileId: 'gone' });
    await api.erasures.work();
    for (const unknownProfiles of ['keep', 'create', 'refuse']) {
      await setting(unknownProfiles);
      const { outcomes } = await api.made('/v1/events/bulk', { items: [{ profileId: 'gone', name: 'visit' }] });
      expect(outcomes[0].problems[0].code, unknownProfiles).toBe('erased');
    }
    expect(await statusOf('gone')).toBe(404);
  });

  it('keep the text of the row in an import in the background, so that it can be sent again later', async () => {
    await setting('refuse');
    const job = await api.call('POST', '/v1/imports?kind=events', {
      body: 'profileId,name\nnobody,visit\n',
      headers: { 'content-type': 'text/csv' },
    });
    expect(job.status, job.text).toBe(202);
    await api.imports.work();
    const refused = await api.call('GET', `/v1/imports/${job.json.importId}/refused`);
    expect(refused.text).toContain('nobody,visit');
  });
});
