import { beforeAll, describe, expect, it } from 'vitest';
import { campaignInput, type Ids, oneOfEach } from '../fixtures.ts';
import { testApi } from '../support.ts';

describe('four eyes', () => {
  const api = testApi(() => ({ mailIsConfigured: true }));
  let ids: Ids;
  const keys: Record<string, string> = {};
  beforeAll(async () => {
    ids = await oneOfEach(api);
    for (const name of ['creator', 'editor', 'scheduler', 'approver']) {
      const { key } = await api.made('/v1/api-keys', { name, scopes: ['read', 'author', 'approve'] });
      keys[name] = key;
    }
  });
  const fourEyes = (on: boolean) => api.call('PUT', '/v1/account', { json: { fourEyes: on } });
  const input = () => ({ ...campaignInput(ids), safetyCheck: { maxAudience: 10 }, alertEmail: 'ada@example.com' });
  const as = (name: string, method: string, path: string, json?: unknown) =>
    api.call(method, `/v1/campaigns${path}`, { key: keys[name] ?? '', ...(json !== undefined && { json }) });

  /** A campaign in which three keys have had a part, with a run that awaits a decision. */
  async function held(): Promise<string> {
    const { id } = (await as('creator', 'POST', '', input())).json;
    await as('editor', 'PUT', `/${id}`, { ...input(), name: 'edited' });
    await as('scheduler', 'POST', `/${id}/schedule`);
    await api.store.campaigns.setStatus({ id, status: 'awaiting_approval', now: new Date() });
    return id;
  }

  it('refuse an approval and a higher limit by each key that had a part in the campaign, and no other', async () => {
    await fourEyes(true);
    const id = await held();
    for (const name of ['creator', 'editor', 'scheduler']) {
      for (const [action, json] of [['approve'], ['raise-limit', { limit: 20 }]] as const) {
        const refused = await as(name, 'POST', `/${id}/${action}`, json);
        expect([name, refused.status, refused.json.code]).toEqual([name, 403, 'four_eyes']);
      }
    }
    expect(api.campaigns.calls.filter(({ method }) => ['approve', 'raiseLimit'].includes(method))).toEqual([]);
    expect((await as('approver', 'POST', `/${id}/approve`)).status).toBe(200);
    const { items } = (await api.call('GET', `/v1/audit?resourceId=${id}&operation=approveRun`)).json;
    expect(items.map(({ outcome, problem }: { outcome: string; problem: string }) => [outcome, problem])).toEqual([
      ['done', null],
      ['refused', 'four_eyes'],
      ['refused', 'four_eyes'],
      ['refused', 'four_eyes'],
    ]);
  });

  it('also count an edit while the run waits', async () => {
    const id = await held();
    expect((await as('approver', 'PUT', `/${id}`, { ...input(), name: 'meanwhile' })).status).toBe(200);
    expect((await as('approver', 'POST', `/${id}/approve`)).json.code).toBe('four_eyes');
  });

  it('go with the key, not with its secret', async () => {
    const id = await held();
    const { items } = (await api.call('GET', '/v1/api-keys')).json;
    const creator = items.find(({ name }: { name: string }) => name === 'creator');
    const { key } = (await api.call('POST', `/v1/api-keys/${creator.id}/rotate`)).json;
    expect((await api.call('POST', `/v1/campaigns/${id}/approve`, { key })).json.code).toBe('four_eyes');
  });

  it('are a setting: without it, whoever has the scope decides', async () => {
    await fourEyes(false);
    const id = await held();
    expect((await as('creator', 'POST', `/${id}/approve`)).status).toBe(200);
  });
});
