import { beforeAll, describe, expect, it } from 'vitest';
import { campaignInput, type Ids, oneOfEach } from '../fixtures.ts';
import { testApi } from '../support.ts';

/** A Thursday; in Tokyo it is 19:00. */
const NOW = '2026-05-07T10:00:00.000Z';

const recurring = (changes: object) => ({
  kind: 'recurring',
  rule: { kind: 'daily' },
  time: '09:00',
  zone: 'account',
  ...changes,
});

describe('the times of a campaign', () => {
  const api = testApi(() => ({ now: () => new Date(NOW) }));
  let ids: Ids;
  beforeAll(async () => {
    ids = await oneOfEach(api);
    await api.call('PUT', '/v1/account', { json: { timeZone: 'Asia/Tokyo' } });
  });
  const validate = (when: object) => api.made('/v1/campaigns/validate', { ...campaignInput(ids), when });

  it('are shown before it is scheduled: the next five with zone and instant', async () => {
    const { upcoming, valid } = await validate(recurring({ rule: { kind: 'weekly', days: ['MO', 'FR'] } }));
    expect(valid).toBe(true);
    expect(upcoming.map(({ local }: { local: string }) => local)).toEqual([
      '2026-05-08T09:00',
      '2026-05-11T09:00',
      '2026-05-15T09:00',
      '2026-05-18T09:00',
      '2026-05-22T09:00',
    ]);
    expect(upcoming[0]).toEqual({
      local: '2026-05-08T09:00',
      zone: 'Asia/Tokyo',
      firstAt: '2026-05-08T00:00:00.000Z',
      lastAt: '2026-05-08T00:00:00.000Z',
    });
  });

  it('are fewer when it ends, one when it runs once, and none when they are invalid', async () => {
    const local = async (when: object) =>
      (await validate(when)).upcoming.map((occurrence: { local: string }) => occurrence.local);
    expect(await local(recurring({ end: { kind: 'after', runs: 2 } }))).toHaveLength(2);
    expect(await local({ kind: 'now' })).toEqual(['2026-05-07T19:00']);
    expect(await local({ kind: 'at', at: '2026-05-07T12:30:00+02:00' })).toEqual(['2026-05-07T19:30']);
    const dates = ['2026-05-09T10:00', '2026-05-01T10:00', '2026-05-08T10:00'];
    expect(await local({ kind: 'dates', dates, zone: 'account' })).toEqual(['2026-05-08T10:00', '2026-05-09T10:00']);
    expect(await local({ kind: 'at', at: 'soon' })).toEqual([]);
  });

  it('span more than a day when each profile has its own zone', async () => {
    const { upcoming } = await validate({ kind: 'dates', dates: ['2026-05-08T10:00'], zone: 'profile' });
    expect(upcoming).toEqual([
      {
        local: '2026-05-08T10:00',
        zone: 'profile',
        firstAt: '2026-05-07T20:00:00.000Z',
        lastAt: '2026-05-08T22:00:00.000Z',
      },
    ]);
  });

  const impossible: readonly { name: string; when: object; problem: object }[] = [
    {
      name: 'an instant that has passed',
      when: { kind: 'at', at: '2026-05-07T09:59:00Z' },
      problem: { field: '/when/at', got: 'an instant that has passed', wanted: `one after ${NOW}` },
    },
    {
      name: 'dates that have all passed on the clock that they are on',
      when: { kind: 'dates', dates: ['2026-05-07T18:59', '2026-05-06T12:00'], zone: 'account' },
      problem: {
        field: '/when/dates',
        got: 'dates and times that have all passed',
        wanted: 'one after 2026-05-07T19:00 in Asia/Tokyo',
      },
    },
    {
      name: 'a date that has passed everywhere on earth',
      when: { kind: 'dates', dates: ['2026-05-06T21:59'], zone: 'profile' },
      problem: {
        field: '/when/dates',
        got: 'a date and time that has passed',
        wanted: 'one that has not passed in every time zone, such as one after 2026-05-07T19:00',
      },
    },
    {
      name: 'an end before the first day that fits',
      when: recurring({ rule: { kind: 'weekly', days: ['WE'] }, end: { kind: 'on', date: '2026-05-12' } }),
      problem: {
        field: '/when/end/date',
        got: '2026-05-12, before the next matching day',
        wanted: '2026-05-13 or later',
      },
    },
    {
      name: 'a rule whose days are over, with the intervals that it has',
      when: recurring({ rule: { kind: 'rrule', text: 'FREQ=YEARLY;INTERVAL=999' }, start: '2026-05-07' }),
      problem: {
        field: '/when/rule',
        got: 'a rule without any day in the future',
        wanted: 'one that matches a day in the next 100 years',
      },
    },
  ];

  it.for(impossible)('are refused: $name', async ({ when, problem }) => {
    const { valid, problems, upcoming } = await validate(when);
    expect({ valid, problems, upcoming }).toEqual({ valid: false, problems: [problem], upcoming: [] });
    const made = await api.call('POST', '/v1/campaigns', { json: { ...campaignInput(ids), when } });
    expect([made.status, made.json.errors]).toEqual([400, [problem]]);
  });

  it('may include one that has not passed in western zones', async () => {
    expect(await validate({ kind: 'dates', dates: ['2026-05-06T22:30'], zone: 'profile' })).toMatchObject({
      valid: true,
    });
  });
});

describe('a campaign whose time passes while it is a draft', () => {
  const clock = { now: new Date(NOW) };
  const api = testApi(() => ({ now: () => clock.now }));

  it('is refused when it is scheduled', async () => {
    const ids = await oneOfEach(api);
    const when = { kind: 'at', at: '2026-05-07T11:00:00Z' };
    const { id } = await api.made('/v1/campaigns', { ...campaignInput(ids), when });
    clock.now = new Date('2026-05-07T11:00:01Z');
    const { status, json } = await api.call('POST', `/v1/campaigns/${id}/schedule`);
    expect([status, json.errors[0].field]).toEqual([400, '/when/at']);
  });
});
