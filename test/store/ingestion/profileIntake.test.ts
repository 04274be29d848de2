import { beforeEach, describe, expect, it } from 'vitest';
import type { Trigger } from '../../../src/domain/live/trigger.ts';
import { ingestion } from '../../../src/store/ingestion/ingestion.ts';
import { type Store, storeOf } from '../../../src/store/store.ts';
import { freshDatabases } from '../../support/database.ts';
import { liveCampaign } from '../../support/liveCampaign.ts';
import { TEST_SECRET_KEY } from '../../support/sending.ts';

const NOW = new Date('2026-05-07T10:00:00Z');
const BIRTHDAY = { kind: 'profile_date', property: 'born', yearly: true, offsets: [{ days: 0 }], time: '12:00' };

describe('profiles that are written', () => {
  const databases = freshDatabases();
  let store: Store;
  let told: string[];
  beforeEach(() => {
    store = storeOf(databases.next(), TEST_SECRET_KEY);
    told = [];
  });
  const intake = (of: Store = store) =>
    ingestion({ store: of, onTriggers: (campaignId) => void told.push(campaignId), now: () => NOW });
  const waiting = (): Promise<Trigger[]> => store.db.collection<Trigger>('triggers').find().sort({ _id: 1 }).toArray();
  const bornOn = (date: string) => ({ born: { date } });

  it('have a trigger for each message by their dates that may be due soon, and none for a date past or far away', async () => {
    await store.campaigns.insert(liveCampaign('birthday', BIRTHDAY));
    await store.campaigns.insert(liveCampaign('renewal', { ...BIRTHDAY, property: 'renews', yearly: false }));
    await intake().profiles.upsertMany(
      [
        { id: 'soon', properties: { ...bornOn('1990-05-08'), renews: { date: '2026-05-08' } } },
        { id: 'past', properties: bornOn('1990-05-06') },
        { id: 'far', properties: bornOn('1990-08-01') },
        { id: 'none' },
      ],
      NOW,
    );
    await intake().profiles.upsert(
      { id: 'single', properties: bornOn('2000-05-07'), timeZone: 'America/New_York' },
      NOW,
    );
    expect((await waiting()).map(({ campaignId, profileId, date }) => [campaignId, profileId, date])).toEqual([
      ['birthday', 'single', '2026-05-07'],
      ['birthday', 'soon', '2026-05-08'],
      ['renewal', 'soon', '2026-05-08'],
    ]);
    expect(new Set(told)).toEqual(new Set(['birthday', 'renewal']));
  });

  it('have their triggers by their own clock looked at again, also if nothing was changed, and those of others not', async () => {
    const travel = { kind: 'event_date', event: 'booked', property: 'day', offsets: [{ days: 0 }], time: '12:00' };
    await store.campaigns.insert(liveCampaign('birthday', BIRTHDAY));
    await store.campaigns.insert(liveCampaign('birthday in Paris', { ...BIRTHDAY, zone: 'Europe/Paris' }));
    await store.campaigns.insert(liveCampaign('travel', travel));
    await store.campaigns.insert(liveCampaign('travel in Paris', { ...travel, zone: 'Europe/Paris' }));
    await store.campaigns.insert(liveCampaign('thanks', { kind: 'event', event: 'booked', delaySeconds: 600 }));
    const ids = ['moves', 'stays'];
    const booked = { name: 'booked', properties: { day: { date: '2026-05-07' } }, at: NOW.toISOString() };
    const born = bornOn('1990-05-07');
    await intake().events.insertMany(
      ids.map((profileId) => ({ ...booked, id: 'b1', profileId })),
      NOW,
    );
    await intake().profiles.upsertMany(
      ids.map((id) => ({ id, properties: born, timeZone: 'America/New_York' })),
      NOW,
    );
    const later = new Date(NOW.getTime() + 3_600_000);
    await store.triggers.postpone((await waiting()).map(({ _id }) => ({ _id, dueAt: later })));
    expect(await waiting()).toHaveLength(10);
    const dueAgain = async () =>
      (await waiting()).filter(({ dueAt }) => dueAt <= NOW).map(({ campaignId, profileId }) => [campaignId, profileId]);
    told = [];
    const moved = [
      ['birthday', 'moves'],
      ['travel', 'moves'],
    ];
    // By the clock of Auckland it is 22:00, so that the messages are due already.
    await intake().profiles.upsertMany([{ id: 'moves', timeZone: 'Pacific/Auckland' }], NOW);
    expect(await dueAgain()).toEqual(moved);
    expect([...new Set(told)].toSorted()).toEqual(['birthday', 'birthday in Paris', 'travel']);
    await store.triggers.postpone((await waiting()).map(({ _id }) => ({ _id, dueAt: later })));
    await intake().profiles.upsert({ id: 'moves', timeZone: 'Pacific/Auckland' }, NOW);
    expect(await dueAgain()).toEqual(moved);
  });

  it('cost no further request where no campaign depends on profiles', async () => {
    await store.campaigns.insert(liveCampaign('event', { kind: 'event', event: 'visit' }));
    await store.campaigns.insert(liveCampaign('far', { ...BIRTHDAY, zone: 'Europe/Paris' }));
    await store.campaigns.setStatus({ id: 'far', status: 'stopped', now: NOW });
    const refused = () => Promise.reject(new Error('asked'));
    const asking = {
      ...store,
      triggers: { ...store.triggers, insert: refused },
      profiles: { ...store.profiles, getMany: refused },
      events: { ...store.events, ofProfiles: refused },
    };
    expect(
      await intake(asking).profiles.upsertMany([{ id: 'u1', properties: bornOn('1990-05-08') }], NOW),
    ).toMatchObject([{ outcome: 'stored' }]);
  });

  it('of erased persons trigger nothing', async () => {
    await store.campaigns.insert(liveCampaign('birthday', BIRTHDAY));
    await store.erasures.request({ profileId: 'gone', reason: null, keyId: null, now: NOW });
    const profile = { id: 'gone', properties: bornOn('1990-05-08') };
    expect(await intake().profiles.upsertMany([profile], NOW)).toMatchObject([{ outcome: 'erased' }]);
    await expect(intake().profiles.upsert(profile, NOW)).rejects.toThrow();
    expect(await waiting()).toEqual([]);
  });
});
