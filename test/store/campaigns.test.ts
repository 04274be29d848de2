import { beforeEach, describe, expect, it } from 'vitest';
import { type Campaign, pastBehaviourInput } from '../../src/domain/campaign/campaign.ts';
import { campaignStore } from '../../src/store/campaigns.ts';
import { freshDatabase } from '../support/database.ts';

const AT = new Date('2026-05-07T10:00:00Z');
const LATER = new Date('2026-05-07T11:00:00Z');
const input = (changes: object = {}) =>
  pastBehaviourInput.parse({
    name: 'Spring',
    type: 'past_behaviour',
    when: { kind: 'now' },
    who: { kind: 'everyone' },
    what: { template: 'Hi' },
    providerGroupId: 'g',
    ...changes,
  });

describe('a stored campaign', () => {
  const { db } = freshDatabase();
  const campaigns = campaignStore(db);
  let id = '';
  let count = 0;

  beforeEach(async () => {
    count += 1;
    id = `c${count}`;
    const state = { status: 'draft', revision: 1, actions: [], createdAt: AT, updatedAt: AT } as const;
    await campaigns.insert({ _id: id, ...input({ alertEmail: 'ada@example.com' }), ...state });
  });
  const stored = async (): Promise<Campaign | null> => await campaigns.get(id);

  it('is replaced as a whole, if the newest revision was read', async () => {
    const schedule = { action: 'schedule', by: 'Ada', at: AT.toISOString() } as const;
    await campaigns.setStatus({ id, status: 'scheduled', actions: [schedule], now: AT });
    const change = { id, input: input({ name: 'Autumn' }), now: LATER };
    expect(await campaigns.replace({ ...change, revision: 1 })).toBe(true);
    expect(await campaigns.replace({ ...change, revision: 1 })).toBe(false);
    const state = { status: 'scheduled', revision: 2, actions: [schedule], createdAt: AT, updatedAt: LATER };
    expect(await stored()).toEqual({ _id: id, ...input({ name: 'Autumn' }), ...state });
  });

  it('is replaced only in a given status, and never once it has ended', async () => {
    const change = { id, input: input(), now: LATER };
    expect(await campaigns.replace({ ...change, revision: 1, from: ['draft'] })).toBe(true);
    await campaigns.setStatus({ id, status: 'scheduled', now: AT });
    expect(await campaigns.replace({ ...change, revision: 2, from: ['draft'] })).toBe(false);
    await campaigns.setStatus({ id, status: 'stopped', now: AT });
    expect(await campaigns.replace({ ...change, revision: 2 })).toBe(false);
  });

  it('stores when its times were changed, and the previous ones', async () => {
    const replacedWhen = { kind: 'at', at: LATER.toISOString() } as const;
    await campaigns.replace({ id, input: input(), revision: 1, now: LATER, replacedWhen });
    await campaigns.replace({ id, input: input(), revision: 2, now: new Date() });
    expect(await stored()).toMatchObject({ revision: 3, rescheduledAt: LATER, replacedWhen });
  });

  it('changes its status only from the given revision', async () => {
    const change = { id, status: 'scheduled', now: LATER, from: ['draft'] } as const;
    expect(await campaigns.setStatus({ ...change, revision: 2 })).toBe(false);
    expect(await campaigns.setStatus({ ...change, revision: 1 })).toBe(true);
    expect(await campaigns.setStatus({ ...change, revision: 1 })).toBe(false);
  });

  it('stores each action once', async () => {
    const pause = { action: 'pause', by: 'Ada', at: AT.toISOString() } as const;
    const change = { id, status: 'paused', actions: [pause], now: AT } as const;
    await campaigns.setStatus(change);
    await campaigns.setStatus(change);
    expect((await stored())?.actions).toEqual([pause]);
  });

  it('keeps the highest limit of the safety check, if it has one', async () => {
    await campaigns.raiseSafetyLimit(id, 10, LATER);
    expect(await stored()).not.toHaveProperty('safetyCheck');
    await campaigns.replace({ id, input: input({ safetyCheck: { maxAudience: 5 } }), revision: 1, now: AT });
    for (const limit of [20, 10]) await campaigns.raiseSafetyLimit(id, limit, LATER);
    expect((await stored())?.safetyCheck).toEqual({ maxAudience: 20 });
  });

  it('from before there were revisions is read with the first one, and replaced by it', async () => {
    await db.collection('campaigns').updateOne({ _id: id as never }, { $unset: { revision: 1, actions: 1, reach: 1 } });
    expect(await stored()).toMatchObject({ revision: 0, actions: [], reach: { kind: 'everyone' } });
    expect((await campaigns.list({ limit: 1000 })).every(({ actions }) => actions.length >= 0)).toBe(true);
    expect(await campaigns.replace({ id, input: input(), revision: 0, now: LATER })).toBe(true);
    expect(await stored()).toMatchObject({ revision: 1 });
    expect(await campaigns.replace({ id, input: input(), revision: 0, now: LATER })).toBe(false);
  });
});
