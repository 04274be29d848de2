import { beforeAll, describe, expect, it } from 'vitest';
import type { Trigger } from '../../../src/domain/live/trigger.ts';
import { liveCampaign } from '../../support/liveCampaign.ts';
import { gateway, INBOUND_PROVIDER, pathOf } from '../inbound/support.ts';
import { type Answer, testApi } from '../support.ts';

const csv = { headers: { 'content-type': 'text/csv' } };
const ndjson = { headers: { 'content-type': 'application/x-ndjson' } };

describe('an event that a live campaign waits for', () => {
  const api = testApi();
  beforeAll(async () => {
    const where = [{ property: 'amount', operator: 'gte', value: 10 }];
    await api.store.campaigns.insert(liveCampaign('cmp_purchase', { kind: 'event', event: 'purchase', where }));
    await api.store.campaigns.insert(liveCampaign('cmp_reply', { kind: 'event', event: 'reply' }));
    const birthday = { kind: 'profile_date', property: 'born', yearly: true, offsets: [{ days: 1 }], time: '12:00' };
    await api.store.campaigns.insert(liveCampaign('cmp_birthday', birthday));
  });
  const triggered = async (campaignId: string): Promise<string[]> => {
    const found = await api.store.db
      .collection<Trigger>('triggers')
      .find({ campaignId })
      .sort({ profileId: 1 })
      .toArray();
    return found.map(({ profileId }) => profileId);
  };
  const purchase = (profileId: string, amount = 10) => ({ profileId, name: 'purchase', properties: { amount } });
  const imported = async (path: string, body: string, options: { headers: Record<string, string> }) => {
    const answer = await api.call('POST', path, { body, ...options });
    expect(answer.status).toBeLessThan(300);
    return answer.json;
  };

  it('triggers it whichever way it comes in, and the campaign is told', async () => {
    await api.made('/v1/events', purchase('single'));
    await api.made('/v1/events', purchase('too-small', 9));
    await api.made('/v1/events/bulk', { items: [purchase('bulk-1'), purchase('bulk-2', 9), purchase('bulk-3', 11)] });
    await imported(
      '/v1/events/import?types=amount:number',
      'profileId,name,amount\nstreamed-1,purchase,10\nstreamed-2,purchase,1\n',
      csv,
    );
    await imported('/v1/imports?kind=events', JSON.stringify(purchase('background')), ndjson);
    await api.imports.work();
    expect(await triggered('cmp_purchase')).toEqual(['background', 'bulk-1', 'bulk-3', 'single', 'streamed-1']);
    expect(api.live.told.map(({ campaignId }) => campaignId)).toEqual(Array(4).fill('cmp_purchase'));
  });

  it('triggers it as a reply of each profile that has the number', async () => {
    const path = pathOf(await api.made('/v1/providers', INBOUND_PROVIDER));
    for (const id of ['anna', 'anna-again']) await api.made('/v1/profiles', { id, phone: '+447700900101' });
    const deliver = gateway(api, () => path);
    for (let times = 0; times < 2; times += 1) await deliver('+447700900101', 'how much is it?', 'sms-1');
    expect(await triggered('cmp_reply')).toEqual(['anna', 'anna-again']);
    expect(api.live.told.at(-1)?.campaignId).toBe('cmp_reply');
  });

  it('and so do dates of profiles, whichever way they are written', async () => {
    const born = `1990-${new Date().toISOString().slice(5, 10)}`;
    await api.made('/v1/profiles', { id: 'b-single', properties: { born: { date: born } } });
    await api.call('PUT', '/v1/profiles/b-put', { json: { properties: { born: { date: born } } } });
    await api.made('/v1/profiles/bulk', {
      items: [{ id: 'b-bulk', properties: { born: { date: born } } }, { id: 'b-none' }],
    });
    await imported('/v1/profiles/import?types=born:date', `id,born\nb-streamed,${born}\n`, csv);
    await imported('/v1/imports?kind=profiles&types=born:date', `id,born\nb-background,${born}\n`, csv);
    await api.imports.work();
    const expected = ['b-background', 'b-bulk', 'b-put', 'b-single', 'b-streamed'];
    expect(await triggered('cmp_birthday')).toEqual(expected);
  });

  it('with the id of another is reported, in whatever way it comes, and stays as it was', async () => {
    const first = { ...purchase('differs', 10), id: 'o-1' };
    const other = { ...purchase('differs', 1000), id: 'o-1' };
    await api.made('/v1/events', first);
    const named = (answer: Answer['json']) => JSON.stringify(answer.notes ?? answer.outcomes);
    const reported = 'the id of another event of the profile and name, which stays as it is';
    const answers = [
      await api.made('/v1/events', other),
      await api.made('/v1/events/bulk', { items: [other] }),
      await imported('/v1/events/import', JSON.stringify(other), ndjson),
    ];
    const job = await imported('/v1/imports?kind=events', JSON.stringify(other), ndjson);
    await api.imports.work();
    answers.push((await api.call('GET', `/v1/imports/${job.importId}`)).json);
    for (const answer of answers) {
      expect(named(answer)).toContain(reported);
      expect(answer.known === true || answer.known === 1).toBe(true);
    }
    const { items } = (await api.call('GET', '/v1/profiles/differs/events')).json;
    expect(items).toMatchObject([{ id: 'o-1', properties: { amount: 10 } }]);
    expect((await triggered('cmp_purchase')).filter((id) => id === 'differs')).toHaveLength(1);
  });
});
