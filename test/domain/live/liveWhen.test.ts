import { describe, expect, it } from 'vitest';
import { fieldProblems, jsonPointer, WITH_KNOWN_FIELDS } from '../../../src/api/http/fieldProblems.ts';
import { liveWhen } from '../../../src/domain/live/liveWhen.ts';

const byDate = { kind: 'event_date', event: 'booked', property: 'travels', time: '18:00' };
const birthday = { kind: 'profile_date', property: 'born', yearly: true, time: '10:00' };

const NEITHER = '/offsets/0: an object; days, such as {"days": -2, "time": "18:00"}, or hours, such as {"hours": -3}';

function problems(when: object): string[] {
  const read = liveWhen.safeParse(when, WITH_KNOWN_FIELDS);
  return read.success
    ? []
    : fieldProblems(read.error, when, jsonPointer).map(({ field, got, wanted }) => `${field}: ${got}; ${wanted}`);
}

describe('offsets of a campaign by date', () => {
  it.each([
    ['days', { ...byDate, offsets: [{ days: -2 }, { days: -2, time: '09:00' }] }],
    ['hours', { ...byDate, offsets: [{ hours: -3 }, { hours: 0 }, { days: 0 }] }],
    ['days of each year', { ...birthday, offsets: [{ days: 0 }] }],
  ])('may be %s', (_, when) => {
    expect(problems(when)).toEqual([]);
  });

  it.each([
    ['both', { ...byDate, offsets: [{ days: 1, hours: 2 }] }, NEITHER],
    ['neither', { ...byDate, offsets: [{ template: 'Hi' }] }, NEITHER],
    ['too many days', { ...byDate, offsets: [{ days: 400 }] }, '/offsets/0/days: 400; at most 365'],
    ['too many hours', { ...byDate, offsets: [{ hours: 9000 }] }, '/offsets/0/hours: 9000; at most 8760'],
    [
      'at no time of day',
      { ...byDate, offsets: [{ days: 1, time: '24:00' }] },
      '/offsets/0/time: "24:00"; a time of day from 00:00 to 23:59, such as 09:30',
    ],
    [
      'the same twice, with different texts',
      { ...byDate, offsets: [{ days: 1 }, { days: 1, template: 'Hi' }] },
      '/offsets: a list of 2 values; each offset once',
    ],
    [
      'hours of each year',
      { ...birthday, offsets: [{ hours: 1 }] },
      '/offsets: a list of 1 value; offsets in days where yearly is true, since the day has no time',
    ],
  ])('can not be %s', (_, when, expected) => {
    expect(problems(when)).toEqual([expected]);
  });
});
