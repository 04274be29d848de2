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

  it.each([
    ['FREQ=YEARLY;BYDAY=53MO', '2026-12-01', ['2029-12-31', '2035-12-31', '2040-12-31', '2046-12-31', '2052-12-30']],
    ['FREQ=YEARLY;BYDAY=-53MO', '2026-12-01', ['2029-01-01', '2035-01-01', '2040-01-02', '2046-01-01', '2052-01-01']],
    ['FREQ=MONTHLY', '2027-01-31', ['2027-01-31', '2027-03-31', '2027-05-31', '2027-07-31', '2027-08-31']],
    [
      'FREQ=MONTHLY;BYMONTH=4,6,9,11',
      '2027-01-30',
      ['2027-04-30', '2027-06-30', '2027-09-30', '2027-11-30', '2028-04-30'],
    ],
    ['FREQ=YEARLY;BYMONTH=2', '2027-01-28', ['2027-02-28', '2028-02-28', '2029-02-28', '2030-02-28', '2031-02-28']],
  ])('by the rule %s from %s on are those of RFC 5545', async (text, start, days) => {
    const { upcoming, problems } = await validate(recurring({ rule: { kind: 'rrule', text }, start }));
    expect(problems).toEqual([]);
    expect(upcoming.map(({ local }: { local: string }) => local.slice(0, 10))).toEqual(days);
  });

  it.each([
    [{ start: '2027-01-31' }, '2027-01-31'],
    [{ start: '2026-03-31' }, '2026-03-31'],
  ])(
    'of a rule without a day, begun %j on a day that its months lack, are refused with that day',
    async (more, day) => {
      const text = 'FREQ=MONTHLY;BYMONTH=4,6,9,11';
      const { problems, upcoming } = await validate(recurring({ rule: { kind: 'rrule', text }, ...more }));
      expect(upcoming).toEqual([]);
      expect(problems).toHaveLength(1);
      expect(problems[0]).toMatchObject({
        field: '/when/rule',
        got: expect.stringContaining(`its day is that of its start, ${day}`),
        wanted: expect.stringContaining('BYMONTHDAY'),
      });
    },
  );

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
        got: 'a rule that begins on 2026-05-07 and has no day to come',
        wanted: 'one that matches a day in the next 100 years',
      },
    },
  ];

  it.for(impossible)('are refused: $name', async ({ when, problem }) => {
    const { valid, problems, upcoming } = await validate(when);
    expect({ valid, problems, upcoming }).toMatchObject({ valid: false, problems: [problem], upcoming: [] });
    const made = await api.call('POST', '/v1/campaigns', { json: { ...campaignInput(ids), when } });
    expect([made.status, made.json.errors]).toMatchObject([400, [problem]]);
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
