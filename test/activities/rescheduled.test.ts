import { describe, expect, it } from 'vitest';
import { campaignActivities } from '../../src/activities/campaigns.ts';
import type { CampaignPlan, Planning } from '../../src/activities/contract.ts';
import { accountInput } from '../../src/domain/account/account.ts';
import { pastBehaviourInput } from '../../src/domain/campaign/campaign.ts';
import { storeOf } from '../../src/store/store.ts';
import { freshDatabase } from '../support/database.ts';

const daily = (time: string) => ({ kind: 'recurring', rule: { kind: 'daily' }, time, zone: 'account' });
const input = (when: object) =>
  pastBehaviourInput.parse({
    name: 'c',
    type: 'past_behaviour',
    when,
    who: { kind: 'everyone' },
    what: { template: 'Hi' },
    providerGroupId: 'g',
  });

const scheduled = '2026-05-01T00:00:00.000Z';

/** A store with one campaign, `c`, that was scheduled with `when`. */
function scheduledCampaign() {
  const { db } = freshDatabase();
  const store = storeOf(db, Buffer.alloc(32).toString('base64'));
  const { loadCampaign, openRun, releaseRun } = campaignActivities({ store });
  const plan = (planning: Partial<Planning> = {}): Promise<CampaignPlan> => {
    const none = { scheduledAt: scheduled, notBefore: scheduled, previous: null, runs: 0 };
    return loadCampaign({ campaignId: 'c', planning: { ...none, ...planning } });
  };
  return {
    store,
    openRun,
    releaseRun,
    async schedule(when: object): Promise<void> {
      const at = new Date(scheduled);
      const actions = [{ action: 'schedule', by: 'marketing', at: scheduled }] as const;
      const state = { status: 'scheduled', revision: 1, actions, createdAt: at, updatedAt: at } as const;
      await store.campaigns.insert({ _id: 'c', ...input(when), ...state });
    },
    async reschedule(when: object, at: string): Promise<void> {
      const campaign = await store.campaigns.get('c');
      if (campaign?.type !== 'past_behaviour') throw new Error('wanted: the campaign');
      const replacement = { id: 'c', input: input(when), revision: campaign.revision, replacedWhen: campaign.when };
      expect(await store.campaigns.replace({ ...replacement, now: new Date(at) })).toBe(true);
    },
    plan,
    next: async (planning: Partial<Planning> = {}): Promise<string | undefined> => (await plan(planning)).next?.local,
  };
}

describe('a campaign whose times are changed while its workflow cannot be reached', () => {
  const { schedule, reschedule, next } = scheduledCampaign();

  it('does not make up for new times in the past', async () => {
    await schedule({ ...daily('09:00'), rule: { kind: 'monthly', day: 1 } });
    await reschedule(daily('18:00'), '2026-05-20T12:00:00Z');
    expect(await next({ previous: '2026-05-01T09:00', runs: 1 })).toBe('2026-05-20T18:00');
    const later = { notBefore: '2026-05-30T19:00:00.000Z', previous: '2026-05-29T18:00', runs: 10 };
    expect(await next(later)).toBe('2026-05-31T18:00');
  });
});

describe('a campaign that no worker starts in time', () => {
  it.each([
    ['at', { kind: 'at', at: '2026-05-01T00:05:00.000Z' }, '2026-05-01T00:05'],
    ['dates', { kind: 'dates', dates: ['2026-05-01T00:05'], zone: 'UTC' }, '2026-05-01T00:05'],
    ['recurring', daily('00:05'), '2026-05-01T00:05'],
  ])('still has the run of its time (%s)', async (_, when, local) => {
    const { schedule, next } = scheduledCampaign();
    await schedule(when);
    const tenMinutesLate = '2026-05-01T00:10:00.000Z';
    expect(await next({ scheduledAt: tenMinutesLate, notBefore: tenMinutesLate })).toBe(local);
  });

  it('still has the run of its new time if the edit was not processed either', async () => {
    const { schedule, reschedule, next } = scheduledCampaign();
    await schedule({ kind: 'at', at: '2026-06-01T00:00:00.000Z' });
    await reschedule({ kind: 'at', at: '2026-05-20T12:00:02.000Z' }, '2026-05-20T12:00:00Z');
    expect(await next()).toBe('2026-05-20T12:00');
  });
});

describe('a campaign whose run has begun', () => {
  const dates = (...all: string[]) => ({ kind: 'dates', dates: all, zone: 'profile' });
  const begun = { previous: '2026-05-07T10:00', runs: 1, notBefore: '2026-05-06T20:00:00.000Z' };

  it('gets no second run on that day when its hour is moved', async () => {
    const { schedule, reschedule, next } = scheduledCampaign();
    await schedule(dates('2026-05-07T10:00'));
    await reschedule(dates('2026-05-07T18:00', '2026-05-08T18:00'), '2026-05-07T01:00:00Z');
    expect(await next(begun)).toBe('2026-05-08T18:00');
  });

  it('has all of the new times if they are on another day', async () => {
    const { schedule, reschedule, plan } = scheduledCampaign();
    await schedule(dates('2026-05-09T10:00'));
    await reschedule(dates('2026-05-12T09:00', '2026-05-12T18:00'), '2026-05-07T01:00:00Z');
    expect(await plan()).toMatchObject({ next: { local: '2026-05-12T09:00' }, isLast: false });
    const later = await plan({ ...begun, previous: '2026-05-12T09:00', notBefore: '2026-05-11T19:00:00.000Z' });
    expect(later).toMatchObject({ next: { local: '2026-05-12T18:00' }, isLast: true });
  });

  it('keeps a second run on that day that was planned before', async () => {
    const { schedule, reschedule, next } = scheduledCampaign();
    await schedule(dates('2026-05-07T10:00', '2026-05-07T18:00'));
    await reschedule(dates('2026-05-07T10:00', '2026-05-07T18:00', '2026-05-14T10:00'), '2026-05-07T01:00:00Z');
    expect(await next(begun)).toBe('2026-05-07T18:00');
    // The rule applies to the run that had begun when the times were changed.
    const second = { previous: '2026-05-07T18:00', runs: 2, notBefore: '2026-05-07T04:00:00.000Z' };
    expect(await next(second)).toBe('2026-05-14T10:00');
  });

  it('gets no second run on that day when `at` is moved', async () => {
    const { schedule, reschedule, next } = scheduledCampaign();
    await schedule({ kind: 'at', at: '2026-05-07T10:00:00.000Z' });
    await reschedule({ kind: 'at', at: '2026-05-07T18:00:00.000Z' }, '2026-05-07T10:30:00Z');
    expect(await next({ ...begun, notBefore: '2026-05-07T10:00:00.100Z' })).toBeUndefined();
  });
});

describe('a run that awaited approval', () => {
  const hours = (...times: string[]) => ({ kind: 'dates', dates: times, zone: 'profile', late: 'next_day' });

  it('knows the day of the next run, not another hour of its own day', async () => {
    const { schedule, plan } = scheduledCampaign();
    await schedule(hours('2026-05-07T10:00', '2026-05-07T18:00', '2026-05-09T10:00'));
    expect((await plan()).next).toMatchObject({ local: '2026-05-07T10:00', nextDate: '2026-05-09' });
  });

  it('is followed by a run that has not begun in any zone at the approval, and knows the day of that run from then on', async () => {
    const { store, schedule, plan, openRun, releaseRun } = scheduledCampaign();
    await schedule({ ...daily('10:00'), zone: 'profile', late: 'next_day' });
    await store.providerGroups.insert({ id: 'g', input: { name: 'g', members: [] }, now: new Date() });
    const { next, revision } = await plan();
    if (!next) throw new Error('wanted: an occurrence');
    await openRun({ campaignId: 'c', occurrence: 1, revision, schedule: next, startedAt: next.firstAt });
    // It is 10:00 of the 5th in Kiritimati, and not yet in UTC.
    const released = '2026-05-04T20:00:00.000Z';
    await releaseRun({ runId: 'c/1', at: released });
    const after = { previous: next.local, runs: 1, lastRunAt: next.firstAt, notBefore: released, releasedAt: released };
    expect((await plan(after)).next?.local).toBe('2026-05-06T10:00');
    expect(await store.runs.get('c/1')).toMatchObject({
      releasedAt: new Date(released),
      schedule: { nextDate: '2026-05-06' },
    });
  });
});

describe('a campaign in an account that moves to another zone', () => {
  it('does not make up for times that have passed in the new zone', async () => {
    const { store, schedule, next } = scheduledCampaign();
    await schedule(daily('10:00'));
    const yesterday = { previous: '2026-05-06T10:00', runs: 6, notBefore: '2026-05-06T10:00:00.000Z' };
    expect(await next(yesterday)).toBe('2026-05-07T10:00');
    await store.account.replace(accountInput.parse({ timeZone: 'Asia/Tokyo' }), new Date('2026-05-07T05:00:00Z'));
    expect(await next(yesterday)).toBe('2026-05-08T10:00');
    await store.account.replace(accountInput.parse({ timeZone: 'Asia/Tokyo' }), new Date('2026-05-09T05:00:00Z'));
    expect(await next(yesterday)).toBe('2026-05-08T10:00');
  });

  it('keeps an instant', async () => {
    const { store, schedule, next } = scheduledCampaign();
    await schedule({ kind: 'at', at: '2026-05-07T10:00:00.000Z' });
    await store.account.replace(accountInput.parse({ timeZone: 'Asia/Tokyo' }), new Date('2026-05-07T10:05:00Z'));
    expect(await next()).toBe('2026-05-07T19:00');
  });

  it('opens no run that was planned in the old zone', async () => {
    const { store, schedule, openRun } = scheduledCampaign();
    await schedule(daily('10:00'));
    await store.providerGroups.insert({ id: 'g', input: { name: 'g', members: [] }, now: new Date() });
    const clock = { local: '2026-05-07T10:00', defaultZone: 'UTC', late: 'skip', lastDate: null } as const;
    const instants = { firstAt: '2026-05-07T10:00:00.000Z', lastAt: '2026-05-07T10:00:00.000Z' };
    const run = { campaignId: 'c', occurrence: 1, revision: 1, schedule: { ...clock, zone: 'UTC', ...instants } };
    const open = () => openRun({ ...run, accountZone: 'UTC', startedAt: instants.firstAt });
    await store.account.replace(accountInput.parse({ timeZone: 'Asia/Tokyo' }), new Date());
    expect(await open()).toBe('changed');
    await store.account.replace(accountInput.parse({ timeZone: 'UTC' }), new Date());
    expect(await open()).toMatchObject({ runId: 'c/1' });
  });
});
