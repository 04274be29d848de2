import { describe, expect, it } from 'vitest';
import { dndWindows } from '../../../src/domain/dnd/dndSchema.ts';
import { bestTime, openHours } from '../../../src/domain/schedule/bestTime.ts';

/** 24 counts, 0 but for the hours named. */
const active = (counts: Record<number, number>): number[] => Array.from({ length: 24 }, (_, hour) => counts[hour] ?? 0);
const defaultTime = '10:30';

describe('the best time', () => {
  it('is the hour with the most activity, and the earliest of equals', () => {
    expect(bestTime({ activity: active({ 8: 2, 18: 5, 22: 1 }), defaultTime })).toBe('18:00');
    expect(bestTime({ activity: active({ 21: 5, 7: 5, 18: 5 }), defaultTime })).toBe('07:00');
    expect(bestTime({ activity: active({ 0: 1 }), defaultTime })).toBe('00:00');
  });

  it('is the default for who was never active', () => {
    expect(bestTime({ activity: active({}), defaultTime })).toBe(defaultTime);
    expect(bestTime({ activity: [], defaultTime })).toBe(defaultTime);
  });

  it('is out of the hours that are left, or the default when none was used', () => {
    const open = active({}).map((_, hour) => hour >= 8 && hour < 20);
    expect(bestTime({ activity: active({ 8: 2, 23: 50 }), defaultTime, openHours: open })).toBe('08:00');
    expect(bestTime({ activity: active({ 23: 50 }), defaultTime, openHours: open })).toBe(defaultTime);
  });
});

describe('hours outside DND', () => {
  const zones = { recipient: 'Europe/Paris', account: 'America/New_York' };
  const closedHours = (date: string, windows: unknown): number[] =>
    openHours({ date, windows: dndWindows.parse(windows), zones }).flatMap((open, hour) => (open ? [] : [hour]));

  it('depend on the day of the week and on whose clock counts', () => {
    const saturdays = [{ from: '20:00', to: '10:00', days: ['SA'], action: 'delay' }];
    expect(closedHours('2026-05-09', saturdays)).toEqual([20, 21, 22, 23]);
    expect(closedHours('2026-05-10', saturdays)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(closedHours('2026-05-09', [{ from: '08:00', to: '10:00', zone: 'account', action: 'delay' }])).toEqual([
      14, 15,
    ]);
  });

  it('that are skipped are judged where they move to', () => {
    expect(closedHours('2026-03-29', [{ from: '03:00', to: '04:00', action: 'delay' }])).toEqual([2, 3]);
  });
});
