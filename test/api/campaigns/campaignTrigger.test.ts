import { beforeAll, describe, expect, it } from 'vitest';
import type { Trigger } from '../../../src/domain/live/trigger.ts';
import { cutKeyOf } from '../../../src/store/triggers.ts';
import { liveCampaign } from '../../support/liveCampaign.ts';
import { testApi } from '../support.ts';

const API = { kind: 'api', delaySeconds: 300 };

describe('a live campaign that the API triggers', () => {
  const api = testApi();
  beforeAll(async () => {
    await api.store.campaigns.insert(liveCampaign('cmp_api', API));
    await api.store.campaigns.insert(liveCampaign('cmp_paused', { kind: 'api' }));
    await api.store.campaigns.setStatus({ id: 'cmp_paused', status: 'paused', now: new Date() });
  });
  const trigger = (items: unknown[], options: { id?: string; headers?: Record<string, string> } = {}) => {
    const { id = 'cmp_api', headers = {} } = options;
    return api.call('POST', `/v1/campaigns/${id}/trigger`, { json: { items }, headers });
  };
  const waiting = (campaignId: string, profileId: string): Promise<Trigger[]> =>
    api.store.db.collection<Trigger>('triggers').find({ campaignId, profileId }).toArray();
  const outcomesOf = (answer: { json: { outcomes: { outcome: string }[] } }) =>
    answer.json.outcomes.map(({ outcome }) => outcome);

  it('stores a message for each item with its data, due after the delay, and tells the campaign', async () => {
    const before = Date.now();
    const data = { total: 29.33, until: { date: '2026-06-01' }, gifts: ['a', 'b'], none: null };
    const answer = await trigger([
      { profileId: 'u1', key: 'order-1', data },
      { profileId: 'u2', key: null, data: null },
    ]);
    expect(answer.json).toMatchObject({ accepted: 2, known: 0, rejected: 0 });
    const [stored] = await waiting('cmp_api', 'u1');
    expect(stored).toMatchObject({
      event: null,
      data: { total: 29.33, until: new Date('2026-06-01T00:00:00Z'), gifts: ['a', 'b'] },
    });
    expect(stored?.data).not.toHaveProperty('none');
    const dueAt = stored?.dueAt.getTime() ?? 0;
    expect(dueAt - 300_000).toBeGreaterThanOrEqual(before);
    expect(dueAt - 300_000).toBeLessThanOrEqual(Date.now());
    expect(api.live.told.at(-1)).toEqual({ campaignId: 'cmp_api', dueAt: stored?.dueAt });
    expect((await waiting('cmp_api', 'u2'))[0]).not.toHaveProperty('data');
  });

  it('has one message of a profile and key, also after it was sent, and any number without', async () => {
    const items = [
      { profileId: 'k1', key: 'x' },
      { profileId: 'k1', key: 'x' },
      { profileId: 'k2', key: 'x' },
      { profileId: 'k1' },
      { profileId: 'k1' },
    ];
    expect(outcomesOf(await trigger(items))).toEqual(['accepted', 'known', 'accepted', 'accepted', 'accepted']);
    const sent = await waiting('cmp_api', 'k1');
    await api.store.triggers.noteCut(
      sent.map((trigger) => ({ _id: cutKeyOf(trigger), profileId: 'k1' })),
      new Date(),
    );
    await api.store.triggers.remove(sent.map(({ _id }) => _id));
    expect(outcomesOf(await trigger(items))).toEqual(['known', 'known', 'known', 'accepted', 'accepted']);
    expect(await waiting('cmp_api', 'k1')).toHaveLength(2);
    expect(outcomesOf(await trigger(items.slice(0, 1), { id: 'cmp_paused' }))).toEqual(['accepted']);
  });

  it('is triggered once by a request with an Idempotency-Key, also if its answer was lost with a crash', async () => {
    const items = [{ profileId: 'i1' }, { profileId: 'i1' }];
    const headers = { 'idempotency-key': 'once' };
    const first = await trigger(items, { headers });
    expect((await trigger(items, { headers })).json).toEqual(first.json);
    await api.store.db.collection('idempotency').updateMany({}, { $set: { answer: null, owner: null } });
    expect(outcomesOf(await trigger(items, { headers }))).toEqual(['known', 'known']);
    expect(await waiting('cmp_api', 'i1')).toHaveLength(2);
  });

  it('takes the good items, and says what is wrong with the others', async () => {
    const items = [
      { profileId: 'g1', data: { nested: { a: 1 } } },
      { profileId: 'g1', data: { 'a.b': 1 } },
      { profileId: 'no spaces' },
      { profileId: 'g1', kee: 'x' },
      { profileId: 'g1' },
    ];
    const { json } = await trigger(items);
    expect(json).toMatchObject({ accepted: 1, rejected: 4 });
    const problems = json.outcomes.map((one: { problems?: { field: string }[] }) => one.problems?.[0]?.field);
    expect(problems.slice(2)).toEqual(['/profileId', '/kee', undefined]);
    expect(problems[0]).toMatch(/^\/data/);
    expect(problems[1]).toMatch(/^\/data/);
    expect((await trigger(Array(1001).fill({ profileId: 'g1' }))).status).toBe(400);
  });

  it('refuses erased persons, and unknown profiles if the account does', async () => {
    await api.made('/v1/profiles', { id: 'e1' });
    await api.made('/v1/erasures', { profileId: 'e1' });
    await api.call('PATCH', '/v1/account', { json: { unknownProfiles: 'refuse' } });
    const { json } = await trigger([{ profileId: 'e1' }, { profileId: 'never-seen' }]);
    expect(json.outcomes.map(({ problems }: { problems: { code: string }[] }) => problems[0]?.code)).toEqual([
      'erased',
      'not_accepted',
    ]);
    await api.call('PATCH', '/v1/account', { json: { unknownProfiles: 'create' } });
    expect((await trigger([{ profileId: 'new' }])).json.accepted).toBe(1);
    expect((await api.call('GET', '/v1/profiles/new')).status).toBe(200);
  });

  it.each([
    ['is a draft', { status: 'draft' }, /is a draft/],
    ['has ended', { status: 'completed' }, /has ended/],
    ['was stopped', { status: 'stopped' }, /has ended/],
    ['has not started', { start: '2090-01-01T00:00:00Z' }, /starts at 2090/],
    ['is over', { end: '2026-01-02T00:00:00Z' }, /ended at 2026-01-02/],
    [
      'is triggered by events',
      { when: { kind: 'event', event: 'purchase', delaySeconds: 0 } },
      /triggered by an event, not by the API/,
    ],
  ])('that %s answers with 409, what it is, and what can be done', async (_, changes, reason) => {
    const id = `cmp_${Math.random().toString(36).slice(2)}`;
    await api.store.campaigns.insert({ ...liveCampaign(id, API), ...(changes as object) });
    const answer = await trigger([{ profileId: 'u1' }], { id });
    expect([answer.status, answer.json.code]).toEqual([409, 'campaign_state']);
    expect(answer.json.detail).toMatch(reason);
    expect(answer.json.allowedActions).toContain('duplicate');
    expect(await waiting(id, 'u1')).toEqual([]);
  });

  it('is a 404 if there is none, and a 409 if it has set times', async () => {
    expect((await trigger([{ profileId: 'u1' }], { id: 'cmp_01K4ZJ7Q2V8N3X5T6WBYDMHRCA' })).status).toBe(404);
    const past = { ...liveCampaign('cmp_past', API), type: 'past_behaviour', when: { kind: 'now' } };
    await api.store.db.collection<{ _id: string }>('campaigns').insertOne(past as never);
    expect((await trigger([{ profileId: 'u1' }], { id: 'cmp_past' })).json.detail).toMatch(/not live/);
  });
});
