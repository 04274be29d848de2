import { describe, expect, it } from 'vitest';
import { clockKey, dueAt, groupKey, LATE_AFTER_MS } from '../../../src/domain/schedule/due.ts';
import type { Occurrence } from '../../../src/domain/schedule/occurrences.ts';

const occurrence: Occurrence = {
  local: '2026-05-07T10:00',
  zone: 'profile',
  defaultZone: 'Europe/Paris',
  late: 'skip',
  lastDate: null,
  firstAt: '2026-05-06T20:00:00.000Z',
  lastAt: '2026-05-07T22:00:00.000Z',
};

interface Case extends Partial<Occurrence> {
  readonly profileZone?: string | null;
  readonly bestTime?: string;
  readonly now?: string;
}

/** The due instant and its reason, or the reason for skipping. */
function due({ profileZone = 'Asia/Kolkata', bestTime, now = occurrence.firstAt, ...changes }: Case): string {
  const result = dueAt({
    occurrence: { ...occurrence, ...changes },
    profileZone,
    bestTime: bestTime ?? null,
    now: new Date(now),
  });
  return result.kind === 'due' ? `${result.at.toISOString()} ${result.timing}` : result.reason;
}

describe('in the zone of the profile', () => {
  it.each([
    ['Pacific/Kiritimati', '2026-05-06T20:00:00.000Z'],
    ['Asia/Kolkata', '2026-05-07T04:30:00.000Z'],
    ['Europe/Paris', '2026-05-07T08:00:00.000Z'],
    ['America/New_York', '2026-05-07T14:00:00.000Z'],
    ['Pacific/Pago_Pago', '2026-05-07T21:00:00.000Z'],
    ['Etc/GMT+12', '2026-05-07T22:00:00.000Z'],
  ])('10:00 in %s is %s', (profileZone, at) => {
    expect(due({ profileZone })).toBe(`${at} on_time`);
  });

  it.each([null, 'Mars/Base', ''])('%j counts as the default zone', (profileZone) => {
    expect(due({ profileZone })).toBe('2026-05-07T08:00:00.000Z on_time');
  });

  it.each([
    ['Europe/Paris', '2026-03-29T02:30', '2026-03-29T01:30:00.000Z'],
    ['Europe/Paris', '2026-10-25T02:30', '2026-10-25T00:30:00.000Z'],
    ['America/New_York', '2026-03-08T02:30', '2026-03-08T07:30:00.000Z'],
    ['Australia/Lord_Howe', '2026-10-04T02:10', '2026-10-03T15:40:00.000Z'],
  ])('daylight saving in %s: %s is %s', (profileZone, local, at) => {
    expect(due({ profileZone, local, now: '2026-01-01T00:00:00Z' })).toBe(`${at} on_time`);
  });
});

describe('when the hour has passed', () => {
  // 11:00 in Kolkata, 07:30 in Paris.
  const now = '2026-05-07T05:30:00.000Z';
  it('a profile is skipped, or sent to now, or on the next day', () => {
    expect(due({ now })).toBe('hour_passed');
    expect(due({ now, late: 'send_now' })).toBe(`${now} late`);
    expect(due({ now, late: 'next_day' })).toBe('2026-05-08T04:30:00.000Z next_day');
  });

  it('others are on time', () => {
    expect(due({ now, profileZone: 'Europe/Paris' })).toBe('2026-05-07T08:00:00.000Z on_time');
  });

  it('by no more than a run takes to start, a profile is on time', () => {
    const hour = Date.parse('2026-05-07T04:30:00Z');
    expect(due({ now: new Date(hour + LATE_AFTER_MS).toISOString() })).toBe('2026-05-07T04:30:00.000Z on_time');
    expect(due({ now: new Date(hour + LATE_AFTER_MS + 1).toISOString() })).toBe('hour_passed');
  });

  it('the next day does not count if it has a run of its own', () => {
    expect(due({ now, late: 'next_day', nextDate: '2026-05-09' })).toBe('2026-05-08T04:30:00.000Z next_day');
    expect(due({ now, late: 'next_day', nextDate: '2026-05-08' })).toBe('hour_passed');
  });

  it('days ago, the next day is the next one to come', () => {
    expect(due({ now: '2026-05-10T04:30:00Z', late: 'next_day' })).toBe('2026-05-10T04:30:00.000Z next_day');
    expect(due({ now: '2026-05-10T04:30:01Z', late: 'next_day' })).toBe('2026-05-11T04:30:00.000Z next_day');
  });

  it('nothing is sent after the last date', () => {
    expect(due({ now, late: 'next_day', lastDate: '2026-05-07' })).toBe('after_end');
    expect(due({ now, late: 'next_day', lastDate: '2026-05-08' })).toBe('2026-05-08T04:30:00.000Z next_day');
    expect(due({ now: '2026-05-07T18:31:00Z', late: 'send_now', lastDate: '2026-05-07' })).toBe('after_end');
  });
});

describe('at the best time', () => {
  it('a profile is due at its hour of that day, or at the time given', () => {
    expect(due({ zone: 'best_time', bestTime: '18:00' })).toBe('2026-05-07T12:30:00.000Z on_time');
    expect(due({ zone: 'best_time' })).toBe('2026-05-07T04:30:00.000Z on_time');
  });
});

describe('in one zone', () => {
  it('everybody is due at one instant, however late the run', () => {
    const now = '2026-05-09T00:00:00Z';
    const all = { zone: 'Europe/Paris', firstAt: '2026-05-07T08:00:00.000Z', now };
    expect(due(all)).toBe('2026-05-07T08:00:00.000Z on_time');
    expect(due({ ...all, profileZone: null })).toBe('2026-05-07T08:00:00.000Z on_time');
  });
});

describe('a group', () => {
  const key = (zone: string | null, at = '2026-05-07T08:00:00Z'): string =>
    groupKey({ at: new Date(at), clock: zone && clockKey(zone, new Date(at)) });

  it('shares the due time and the offset', () => {
    expect(key('Europe/Paris')).toBe(key('Europe/Berlin'));
    expect(key('Europe/Paris')).not.toBe(key('Asia/Kolkata'));
    expect(key('Europe/Paris')).not.toBe(key('Europe/Paris', '2026-05-07T08:01:00Z'));
  });

  it('is divided if only one of two zones changes its clocks before the run can have ended', () => {
    const winter = '2026-01-10T08:00:00Z';
    expect(key('Europe/Paris', winter)).toBe(key('Africa/Lagos', winter));
    const spring = '2026-02-20T08:00:00Z';
    expect(key('Europe/Paris', spring)).not.toBe(key('Africa/Lagos', spring));
    expect(key('Europe/Paris', spring)).toBe(key('Europe/Berlin', spring));
    expect(key('America/New_York', spring)).not.toBe(key('America/Bogota', spring));
  });

  it("is one where zones don't matter", () => {
    expect(key(null)).toBe('2026-05-07T08:00:00.000Z');
  });
});
