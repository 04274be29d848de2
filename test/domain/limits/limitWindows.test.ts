import { describe, expect, it } from 'vitest';
import { type CountedMessage, fullLimits, limitWindows, sendingTime } from '../../../src/domain/limits/limitWindows.ts';
import { appliedLimits, type ProfileLimit } from '../../../src/domain/limits/profileLimits.ts';

const at = (instant: string): Date => new Date(instant);
const PARIS = 'Europe/Paris';
const sent = (id: string, instant: string, ...tags: string[]): CountedMessage => ({
  id,
  from: at(instant),
  to: new Date(at(instant).getTime() + 1),
  ...(tags.length > 0 && { tags }),
});
/** Whether there is room at `now` beside the messages. */
const hasRoom = (limit: ProfileLimit, now: string, ...counted: CountedMessage[]): boolean => {
  const time = { from: at(now), to: new Date(at(now).getTime() + 1) };
  return fullLimits(counted, { id: 'new', from: time.from }, limitWindows([limit], time, PARIS)).length === 0;
};

describe('a limit', () => {
  it.each<[string, ProfileLimit, string, string, boolean]>([
    ['a day', { kind: 'calendar', max: 1, per: 'day' }, '2026-05-07T21:59:59.999Z', '2026-05-07T22:00:00Z', true],
    ['a day', { kind: 'calendar', max: 1, per: 'day' }, '2026-05-06T22:00:00Z', '2026-05-07T21:59:59.999Z', false],
    [
      'a day of 25 hours',
      { kind: 'calendar', max: 1, per: 'day' },
      '2026-10-24T22:00:00Z',
      '2026-10-25T22:59:59Z',
      false,
    ],
    [
      'a day of 23 hours',
      { kind: 'calendar', max: 1, per: 'day' },
      '2026-03-28T23:00:00Z',
      '2026-03-29T22:00:00Z',
      true,
    ],
    ['a week', { kind: 'calendar', max: 1, per: 'week' }, '2026-05-03T21:59:59Z', '2026-05-03T22:00:00Z', true],
    ['a week', { kind: 'calendar', max: 1, per: 'week' }, '2026-05-03T22:00:00Z', '2026-05-10T21:59:59Z', false],
    ['seven days', { kind: 'rolling', max: 1, days: 7 }, '2026-05-01T10:00:00Z', '2026-05-08T10:00:00Z', true],
    ['seven days', { kind: 'rolling', max: 1, days: 7 }, '2026-05-01T10:00:00Z', '2026-05-08T09:59:59.999Z', false],
    [
      'one day over a clock change',
      { kind: 'rolling', max: 1, days: 1 },
      '2026-03-28T10:00:00Z',
      '2026-03-29T09:59:59Z',
      false,
    ],
    ['a gap', { kind: 'minimum_gap', hours: 20 }, '2026-05-01T10:00:00Z', '2026-05-02T06:00:00Z', true],
    ['a gap', { kind: 'minimum_gap', hours: 20 }, '2026-05-01T10:00:00Z', '2026-05-02T05:59:59.999Z', false],
  ])('of one message in %s (%j), with one at %s, has room at %s: %s', (_, limit, before, now, room) => {
    expect(hasRoom(limit, now, sent('m', before))).toBe(room);
  });

  it('with a tag counts messages with the tag alone', () => {
    const limit: ProfileLimit = { kind: 'rolling', max: 1, days: 7, tag: 'promotion' };
    const [now, before] = ['2026-05-07T10:00:00Z', '2026-05-06T10:00:00Z'];
    expect(hasRoom(limit, now, sent('m', before), sent('n', before, 'news'))).toBe(true);
    expect(hasRoom(limit, now, sent('m', before, 'news', 'promotion'))).toBe(false);
  });

  it('counts a message once that may have been sent at several times, and never the message itself', () => {
    const limit: ProfileLimit = { kind: 'rolling', max: 2, days: 7 };
    const [now, before] = ['2026-05-07T10:00:00Z', '2026-05-06T10:00:00Z'];
    expect(hasRoom(limit, now, sent('m', before), sent('m', now), sent('new', before))).toBe(true);
    expect(hasRoom(limit, now, sent('m', before), sent('n', before), sent('new', before))).toBe(false);
  });

  it('leaves room by the order in which messages were counted: the first ones have it', () => {
    const limit: ProfileLimit = { kind: 'rolling', max: 1, days: 1 };
    const now = '2026-05-07T10:00:00Z';
    const time = { from: at(now), to: at('2026-05-07T11:00:00Z') };
    const own = { id: 'new', ...time };
    const windows = limitWindows([limit], time, PARIS);
    expect(fullLimits([own, sent('late', now)], own, windows)).toEqual([]);
    expect(fullLimits([sent('early', now), own], own, windows)).toMatchObject([{ messages: [{ id: 'early' }] }]);
  });
});

describe('a message', () => {
  it('is sent within an hour, and within its day or week if those are limited', () => {
    const [day, week, rolling] = [
      { kind: 'calendar', max: 1, per: 'day' },
      { kind: 'calendar', max: 1, per: 'week' },
      { kind: 'rolling', max: 1, days: 7 },
    ] as const;
    const untilOf = (limits: ProfileLimit[], from: string) => sendingTime(limits, at(from), PARIS).to.toISOString();
    expect(untilOf([rolling], '2026-05-10T21:30:00Z')).toBe('2026-05-10T22:30:00.000Z');
    expect(untilOf([week, rolling], '2026-05-10T21:30:00Z')).toBe('2026-05-10T22:00:00.000Z');
    expect(untilOf([week], '2026-05-09T21:30:00Z')).toBe('2026-05-09T22:30:00.000Z');
    expect(untilOf([week, day], '2026-05-09T21:30:00Z')).toBe('2026-05-09T22:00:00.000Z');
  });
});

describe('the limits of a campaign', () => {
  const ALL: ProfileLimit[] = [
    { kind: 'calendar', max: 1, per: 'day' },
    { kind: 'rolling', max: 2, days: 30, tag: 'promotion' },
  ];
  const of = (tags: string[], more = {}) =>
    appliedLimits(ALL, { tags, ignoreProfileLimits: false, countForProfileLimits: true, ...more });

  it('are those without a tag and those for one of its tags', () => {
    const [day, promotion] = ALL;
    // It is kept as long as any limit needs a message, because all are in one document.
    expect(of(['news'])).toMatchObject({ limits: [day], areCounted: true, tags: [], countedForMs: 30 * 86_400_000 });
    expect(of(['news', 'promotion'])).toMatchObject({
      limits: [day, promotion],
      areCounted: true,
      tags: ['promotion'],
      countedForMs: 30 * 86_400_000,
    });
  });

  it('may be ignored while its messages count, or the other way round', () => {
    expect(of([], { ignoreProfileLimits: true })).toMatchObject({ limits: [], areCounted: true });
    expect(of([], { countForProfileLimits: false })).toMatchObject({ limits: [{ per: 'day' }], areCounted: false });
  });

  it('cost nothing where none apply and nothing counts', () => {
    expect(of([], { ignoreProfileLimits: true, countForProfileLimits: false })).toBeNull();
    expect(appliedLimits([], { tags: ['a'], ignoreProfileLimits: false, countForProfileLimits: true })).toBeNull();
    const [, promotion] = ALL;
    const news = { tags: ['news'], ignoreProfileLimits: false, countForProfileLimits: true };
    expect(appliedLimits(promotion ? [promotion] : [], news)).toBeNull();
  });
});
