import { describe, expect, it } from 'vitest';
import { campaignActivities } from '../../src/activities/campaigns.ts';
import { campaignInput } from '../../src/domain/campaign.ts';
import { storeOf } from '../../src/store/store.ts';
import { freshDatabase } from '../support/database.ts';

const daily = (time: string) => ({ kind: 'recurring', rule: { kind: 'daily' }, time, zone: 'account' });
const input = (when: object) =>
  campaignInput.parse({
    name: 'c',
    type: 'past_behaviour',
    when,
    who: { kind: 'everyone' },
    what: { template: 'Hi' },
    providerGroupId: 'g',
  });

describe('a campaign whose times are changed while its workflow cannot be reached', () => {
  const { db } = freshDatabase();
  const store = storeOf(db, Buffer.alloc(32).toString('base64'));
  const { loadCampaign } = campaignActivities({ store });
  const scheduled = '2026-05-01T00:00:00.000Z';
  const changed = new Date('2026-05-20T12:00:00Z');

  it('makes up for nothing that its new times would have had before', async () => {
    const at = new Date(scheduled);
    const state = { status: 'scheduled', revision: 1, actions: [], createdAt: at, updatedAt: at } as const;
    const monthly = { ...daily('09:00'), rule: { kind: 'monthly', day: 1 } };
    await store.campaigns.insert({ _id: 'c', ...input(monthly), ...state });
    await store.campaigns.replace({
      id: 'c',
      input: input(daily('18:00')),
      revision: 1,
      now: changed,
      rescheduled: true,
    });
    const planning = { scheduledAt: scheduled, notBefore: scheduled, previous: '2026-05-01T09:00', runs: 1 };
    const { next, revision } = await loadCampaign({ campaignId: 'c', planning });
    expect([revision, next?.local]).toEqual([2, '2026-05-20T18:00']);
    const later = { ...planning, notBefore: '2026-05-30T19:00:00.000Z', previous: '2026-05-29T18:00' };
    expect((await loadCampaign({ campaignId: 'c', planning: later })).next?.local).toBe('2026-05-31T18:00');
  });
});
