import { describe, expect, it } from 'vitest';
import { campaignInput, oneOfEach } from '../fixtures.ts';
import { testApi } from '../support.ts';

describe('names of API keys', () => {
  const api = testApi();
  const create = async (name: string) => await api.call('POST', '/v1/api-keys', { json: { name, preset: 'admin' } });

  const IMPOSTORS = {
    'the name itself': 'bootstrap',
    'in another case': 'BootStrap',
    'with blanks': ' boot strap ',
    'with punctuation': 'boot-strap.',
    'in full-width letters': 'ｂｏｏｔｓｔｒａｐ',
    'with a ligature': 'bootﬆrap',
    'in mathematical letters': '𝐛𝐨𝐨𝐭𝐬𝐭𝐫𝐚𝐩',
    'with Cyrillic letters': 'bооtstrар',
    'with Greek letters': 'bοοtstrap',
    'with an accent': 'boötstrap',
    'another reserved name': 'Herald',
    'an actor of Herald': 'Herald, because the campaign was marked as stopped',
    'an actor of Temporal': 'temporal, where its workflow was terminated',
    'nobody in particular': 'Anybody',
    'with a zero-width space': 'boot\u200bstrap',
    'with an override of the direction': 'boot\u202estrap',
    'with a line break': 'shop\nbootstrap',
    'of nothing that can be read': '...',
  };

  it.each(Object.entries(IMPOSTORS))('are refused if they are Herald’s own: %s', async (_, name) => {
    const { status, json } = await create(name);
    expect(status).toBe(400);
    expect(json.errors[0].field).toBe('/name');
  });

  it('may be in any script', async () => {
    for (const name of ['Магазин', '商店', 'متجر', 'Café São Paulo', 'bootstrapper', 'Herald dashboard']) {
      expect((await create(name)).status, name).toBe(201);
    }
  });

  it('are taken for names that are easily mistaken for them', async () => {
    expect((await create('Night shift')).status).toBe(201);
    for (const name of ['Night shift', 'night  shift', 'NIGHT-SHIFT', 'Nіght shift']) {
      expect((await create(name)).status, name).toBe(409);
    }
  });

  it('are recorded with the id of the key, which an operator in the Web UI does not have', async () => {
    const ids = await oneOfEach(api, '-names');
    const { id } = await api.made('/v1/campaigns', campaignInput(ids));
    const { key, id: keyId } = (await create('day shift')).json;
    await api.call('POST', `/v1/campaigns/${id}/schedule`, { key });
    await api.call('POST', `/v1/campaigns/${id}/pause`, { key });
    expect(api.campaigns.calls.at(-1)).toMatchObject({ method: 'pause', by: 'day shift', keyId });
    await api.store.campaigns.setStatus({
      id,
      status: 'paused',
      actions: [{ action: 'pause', by: 'day shift', at: '2026-05-07T10:00:00.000Z' }],
      now: new Date(),
    });
    const { actions } = (await api.call('GET', `/v1/campaigns/${id}`)).json;
    expect(actions).toMatchObject([
      { action: 'schedule', by: 'day shift', keyId },
      { action: 'pause', by: 'day shift', keyId: null },
    ]);
  });
});
