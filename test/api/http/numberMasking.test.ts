import { describe, expect, it } from 'vitest';
import { firstRun, oneOfEach } from '../fixtures.ts';
import { testApi } from '../support.ts';

const NUMBER = '+447700900001';
const MASKED = '+44********01';
const AT = new Date('2026-05-07T10:00:00Z');

describe('phone numbers', () => {
  const api = testApi();

  async function keys(name: string): Promise<{ masked: string; whole: string }> {
    const scopes = ['read', 'ingest', 'author', 'operate', 'admin'];
    const { key: masked } = await api.made('/v1/api-keys', { name: `${name} masked`, scopes });
    const { key: whole } = await api.made('/v1/api-keys', {
      name: `${name} whole`,
      scopes: [...scopes, 'read:numbers'],
    });
    return { masked, whole };
  }

  it('are masked in every answer to a key without read:numbers: profiles, events, messages, exports, settings', async () => {
    const { profileId, campaignId, groupId } = await oneOfEach(api, '-masked');
    const { masked, whole } = await keys('reads');
    await api.made('/v1/profiles', {
      id: 'typed',
      phone: '07700 900001',
      properties: { second: 'call +44 7700 900001' },
    });
    await api.made('/v1/events', { id: 'e', profileId, name: 'reply', properties: { sender: NUMBER } });
    await api.call('PUT', '/v1/account', { json: { testNumbers: [NUMBER] } });
    const run = firstRun(campaignId, { groupId, local: '2026-05-07T10:00' });
    await api.store.runs.open(run);
    await api.store.db.collection<{ _id: string }>('messages').insertOne({
      _id: `${run._id}/${profileId}`,
      dispatchId: run._id,
      campaignId,
      profileId,
      status: 'accepted',
      reason: null,
      to: NUMBER,
      text: `Your number is ${NUMBER}`,
      encoding: 'GSM-7',
      segments: 1,
      providerId: null,
      providerMessageId: null,
      failedOver: false,
      resolution: null,
      attempts: [],
      receipts: [],
      createdAt: AT,
      updatedAt: AT,
    } as never);
    const messages = `/v1/campaigns/${campaignId}/runs/1/messages`;
    const paths = [
      `/v1/profiles/${profileId}`,
      '/v1/profiles',
      '/v1/profiles/typed',
      `/v1/profiles/${profileId}/events`,
      messages,
      `${messages}?format=csv`,
      '/v1/account',
      '/v1/audit?format=ndjson',
      '/v1/audit?format=csv',
    ];
    for (const path of paths) {
      const shown = await api.call('GET', path, { key: whole });
      const hidden = await api.call('GET', path, { key: masked });
      expect([shown.status, hidden.status], path).toEqual([200, 200]);
      expect(hidden.text.replace(/\D/g, ''), path).not.toContain('7700900');
      if (!path.startsWith('/v1/audit')) expect(shown.text.replace(/\D/g, ''), path).toContain('7700900');
    }
    const { json } = await api.call('GET', `/v1/profiles/${profileId}`, { key: masked });
    expect(json).toMatchObject({ id: profileId, phone: MASKED, number: MASKED, properties: { name: 'Ada' } });
    const { items } = (await api.call('GET', messages, { key: masked })).json;
    expect(items).toMatchObject([{ to: MASKED, text: `Your number is ${MASKED}` }]);
  });

  it('are masked in the answer to a write, and when that answer is repeated', async () => {
    const { masked } = await keys('writes');
    const json = { id: 'w', phone: NUMBER };
    const headers = { 'idempotency-key': 'masked-write' };
    for (const replayed of [null, 'true']) {
      const answer = await api.call('POST', '/v1/profiles', { json, headers, key: masked });
      expect([answer.headers.get('idempotency-replayed'), answer.json.phone]).toEqual([replayed, MASKED]);
    }
    expect((await api.call('GET', '/v1/profiles/w')).json.phone).toBe(NUMBER);
  });

  it('are not replaced by masked ones that a key has read and sends back', async () => {
    const { masked } = await keys('returns');
    await api.made('/v1/profiles', { id: 'r', phone: NUMBER });
    const refused = await api.call('PUT', '/v1/profiles/r', { json: { phone: MASKED }, key: masked });
    expect(refused.status).toBe(400);
    expect(refused.json.errors).toMatchObject([{ got: 'a masked phone number' }]);
    expect((await api.call('GET', '/v1/profiles/r')).json.phone).toBe(NUMBER);
  });

  it('that an import refused, in rows as they were sent, need the scope', async () => {
    const { masked } = await keys('rows');
    expect((await api.call('GET', '/v1/imports/imp_1/refused', { key: masked })).status).toBe(403);
  });
});
