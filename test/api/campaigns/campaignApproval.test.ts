import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CampaignStatus } from '../../../src/domain/campaign/status.ts';
import { ActionRefusedError } from '../../../src/temporal/campaigns.ts';
import { campaignInput, type Ids, oneOfEach } from '../fixtures.ts';
import { testApi } from '../support.ts';

describe('a run that the safety check holds', () => {
  const api = testApi(() => ({ mailIsConfigured: true }));
  let ids: Ids;
  beforeAll(async () => {
    ids = await oneOfEach(api);
  });
  const post = (id: string, action: string, options = {}) => api.call('POST', `/v1/campaigns/${id}/${action}`, options);

  async function campaign(status: CampaignStatus): Promise<string> {
    const input = { ...campaignInput(ids), safetyCheck: { maxAudience: 10 }, alertEmail: 'ada@example.com' };
    const { id } = await api.made('/v1/campaigns', input);
    await api.made(`/v1/campaigns/${id}/schedule`, {});
    await api.store.campaigns.setStatus({ id, status, now: new Date() });
    return id;
  }

  it('goes on when somebody approves it', async () => {
    const id = await campaign('awaiting_approval');
    expect((await api.call('GET', '/v1/campaigns?status=awaiting_approval')).json.items).toMatchObject([{ id }]);
    const approved = await post(id, 'approve');
    expect([approved.status, approved.json.status]).toEqual([200, 'running']);
    const again = await post(id, 'approve');
    expect([again.status, again.json.detail]).toEqual([
      409,
      'The campaign has no run that can be approved: it is running. Possible now: edit, pause, stop, duplicate. (not in this state.)',
    ]);
    const calls = api.campaigns.calls.filter((call) => call.campaignId === id && call.method === 'approve');
    expect(calls[0]).toMatchObject({ by: 'bootstrap', actionId: expect.stringMatching(/^act_/) });
  });

  it('goes on when its limit is raised, which is told where it is not', async () => {
    const id = await campaign('awaiting_approval');
    const tooLow = await post(id, 'raise-limit', { json: { limit: 10 } });
    expect([tooLow.status, tooLow.json.detail]).toEqual([409, 'Refused: the limit is 10: a higher one is wanted.']);
    const raised = await post(id, 'raise-limit', { json: { limit: 20 } });
    expect(raised.json).toMatchObject({ status: 'running', safetyCheck: { maxAudience: 20 } });
    const late = await post(id, 'raise-limit', { json: { limit: 30 } });
    expect(late.json.detail).toContain('The campaign has no run that waits for a higher limit: it is running.');
  });

  it('is named where several wait, and each is decided on by itself', async () => {
    const id = await campaign('awaiting_approval');
    expect((await post(id, 'approve', { json: { occurrence: 2 } })).status).toBe(200);
    const other = await campaign('awaiting_approval');
    expect((await post(other, 'raise-limit', { json: { limit: 20, occurrence: 3 } })).status).toBe(200);
    const asked = api.campaigns.calls.filter(({ occurrence }) => occurrence !== undefined);
    expect(asked).toMatchObject([
      { method: 'approve', campaignId: id, occurrence: 2 },
      { method: 'raiseLimit', campaignId: other, occurrence: 3, limit: 20 },
    ]);
  });

  it('is refused with the workflow’s own words when it is not said which', async () => {
    const id = await campaign('awaiting_approval');
    const { approve } = api.campaigns;
    const several = 'runs 2 and 3 wait: say which (occurrence)';
    Object.assign(api.campaigns, { approve: () => Promise.reject(new ActionRefusedError(several)) });
    const { status, json } = await post(id, 'approve');
    Object.assign(api.campaigns, { approve });
    expect([status, json.detail]).toEqual([409, `Refused: ${several}.`]);
  });

  it('is approved without a body, with an empty one, and with one that leaves the run open', async () => {
    const bodies = [{}, { body: '' }, { body: new Blob(['']).stream() }, { json: {} }];
    for (const options of bodies) {
      expect((await post(await campaign('awaiting_approval'), 'approve', options)).status).toBe(200);
    }
  });

  it.for([{ occurrence: 0 }, { occurrence: 1.5 }, { occurrence: '2' }, { run: 2 }, [], null])(
    'is not approved by %j',
    async (json) => {
      const id = await campaign('awaiting_approval');
      expect((await post(id, 'approve', { json })).status).toBe(400);
      expect((await api.store.campaigns.get(id))?.status).toBe('awaiting_approval');
    },
  );

  it('is not approved by a body that nobody can read', async () => {
    const id = await campaign('awaiting_approval');
    const text = { body: 'occurrence=2', headers: { 'content-type': 'text/plain' } };
    expect((await post(id, 'approve', text)).status).toBe(415);
    const blank = { body: ' ', headers: { 'content-type': 'application/json' } };
    expect((await post(id, 'approve', blank)).status).toBe(400);
    expect((await api.store.campaigns.get(id))?.status).toBe('awaiting_approval');
  });

  it('is described with a body that may be left out', async () => {
    const { json } = await api.call('GET', '/openapi.json', { key: null });
    const bodyOf = (action: string) => json.paths[`/v1/campaigns/{campaignId}/${action}`].post.requestBody;
    expect(bodyOf('approve').required).toBe(false);
    expect(bodyOf('raise-limit').required).toBe(true);
    expect(bodyOf('pause')).toBeUndefined();
  });

  it.for([{}, { limit: 0 }, { limit: 1.5 }, { limit: '20' }, { limit: 1e12 }, { maximum: 20 }])(
    'is given no limit by %j',
    async (json) => {
      expect((await post(await campaign('awaiting_approval'), 'raise-limit', { json })).status).toBe(400);
    },
  );

  it('says what can be done with it, and nothing of this with a draft', async () => {
    const id = await campaign('awaiting_approval');
    expect((await post(id, 'resume')).json.detail).toContain(
      'it is awaiting_approval. Possible now: approve, raise-limit, edit, pause, stop, duplicate.',
    );
    const draft = await api.made('/v1/campaigns', campaignInput(ids));
    expect((await post(draft.id, 'approve')).status).toBe(409);
    expect((await post(draft.id, 'raise-limit', { json: { limit: 1 } })).status).toBe(409);
    expect((await post('cmp_none', 'approve')).status).toBe(404);
  });
});

describe('steering', () => {
  const api = testApi();
  let ids: Ids;
  let id = '';
  beforeAll(async () => {
    ids = await oneOfEach(api);
  });
  beforeEach(async () => {
    id = (await api.made('/v1/campaigns', campaignInput(ids))).id;
    await api.made(`/v1/campaigns/${id}/schedule`, {});
    api.campaigns.phase = 'scheduled';
  });
  const post = (action: string, options = {}) => api.call('POST', `/v1/campaigns/${id}/${action}`, options);

  it.for(['pause', 'resume', 'stop', 'schedule'])('refuses a body that %s would not read', async (action) => {
    const { status, json } = await post(action, { json: { until: 'tomorrow' } });
    expect(status).toBe(400);
    expect(json.errors).toMatchObject([{ field: '/', got: 'a body', wanted: 'none: this operation takes no body' }]);
    expect((await post(action, { body: 'x', headers: { 'content-type': 'text/plain' } })).status).toBe(400);
    expect((await post(action, { body: new Blob(['{"a":1}']).stream() })).status).toBe(400);
    expect((await api.store.campaigns.get(id))?.status).toBe('scheduled');
  });

  it('takes an empty body, and the empty object that some clients always send', async () => {
    expect((await post('pause', { body: '' })).status).toBe(200);
    expect((await post('resume', { json: {} })).status).toBe(200);
    expect((await post('pause', { body: new Blob([' { } ']).stream() })).status).toBe(200);
  });

  it.for(['pause', 'stop'] as const)(
    'answers a %s with 202 while what is in flight is still being finished',
    async (action) => {
      api.campaigns.isSlow = true;
      const accepted = await post(action);
      api.campaigns.isSlow = false;
      expect(accepted.status).toBe(202);
    },
  );

  it('tries again what is blocked, and says so where nothing is', async () => {
    const refused = await post('retry');
    expect([refused.status, refused.json.detail]).toEqual([
      409,
      'The campaign has nothing that could be tried again: it is scheduled. Possible now: edit, pause, stop, duplicate. (not in this state.)',
    ]);
    await api.store.campaigns.setStatus({ id, status: 'blocked', now: new Date() });
    const paused = await api.call('POST', `/v1/campaigns/${id}/approve`);
    expect(paused.json.detail).toContain('Possible now: retry, edit, pause, stop, duplicate.');
    expect((await post('retry')).json.status).toBe('running');
  });

  it('believes the workflow when the store is a moment behind it', async () => {
    const { stop } = api.campaigns;
    Object.assign(api.campaigns, { stop: async () => undefined });
    api.campaigns.phase = 'stopped';
    const stopped = await post('stop');
    Object.assign(api.campaigns, { stop });
    expect([stopped.status, stopped.json.status]).toEqual([200, 'stopped']);
    expect((await api.store.campaigns.get(id))?.status).toBe('scheduled');
  });
});
