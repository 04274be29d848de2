import type { Db } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { sweepDates } from '../../../src/activities/live/sweepDates.ts';
import { accountInput } from '../../../src/domain/account/account.ts';
import type { ProfileInput } from '../../../src/domain/audience/profile.ts';
import { liveInput } from '../../../src/domain/campaign/campaign.ts';
import type { LiveWhen, LiveWhenOf } from '../../../src/domain/live/liveWhen.ts';
import { DATES_AHEAD_MS, profileDates } from '../../../src/domain/live/profileDates.ts';
import type { Trigger } from '../../../src/domain/live/trigger.ts';
import { storeOf } from '../../../src/store/store.ts';
import { freshDatabases } from '../../support/database.ts';
import { TEST_SECRET_KEY } from '../../support/sending.ts';

const databases = freshDatabases();

const DAY = 86_400_000;
const NOW = new Date('2027-02-26T13:20:00Z');
const ZONES = ['Pacific/Kiritimati', 'Europe/Paris', 'America/New_York', 'Pacific/Pago_Pago', null];

const birthday = (options: Partial<LiveWhenOf<'profile_date'>> = {}): LiveWhenOf<'profile_date'> => ({
  kind: 'profile_date',
  property: 'born',
  yearly: true,
  offsets: [{ days: 0 }, { days: -3, time: '00:00' }],
  time: '23:59',
  zone: 'profile',
  ...options,
});

/** Two years of birthdays around today, each with and without a time, in all zones; and some that are none. */
function people(): ProfileInput[] {
  const dates = Array.from({ length: 730 }, (_, day) => new Date(Date.UTC(2026, 1, 20) + day * DAY));
  const born = dates.flatMap((date) => [date, new Date(date.getTime() + 5 * 3_600_000), new Date(date.getTime() - 1)]);
  const known = born.map((date, index) => ({
    id: `p${index}`,
    timeZone: ZONES[index % ZONES.length] ?? null,
    properties: { born: { date: date.toISOString() } },
  }));
  return [
    ...known,
    { id: 'text', properties: { born: '1990-02-27' } },
    { id: 'leap', properties: { born: { date: '2000-02-29' } } },
    { id: 'none' },
  ];
}

async function setup(db: Db, when: LiveWhen) {
  const store = storeOf(db, TEST_SECRET_KEY);
  await store.ensureIndexes();
  await store.account.replace(accountInput.parse({ timeZone: 'Asia/Tokyo' }), NOW);
  await store.profiles.upsertMany(people(), NOW);
  const input = liveInput.parse({ name: 'b', type: 'live', when, what: { template: 'Hi' }, providerGroupId: 'grp_1' });
  await store.campaigns.insert({
    ...input,
    _id: 'cmp_1',
    status: 'running',
    revision: 1,
    actions: [],
    createdAt: NOW,
    updatedAt: NOW,
  });
  const signal = new AbortController().signal;
  const sweep = (now = NOW) => sweepDates('cmp_1', { store, signal, tell: () => undefined, now: () => now });
  const triggers = () => db.collection<Trigger>('triggers').find().sort({ _id: 1 }).toArray();
  return { store, sweep, triggers };
}

describe('a sweep for the dates of profiles', () => {
  it.each([
    ['birthdays, in the zones of the profiles', birthday()],
    ['birthdays, in a named zone', birthday({ zone: 'America/New_York' })],
    ['dates of one year', birthday({ yearly: false, offsets: [{ days: 30 }, { days: -30 }] })],
    ['dates and hours', birthday({ yearly: false, offsets: [{ hours: -12 }, { hours: 300 }] })],
    ['dates long before and after', birthday({ offsets: [{ days: 365 }, { days: -365 }, { days: 7 }] })],
    ['a long time after', birthday({ offsets: [{ days: 300 }] })],
  ])('finds what a look at each profile finds: %s', async (_, when) => {
    const { store, sweep, triggers } = await setup(databases.next(), when);
    const { triggers: count } = await sweep();
    const zones = await store.account.get();
    const until = new Date(NOW.getTime() + DATES_AHEAD_MS);
    const all = await store.profiles.list({ limit: 10_000 });
    const expected = all.flatMap(profileDates({ campaignId: 'cmp_1', when, zones, now: NOW, until }));
    const byId = (a: Trigger, b: Trigger) => (a._id < b._id ? -1 : 1);
    expect(await triggers()).toEqual(expected.sort(byId));
    expect(count).toBe(expected.length);
    expect(count).toBeGreaterThan(5);
  });

  it('a further one, a day later or at once, adds only what is new', async () => {
    const { sweep, triggers } = await setup(databases.next(), birthday());
    await sweep();
    const first = await triggers();
    await sweep();
    expect(await triggers()).toEqual(first);
    await sweep(new Date(NOW.getTime() + DAY));
    const second = await triggers();
    expect(second.filter(({ createdAt }) => createdAt.getTime() === NOW.getTime())).toEqual(first);
    expect(second.length).toBeGreaterThan(first.length);
  });

  it('each date and offset is found once in a month, whatever the hour of the sweep', async () => {
    const { sweep, triggers } = await setup(databases.next(), birthday({ offsets: [{ days: 0 }] }));
    for (let day = 0; day < 30; day += 1) await sweep(new Date(NOW.getTime() + day * DAY + (day % 3) * 3_600_000));
    const dates = (await triggers()).map(({ profileId, date }) => `${profileId} ${date}`);
    expect(new Set(dates).size).toBe(dates.length);
    // Born on a day of the 30, in either of the two years, with three profiles for each.
    const covered = new Set((await triggers()).map(({ date }) => date));
    for (let day = 1; day < 30; day += 1) {
      expect(covered).toContain(new Date(Date.UTC(2027, 1, 26) + day * DAY).toISOString().slice(0, 10));
    }
  });

  it('a campaign of another kind has nothing to sweep', async () => {
    const { sweep, triggers } = await setup(databases.next(), { kind: 'event', event: 'a', delaySeconds: 0 });
    expect(await sweep()).toEqual({ triggers: 0 });
    expect(await triggers()).toEqual([]);
  });
});
