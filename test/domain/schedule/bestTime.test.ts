import { describe, expect, it } from 'vitest';
import { bestTime } from '../../../src/domain/schedule/bestTime.ts';

/** 24 counts, 0 but for the hours named. */
const active = (counts: Record<number, number>): number[] => Array.from({ length: 24 }, (_, hour) => counts[hour] ?? 0);
const defaultTime = '10:30';

describe('the best time', () => {
  it('is the hour with the most activity, and the earliest of equals', () => {
    expect(bestTime({ activity: active({ 8: 2, 18: 5, 22: 1 }), defaultTime })).toBe('18:00');
    expect(bestTime({ activity: active({ 21: 5, 7: 5, 18: 5 }), defaultTime })).toBe('07:00');
    expect(bestTime({ activity: active({ 0: 1 }), defaultTime })).toBe('00:00');
  });

  it('is the default for a profile that was never active', () => {
    expect(bestTime({ activity: active({}), defaultTime })).toBe(defaultTime);
    expect(bestTime({ activity: [], defaultTime })).toBe(defaultTime);
  });

  it('is one of the allowed hours, or the default when the profile was active in none of them', () => {
    const open = active({}).map((_, hour) => hour >= 8 && hour < 20);
    expect(bestTime({ activity: active({ 8: 2, 23: 50 }), defaultTime, openHours: open })).toBe('08:00');
    expect(bestTime({ activity: active({ 23: 50 }), defaultTime, openHours: open })).toBe(defaultTime);
  });
});
