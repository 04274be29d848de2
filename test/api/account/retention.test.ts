import { describe, expect, it } from 'vitest';
import { dispatchOf } from '../../../src/domain/campaign/dispatchOf.ts';
import { keepFor, removeAt } from '../../activities/retention/support.ts';
import { campaignInput, firstRun, oneOfEach } from '../fixtures.ts';
import { testApi } from '../support.ts';

const DAY_MS = 86_400_000;

describe('retention', () => {
  const api = testApi();
  const patch = (json: unknown) => api.call('PATCH', '/v1/account', { json });

  it('takes effect a day after it is shortened, which the answer and the audit log say', async () => {
    expect((await api.call('GET', '/v1/account')).json).toMatchObject({ retention: {}, retentionAppliesAt: null });
    const set = await patch({ retention: { messages: 90, audit: 365 } });
    expect(set.json.retention).toEqual({ messages: 90, audit: 365 });
    expect(Date.parse(set.json.retentionAppliesAt) - Date.parse(set.json.updatedAt)).toBe(DAY_MS);

    const longer = await patch({ retention: { messages: 91, audit: null } });
    expect(longer.json.retention).toEqual({ messages: 91 });
    expect(longer.json.retentionAppliesAt).toBe(set.json.retentionAppliesAt);
    const other = await patch({ timeZone: 'Europe/Paris' });
    expect(other.json.retentionAppliesAt).toBe(set.json.retentionAppliesAt);
    const shorter = await patch({ retention: { messages: 90 } });
    expect(Date.parse(shorter.json.retentionAppliesAt)).toBeGreaterThan(Date.parse(set.json.retentionAppliesAt));

    const { json } = await api.call('GET', '/v1/audit?operation=updateAccount&limit=1');
    expect(json.items[0]).toMatchObject({
      before: { retention: { messages: 91 } },
      after: { retention: { messages: 90 } },
    });
  });

  it.each([
    [{ retention: { messages: 29 } }, '/retention/messages'],
    [{ retention: { audit: 89 } }, '/retention/audit'],
    [{ retention: { imports: 31 } }, '/retention/imports'],
    [{ retention: { suppressions: 30 } }, '/retention/suppressions'],
    [{ retention: { messages: 39 }, profileLimits: [{ kind: 'rolling', max: 3, days: 30 }] }, '/retention/messages'],
    [{ retention: { messages: 99 }, profileLimits: [{ kind: 'minimum_gap', hours: 2160 }] }, '/retention/messages'],
  ])('of %j is refused', async (json, field) => {
    const { status, json: problem } = await api.call('PUT', '/v1/account', { json });
    expect([status, problem.errors[0].field]).toEqual([400, field]);
  });

  it('that is just long enough for the limits is accepted, and a limit that is then too long is not', async () => {
    const json = { retention: { messages: 40 }, profileLimits: [{ kind: 'rolling', max: 3, days: 30 }] };
    expect((await api.call('PUT', '/v1/account', { json })).status).toBe(200);
    const longer = await patch({ profileLimits: [{ kind: 'rolling', max: 3, days: 31 }] });
    expect(longer.status).toBe(400);
    expect(longer.json.errors[0].wanted).toContain('at least 41 days');
    await api.call('PUT', '/v1/account', { json: {} });
  });
});

describe('conditions that look for events that are removed', () => {
  const api = testApi();

  it('are named where the time is set, where a segment is estimated and where a campaign is validated', async () => {
    const ids = await oneOfEach(api);
    const event = { kind: 'event', event: 'purchase' };
    const within = (period: object) => ({ ...event, within: period });
    const ever = await api.made('/v1/segments', { name: 'ever', condition: { kind: 'not', condition: event } });
    await api.made('/v1/segments', { name: 'lately', condition: within({ lastDays: 60 }) });
    const long = await api.made('/v1/segments', { name: 'long', condition: within({ lastDays: 61 }) });
    const campaign = await api.made('/v1/campaigns', {
      ...campaignInput(ids),
      name: 'to buyers',
      who: {
        kind: 'condition',
        condition: { kind: 'or', conditions: [within({ from: '2020-01-01T00:00:00Z' }), event] },
      },
    });
    expect((await api.call('GET', '/v1/account')).json.notes).toBeUndefined();

    const { json } = await api.call('PUT', '/v1/account', { json: { retention: { events: 60 } } });
    expect(json.notes.map(({ got }: { got: string }) => got)).toEqual([
      `60, but the segment ${ever.id} looks for events "purchase" further back`,
      `60, but the segment ${long.id} looks for events "purchase" further back`,
      `60, but the campaign ${campaign.id} looks for events "purchase" further back`,
    ]);
    expect((await api.call('GET', '/v1/account')).json.notes).toEqual(json.notes);

    const estimate = await api.made('/v1/segments/estimate', { segmentId: ever.id });
    expect(estimate.notes).toMatchObject([{ field: 'purchase', wanted: expect.stringContaining('at most 60 days') }]);
    const valid = { ...campaignInput(ids), who: { kind: 'condition', condition: event } };
    const validated = await api.made('/v1/campaigns/validate', valid);
    expect(validated.notes).toMatchObject([{ field: 'purchase' }]);
    const recent = { ...valid, who: { kind: 'condition', condition: within({ lastDays: 60 }) } };
    expect((await api.made('/v1/campaigns/validate', recent)).notes).toBeUndefined();
  });
});

describe('a run whose messages are removed', () => {
  const api = testApi();

  it('has its report, says since when they are removed, and lists none', async () => {
    const ids = await oneOfEach(api);
    const ended = new Date(Date.now() - 40 * DAY_MS);
    const audience = { qualified: 1, reachable: 1, optedOut: 0, noUsableNumber: 0 };
    const run = {
      ...firstRun(ids.campaignId, { groupId: ids.groupId, local: '2026-05-07T18:00' }),
      status: 'completed' as const,
      audience,
      startedAt: ended,
      finishedAt: ended,
    };
    await api.store.runs.open(run);
    await api.store.dispatches.open(dispatchOf(run));
    await api.store.messages.record([
      {
        _id: `${run._id}/u1`,
        dispatchId: run._id,
        campaignId: ids.campaignId,
        profileId: 'u1',
        status: 'delivered',
        reason: null,
        to: '+447700900001',
        text: 'Hi',
        encoding: 'GSM-7',
        segments: 1,
        providerId: ids.providerId,
        providerMessageId: 'pm-1',
        attempts: [],
        failedOver: false,
        resolution: null,
        receipts: [],
        createdAt: ended,
        updatedAt: ended,
      },
    ]);
    const path = `/v1/campaigns/${ids.campaignId}/runs/1`;
    const before = (await api.call('GET', `${path}/report`)).json;
    expect(before).toMatchObject({ messagesRemovedAt: null, sent: 1 });
    expect((await api.call('GET', `${path}/messages`)).json.items).toHaveLength(1);

    await keepFor(api.store, { messages: 30 }, new Date(Date.now() - 2 * DAY_MS));
    const now = new Date();
    await removeAt(api.store, now);
    const messagesRemovedAt = now.toISOString();
    expect((await api.call('GET', `${path}/report`)).json).toEqual({ ...before, messagesRemovedAt });
    expect((await api.call('GET', path)).json.messagesRemovedAt).toBe(messagesRemovedAt);
    for (const format of ['json', 'csv']) {
      const { status, json } = await api.call('GET', `${path}/messages?format=${format}`);
      expect([status, json.detail]).toEqual([404, expect.stringContaining(`removed since ${messagesRemovedAt}`)]);
    }
  });
});
